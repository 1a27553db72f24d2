"""An event on its way to the public: done, refused, forbidden."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from events import actions
from events.models import Event
from members import reviews
from portal.ground.errors import Refused
from portal.ground.models import Notice, SearchEntry
from tests.factories import events
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def begun(actor, **typed):
    return actions.save_event(None, by=actor, **events.TYPED | events.times() | typed)


def submitted(actor, **typed):
    return actions.submit_event(begun(actor, **typed), by=actor, now=timezone.now())


def test_a_societys_event_is_published_after_the_associations_review(house):
    event = submitted(house.assistant)
    assert event.state == Event.State.SUBMITTED
    assert not SearchEntry.objects.filter(kind="event", title=event.name).exists()

    event = actions.publish_event(event, by=house.official, now=timezone.now())

    assert event.state == Event.State.PUBLISHED
    assert SearchEntry.objects.filter(kind="event", title=event.name).exists()
    assert Notice.objects.filter(key=f"event-published:{event.pk}").exists()


def test_an_associations_event_is_published_at_once(house):
    assert submitted(house.official).state == Event.State.PUBLISHED


def test_an_event_goes_back_and_forth(house):
    event = submitted(house.assistant)
    with pytest.raises(Refused, match="写明"):
        actions.return_event(event, remark=" ", by=house.official, now=timezone.now())
    actions.return_event(event, remark="写清楼层", by=house.official, now=timezone.now())
    with pytest.raises(Refused, match="退回修改"):
        actions.withdraw_event(event, by=house.assistant, now=timezone.now())

    event = actions.save_event(event, by=house.assistant, **events.TYPED | events.times() | {"venue": "三层"})
    event = actions.submit_event(event, by=house.assistant, now=timezone.now())
    event = actions.withdraw_event(event, by=house.assistant, now=timezone.now())
    assert (event.state, event.venue) == (Event.State.DRAFT, "三层")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"about": " "}, "活动介绍"), ({"venue": ""}, "地点"), ({"form": "online", "venue": ""}, "线上地址"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_when_it_is_handed_in(house, typed, sentence):
    with pytest.raises(Refused, match=sentence):
        submitted(house.assistant, **typed)


@pytest.mark.parametrize(
    ("moved", "sentence"),
    [
        ({"ends_at": timedelta(hours=-1)}, "结束时间"), ({"closes_at": timedelta(days=-9)}, "报名截止应晚于"),
        ({"closes_at": timedelta(days=9)}, "不能晚于活动结束"),
    ],
)  # fmt: skip
def test_times_in_the_wrong_order_are_refused(house, moved, sentence):
    times = events.times()
    wrong = {name: times["starts_at"] + shift for name, shift in moved.items()}

    with pytest.raises(Refused, match=sentence):
        begun(house.assistant, **wrong)


def test_an_event_that_is_over_is_not_published(house):
    then = timezone.now() - timedelta(days=30)
    with pytest.raises(Refused, match="已经过去"):
        submitted(house.assistant, **events.times(then))


def test_only_officers_declare_and_only_the_association_publishes(house):
    for actor in (house.worker, house.audit):
        with pytest.raises(PermissionDenied):
            begun(actor)
    event = submitted(house.assistant)
    for actor in (house.assistant, house.general, house.worker, house.honghua):
        with pytest.raises(PermissionDenied):
            actions.publish_event(event, by=actor, now=timezone.now())
    for actor in (house.official, house.worker):
        with pytest.raises(PermissionDenied):
            actions.withdraw_event(event, by=actor, now=timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_clicks_hand_in_publish_and_return_once(house):
    event, other = begun(house.assistant), submitted(house.assistant, name="另一场")

    assert at_once(lambda: actions.submit_event(event, by=house.assistant, now=timezone.now())) == (1, 49)
    assert at_once(lambda: actions.publish_event(event, by=house.official, now=timezone.now())) == (1, 49)
    assert at_once(lambda: actions.return_event(other, remark="改", by=house.official, now=timezone.now())) == (1, 49)


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_control_without_the_lock_two_publish(house, monkeypatch):
    """The control of the race above: a row read without its lock is published more than once."""
    event, together, waiting = submitted(house.assistant), threading.Barrier(8, timeout=30), reviews.waiting

    def all_at_once(thing):
        step = waiting(thing)
        together.wait()
        return step

    monkeypatch.setattr("events.actions.declaring.locked", lambda event: Event.objects.get(pk=event.pk))
    monkeypatch.setattr("events.actions.declaring.reviews.waiting", all_at_once)

    assert at_once(lambda: actions.publish_event(event, by=house.official, now=timezone.now()), times=8) == (8, 0)
