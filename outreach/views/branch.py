"""Branches: the application on a phone, the desk's list, and one page per branch where everything happens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import reviews
from portal.ground import acts, attachments
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned
from portal.ground.journal import history
from portal.ground.lists import list_page

from .. import actions, rules
from ..columns import BRANCH_COLUMNS
from ..forms import (
    ActivityForm,
    ApprovalForm,
    BranchDraftForm,
    BranchForm,
    CoverForm,
    FoundingForm,
    LinkForm,
    PapersForm,
    ParentForm,
    ReasonForm,
    RemarkForm,
    RenewalForm,
)
from ..lists import DeskBranchFilter
from ..models import PaperRule

LIFE = (("draft", "填写"), ("submitted", "审核"), ("approved", "批复"), ("filed", "备案成立"))


def visible_branch(request, public_id):
    """The branch, or 404 for a stranger."""
    return get_object_or_404(rules.visible_branches(request.actor), organisation__public_id=public_id)


@require_safe
def branch_list(request):
    """The desk's list of branches, by what waits first."""
    branches = rules.visible_branches(request.actor).order_by("-submitted_at", "pk")
    return list_page(
        request,
        "outreach/branch_list.html",
        branches,
        BRANCH_COLUMNS,
        name=_("基层组织"),
        filter_class=DeskBranchFilter,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def branch_form(request, public_id=None):
    """Write an application; 保存草稿 keeps it, 提交 hands it in."""
    branch = visible_branch(request, public_id) if public_id else None
    if branch and not rules.may_edit_branch(request.actor, branch):
        raise PermissionDenied
    form_class = BranchDraftForm if "draft" in request.POST else BranchForm
    form = form_class(request.POST or None, initial=_initial(branch))
    if form.is_valid():
        try:
            branch = actions.save_branch_draft(branch, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if "submit" in request.POST:
                return _hand_in(request, branch)
            messages.success(request, _("草稿已保存，可以随时回来继续填写。"))
            return redirect("branch_detail", branch.organisation.public_id)
    return render(request, "outreach/branch_form.html", {"form": form, "branch": branch})


def _hand_in(request, branch):
    """Submit what was saved; what is missing is said on the branch's own page, where papers are brought."""
    try:
        messages.success(request, _submit(request, branch))
    except Refused as refusal:
        messages.warning(request, _("草稿已保存。%(reason)s") % {"reason": refusal})
    return redirect("branch_detail", branch.organisation.public_id)


def _initial(branch):
    if branch is None:
        return {}
    fields = {name: getattr(branch, name) for name in (
        "kind", "formation", "chair_name", "contact_name", "contact_phone", "members_count", "is_civil_registered",
    )}  # fmt: skip
    covers = "、".join(branch.coverages.order_by("pk").values_list("token", flat=True))
    return fields | {"name": branch.organisation.name, "region_code": branch.organisation.region_code, "covers": covers}


@require_safe
def branch_detail(request, public_id):
    """Where it stands, what it covers, what happened, and the one act that is due now for this person."""
    branch = visible_branch(request, public_id)
    step = reviews.waiting(branch) if branch.state == "submitted" else None
    may_decide = bool(step) and reviews.may_decide(request.actor, step, applicant_id=branch.applicant_id)
    return render(request, "outreach/branch_detail.html", {
        "branch": branch, "step": step, "may_decide": may_decide, "life": LIFE, "history": history(branch),
        "returned": reviews.returned(branch) if branch.state == "returned" else None,
        "is_last_step": may_decide and reviews.following(step) is None,
        "coverages": branch.coverages.select_related("unit").order_by("end_on", "pk")[:200],
        "activities": _activities_of(branch),
        "officers": branch.organisation.offices.on(today()).select_related("person").order_by("pk"),
        "children": branch.organisation.children.order_by("pk"), "parent": branch.organisation.parent,
        "today": today(), **_papers_of(request, branch), **_what_may_be_done(request.actor, branch),
    })  # fmt: skip


def _activities_of(branch):
    """The latest activities, each with its photographs."""
    activities = list(branch.organisation.activities.order_by("-held_on", "-pk")[:10])
    photos = attachments.of_each("activity", [one.pk for one in activities])
    for one in activities:
        one.photos = photos.get(str(one.pk), [])
    return activities


def _papers_of(request, branch):
    """The papers asked for, those brought, and whether more may be brought now."""
    rules_now = list(PaperRule.objects.on(branch.kind, today()))
    if branch.state in ("draft", "returned"):
        rules_now = [rule for rule in rules_now if rule.stage == PaperRule.Stage.APPLICATION]
    public_id = branch.organisation.public_id
    brought = attachments.of("branch", public_id)
    form = PapersForm(asked=rules_now)
    titles = {one.label for one in brought}
    return {
        "papers": [(rule, field, rule.label in titles) for rule, field in zip(rules_now, form, strict=True)],
        "attachments": brought, "may_change": attachments.may_change(request.actor, "branch", public_id),
    }  # fmt: skip


def _what_may_be_done(actor, branch):
    """The acts whose time it is, with their forms, for the acting office."""
    state, organisation = branch.state, branch.organisation
    mine = rules.may_edit_branch(actor, branch)
    is_active = state == "filed"
    official = is_active and rules.may_match(actor, branch)
    return {
        "may_edit": state in ("draft", "returned") and mine, "may_withdraw": state in ("submitted", "returned") and mine,
        "may_file": state == "approved" and rules.may_file_founding(actor, branch),
        "may_file_activity": is_active and rules.may_file_activity(actor, organisation),
        "may_dissolve": is_active and rules.may_dissolve_branch(actor, branch), "may_manage": official,
        "approval": ApprovalForm(initial={"on": today()}), "founding": FoundingForm(initial={"filed_on": today()}),
        "activity": ActivityForm(initial={"held_on": today()}),
        "renewal": RenewalForm(initial={"elected_on": today(), "chair_name": branch.chair_name}),
        "cover": CoverForm(initial={"start_on": today()}),
        "placing": ParentForm(initial={"parent": organisation.parent.name if organisation.parent_id else ""}),
    }  # fmt: skip


@require_POST
def branch_act(request, public_id, act):
    """One transition of a branch; a refusal is shown where it was asked."""
    return acts.answer(ACTS, act, request, visible_branch(request, public_id), "branch_detail", public_id)


def _pass(request, branch):
    actions.pass_branch(branch, by=request.actor, now=timezone.now())
    return _("初审已通过，转交批复。")


def _return(request, branch):
    actions.return_branch(branch, **cleaned(RemarkForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已退回，申请人会收到补正意见。")


def _approve(request, branch):
    actions.approve_branch(branch, **cleaned(ApprovalForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已批复，申请人可以召开成立大会。")


def _file(request, branch):
    actions.file_founding(branch, **cleaned(FoundingForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已备案，自备案日起计入组织覆盖。")


def _dissolve(request, branch):
    data = cleaned(ReasonForm(request.POST))
    actions.dissolve_branch(branch, on=today(), **data, by=request.actor, now=timezone.now())
    return _("已撤销，自今天起不再计入组织覆盖。")


def _papers(request, branch):
    asked = PaperRule.objects.on(branch.kind, today())
    form = PapersForm(request.POST, request.FILES, asked=asked)
    cleaned(form)
    papers = form.papers()
    if not papers:
        raise Refused(_("请先选择要上传的照片或文件。"))
    actions.bring_papers(branch, papers, by=request.actor, now=timezone.now())
    return _("已上传 %(count)s 个文件。") % {"count": len(papers)}


def _submit(request, branch):
    actions.submit_branch(branch, by=request.actor, now=timezone.now())
    step = reviews.waiting(branch)
    return _("已提交，%(step)s将在 %(day)s 前办理，结果会发消息通知您。") % {
        "step": step.name, "day": f"{step.due_on.month}月{step.due_on.day}日"}  # fmt: skip


def _withdraw(request, branch):
    actions.withdraw_branch(branch, by=request.actor, now=timezone.now())
    return _("已撤回，修改后可以再次提交。")


def _renew(request, branch):
    actions.renew_term(branch, **cleaned(RenewalForm(request.POST)), by=request.actor, now=timezone.now())
    return _("换届结果已备案。")


def _cover(request, branch):
    data = cleaned(CoverForm(request.POST))
    actions.cover_unit(branch, data["unit"], start_on=data["start_on"], by=request.actor, now=timezone.now())
    return _("%(unit)s已纳入覆盖。") % {"unit": data["unit"].name}


def _uncover(request, branch):
    link = get_object_or_404(branch.coverages, pk=cleaned(LinkForm(request.POST))["link"])
    actions.uncover_unit(link, end_on=today(), by=request.actor, now=timezone.now())
    return _("自今天起不再覆盖%(unit)s。") % {"unit": link.unit or link.token}


def _place(request, branch):
    actions.place_under(branch, cleaned(ParentForm(request.POST))["parent"], by=request.actor)
    return _("上级组织已保存。")


def _activity(request, branch):
    data = cleaned(ActivityForm(request.POST, request.FILES))
    actions.file_activity(branch.organisation, **data, by=request.actor, now=timezone.now())
    return _("活动已备案。")


ACTS = {
    "pass": _pass,
    "return": _return,
    "approve": _approve,
    "file": _file,
    "dissolve": _dissolve,
    "papers": _papers,
    "submit": _submit,
    "withdraw": _withdraw,
    "renew": _renew,
    "cover": _cover,
    "uncover": _uncover,
    "place": _place,
    "activity": _activity,
}
