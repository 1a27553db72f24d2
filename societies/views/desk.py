"""The officers' desk: applications, each with the decision that is due, the batch by minutes, the members of a day."""

import re
from datetime import date
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import actions, applying, candidates, late_reviews, reviews, statements
from members import rules as people
from members.marks import marks_of
from members.models import Admission, Application, MembershipPeriod, Office
from portal.ground import acts, attachments
from portal.ground.dates import in_words, today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history
from portal.ground.lists import list_page

from .. import rules
from ..columns import (
    APPLICATION_COLUMNS,
    MEMBER_COLUMNS,
    MEMBER_FIELDS,
    MEMBER_SOCIETY,
    OFFICER_COLUMNS,
    SOCIETY,
    SOCIETY_NAME,
    with_waiting_step,
)
from ..desk import own_society
from ..forms import MinutesForm, ReasonForm, RemarkForm
from ..lists import ApplicationFilter, MemberFilter
from ..models import InvitedApplication
from .applications import life_of

State = Application.State


def desk_society(request, code):
    """The society of this code when the acting office may see its members, else 404; one's own is known already."""
    own = own_society(request.actor)
    if own and own.code == code and rules.serves_society(request.actor):
        return own
    return get_object_or_404(rules.visible_societies(request.actor), code=code)


def _chosen_society(request, code):
    """The society of the address; without one every society is shown, to whoever oversees them."""
    if code is None:
        require(rules.oversees_societies(request.actor))
        return None
    return desk_society(request, code)


@require_safe
def application_list(request, code=None):
    """Applications handed in, those that wait longest first; of one society, or of all one oversees."""
    society = _chosen_society(request, code)
    applications, columns = rules.seen_applications(request.actor), (SOCIETY, *APPLICATION_COLUMNS)
    if society:
        applications, columns = applications.filter(organisation=society.organisation), APPLICATION_COLUMNS
    rows = with_waiting_step(applications).select_related("organisation", "member_class", "person__unit", "unit")
    is_by_minutes = bool(society) and Admission.objects.filter(pk=society.pk, is_by_minutes=True).exists()
    return list_page(
        request, "societies/application_list.html", rows.order_by("step_due_on", "-submitted_at", "pk"), columns,
        name=_("入会申请"), filter_class=ApplicationFilter, society=society, late_with=_late_with(request),
        may_admit=is_by_minutes and people.may_admit_in(request.actor, society.organisation),
    )  # fmt: skip


def _late_with(request):
    """Whose late reviews the list was asked for, in words; nothing when all are shown."""
    asked = request.GET.get("reviewer", "")
    if asked == late_reviews.NOBODY:
        return _("没有人在任可办的超期审核")
    office = Office.objects.filter(public_id=asked).select_related("person", "organisation").first() if asked else None
    return _("%(office)s%(name)s超期未办的审核") % {"office": office, "name": office.person.name} if office else ""


def _seen_application(request, public_id):
    """An application handed in to a society whose members one may see; one's own is on one's own page."""
    seen = rules.seen_applications(request.actor)
    return get_object_or_404(
        seen.select_related("organisation__society", "member_class", "person__unit", "unit", "applicant", "minutes"),
        public_id=public_id,
    )


@require_safe
def application_detail(request, public_id):
    """Who wants in, what was said and brought, and the one decision that is due now for this office."""
    application = _seen_application(request, public_id)
    step = reviews.waiting(application) if application.state == State.SUBMITTED else None
    may_decide = bool(step) and reviews.may_decide(request.actor, step, applicant_id=application.applicant_id)
    is_last = may_decide and reviews.following(step) is None
    is_by_minutes = Admission.objects.filter(pk=application.organisation_id, is_by_minutes=True).exists()
    return render(request, "societies/application_detail.html", {
        "application": application, "society": application.organisation.society, "step": step,
        "may_decide": may_decide, "may_admit": is_last and not is_by_minutes, "may_pass": may_decide and not is_last,
        "is_for_minutes": is_last and is_by_minutes, "life": life_of(application),
        "now": step.name if step else application.state, "today": today(),
        "returned": reviews.returned(application) if application.state == State.RETURNED else None,
        "said": statements.said_by(application, on=today(), round=_version(request)),
        "attachments": attachments.of(applying.OWNER, application.public_id),
        "period": application.periods.select_related("membership").first(), "history": history(application),
        "marks": marks_of(application.applicant), "invited": _invited(application), "stands_in_for": _stands_in_for(request.actor, step), "minutes_files": _files_of(application.minutes), "may_print": rules.may_print_application(request.actor, application), "remark": RemarkForm(), "reason": ReasonForm(),
    })  # fmt: skip


