"""Many people register for few places at once through HTTP, beside a bare view that does it under its row lock."""

import statistics

from django.utils import timezone

from events.models import Event, Registration
from members.models import Person
from societies.models import Society
from tests.factories import crowd, events

from . import pages, people, table

CONNECTIONS, RUNS = 50, 3
BURSTS = ((700, 500), (1_000, 500))
BARE_WAY = "django.contrib.auth.backends.ModelBackend"


def measure():
    people.societies()
    most = max(count for count, _places in BURSTS)
    comers = crowd.people(most, f"burst-{timezone.now():%s}-")
    ours, theirs = ([crowd.cookies(one, way) for one in comers] for way in (crowd.PORTAL_WAY, BARE_WAY))
    with pages.served() as (portal, bare):
        for count, places in BURSTS:
            rates, ratios = [], []
            for _run in range(RUNS):
                portal_rate = _burst(portal, "/events/{}/register/", ours[:count], places)
                bare_rate = _burst(bare, "/register/{}/", theirs[:count], places)
                rates.append((portal_rate, bare_rate))
                ratios.append(portal_rate / bare_rate)
            figure, baseline = (f"{statistics.median(each):.0f}/s" for each in zip(*rates, strict=True))
            work = f"{count} people register for {places} places"
            table.line(work, ">= 0.50 of bare", figure, baseline, statistics.median(ratios))


def _burst(address, path, cookies, places):
    """Registrations a second; the run fails when one too many got in."""
    host = Society.objects.get(code="Z01").organisation
    event = events.event(host, Person.objects.filter(username__startswith="burst-").first(), capacity=places)
    posts = [(path.format(event.public_id), one) for one in cookies]
    visitors = crowd.Crowd(address, CONNECTIONS)
    taken = table.seconds(lambda: _all_answered(visitors.post(posts)))
    inside = event.registrations.filter(state=Registration.State.REGISTERED).count()
    assert (inside, event.registrations.count()) == (places, len(cookies)), (inside, event.registrations.count())
    assert Event.objects.get(pk=event.pk).taken == places
    return len(cookies) / taken


def _all_answered(statuses):
    assert set(statuses) == {302}, set(statuses)
