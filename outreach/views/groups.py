"""Group members of the association: the public's list, an organisation's own page, the association's desk."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import actions, applying, group_rules, reviews, statements
from members.group_membership import CLASS
from members.models import Application, MemberClass, Membership
from members.standing import standing_of
from portal.ground import acts, attachments
from portal.ground.dates import in_words, local_day, today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import histories
from portal.ground.labels import label
from portal.ground.lists import Column, list_page
from societies.columns import STATE_TAGS
from societies.forms import PapersForm, ReasonForm, RemarkForm

from .. import groups
from ..group_forms import DeclarationForm, EndingForm, GroupDuesForm, GroupFilter, LeavingForm, ResolutionForm

State = Application.State


def _kind(one):
    return one.branch.get_kind_display() if one.kind == "branch" else one.get_kind_display()


def _way(one):
    return _("申请吸收") if one.is_admitted else _("当然会员")


def _page(one):
    return (
        reverse("society_page", args=[one.society.code])
        if one.kind == "society"
        else reverse("branch_page", args=[one.public_id])
    )


PUBLIC_COLUMNS = (
    Column("名称", lambda one: one.name, "name", _page, width=36),
    Column("类别", _kind),
    Column("方式", _way),
    Column("起始日期", lambda one: one.since, "since", kind="date"),
)  # fmt: skip
DESK_COLUMNS = (
    Column("名称", lambda one: one.name, "name",
           lambda one: reverse("group_member", args=[one.membership_id]) if one.is_admitted else _page(one), width=36),
    Column("会员号", lambda one: one.number if one.is_admitted else None, kind="code"),
    *PUBLIC_COLUMNS[1:],
)  # fmt: skip
APPLICATION_COLUMNS = (
    Column("申请组织", lambda one: str(one.member_organisation), "member_organisation__name",
           lambda one: reverse("group_application", args=[one.public_id]), width=36),
    Column("经办人", lambda one: one.applicant.name),
    Column("状态", lambda one: label(one, "state"), "state", tag=lambda one: STATE_TAGS.get(one.state, "plain")),
    Column("提交日期", lambda one: local_day(one.submitted_at), "submitted_at", kind="date"),
)  # fmt: skip


def _day(request):
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today()


@login_not_required
@require_safe
def group_directory(request):
    """Everybody sees who the group members are, today or on a day."""
    day = _day(request)
    return list_page(
        request, "outreach/group_directory.html", groups.group_members(day).order_by("kind", "name", "pk"), PUBLIC_COLUMNS,
        name=_("团体会员"), filter_class=GroupFilter, may_export=False, day=day, association=groups.city_association(),
    )  # fmt: skip


def _looked_after(request):
    """The city's association, for its own officials; 403 for everybody else."""
    association = groups.city_association()
    require(association is not None and group_rules.may_look_after_groups(request.actor, association))
    return association


@require_safe
def group_list(request):
    """The association's desk: its group members on a day."""
    _looked_after(request)
    day = _day(request)
    return list_page(
        request, "outreach/group_list.html", groups.group_members(day).order_by("kind", "name", "pk"), DESK_COLUMNS,
        name=_("团体会员（%(day)s）") % {"day": in_words(day)}, filter_class=GroupFilter, day=day,
    )  # fmt: skip


@require_safe
def group_application_list(request):
    """Organisations that applied, those that wait first."""
    association = _looked_after(request)
    found = Application.objects.filter(organisation=association).exclude(member_organisation=None)
    rows = found.exclude(submitted_at=None).select_related("member_organisation", "applicant")
    return list_page(
        request, "outreach/group_application_list.html", rows.order_by("-state", "submitted_at", "pk"),
        APPLICATION_COLUMNS, name=_("团体会员申请"),
    )  # fmt: skip


