"""After the event: what was held is filed, by a few figures or by a dossier that is looked at, and stands in the ledger."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from members import reviews
from members.models import Activity, ReviewStep
from portal.ground import attachments, dated, kept
from portal.ground.dates import SHANGHAI, local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, rules, values
from ..models import Event, Filing
from ..review import DOSSIER
from .declaring import locked, refuse_unless

State, Outcome = Filing.State, ReviewStep.Outcome
OWNER = "event"
LATE_FOR = timedelta(days=31)


@transaction.atomic
def file_event(event, *, kind, person_times, served, photos=(), by, now):
    """Quick filing by the host: what kind it was, how many people, whom it served, photographs; once."""
    event = _held(event, by=by, now=now)
    if event.dossier_due_on:
        raise Refused(_("专项和经费资助的活动要报结项材料。"))
    if Filing.objects.filter(event=event).exists():
        raise Refused(_("这次活动已经备案过了。"))
    filing = Filing.objects.create(
        event=event, kind=kind, person_times=person_times, named=_checked_in(event), written_by=by.person,
        state=State.ACCEPTED, submitted_at=now, accepted_at=now,
    )  # fmt: skip
    filing.served.set(served)
    _keep_photos(event, photos, by=by, now=now)
    record("filing.made", filing, by=by, person_times=person_times)
    _enter(filing, by=by, now=now)
    return filing


@transaction.atomic
def save_dossier(event, *, photos=(), served, by, now, **typed):
    """Keep what was typed of the dossier; it can be gone on with later."""
    event = _held(event, by=by, now=now)
    if not event.dossier_due_on:
        raise Refused(_("这次活动不用报结项材料，填活动备案就可以。"))
    filing = Filing.objects.filter(event=event).first() or Filing(event=event)
    _refuse_filed(filing)
    is_new = filing.pk is None
    for name in ("kind", "person_times", "summary", "media", "experts", "volunteers"):
        setattr(filing, name, typed[name])
    filing.written_by = by.person
    filing.save()
    filing.served.set(served)
    _keep_photos(event, photos, by=by, now=now)
    if is_new:
        record("dossier.begun", filing, by=by)
    return filing


@transaction.atomic
def submit_dossier(event, *, by, now):
    """Hand the dossier in to the higher body; what is missing is said."""
    event = _held(event, by=by, now=now)
    filing = _locked_filing(event)
    _refuse_filed(filing)
    _refuse_incomplete(filing)
    steps = reviews.start(filing, kind=DOSSIER, region_code=event.organisation.region_code, now=now)
    filing.state, filing.named, filing.written_by = State.SUBMITTED, _checked_in(event), by.person
    filing.submitted_at = filing.submitted_at or now
    filing.save(update_fields=["state", "named", "written_by", "submitted_at"])
    record("dossier.submitted", filing, by=by, round=steps[0].round)
    notifications.dossier_waits(filing, steps[0], now=now)
    return filing


@transaction.atomic
def pass_dossier(event, *, by, now):
    """This step is passed: on to the next one."""
    filing, step = _to_decide(event, by=by)
    following = reviews.following(step)
    if following is None:
        raise Refused(_("这是最后一步，请通过备案。"))
    reviews.decide(step, Outcome.PASSED, by=by, now=now)
    record("dossier.passed", filing, by=by, **reviews.told(step))
    notifications.dossier_waits(filing, following, now=now)
    return filing


@transaction.atomic
def accept_dossier(event, *, by, now):
    """The last step is passed: the event stands in the ledger of activities."""
    filing, step = _to_decide(event, by=by)
    if reviews.following(step):
        raise Refused(_("还有审核步骤没有完成。"))
    reviews.decide(step, Outcome.PASSED, by=by, now=now)
    filing.state, filing.accepted_at = State.ACCEPTED, now
    filing.save(update_fields=["state", "accepted_at"])
    record("dossier.accepted", filing, by=by, **reviews.told(step))
    notifications.dossier_accepted(filing)
    _enter(filing, by=by, now=now)
    return filing


@transaction.atomic
def return_dossier(event, *, remark, by, now):
    """Send it back with what to mend; the host hands it in again, and the first handing in counts for the deadline."""
    filing, step = _to_decide(event, by=by)
    reviews.decide(step, Outcome.RETURNED, by=by, now=now, remark=remark.strip())
    filing.state = State.RETURNED
    filing.save(update_fields=["state"])
    record("dossier.returned", filing, by=by, **reviews.told(step), remark=remark.strip())
    notifications.dossier_returned(filing, step)
    return filing


def remind_of_dossiers(*, now):
    """Tell whoever declared an event that its dossier is due soon, and once more when it is late."""
    today = local_day(now)
    soon = today + timedelta(days=int(dated.value(values.DOSSIER_REMINDER_DAYS, on=today)))
    missing = Event.objects.without_dossier(now).select_related("applicant")
    for event in missing.filter(dossier_due_on__gte=today - LATE_FOR, dossier_due_on__lte=soon).order_by("pk"):
        notifications.dossier_due(event, is_late=event.dossier_due_on < today)


def _held(event, *, by, now):
    event = locked(event)
    require(rules.may_manage(by, event))
    refuse_unless(event, Event.State.PUBLISHED)
    if event.ends_at > now:
        raise Refused(_("活动还没有结束，结束后再备案。"))
    return event


def _locked_filing(event):
    filing = Filing.objects.filter(event=event).first()
    if filing is None:
        raise Refused(_("还没有填写结项材料。"))
    filing.event = event
    return filing


def _refuse_filed(filing):
    if filing.state not in Filing.EDITABLE:
        raise Refused(_("结项材料的状态是“%(state)s”，不能修改。") % {"state": filing.get_state_display()})


def _refuse_incomplete(filing):
    missing = []
    if not filing.summary.strip():
        missing.append(_("活动总结"))
    for name in ("person_times", "experts", "volunteers"):
        if getattr(filing, name) is None:
            missing.append(str(Filing._meta.get_field(name).verbose_name))
    if not any(one.is_picture for one in attachments.of(OWNER, filing.event.public_id)):
        missing.append(_("现场照片"))
    if missing:
        raise Refused(_("还没有填写：%(fields)s。") % {"fields": "、".join(missing)})


def _to_decide(event, *, by):
    event = locked(event)
    filing = _locked_filing(event)
    if filing.state != State.SUBMITTED:
        raise Refused(_("结项材料的状态是“%(state)s”，不能办理这一步。") % {"state": filing.get_state_display()})
    return filing, reviews.to_decide(filing, by=by, applicant_id=filing.written_by_id)


def _checked_in(event):
    return event.registrations.filter(checked_in_at__isnull=False).count()


def _keep_photos(event, photos, *, by, now):
    for photo in photos:
        attachments.keep(photo, owner_kind=OWNER, owner_id=event.public_id, label=_("现场照片"), by=by, now=now)


def _enter(filing, *, by, now):
    """One row of the ledger for each unit served, or one for nobody in particular; the head count stands on the first
    alone, so that the ledger's sum is the event's. What the host had put there by hand already is left as it is."""
    event, name = filing.event, _name_of(filing.event)
    for number, unit in enumerate(list(filing.served.order_by("pk")) or [None]):
        Activity.objects.get_or_create(
            organisation=event.organisation, held_on=local_day(event.starts_at), name=name,
            served_token=unit.token if unit else "",
            defaults={
                "kind": filing.get_kind_display(), "person_times": 0 if number else filing.person_times,
                "served_unit": unit, "region_code": event.region_code, "filed_by": filing.written_by, "filed_at": now,
            },
        )  # fmt: skip
    record("event.entered", event, by=by, person_times=filing.person_times)
    kept.changed(kept.PAGES)


def _name_of(event):
    """The event's name, with its hour when the host holds another one of that name on that day."""
    day = local_day(event.starts_at)
    same = Event.objects.filter(organisation=event.organisation, name=event.name, state=Event.State.PUBLISHED)
    if same.filter(starts_at__date=day).exclude(pk=event.pk).exists():
        return f"{event.name}（{event.starts_at.astimezone(SHANGHAI):%H:%M}）"
    return event.name