def _version(request):
    """The version asked for, None for the latest."""
    asked = request.GET.get("version", "")
    return int(asked) if re.fullmatch(r"\d{1,4}", asked, re.ASCII) else None


def _stands_in_for(actor, step):
    """The office in whose place the actor would decide the step, None when it is the own one's."""
    office = step and actor.deciding_office(*step.titles, organisation=step.organisation, region=step.region_code)
    return office if office and office.person_id != actor.person.pk else None


def _invited(application):
    """The invitation the application came from, or None."""
    followed = InvitedApplication.objects.filter(application=application).select_related("invitation").first()
    return followed and followed.invitation


def _files_of(minutes):
    return attachments.of("council_minutes", minutes.public_id) if minutes else []


@require_POST
def application_act(request, public_id, act):
    """One decision about an application; a refusal is shown where it was asked."""
    return acts.answer(ACTS, act, request, _seen_application(request, public_id), "application_detail", public_id)


def _pass(request, application):
    actions.pass_application(application, by=request.actor, now=timezone.now())
    return _("已通过，转交%(step)s。") % {"step": reviews.waiting(application).name}


def _return(request, application):
    actions.return_application(application, **cleaned(RemarkForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已退回，申请人会收到补正意见。")


def _reject(request, application):
    actions.reject_application(application, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已办结，申请人会收到理由。")


def _admit(request, application):
    application = actions.admit_application(application, by=request.actor, now=timezone.now())
    period = application.periods.select_related("membership").get()
    return _("%(name)s已入会，会员号 %(number)s。") % {"name": application.subject, "number": period.membership.number}


ACTS = {"pass": _pass, "return": _return, "reject": _reject, "admit": _admit}


@require_http_methods(["GET", "HEAD", "POST"])
def admit_batch(request, code):
    """批量终审: everybody the council admitted, by its minutes, brought once; who cannot be admitted is shown before."""
    society = desk_society(request, code)
    require(people.may_admit_in(request.actor, society.organisation))
    found = candidates.at_the_last_step(society.organisation, by=request.actor, on=today())
    form = MinutesForm(request.POST or None, request.FILES or None, initial={"held_on": today()})
    chosen = request.POST.getlist("application") if request.method == "POST" else None
    if form.is_valid():
        applications = [one.application for one in found if one.application.public_id in chosen]
        try:
            require_all(applications, chosen)
            actions.admit_by_minutes(
                society.organisation, applications, **form.cleaned_data, by=request.actor, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("已按纪要准予 %(count)s 人入会，会员号已发放并通知本人。") % {"count": len(applications)}
            )
            return redirect("application_list", code)
    stated = statements.stated_units([one.application for one in found])
    for one in found:
        one.application.stated_unit, one.application.unit_now = stated[one.application.pk]
    return render(request, "societies/admit_batch.html", {
        "society": society, "form": form, "chosen": chosen, "ready": [one for one in found if not one.hindrance],
        "hindered": [one for one in found if one.hindrance],
    })  # fmt: skip


def require_all(applications, chosen):
    """Whoever was ticked is still waiting."""
    if len(applications) < len(set(chosen)):
        raise Refused(_("名单已有变化，有的申请已经办结，请重新核对。"))


@require_safe
def member_list(request, code=None):
    """Members on a day, today when none is asked for; of one society, or of all one oversees."""
    society = _chosen_society(request, code)
    day = _day(request)
    periods, columns = MembershipPeriod.objects.on(day), (MEMBER_SOCIETY, *MEMBER_COLUMNS)
    if society:
        periods, columns = periods.filter(membership__organisation=society.organisation), MEMBER_COLUMNS
        if rules.works_for_society(request.actor):
            columns = OFFICER_COLUMNS
    else:
        periods = periods.filter(membership__organisation__society__in=rules.visible_societies(request.actor))
    rows = periods.select_related(
        "membership__organisation", "membership__person__unit", "membership__unit", "member_class"
    )
    return list_page(
        request, "societies/member_list.html", rows.only(*MEMBER_FIELDS).order_by("membership__number", "pk"), columns,
        name=_("会员名册（%(day)s）") % {"day": in_words(day)}, society=society, day=day, same_filters=True,
        filter_class=partial(MemberFilter, within=society.organisation if society else None),
        counted=f"members:{society.pk}:{day}" if society else "",
        reads=MEMBER_FIELDS if society is None else [path for path in MEMBER_FIELDS if path != SOCIETY_NAME],
    )  # fmt: skip


def _day(request):
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today()