def _own(request):
    """The society or branch the acting office belongs to; 403 for whoever works for neither."""
    organisation = request.actor.office and request.actor.office.organisation
    require(bool(organisation) and organisation.kind in ("society", "branch"))
    require(group_rules.may_speak_for(request.actor, organisation))
    return organisation


@require_safe
def own_group(request):
    """How one's organisation stands: by right, admitted, under review, or free to apply."""
    organisation, association, day = _own(request), groups.city_association(), today()
    membership = Membership.objects.filter(organisation=association, member_organisation=organisation).first()
    applications = Application.objects.filter(organisation=association, member_organisation=organisation)
    last = applications.order_by("-pk").first()
    standing = standing_of(membership, on=day) if membership else None
    is_member = bool(standing) and standing.is_member
    return render(request, "outreach/own_group.html", {
        "organisation": organisation, "association": association, "membership": membership, "standing": standing,
        "application": last, "is_by_right": groups.is_by_right(organisation, on=day), "is_member": is_member,
        "may_apply": not is_member and groups.may_join(organisation, on=day) and not (last and last.state == State.SUBMITTED),
        "may_join": groups.may_join(organisation, on=day), "class": _class(association, day),
    })  # fmt: skip


def _class(association, day):
    found = MemberClass.objects.on(day).filter(organisation=association, subject=MemberClass.Subject.ORGANISATION)
    return found.first() or MemberClass(**CLASS)


