"""Places given and given back: the event's row counts them, so that nobody is let in twice and no place is sold twice.

The row is the one lock. Whoever finds no place free stands in line in the order of asking; a place that comes back
goes to the first in line in the same transaction, so that a free place and somebody waiting never meet.
"""

from django.db import IntegrityError, transaction
from django.db.models import F, Q
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
    taken = Event.objects.filter(_is_open(now), Q(capacity=None) | Q(taken__lt=F("capacity")), pk=event.pk)
    is_in = taken.update(taken=F("taken") + 1, last_place=F("last_place") + 1)
    if not is_in and not Event.objects.filter(_is_open(now), pk=event.pk).update(last_place=F("last_place") + 1):
        raise Refused(_why_closed(Event.objects.get(pk=event.pk), now))
    place = Event.objects.values_list("last_place", flat=True).get(pk=event.pk)
    try:
        with transaction.atomic():
            registration = Registration.objects.create(
                event=event, person=by.person, place=place, asked_at=now,
                state=State.REGISTERED if is_in else State.WAITING,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("您已经报名，不用再报。")) from error
    record("registration.made", registration, by=by, state=registration.state)
    notifications.registered(registration)
    return registration


def _is_open(now):
    return Q(state=Event.State.PUBLISHED, opens_at__lte=now, closes_at__gt=now)


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
