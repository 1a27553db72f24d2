"""Events as pages: found, registered for, held at the door."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events import actions, own_data
from events.demo import builder
from events.models import Event, Registration
from portal.ground import search
from tests.entering import enter
from tests.factories import events, joining

pytestmark = pytest.mark.django_db
LIST, DESK = reverse("event_directory"), reverse("event_list")


def page_of(client, event):
    return client.get(reverse("event_page", args=[event.public_id])).content.decode()


def make(house, number, **fields):
    return events.event(house.society.organisation, house.assistant.person, name=f"第{number}场", **fields)


def test_the_directory_shows_what_is_on_and_finds_by_filters(client, house):
    make(house, 1, kind="contest", audiences=["youth"], region_code="520303", taken=2)
    make(house, 2, state="draft", published_at=None)
    past = timezone.now() - timedelta(days=9)
    make(house, 3, **events.times(past))

    def found(**asked):
        return [line.row.name for line in client.get(LIST, asked).context["listing"].lines]

    assert found() == ["喀斯特的水去哪儿了", "第1场"]
    assert found(q="第1") == found(kind="contest") == found(county="520303") == ["第1场"]
    assert found(audience="farmers") == found(places="left") == ["喀斯特的水去哪儿了"]
    assert found(when="past") == ["第3场"]


@pytest.mark.parametrize("address", [LIST, DESK])
def test_lists_take_the_same_queries_however_many(client, house, address):
    enter(client, house.assistant)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(8):
        make(house, number)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few) <= 12


def test_the_list_of_people_takes_the_same_queries_however_many(client, house):
    address = reverse("event_people", args=[house.event.public_id])
    actors = events.people(9)
    actions.register(house.event, by=actors[0], now=timezone.now())
    enter(client, house.assistant)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for actor in actors[1:]:
        actions.register(house.event, by=actor, now=timezone.now())
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few) <= 12


def test_one_registers_waits_sees_ones_turn_and_leaves(client, house):
    event = house.event
    for actor in events.people(3):
        actions.register(event, by=actor, now=timezone.now())
    assert "登录后报名" in page_of(client, event)
    enter(client, house.worker)
    assert "候补报名" in page_of(client, event)

    client.post(reverse("event_register", args=[event.public_id]))

    page = page_of(client, event)
    assert "名额已满，您已进入候补" in page
    assert '排第 <b class="num">2</b> 位' in page
    assert event.name in client.get(reverse("home")).content.decode()
    client.post(reverse("event_cancel_registration", args=[event.public_id]))
    assert "候补报名" in page_of(client, event)


def test_a_cancelled_event_says_why_and_takes_nobody(client, house):
    actions.cancel_event(house.event, reason="暴雨", by=house.assistant, now=timezone.now())

    page = page_of(client, house.event)

    assert "暴雨" in page
    assert "报名</button>" not in page
    assert client.get(reverse("event_page", args=["AAAAAAAAAAAA"])).status_code == 404


def test_the_calendar_entry_says_when_and_where(client, house):
    answer = client.get(reverse("event_calendar", args=[house.event.public_id]))
    entry = Calendar.from_ical(answer.content).walk("VEVENT")[0]

    assert answer["Content-Type"].startswith("text/calendar")
    assert entry["SUMMARY"] == house.event.name
    assert entry["LOCATION"] == house.event.venue
    assert abs(entry.decoded("DTSTART") - house.event.starts_at) < timedelta(seconds=1)
    assert entry["URL"].endswith(reverse("event_page", args=[house.event.public_id]))


def test_an_officer_declares_on_the_desk_and_is_told_what_is_missing(client, house):
    enter(client, house.assistant)
    typed = {name: value for name, value in (events.TYPED | {"about": ""}).items() if value is not None}
    typed |= {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in events.times().items()}
    refused = client.post(reverse("event_new"), typed | {"region_code": "没有的地方"}).content.decode()
    assert "找不到这个地方" in refused

    page = client.post(reverse("event_new"), typed | {"submit": "1"}, follow=True).content.decode()

    assert "草稿已保存。还没有填写：活动介绍。" in page
    like = Event.objects.get(state="draft")
    assert like.name in client.get(reverse("event_new"), {"like": like.public_id}).content.decode()


def test_the_door_finds_people_by_name_and_by_the_last_four_digits(client, house):
    comer = joining.person(4321)
    made = actions.register(house.event, by=comer, now=timezone.now())
    actions.register(house.event, by=events.people(1)[0], now=timezone.now())
    enter(client, house.assistant)
    address = reverse("event_people", args=[house.event.public_id])

    for typed in ("4321", comer.person.name):
        assert [line.row.pk for line in client.get(address, {"q": typed}).context["listing"].lines] == [made.pk]
    client.post(reverse("event_check_in", args=[house.event.public_id, made.public_id]))
    assert Registration.objects.get(pk=made.pk).checked_in_at
    assert [line.row.pk for line in client.get(address, {"state": "present"}).context["listing"].lines] == [made.pk]
    text = client.get(address).content.decode()
    assert comer.person.phone not in text


def test_the_demo_season_holds_what_the_database_asks_and_shows_every_state(house):
    for number in range(200):
        joining.person(number)
    made = builder.build(city="5203", now=timezone.now())

    assert {event.state for event in made} >= {"published"}
    for event in Event.objects.exclude(capacity=None):
        rows = event.registrations.exclude(state="cancelled")
        assert event.taken == rows.filter(state="registered").count() <= event.capacity
    assert Registration.objects.filter(state="waiting").exists()
    search.refresh("event", [event.pk for event in made])


def test_an_account_is_not_closed_while_it_holds_a_place(house):
    actor = events.people(1)[0]
    made = actions.register(house.event, by=actor, now=timezone.now())

    assert house.event.name in str(next(own_data.places_held(actor.person, on=None)).text)
    actions.cancel_registration(made, by=actor, now=timezone.now())
    assert list(own_data.places_held(actor.person, on=None)) == []
