"""A branch's life: draft → submitted → returned ⟲ → approved → founding filed → new terms → dissolved."""

from django.db import transaction
from django.utils.translation import gettext as _

from members import actions as people
from members import reviews
from members.models import Organisation, ReviewStep
from portal.ground import attachments, search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.locks import in_turn
from portal.ground.models import Attachment

from .. import notifications, rules
from ..branch_rules import REVIEW
from ..matching import match_all
from ..models import Branch, Coverage, PaperRule

State = Branch.State
PAPERS = ("kind", "formation", "contact_name", "contact_phone", "chair_name", "is_civil_registered", "members_count")


def _locked(branch):
    return Branch.objects.select_for_update(of=("self",)).select_related("organisation", "applicant").get(pk=branch.pk)


@transaction.atomic
def save_branch_draft(branch, *, by, name, region_code, covers, **papers):
    """Keep what was typed so far; a new draft when `branch` is None. Anybody signed in may start one."""
    if branch is None:
        _refuse_a_second_draft(by, name)
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


def _refuse_a_second_draft(by, name):
    """A second click on 保存 makes no second draft."""
    in_turn(f"branch-draft:{by.person.pk}")
    if Branch.objects.filter(applicant=by.person, organisation__name=name, state=State.DRAFT).exists():
        raise Refused(_("您已有一份“%(name)s”的草稿，请在基层组织列表中打开它继续填写。") % {"name": name})


def _refuse_unless(branch, *states):
    if branch.state not in states:
        raise Refused(_("该组织现在的状态是“%(state)s”，不能办理这一步。") % {"state": branch.get_state_display()})


def missing_papers(branch, stage, *, on):
    """Titles of the papers the branch still has to bring at a stage of its founding."""
    asked = PaperRule.objects.on(branch.kind, on).filter(stage=stage, is_required=True)
    brought = Attachment.objects.filter(owner_kind="branch", owner_id=branch.organisation.public_id)
    return list(asked.exclude(label__in=brought.values("label")).values_list("label", flat=True))


@transaction.atomic
def bring_papers(branch, papers, *, by, now):
    """Keep uploaded papers, (title, file) each, with the branch; all or nothing."""
    branch = _locked(branch)
    require(rules.may_bring_papers(by, branch.organisation.public_id))
    known = set(PaperRule.objects.on(branch.kind, local_day(now)).values_list("label", flat=True))
    for label, upload in papers:
        if label not in known:
            raise Refused(_("没有要求“%(label)s”这项材料。") % {"label": label})
        kept = attachments.keep(
            upload, owner_kind="branch", owner_id=branch.organisation.public_id, label=label, by=by, now=now
        )
        same = Attachment.objects.filter(owner_kind="branch", owner_id=kept.owner_id, label=label, digest=kept.digest)
        if same.exclude(pk=kept.pk).exists():
            raise Refused(_("“%(label)s”里的这个文件已经上传过了。") % {"label": label})
    return branch


def _refuse_without_papers(branch, stage, *, now):
    missing = missing_papers(branch, stage, on=local_day(now))
    if missing:
        raise Refused(_("还缺材料：%(papers)s。可以用手机拍照上传。") % {"papers": "、".join(missing)})


@transaction.atomic
def submit_branch(branch, *, by, now):
    """Hand the application in; the steps of the review are copied onto it."""
    branch = _locked(branch)
    require(rules.may_edit_branch(by, branch))
    _refuse_unless(branch, State.DRAFT, State.RETURNED)
    if branch.formation == Branch.Formation.STANDALONE and branch.coverages.count() > 1:
        raise Refused(_("单独组建只覆盖一个单位；覆盖多个单位请选区域联建、行业统建或依托组建。"))
    unsaid = [
        str(Branch._meta.get_field(name).verbose_name) for name in Branch.WHO_ANSWERS if not getattr(branch, name)
    ]
    if unsaid:
        raise Refused(_("还没有填写：%(fields)s。") % {"fields": "、".join(unsaid)})
    _refuse_without_papers(branch, PaperRule.Stage.APPLICATION, now=now)
    steps = reviews.start(branch, kind=REVIEW, region_code=branch.organisation.region_code, now=now)
    branch.state, branch.submitted_at = State.SUBMITTED, now
    branch.save(update_fields=["state", "submitted_at"])
    record("branch.submitted", branch, by=by, round=steps[0].round)
    notifications.branch_submitted(branch, steps[0], now=now)
    return branch


@transaction.atomic
def withdraw_branch(branch, *, by, now):
    """撤回: the applicant takes the application back before it is approved; it can be handed in again."""
    branch = _locked(branch)
    require(rules.may_edit_branch(by, branch))
    _refuse_unless(branch, State.SUBMITTED, State.RETURNED)
    reviews.cancel(branch)
    branch.state = State.DRAFT
    branch.save(update_fields=["state"])
    record("branch.withdrawn", branch, by=by)
    return branch


def _waiting_step(branch, *, by):
    """The step that waits now, which this actor may decide."""
    _refuse_unless(branch, State.SUBMITTED)
    return reviews.to_decide(branch, by=by, applicant_id=branch.applicant_id)


