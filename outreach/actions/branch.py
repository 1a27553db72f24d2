"""A branch's life: draft → submitted → returned ⟲ → approved → founding filed → dissolved; and what it covers and does."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from members.models import Activity, Organisation
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, rules
from ..matching import match_all
from ..models import Branch, BranchStep, Coverage

State = Branch.State
PAPERS = ("kind", "formation", "contact_name", "contact_phone", "chair_name", "is_civil_registered", "members_count")
# Steps of the review, copied onto the branch when it is submitted: name, offices, working days.
STEPS = (
    ("初审", ["official", "statistician"], 10),
    ("批复", ["secretary_general", "party_secretary", "chair", "vice_chair"], 10),
)


def _locked(branch):
    return Branch.objects.select_for_update(of=("self",)).select_related("organisation", "applicant").get(pk=branch.pk)


@transaction.atomic
def save_branch_draft(branch, *, by, name, region_code, covers, **papers):
    """Keep what was typed so far; a new draft when `branch` is None. Anybody signed in may start one."""
    if branch is None:
        organisation = Organisation.objects.create(kind="branch", name=name, region_code=region_code)
        branch = Branch(organisation=organisation, applicant=by.person)
    else:
        branch = _locked(branch)
        require(rules.may_edit_branch(by, branch))
        _refuse_unless(branch, State.DRAFT, State.RETURNED)
        Organisation.objects.filter(pk=branch.pk).update(name=name, region_code=region_code)
    for field in PAPERS:
        setattr(branch, field, papers[field])
    branch.save()
    Coverage.objects.filter(branch=branch, is_matched_by_hand=False).delete()
    Coverage.objects.bulk_create(Coverage(branch=branch, token=token) for token in dict.fromkeys(covers))
    match_all(region_code[:4])
    return branch


def _refuse_unless(branch, *states):
    if branch.state not in states:
        raise Refused(_("该组织现在的状态是“%(state)s”，不能办理这一步。") % {"state": branch.get_state_display()})


@transaction.atomic
def submit_branch(branch, *, by, now):
    """Hand the application in; the steps of the review are copied onto it."""
    branch = _locked(branch)
    require(rules.may_edit_branch(by, branch))
    _refuse_unless(branch, State.DRAFT, State.RETURNED)
    if branch.formation == Branch.Formation.STANDALONE and branch.coverages.count() > 1:
        raise Refused(_("单独组建只覆盖一个单位；覆盖多个单位请选区域联建、行业统建或依托组建。"))
    county = branch.organisation.region_code[:6]
    number = (branch.steps.aggregate(last=Max("round"))["last"] or 0) + 1
    steps = [
        BranchStep(
            branch=branch, round=number, order=order, name=name, titles=titles, region_code=county,
            due_on=local_day(now) + timedelta(days=days * 7 // 5),
        )
        for order, (name, titles, days) in enumerate(STEPS, 1)
    ]  # fmt: skip
    BranchStep.objects.bulk_create(steps)
    branch.state, branch.submitted_at = State.SUBMITTED, now
    branch.save(update_fields=["state", "submitted_at"])
    record("branch.submitted", branch, by=by, round=number)
    notifications.branch_submitted(branch, steps[0], now=now)
    return branch


def _open_step(branch, *, by):
    """The step that waits now, which this actor may decide."""
    _refuse_unless(branch, State.SUBMITTED)
    step = branch.steps.filter(outcome="").order_by("round", "order").first()
    require(rules.may_decide_step(by, step))
    return step


def _decide(step, outcome, *, by, now, remark=""):
    step.outcome, step.decided_by, step.decided_at, step.remark = outcome, by.person, now, remark
    step.save(update_fields=["outcome", "decided_by", "decided_at", "remark"])


@transaction.atomic
def pass_branch(branch, *, by, now):
    """First review passed: on to the one who approves."""
    branch = _locked(branch)
    step = _open_step(branch, by=by)
    following = branch.steps.filter(round=step.round, order__gt=step.order).order_by("order").first()
    if following is None:
        raise Refused(_("这是最后一步，请填写批复文号后批复。"))
    _decide(step, BranchStep.Outcome.PASSED, by=by, now=now)
    record("branch.passed", branch, by=by, step=step.name)
    notifications.branch_submitted(branch, following, now=now)
    return branch


@transaction.atomic
def return_branch(branch, *, remark, by, now):
    """Send it back with what is missing; the applicant corrects and hands in again."""
    branch = _locked(branch)
    step = _open_step(branch, by=by)
    if not remark.strip():
        raise Refused(_("请写明需要补正的内容。"))
    _decide(step, BranchStep.Outcome.RETURNED, by=by, now=now, remark=remark.strip())
    branch.steps.filter(round=step.round, outcome="").delete()
    branch.state = State.RETURNED
    branch.save(update_fields=["state"])
    record("branch.returned", branch, by=by, remark=remark.strip())
    notifications.branch_returned(branch, step)
    return branch


@transaction.atomic
def approve_branch(branch, *, document, on, by, now):
    """批复 with its document number and day; the branch may now hold its founding meeting."""
    branch = _locked(branch)
    step = _open_step(branch, by=by)
    if branch.steps.filter(round=step.round, order__gt=step.order).exists():
        raise Refused(_("还有审核步骤没有完成。"))
    if not document.strip():
        raise Refused(_("请填写批复文号。"))
    if on > local_day(now):
        raise Refused(_("批复日期不能晚于今天。"))
    _decide(step, BranchStep.Outcome.PASSED, by=by, now=now)
    branch.state, branch.approval_document, branch.approved_on = State.APPROVED, document.strip(), on
    branch.save(update_fields=["state", "approval_document", "approved_on"])
    record("branch.approved", branch, by=by, document=document.strip())
    notifications.branch_approved(branch)
    return branch


@transaction.atomic
def file_founding(branch, *, founded_on, filed_on, term_ends_on, by, now):
    """备案: the result of the founding meeting is filed; from `filed_on` the branch covers its units."""
    branch = _locked(branch)
    require(rules.may_file_founding(by, branch))
    _refuse_unless(branch, State.APPROVED)
    if not branch.approved_on <= founded_on <= filed_on <= local_day(now):
        raise Refused(_("日期应依次为：批复日期、成立大会日期、备案日期，且不晚于今天。"))
    if term_ends_on <= filed_on:
        raise Refused(_("届满日期应晚于备案日期。"))
    branch.state, branch.founded_on, branch.filed_on = State.FILED, founded_on, filed_on
    branch.term_ends_on = term_ends_on
    branch.save(update_fields=["state", "founded_on", "filed_on", "term_ends_on"])
    record("branch.filed", branch, by=by, filed_on=filed_on.isoformat())
    notifications.branch_filed(branch)
    return branch


@transaction.atomic
def dissolve_branch(branch, *, on, reason, by, now):
    """撤销: `on` is the first day without coverage."""
    branch = _locked(branch)
    require(rules.may_dissolve_branch(by, branch))
    _refuse_unless(branch, State.FILED)
    if on < branch.filed_on or on > local_day(now):
        raise Refused(_("撤销日期应在备案日期之后，且不晚于今天。"))
    if not reason.strip():
        raise Refused(_("请写明撤销原因。"))
    branch.state, branch.dissolved_on, branch.dissolved_reason = State.DISSOLVED, on, reason.strip()
    branch.save(update_fields=["state", "dissolved_on", "dissolved_reason"])
    record("branch.dissolved", branch, by=by, on=on.isoformat(), reason=reason.strip())
    notifications.branch_dissolved(branch)
    return branch


@transaction.atomic
def cover_unit(branch, unit, *, start_on, by):
    """Put a unit under a branch from a day on (a joint branch takes another enterprise in)."""
    branch = _locked(branch)
    require(rules.may_match(by, branch))
    if branch.formation == Branch.Formation.STANDALONE and branch.coverages.filter(end_on=None).exists():
        raise Refused(_("单独组建的组织只覆盖一个单位。"))
    try:
        with transaction.atomic():
            token = unit.credit_code or unit.name
            coverage = Coverage.objects.create(
                branch=branch, unit=unit, token=token, start_on=start_on, is_matched_by_hand=True
            )
    except IntegrityError as error:
        raise Refused(_("%(unit)s已在该组织的覆盖范围内。") % {"unit": unit.name}) from error
    record("branch.unit_covered", branch, by=by, unit=unit.name)
    return coverage


@transaction.atomic
def match_coverage(coverage, unit, *, by):
    """An official says which unit a paper means; the answer outlives later imports."""
    coverage = Coverage.objects.select_for_update().select_related("branch__organisation").get(pk=coverage.pk)
    require(rules.may_match(by, coverage.branch))
    if coverage.unit_id:
        raise Refused(_("这一行已经对应到单位了。"))
    coverage.unit, coverage.is_matched_by_hand = unit, True
    try:
        with transaction.atomic():
            coverage.save(update_fields=["unit", "is_matched_by_hand"])
    except IntegrityError as error:
        raise Refused(_("%(unit)s已在该组织的覆盖范围内。") % {"unit": unit.name}) from error
    record("coverage.matched", coverage.branch, by=by, token=coverage.token, unit=unit.name)
    return coverage


@transaction.atomic
def file_activity(organisation, *, name, kind, held_on, person_times, served=None, by, now):
    """Quick filing from a phone: what, when, how many people, whom it served."""
    require(rules.may_file_activity(by, organisation))
    if held_on > local_day(now):
        raise Refused(_("活动日期不能晚于今天。"))
    token = (
        (served.credit_code or served.region_code if served.is_region else served.credit_code or served.name)
        if served
        else ""
    )
    activity, is_new = Activity.objects.get_or_create(
        organisation=organisation, held_on=held_on, name=name, served_token=token,
        defaults={
            "kind": kind, "person_times": person_times, "served_unit": served, "filed_by": by.person, "filed_at": now,
            "region_code": organisation.region_code,
        },
    )  # fmt: skip
    if not is_new:
        raise Refused(_("这次活动已经备案过了。"))
    record("activity.filed", activity, by=by)
    return activity
