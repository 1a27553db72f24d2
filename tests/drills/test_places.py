"""Drills R1 and R2: many people register for few places at once, through HTTP, and some of those in leave meanwhile."""

import hashlib
import random
from collections import Counter

import pytest
from django.urls import reverse

from events.models import Event, Registration
from portal.ground.models import Delivery
from tests.factories import crowd, events, processes, societies

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
State = Registration.State


def served(folder, blocker, **options):
    """One server for all tests of this file: (its address, the key that signs its sessions)."""
    with blocker.unblock(), processes.web(folder / "web.log", PORTAL_VAR=str(folder), **options) as address:
        yield address, hashlib.sha256(str(folder).encode()).hexdigest()  # as portal.settings.dev makes it


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, tmp_path_factory):
    yield from served(tmp_path_factory.mktemp("portal"), django_db_blocker)


@pytest.fixture(scope="module")
def unlocked(django_db_setup, django_db_blocker, tmp_path_factory):
    yield from served(tmp_path_factory.mktemp("unlocked"), django_db_blocker, application="tests.drills.unlocked")


class Hall:
    """An event with so many places, and people before its page."""

    def __init__(self, city, settings, *, places):
        self.settings = settings
        host = societies.society("遵义市物理学会", "A06").organisation
        self.event = events.event(host, city.worker.person, capacity=places)

    def come(self, site, count, prefix):
        """So many people, each with what their browser sends along."""
        _address, self.settings.SECRET_KEY = site
        return [crowd.cookies(one) for one in crowd.people(count, prefix)]

    def clicks(self, cookies, page="event_register"):
        return [(reverse(page, args=[self.event.public_id]), one) for one in cookies]

    def counted(self):
        """(places the event counts, who is in, who waits)."""
        states = Counter(self.event.registrations.values_list("state", flat=True))
        return Event.objects.get(pk=self.event.pk).taken, states[State.REGISTERED], states[State.WAITING]

    def in_order(self):
        """The states of whoever did not leave, in the order of asking."""
        return list(self.event.registrations.open().order_by("place").values_list("state", flat=True))


def rush(hall, site, people, connections):
    """Everybody clicks twice, everybody's second click after many others' first."""
    comers = hall.come(site, people, "comer")
    return crowd.Crowd(site[0], connections).post(hall.clicks(comers + comers[::-1]))


def leave_and_come(hall, site, leaving, coming, connections):
    """Those who have a place leave while others ask for one."""
    visitors = crowd.Crowd(site[0], connections)
    inside = hall.come(site, hall.event.capacity, "inside")
    assert set(visitors.post(hall.clicks(inside))) == {302}
    both = hall.clicks(inside[:leaving], "event_cancel_registration")
    both += hall.clicks(hall.come(site, coming, "comer"))
    random.Random(0).shuffle(both)
    return visitors.post(both)


@pytest.mark.full_size
def test_r1_everybody_clicks_twice_and_places_and_line_are_exact(city, settings, portal, is_full, capsys):
    places, people, connections = (100, 2_000, 64) if is_full else (10, 60, 16)
    hall = Hall(city, settings, places=places)

    answers = Counter(rush(hall, portal, people, connections))

    with capsys.disabled():
        print(f"\nR1: {2 * people} clicks on {places} places: {dict(answers)}, (counted, in, waiting) {hall.counted()}")
    assert answers == {302: 2 * people}
    assert hall.counted() == (places, places, people - places)
    assert hall.in_order() == [State.REGISTERED] * places + [State.WAITING] * (people - places)
    asked = hall.event.registrations.order_by("place").values_list("place", "person")
    assert [place for place, _person in asked] == list(range(1, people + 1))
    assert len({person for _place, person in asked}) == people


@pytest.mark.full_size
def test_r1_control_without_the_lock_it_oversells(city, settings, unlocked, is_full):
    hall = Hall(city, settings, places=10)

    rush(hall, unlocked, 200 if is_full else 60, 16)

    _counted, inside, _waiting = hall.counted()
    assert inside > 10


@pytest.mark.full_size
def test_r2_who_leaves_makes_room_for_the_first_in_line_and_each_is_told_once(city, settings, portal, is_full, capsys):
    places, leaving, coming = (100, 50, 500) if is_full else (10, 8, 40)
    hall = Hall(city, settings, places=places)

    answers = Counter(leave_and_come(hall, portal, leaving, coming, 64 if is_full else 16))

    moved_up = hall.event.registrations.exclude(promoted_at=None)
    with capsys.disabled():
        print(
            f"\nR2: {leaving} left while {coming} came: {dict(answers)}, {moved_up.count()} moved up, {hall.counted()}"
        )
    assert answers == {302: leaving + coming}
    assert hall.counted() == (places, places, coming - leaving)
    assert hall.in_order() == [State.REGISTERED] * places + [State.WAITING] * (coming - leaving)
    told = Delivery.objects.filter(notice__key__startswith="promoted:")
    assert sorted(told.values_list("person", flat=True)) == sorted(moved_up.values_list("person", flat=True))


@pytest.mark.full_size
def test_r2_control_without_the_lock_places_are_lost_or_given_twice(city, settings, unlocked, is_full):
    hall = Hall(city, settings, places=30)

    leave_and_come(hall, unlocked, 25, 60, 16)

    assert hall.counted() != (30, 30, 35)