@transaction.atomic
def pass_branch(branch, *, by, now):
    """First review passed: on to the one who approves."""
    branch = _locked(branch)
    step = _waiting_step(branch, by=by)
    following = reviews.following(step)
    if following is None:
        raise Refused(_("这是最后一步，请填写批复文号后批复。"))
    reviews.decide(step, ReviewStep.Outcome.PASSED, by=by, now=now)
    record("branch.passed", branch, by=by, **reviews.told(step))
    notifications.branch_submitted(branch, following, now=now)
    return branch


@transaction.atomic
def return_branch(branch, *, remark, by, now):
    """Send it back with what is missing; the applicant corrects and hands in again."""
    branch = _locked(branch)
    step = _waiting_step(branch, by=by)
    if not remark.strip():
        raise Refused(_("请写明需要补正的内容。"))
    reviews.decide(step, ReviewStep.Outcome.RETURNED, by=by, now=now, remark=remark.strip())
    branch.state = State.RETURNED
    branch.save(update_fields=["state"])
    record("branch.returned", branch, by=by, remark=remark.strip())
    notifications.branch_returned(branch, step)
    return branch


@transaction.atomic
def approve_branch(branch, *, document, on, by, now):
    """批复 with its document number and day; the branch may now hold its founding meeting."""
    branch = _locked(branch)
    step = _waiting_step(branch, by=by)
    if reviews.following(step):
        raise Refused(_("还有审核步骤没有完成。"))
    if not document.strip():
        raise Refused(_("请填写批复文号。"))
    if on > local_day(now):
        raise Refused(_("批复日期不能晚于今天。"))
    reviews.decide(step, ReviewStep.Outcome.PASSED, by=by, now=now)
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
    _refuse_without_papers(branch, PaperRule.Stage.FOUNDING, now=now)
    branch.state, branch.founded_on, branch.filed_on = State.FILED, founded_on, filed_on
    branch.term_ends_on = term_ends_on
    branch.save(update_fields=["state", "founded_on", "filed_on", "term_ends_on"])
    search.refresh("branch", [branch.pk])
    record("branch.filed", branch, by=by, filed_on=filed_on.isoformat())
    notifications.branch_filed(branch)
    return branch


@transaction.atomic
def renew_term(branch, *, elected_on, term_ends_on, chair_name, by, now):
    """换届: the result of a re-election is filed; the new term ends on its last good day."""
    branch = _locked(branch)
    require(rules.may_file_founding(by, branch))
    _refuse_unless(branch, State.FILED)
    if not branch.filed_on <= elected_on <= local_day(now):
        raise Refused(_("换届日期应在备案日期之后，且不晚于今天。"))
    if term_ends_on <= max(elected_on, branch.term_ends_on or elected_on):
        raise Refused(_("新的届满日期应晚于换届日期和原届满日期。"))
    was, branch.term_ends_on, branch.chair_name = branch.term_ends_on, term_ends_on, chair_name.strip()
    branch.save(update_fields=["term_ends_on", "chair_name"])
    record("branch.term_renewed", branch, by=by, elected_on=elected_on.isoformat(),
           term_ends_on=term_ends_on.isoformat(), was=was.isoformat() if was else "")  # fmt: skip
    return branch


@transaction.atomic
def place_under(branch, parent, *, by):
    """Put a branch under another (企业科协联盟、农技协分会), or on its own again with `parent` None."""
    branch = _locked(branch)
    require(rules.may_match(by, branch))
    in_turn("place-under")  # two branches put under each other at once would make a circle
    if Organisation.objects.get(pk=branch.pk).parent_id == (parent.pk if parent else None):
        raise Refused(_("上级组织没有变化。"))
    above, chain = Organisation.objects.filter(pk=parent.pk).first() if parent else None, set()
    while above and above.pk not in chain:
        chain.add(above.pk)
        above = above.parent
    if branch.pk in chain:
        raise Refused(_("上级组织不能是它自己或它的下级。"))
    Organisation.objects.filter(pk=branch.pk).update(parent=parent)
    search.refresh("branch", [branch.pk])
    record("branch.placed", branch, by=by, parent=parent.name if parent else "")
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
    search.refresh("branch", [branch.pk])
    record("branch.dissolved", branch, by=by, on=on.isoformat(), reason=reason.strip())
    people.end_with_organisation(
        branch.organisation, end_on=on, reason=_("%(name)s已撤销。") % {"name": branch.organisation}, by=by, now=now
    )
    notifications.branch_dissolved(branch)
    return branch


def hand_over_branch_papers(office, successor, *, by):
    """A branch's officer leaves: what they still had to do about the branch, and the contact, is the successor's."""
    branches = Branch.objects.filter(organisation=office.organisation)
    branches.filter(contact_name=office.person.name).update(
        contact_name=successor.person.name, contact_phone=successor.person.phone
    )
    mine = branches.filter(applicant=office.person)
    for branch in mine.select_for_update(of=("self",)).select_related("organisation"):
        branch.applicant = successor.person
        branch.save(update_fields=["applicant"])
        record("branch.handed_over", branch, by=by, to=successor.person.name)
