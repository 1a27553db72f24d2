"""Places: never one too many, the line in order, each told once (drills R1 and R2, small)."""

import threading
from datetime import timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from events import actions
from events.models import Event, Registration
from members.models import Membership
from portal.ground.errors import Refused
from portal.ground.models import Delivery, Notice
from tests.factories import events, joining
from tests.racing import at_once

pytestmark = pytest.mark.django_db
State = Registration.State


def register(event, actor):
    return actions.register(event, by=actor, now=timezone.now())


def leave(registration, actor):
    return actions.cancel_registration(registration, by=actor, now=timezone.now())


def counted(event):
    """(places taken by the event's own count, registered rows, waiting rows)."""
    event.refresh_from_db()
    rows = event.registrations
    return event.taken, rows.filter(state=State.REGISTERED).count(), rows.filter(state=State.WAITING).count()


def test_places_go_in_the_order_of_asking_and_then_there_is_a_line(house):
    made = [register(house.event, actor) for actor in events.people(4)]

    assert [one.state for one in made] == ["registered", "registered", "waiting", "waiting"]
    assert [one.place for one in made] == [1, 2, 3, 4]
    assert counted(house.event) == (2, 2, 2)


def test_nobody_has_two_places(house):
    actor = events.people(1)[0]
    register(house.event, actor)

    with pytest.raises(Refused, match="已经报名"):
        register(house.event, actor)

    assert counted(house.event) == (1, 1, 0)
    assert house.event.last_place == 1


def test_a_place_given_back_goes_to_the_first_in_line_who_is_told_once(house):
    actors = events.people(4)
    made = [register(house.event, actor) for actor in actors]

    leave(made[0], actors[0])

    assert [one.state for one in house.event.registrations.order_by("place")] == [
        "cancelled", "registered", "registered", "waiting",
    ]  # fmt: skip
    assert counted(house.event) == (2, 2, 1)
    told = Delivery.objects.filter(notice__key=f"promoted:{made[2].pk}")
    assert [one.person for one in told] == [actors[2].person]
    again = register(house.event, actors[0])
    assert (again.state, again.place) == ("waiting", 5)


def test_leaving_the_line_frees_no_place(house):
    actors = events.people(4)
    made = [register(house.event, actor) for actor in actors]

    leave(made[2], actors[2])

    assert counted(house.event) == (2, 2, 1)
    with pytest.raises(Refused, match="已经取消"):
        leave(made[2], actors[2])
    with pytest.raises(PermissionDenied):
        leave(made[3], actors[0])


def test_registration_has_its_time(house):
    actor, hour = events.people(1)[0], timedelta(hours=1)
    closed = {"opens_at": timezone.now() - 9 * hour, "closes_at": timezone.now() - hour}
    for fields, sentence in (
        ({"opens_at": timezone.now() + hour}, "还没有开始"), (closed, "已经截止"), ({"state": "cancelled"}, "已经取消"),
        ({"state": "draft"}, "还没有发布"),
    ):  # fmt: skip
        event = events.event(house.society.organisation, house.assistant.person, **fields)
        with pytest.raises(Refused, match=sentence):
            register(event, actor)
        assert counted(event) == (0, 0, 0)
    begun = events.event(house.society.organisation, house.assistant.person)
    made = register(begun, actor)
    Event.objects.filter(pk=begun.pk).update(starts_at=timezone.now() - hour)
    with pytest.raises(Refused, match="已经开始"):
        leave(made, actor)


def test_some_events_are_for_verified_people_or_members_only(house):
    nobody = events.people(1)[0]
    applicant = joining.person(7)
    joining.admitted(house.society, applicant, house)
    verified = events.event(house.society.organisation, house.assistant.person, admits="verified")
    members = events.event(house.society.organisation, house.assistant.person, admits="members")

    for event in (verified, members):
        with pytest.raises(Refused, match="核验手机号"):
            register(event, nobody)
        assert register(event, applicant).state == "registered"
    with pytest.raises(Refused, match="会员"):
        register(members, joining.person(8))
    assert Membership.objects.filter(person=applicant.person).exists()


