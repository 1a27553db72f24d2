"""What was told of the demo season afterwards: quick filings, and dossiers in every state."""

from datetime import timedelta

from django.db import transaction

from members.models import Activity, Office, ReviewStep
from portal.ground import workdays
from portal.ground.dates import local_day

from .. import rules
from ..models import Event, Filing

State = Filing.State
DOSSIERS = (State.ACCEPTED, State.SUBMITTED, State.RETURNED, State.DRAFT)  # the oldest first; what is left is missing
SUMMARY = "活动按计划举行，秩序良好。观众提问集中在和日常生活有关的问题上，专家现场作答。\n\n不足：停车位不够，下次提前和街道协调。"
MEDIA = "市电视台新闻频道：科学走近身边\n筑城晚报：一场人人动手的科普课"
STEP = {"order": 1, "name": "结项审核", "titles": ["official", "secretary_general", "vice_chair", "chair"]}


@transaction.atomic
def build(*, city, now):
    """Every held event but the newest is filed; what is accepted stands in the ledger."""
    held = Event.objects.filter(state=Event.State.PUBLISHED, ends_at__lte=now).order_by("starts_at", "pk")
    for event in held:
        event.dossier_due_on = rules.dossier_due_on(event)
    Event.objects.bulk_update(held, ["dossier_due_on"])
    special = [event for event in held if event.dossier_due_on]
    plain = [event for event in held if not event.dossier_due_on][:-1]
    filings = [_filing(event, state, now) for event, state in zip(special, DOSSIERS, strict=False)]
    filings += [_filing(event, State.ACCEPTED, now) for event in plain]
    Filing.objects.bulk_create(filings)
    Activity.objects.bulk_create(_row(filing) for filing in filings if filing.state == State.ACCEPTED)
    _reviews([filing for filing in filings if filing.event.dossier_due_on], city, now)


def _filing(event, state, now):
    late = {State.DRAFT: None, State.SUBMITTED: now - timedelta(days=2)}
    handed_in = late.get(state, event.ends_at + timedelta(days=5))
    came = event.registrations.filter(checked_in_at__isnull=False).count()
    is_full = event.dossier_due_on is not None
    return Filing(
        event=event, state=state, kind=event.kind, person_times=came * 2 + 35, named=came, written_by=event.applicant,
        summary=SUMMARY if is_full else "", media=MEDIA if is_full else "", experts=3 if is_full else None,
        volunteers=12 if is_full else None, submitted_at=handed_in,
        accepted_at=handed_in + timedelta(days=2 if is_full else 0) if state == State.ACCEPTED else None,
    )  # fmt: skip


def _row(filing):
    event = filing.event
    return Activity(
        organisation=event.organisation, held_on=local_day(event.starts_at), name=event.name, kind=filing.get_kind_display(),
        region_code=event.region_code, person_times=filing.person_times, filed_by=filing.written_by,
        filed_at=filing.accepted_at,
    )  # fmt: skip


def _reviews(filings, city, now):
    """The city's chair looked at them; whoever wrote one does not decide it."""
    chair = Office.objects.on(local_day(now)).filter(
        organisation__region_code=city, organisation__kind="association", title=Office.Title.CHAIR
    ).first()  # fmt: skip
    decided = {State.ACCEPTED: "passed", State.RETURNED: "returned"}
    ReviewStep.objects.bulk_create(
        ReviewStep(
            thing=Filing._meta.label_lower, thing_id=str(filing.pk), round=1, region_code=city, **STEP,
            due_on=workdays.after(local_day(now), 4), outcome=decided.get(filing.state, ""),
            decided_by=chair.person if chair and filing.state in decided else None,
            decided_at=filing.submitted_at + timedelta(days=2) if filing.state in decided else None,
            remark="请补充合影和签到台的照片。" if filing.state == State.RETURNED else "",
        )
        for filing in filings if filing.state != State.DRAFT
    )  # fmt: skip