@require_http_methods(["GET", "HEAD", "POST"])
def group_apply(request):
    """The conditions, declared one after another, and the papers."""
    organisation, association, day = _own(request), groups.city_association(), today()
    if association is None or not groups.may_join(organisation, on=day):
        raise Http404
    last = Application.objects.filter(organisation=association, member_organisation=organisation, state=State.RETURNED)
    application = last.select_related("of_group").first()
    member_class = _class(association, day)
    form = DeclarationForm(request.POST or None, instance=application.of_group if application else None)
    papers = PapersForm(request.POST or None, request.FILES or None, asked=member_class.papers)
    if request.method == "POST" and form.is_valid() and papers.is_valid():
        try:
            application = actions.apply_as_group(
                association,
                organisation,
                form.cleaned_data,
                papers=papers.papers(),
                by=request.actor,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已提交，市科协初审后会发消息通知您。"))
            return redirect("group_application", application.public_id)
    return render(request, "outreach/group_apply.html", {
        "organisation": organisation, "form": form, "papers": papers, "class": member_class,
        "returned": reviews.returned(application) if application else None,
        "attachments": attachments.of(applying.OWNER, application.public_id) if application else [],
    })  # fmt: skip


def _application(request, public_id):
    """An application that this office reviews or looks at, or one's own."""
    found = Application.objects.exclude(member_organisation=None).select_related(
        "organisation", "member_organisation", "member_class", "applicant", "minutes", "of_group"
    )
    application = get_object_or_404(found, public_id=public_id)
    is_theirs = group_rules.may_speak_for(request.actor, application.member_organisation)
    if not (is_theirs or group_rules.may_look_after_groups(request.actor, application.organisation)):
        raise Http404
    return application


@require_safe
def group_application(request, public_id):
    """What was declared and brought, where it stands, and the decision that is due from this office."""
    application = _application(request, public_id)
    step = reviews.waiting(application) if application.state == State.SUBMITTED else None
    may_decide = bool(step) and reviews.may_decide(request.actor, step, applicant_id=application.applicant_id)
    is_last = may_decide and reviews.following(step) is None
    membership = Membership.objects.filter(organisation=application.organisation, **application.whose).first()
    return render(request, "outreach/group_application.html", {
        "application": application, "step": step, "may_decide": may_decide, "is_last": is_last, "today": today(),
        "said": statements.said_by(application, on=today()), "membership": membership,
        "attachments": attachments.of(applying.OWNER, application.public_id), "history": histories([application]),
        "minutes_files": attachments.of("council_minutes", application.minutes.public_id) if application.minutes else [],
        "resolution": ResolutionForm(initial={"held_on": today()}), "is_mine": application.applicant_id == request.user.pk,
        "life": (("draft", _("填写")), *((name, name) for name in reviews.names_of(application)), ("admitted", _("入会"))),
        "now": step.name if step else application.state,
        "returned": reviews.returned(application) if application.state == State.RETURNED else None,
    })  # fmt: skip


def _who(request):
    return {"by": request.actor, "now": timezone.now()}


def _pass(request, application):
    actions.pass_application(application, **_who(request))
    return _("已通过，提请常委会审议。")


def _return(request, application):
    actions.return_application(application, **cleaned(RemarkForm(request.POST)), **_who(request))
    return _("已退回，申请组织会收到补正意见。")


def _reject(request, application):
    actions.reject_application(application, **cleaned(ReasonForm(request.POST)), **_who(request))
    return _("已办结，申请组织会收到理由。")


def _admit(request, application):
    typed = cleaned(ResolutionForm(request.POST, request.FILES))
    actions.admit_group_member(application, **typed, **_who(request))
    return _("%(name)s已成为团体会员。") % {"name": application.member_organisation}


def _withdraw(request, application):
    actions.withdraw_application(application, **_who(request))
    return _("已撤回。")


APPLICATION_ACTS = {"pass": _pass, "return": _return, "reject": _reject, "admit": _admit, "withdraw": _withdraw}


@require_POST
def group_application_act(request, public_id, act):
    """One decision; a refusal is shown where it was asked."""
    return acts.answer(APPLICATION_ACTS, act, request, _application(request, public_id), "group_application", public_id)


def _member(request, public_id):
    found = Membership.objects.exclude(member_organisation=None).select_related("organisation", "member_organisation")
    membership = get_object_or_404(found, public_id=public_id)
    if not group_rules.may_see_group(request.actor, membership):
        raise Http404
    return membership


@require_safe
def group_member(request, public_id):
    """One group member: since when, by which resolution, dues, how it ended; all that was done."""
    membership, day = _member(request, public_id), today()
    standing = standing_of(membership, on=day)
    applications = list(membership.organisation.applications.filter(**membership.whose).select_related("minutes"))
    admitted = next((one for one in applications if one.state == State.ADMITTED), None)
    return render(request, "outreach/group_member.html", {
        "membership": membership, "standing": standing, "admitted": admitted, "dues": membership.dues.order_by("-pk"),
        "exits": membership.exits.order_by("-end_on"), "class": standing.period and standing.period.member_class,
        "may_end": standing.is_member and group_rules.may_end_group(request.actor, membership.organisation),
        "may_leave": standing.is_member and group_rules.may_speak_for(request.actor, membership.member_organisation),
        "may_record": group_rules.may_look_after_groups(request.actor, membership.organisation),
        "ending": EndingForm(initial={"held_on": day}), "leaving": LeavingForm(),
        "payment": GroupDuesForm(initial={"paid_on": day, "means": "transfer"}),
        "history": histories([membership, *applications]),
    })  # fmt: skip


def _leave(request, membership):
    actions.leave_as_group(membership, **cleaned(LeavingForm(request.POST)), **_who(request))
    return _("已退会，自今天起不再是团体会员。")


def _end(request, membership):
    actions.end_group_membership(membership, **cleaned(EndingForm(request.POST, request.FILES)), **_who(request))
    return _("已终止团体会员资格，双方都会收到消息。")


def _dues(request, membership):
    actions.record_group_dues(membership, **cleaned(GroupDuesForm(request.POST)), **_who(request))
    return _("已登记会费。")


MEMBER_ACTS = {"leave": _leave, "end": _end, "dues": _dues}


@require_POST
def group_member_act(request, public_id, act):
    """One act about a group member; a refusal is shown where it was asked."""
    return acts.answer(MEMBER_ACTS, act, request, _member(request, public_id), "group_member", public_id)
