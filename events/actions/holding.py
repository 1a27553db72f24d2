"""A published event in the hands of its host: places changed, people checked in, called off."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import kept, search
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, rules
from ..findable import KIND
from ..models import Event, Registration
from .declaring import locked, refuse_unless
from .registering import promote

State = Registration.State
NAMED = 10


@transaction.atomic
def change_capacity(event, capacity, *, by, now):
    """More places go to whoever waits, in order; fewer than are taken are refused with who came last."""
    event = locked(event)
    require(rules.may_manage(by, event))
    refuse_unless(event, Event.State.PUBLISHED)
    if event.ends_at <= now:
        raise Refused(_("活动已经结束。"))
    if capacity == event.capacity:
        raise Refused(_("名额没有变化。"))
    if capacity is not None and capacity < event.taken:
        raise Refused(_too_few(event, capacity))
    before, event.capacity = event.capacity, capacity
    event.save(update_fields=["capacity"])
    promote(event, now=now)
    event.save(update_fields=["taken"])
    record("event.capacity_changed", event, by=by, before=before, after=capacity)
    kept.changed(kept.PAGES)
    return event


def _too_few(event, capacity):
    over = event.taken - capacity
    last = event.registrations.filter(state=State.REGISTERED).select_related("person").order_by("-place")[:over]
    names = "、".join(str(one.person) for one in last[:NAMED]) + ("等" if over > NAMED else "")
    return _("已有 %(taken)s 人报名，名额不能少于这个数。要减到 %(capacity)s，最后报名的 %(over)s 人须先取消：%(names)s。") % {
        "taken": event.taken, "capacity": capacity, "over": over, "names": names,
    }  # fmt: skip


@transaction.atomic
def check_in(registration, *, by, now):
    """签到: the person is there; once."""
    event = registration.event
    require(rules.may_manage(by, event))
    registration = Registration.objects.select_for_update(of=("self",)).select_related("person").get(pk=registration.pk)
    if registration.state != State.REGISTERED:
        raise Refused(_("%(name)s没有报上名，不能签到。") % {"name": registration.person})
    if registration.checked_in_at:
        raise Refused(_("%(name)s已经签到。") % {"name": registration.person})
    registration.checked_in_at = now
    registration.save(update_fields=["checked_in_at"])
    record("registration.checked_in", registration, by=by)
    return registration


@transaction.atomic
def cancel_event(event, *, reason, by, now):
    """取消: it does not take place; everybody who registered or waits is told why, once."""
    event = locked(event)
    require(rules.may_manage(by, event))
    refuse_unless(event, Event.State.PUBLISHED)
    if event.ends_at <= now:
        raise Refused(_("活动已经结束，不能取消。"))
    if not reason.strip():
        raise Refused(_("请写明取消的原因，报名的人会看到。"))
    event.state, event.cancelled_at, event.cancelled_reason = Event.State.CANCELLED, now, reason.strip()
    event.save(update_fields=["state", "cancelled_at", "cancelled_reason"])
    record("event.cancelled", event, by=by, reason=reason.strip())
    notifications.event_cancelled(event)
    search.refresh(KIND, [event.pk])
    kept.changed(kept.PAGES)
    return event