def test_more_places_let_the_line_in_and_fewer_than_taken_are_refused_by_name(house):
    actors = events.people(5)
    for actor in actors:
        register(house.event, actor)

    with pytest.raises(Refused, match="最后报名的 1 人须先取消：来宾1"):
        actions.change_capacity(house.event, 1, by=house.assistant, now=timezone.now())
    actions.change_capacity(house.event, 4, by=house.assistant, now=timezone.now())
    assert counted(house.event) == (4, 4, 1)
    actions.change_capacity(house.event, None, by=house.assistant, now=timezone.now())
    assert counted(house.event) == (5, 5, 0)
    with pytest.raises(Refused, match="没有变化"):
        actions.change_capacity(house.event, None, by=house.assistant, now=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.change_capacity(house.event, 9, by=house.official, now=timezone.now())


def test_check_in_is_once_and_for_those_with_a_place(house):
    made = [register(house.event, actor) for actor in events.people(3)]

    checked = actions.check_in(made[0], by=house.assistant, now=timezone.now())

    assert checked.checked_in_at
    with pytest.raises(Refused, match="已经签到"):
        actions.check_in(made[0], by=house.assistant, now=timezone.now())
    with pytest.raises(Refused, match="没有报上名"):
        actions.check_in(made[2], by=house.assistant, now=timezone.now())
    for actor in (house.official, house.worker):
        with pytest.raises(PermissionDenied):
            actions.check_in(made[1], by=actor, now=timezone.now())


def test_who_registered_or_waits_is_told_once_when_it_is_called_off(house):
    actors = events.people(4)
    made = [register(house.event, actor) for actor in actors]
    leave(made[3], actors[3])

    with pytest.raises(Refused, match="写明取消的原因"):
        actions.cancel_event(house.event, reason=" ", by=house.assistant, now=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.cancel_event(house.event, reason="暴雨", by=house.official, now=timezone.now())
    actions.cancel_event(house.event, reason="暴雨红色预警", by=house.assistant, now=timezone.now())
    with pytest.raises(Refused):
        actions.cancel_event(house.event, reason="暴雨红色预警", by=house.assistant, now=timezone.now())

    notice = Notice.objects.get(key=f"event-cancelled:{house.event.pk}")
    told = Delivery.objects.filter(notice=notice, channel="in_app")
    assert {one.person for one in told} == {actor.person for actor in actors[:3]}
    assert "暴雨红色预警" in notice.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_forty_people_clicking_twice_never_take_more_than_there_is(house):
    actors = events.people(40)
    Event.objects.filter(pk=house.event.pk).update(capacity=10)
    turns = count()

    done, refused = at_once(lambda: register(house.event, actors[next(turns) % 40]), times=80)

    assert (done, refused) == (40, 40)
    assert counted(house.event) == (10, 10, 30)
    places = list(house.event.registrations.order_by("place").values_list("place", "state"))
    assert [place for place, _state in places] == list(range(1, 41))
    assert [state for _place, state in places] == ["registered"] * 10 + ["waiting"] * 30


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_control_counting_rows_without_the_lock_oversells(house, monkeypatch):
    """The control of the race above: whoever counts first and writes afterwards lets too many in."""
    actors, barrier, turns = events.people(20), threading.Barrier(20, timeout=30), count()

    def careless(event, actor):
        free = event.registrations.filter(state=State.REGISTERED).count() < 2
        barrier.wait()
        number = next(turns) + 1
        return Registration.objects.create(
            event=event, person=actor.person, place=number, asked_at=timezone.now(),
            state=State.REGISTERED if free else State.WAITING,
        )  # fmt: skip

    handed = count()
    at_once(lambda: careless(house.event, actors[next(handed)]), times=20)

    assert house.event.registrations.filter(state=State.REGISTERED).count() > 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_cancelling_while_others_register_keeps_count_and_order(house):
    first, later = events.people(10), [joining.person(number) for number in range(100, 130)]
    Event.objects.filter(pk=house.event.pk).update(capacity=10)
    made = [register(house.event, actor) for actor in first]
    turns = count()

    def either():
        number = next(turns)
        return (
            leave(made[number // 4], first[number // 4])
            if number % 4 == 0
            else register(house.event, later[number - number // 4 - 1])
        )

    done, refused = at_once(either, times=40)

    assert (done, refused) == (40, 0)
    assert counted(house.event) == (10, 10, 20)
    states = list(
        house.event.registrations.exclude(state=State.CANCELLED).order_by("place").values_list("state", flat=True)
    )
    assert states == sorted(states)  # registered before waiting: nobody was let in before somebody who asked earlier
    assert (
        Notice.objects.filter(key__startswith="promoted:").count()
        == house.event.registrations.exclude(promoted_at=None).count()
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_clicks_do_everything_once(house):
    actor = events.people(1)[0]

    assert at_once(lambda: register(house.event, actor)) == (1, 49)
    made = Registration.objects.get()
    assert at_once(lambda: actions.check_in(made, by=house.assistant, now=timezone.now())) == (1, 49)
    Registration.objects.update(checked_in_at=None)
    assert at_once(lambda: leave(made, actor)) == (1, 49)
    assert at_once(lambda: actions.change_capacity(house.event, 9, by=house.assistant, now=timezone.now())) == (1, 49)
    assert at_once(lambda: actions.cancel_event(house.event, reason="雨", by=house.assistant, now=timezone.now())) == (
        1,
        49,
    )
    assert counted(house.event) == (0, 0, 0)
    connection.close()
