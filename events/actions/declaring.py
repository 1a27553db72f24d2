"""An event on its way to the public: written, handed in, returned, published."""

from django.db import transaction
from django.utils.translation import gettext as _

from members import reviews
from members.models import ReviewStep
from portal.ground import kept, search
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, rules
from ..findable import KIND
from ..models import Event
from ..review import REVIEW

State, Outcome = Event.State, ReviewStep.Outcome
TYPED = (
    "name", "theme", "about", "kind", "form", "label", "audiences", "region_code", "venue", "online_at", "speakers",
    "co_hosts", "contact", "starts_at", "ends_at", "opens_at", "closes_at", "admits", "capacity", "expected", "is_funded",
)  # fmt: skip


def locked(event):
    """The event's row for the length of the transaction; whoever registers waits for it too."""
    return Event.objects.select_for_update(of=("self",)).select_related("organisation", "applicant").get(pk=event.pk)


def refuse_unless(event, *states):
    """Raises Refused with the state in words when it is none of these."""
    if event.state not in states:
        raise Refused(_("活动现在的状态是“%(state)s”，不能办理这一步。") % {"state": event.get_state_display()})


@transaction.atomic
def save_event(event, *, by, **typed):
    """Keep what was typed; a new draft of the acting office's organisation when `event` is None."""
    if event is None:
        require(rules.may_declare(by))
        event = Event(organisation=by.office.organisation, applicant=by.person)
    else:
        event = locked(event)
        require(rules.may_manage(by, event))
        refuse_unless(event, *Event.EDITABLE)
    _refuse_times(typed)
    is_new = event.pk is None
    for name in TYPED:
        setattr(event, name, typed[name])
    event.save()
    if is_new:
        record("event.begun", event, by=by)
    return event


def _refuse_times(typed):
    if typed["ends_at"] <= typed["starts_at"]:
        raise Refused(_("结束时间应晚于开始时间。"))
    if typed["closes_at"] <= typed["opens_at"]:
        raise Refused(_("报名截止应晚于报名开始。"))
    if typed["closes_at"] > typed["ends_at"]:
        raise Refused(_("报名截止不能晚于活动结束。"))


@transaction.atomic
def submit_event(event, *, by, now):
    """Hand it in for review; an association's own is published at once."""
    event = locked(event)
    require(rules.may_manage(by, event))
    refuse_unless(event, *Event.EDITABLE)
    _refuse_incomplete(event, now=now)
    event.submitted_at = event.submitted_at or now
    if rules.is_published_at_once(event):
        event.save(update_fields=["submitted_at"])
        return _go_public(event, by=by, now=now)
    steps = reviews.start(event, kind=REVIEW, region_code=event.organisation.region_code, now=now)
    event.state = State.SUBMITTED
    event.save(update_fields=["state", "submitted_at"])
    record("event.submitted", event, by=by, round=steps[0].round)
    notifications.event_waits(event, steps[0], now=now)
    return event


def _refuse_incomplete(event, *, now):
    missing = []
    if not event.about.strip():
        missing.append(_("活动介绍"))
    if event.form != Event.Form.ONLINE and not event.venue:
        missing.append(_("地点"))
    if event.form != Event.Form.ON_SITE and not event.online_at:
        missing.append(_("线上地址"))
    if missing:
        raise Refused(_("还没有填写：%(fields)s。") % {"fields": "、".join(missing)})
    if event.ends_at <= now:
        raise Refused(_("活动时间已经过去，请改成以后的时间。"))


@transaction.atomic
def withdraw_event(event, *, by, now):
    """撤回: before it is public its host takes it back; it can be handed in again."""
    event = locked(event)
    require(rules.may_manage(by, event))
    refuse_unless(event, State.SUBMITTED)
    reviews.cancel(event)
    event.state = State.DRAFT
    event.save(update_fields=["state"])
    record("event.withdrawn", event, by=by)
    return event


def _waiting_step(event, *, by):
    """The step that waits now, which this actor may decide."""
    refuse_unless(event, State.SUBMITTED)
    return reviews.to_decide(event, by=by, applicant_id=event.applicant_id)


@transaction.atomic
def pass_event(event, *, by, now):
    """This step is passed: on to the next one."""
    event = locked(event)
    step = _waiting_step(event, by=by)
    following = reviews.following(step)
    if following is None:
        raise Refused(_("这是最后一步，请发布。"))
    reviews.decide(step, Outcome.PASSED, by=by, now=now)
    record("event.passed", event, by=by, **reviews.told(step))
    notifications.event_waits(event, following, now=now)
    return event


@transaction.atomic
def publish_event(event, *, by, now):
    """The last step is passed: everybody sees it from now on."""
    event = locked(event)
    step = _waiting_step(event, by=by)
    if reviews.following(step):
        raise Refused(_("还有审核步骤没有完成。"))
    _refuse_incomplete(event, now=now)
    reviews.decide(step, Outcome.PASSED, by=by, now=now)
    event = _go_public(event, by=by, now=now, **reviews.told(step))
    notifications.event_published(event)
    return event


def _go_public(event, *, by, now, **told):
    event.state, event.published_at, event.dossier_due_on = State.PUBLISHED, now, rules.dossier_due_on(event)
    event.save(update_fields=["state", "published_at", "dossier_due_on"])
    record("event.published", event, by=by, **told)
    search.refresh(KIND, [event.pk])
    kept.changed(kept.PAGES)
    return event


@transaction.atomic
def return_event(event, *, remark, by, now):
    """Send it back with what to change; the host corrects and hands in again."""
    event = locked(event)
    step = _waiting_step(event, by=by)
    if not remark.strip():
        raise Refused(_("请写明需要修改的内容。"))
    reviews.decide(step, Outcome.RETURNED, by=by, now=now, remark=remark.strip())
    event.state = State.RETURNED
    event.save(update_fields=["state"])
    record("event.returned", event, by=by, **reviews.told(step), remark=remark.strip())
    notifications.event_returned(event, step)
    return event
