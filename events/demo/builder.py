"""A season of events: what is on in the coming weeks, what was, what waits to be looked at. Set-based, fixed seed."""

import random
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from members.models import Office, Organisation, Person, ReviewStep
from portal.ground import workdays
from portal.ground.dates import SHANGHAI, local_day
from portal.ground.models import Region

from ..models import Event, Registration
from .programme import PROGRAMME, VENUES, WHAT_TO_BRING

SEED = 20260901
FULL_AT = (3, 8)  # which of the coming events are full, with a line
BUSY = 160


@transaction.atomic
def build(*, city, now):
    """Past, coming and waiting events of the city's association and its societies, with people registered."""
    rng = random.Random(SEED)  # nosec B311  # the same season every time
    hosts = _hosts(city)
    counties = list(
        Region.objects.on(local_day(now)).counties().within(city).order_by("code").values_list("code", flat=True)
    )
    plans = [_event(rng, number, plan, hosts, counties, now) for number, plan in enumerate(PROGRAMME)]
    events = Event.objects.bulk_create(plans)
    _register(rng, [event for event in events if event.state == Event.State.PUBLISHED], now)
    _waiting_for_review([event for event in events if event.state == Event.State.SUBMITTED], city, now)
    return events


def _hosts(city):
    """(organisation, somebody in office there), the association first."""
    kinds = (Organisation.Kind.ASSOCIATION, Organisation.Kind.SOCIETY)
    held = Office.objects.on(local_day(timezone.now())).filter(
        organisation__kind__in=kinds, organisation__region_code=city,
        title__in=[Office.Title.OFFICIAL, Office.Title.SECRETARY_GENERAL],
    ).select_related("organisation", "person").order_by("organisation__kind", "organisation_id", "title")  # fmt: skip
    return list({office.organisation_id: (office.organisation, office.person) for office in held}.values())


def _event(rng, number, plan, hosts, counties, now):
    host, name, kind, audiences, days, hour, capacity, label, about = plan
    named = [one for one in hosts if host and host in one[0].name]
    organisation, applicant = named[0] if named else hosts[0]
    day = local_day(now) + timedelta(days=days)
    starts_at = datetime.combine(day, time(hour), tzinfo=SHANGHAI)
    waits = days > 25 and organisation.kind != Organisation.Kind.ASSOCIATION
    asked_at = min(starts_at, now) - timedelta(days=20)
    return Event(
        organisation=organisation, applicant=applicant, name=name, kind=kind, audiences=audiences, label=label,
        about="\n\n".join((*about, WHAT_TO_BRING)), region_code=rng.choice(counties), venue=rng.choice(VENUES[kind]), starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2 if kind in ("lecture", "academic") else 4), opens_at=asked_at,
        closes_at=starts_at - timedelta(hours=12), capacity=capacity, expected=capacity or 300, contact="0851-80001234",
        state=Event.State.SUBMITTED if waits else Event.State.PUBLISHED, submitted_at=asked_at,
        published_at=None if waits else asked_at,
    )  # fmt: skip


def _register(rng, events, now):
    """People in the order they asked; full events have a line, past ones were attended by most."""
    people = list(
        Person.objects.filter(phone_verified_at__isnull=False).order_by("pk").values_list("pk", flat=True)[:2000]
    )
    rows = []
    for number, event in enumerate(events):
        limit = event.capacity or BUSY
        wanted = limit + 12 if event.capacity and number % 9 in FULL_AT else int(limit * rng.uniform(0.2, 0.9))
        count = min(wanted, len(people))
        for place, person in enumerate(rng.sample(people, count), 1):
            is_in = event.capacity is None or place <= event.capacity
            came = is_in and event.ends_at <= now and rng.random() < 0.8
            rows.append(Registration(
                event=event, person_id=person, place=place, asked_at=event.opens_at + timedelta(minutes=7 * place),
                state=Registration.State.REGISTERED if is_in else Registration.State.WAITING,
                checked_in_at=event.starts_at - timedelta(minutes=rng.randint(1, 40)) if came else None,
            ))  # fmt: skip
        event.taken, event.last_place = min(count, limit), count
    Registration.objects.bulk_create(rows, batch_size=5000)
    Event.objects.bulk_update(events, ["taken", "last_place"])


def _waiting_for_review(events, city, now):
    due_on = workdays.after(local_day(now), 3)
    ReviewStep.objects.bulk_create(
        ReviewStep(
            thing=Event._meta.label_lower,
            thing_id=str(event.pk),
            round=1,
            order=1,
            name="审核",
            region_code=city,
            titles=["official", "secretary_general", "vice_chair", "chair"],
            due_on=due_on,
        )
        for event in events
    )
