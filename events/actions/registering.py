"""Places given and given back: the event's row counts them, so that nobody is let in twice and no place is sold twice.

The row is the one lock. Whoever finds no place free stands in line in the order of asking; a place that comes back
goes to the first in line in the same transaction, so that a free place and somebody waiting never meet.
"""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, rules
from ..models import Event, Registration
from .declaring import locked

State = Registration.State
MISSING = {"phone": _("这个活动要先核验手机号才能报名。"), "membership": _("这个活动只接受主办学会的会员报名。")}


@transaction.atomic
def register(event, *, by, now):
    """A place, or one in line when none is free; once a person."""
    missing = rules.admits(event, by.person, on=local_day(now))
    if missing:
        raise Refused(MISSING[missing])
    registration = _placed(event, by.person, now)
    record("registration.made", registration, by=by, state=registration.state)
    notifications.registered(registration)
    return registration


# One statement takes the place and writes who has it, so that the event's row, which everybody waits for, is held shortly.
PLACED = """
WITH place AS (UPDATE events_event SET {taken} last_place = last_place + 1
                WHERE id = %(event)s AND state = 'published' AND opens_at <= %(now)s AND closes_at > %(now)s {free}
                RETURNING last_place),
     made AS (INSERT INTO events_registration (public_id, event_id, person_id, state, place, asked_at)
              SELECT %(public_id)s, %(event)s, %(person)s, %(state)s, last_place, %(now)s FROM place
              ON CONFLICT DO NOTHING RETURNING id)
SELECT last_place, (SELECT id FROM made) FROM place
"""
WAYS = (
    (State.REGISTERED, PLACED.format(taken="taken = taken + 1,", free="AND (capacity IS NULL OR taken < capacity)")),
    (State.WAITING, PLACED.format(taken="", free="")),
)


def _placed(event, person, now):
    """The registration with its place; in line when none is free. Refused to whoever has one, and while it is closed."""
    with connection.cursor() as cursor:
        for state, statement in WAYS:
            made = Registration(event=event, person=person, state=state, asked_at=now)
            cursor.execute(statement, {
                "event": event.pk, "person": person.pk, "state": state, "now": now, "public_id": made.public_id,
            })  # fmt: skip
            if found := cursor.fetchone():
                made.place, made.pk = found
                break
        else:
            raise Refused(_why_closed(Event.objects.get(pk=event.pk), now))
    if made.pk is None:  # what was counted is undone with the transaction
        raise Refused(_("您已经报名，不用再报。"))
    made._state.adding, made._state.db = False, connection.alias
    return made


def _why_closed(event, now):
    if event.state != Event.State.PUBLISHED:
        return _("这个活动已经取消。") if event.state == Event.State.CANCELLED else _("这个活动还没有发布。")
    return _("报名还没有开始。") if event.opens_at > now else _("报名已经截止。")


@transaction.atomic
def cancel_registration(registration, *, by, now):
    """The person gives the place back, or leaves the line; a place goes to the first who waits."""
    event = locked(registration.event)
    registration = Registration.objects.select_for_update(of=("self",)).select_related("person").get(pk=registration.pk)
    registration.event = event
    require(by.person.pk == registration.person_id)
    if registration.state == State.CANCELLED:
        raise Refused(_("这次报名已经取消。"))
    if event.starts_at <= now:
        raise Refused(_("活动已经开始，不能取消报名。"))
    had_place = registration.state == State.REGISTERED
    registration.state, registration.cancelled_at = State.CANCELLED, now
    registration.save(update_fields=["state", "cancelled_at"])
    record("registration.cancelled", registration, by=by)
    if had_place:
        event.taken -= 1
        promote(event, now=now)
        event.save(update_fields=["taken"])
    return registration


def promote(event, *, now):
    """Give free places of a locked event to whoever waits, in order; the caller saves `taken`."""
    free = event.registrations.waiting().count() if event.capacity is None else event.capacity - event.taken
    for registration in event.registrations.waiting().select_related("person")[: max(free, 0)]:
        registration.event = event
        registration.state, registration.promoted_at = State.REGISTERED, now
        registration.save(update_fields=["state", "promoted_at"])
        event.taken += 1
        record("registration.promoted", registration, by=None)
        notifications.promoted(registration)
