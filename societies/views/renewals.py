"""A society renews many at once, and says how it lets members renew."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import actions, life_rules, renewing
from members import rules as people
from members.models import Admission, Membership, Status
from members.models.status import terms_of
from portal.ground.dates import today
from portal.ground.errors import Refused, require

from ..life_forms import BatchForm, TermsForm
from .desk import desk_society

SHOWN = 500
REACHED = (Status.DUE, Status.GRACE, Status.LAPSED)


@require_http_methods(["GET", "HEAD", "POST"])
def renew_batch(request, code):
    """Asked with GET it shows who would get which period and who would not, with POST it happens: everybody ticked, or nobody."""
    society = desk_society(request, code)
    require(life_rules.may_renew_many(request.actor, society.organisation))
    typed = request.POST or (request.GET if "years" in request.GET else None)
    form = BatchForm(typed, initial={"years": 1})
    ticked = request.POST.getlist("membership") if request.method == "POST" else None
    if request.method == "POST" and form.is_valid():
        try:
            lines = actions.renew_many(
                society.organisation, ticked, **form.cleaned_data, by=request.actor, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已为 %(count)s 人续会并通知本人。") % {"count": len(lines)})
            return redirect("renew_batch", code)
    lines = _lines(request, society, form)
    return render(request, "societies/renew_batch.html", {
        "society": society, "form": form, "ticked": ticked, "status": _status(request), "shown": SHOWN,
        "statuses": [(status.value, status.label) for status in REACHED],
        "ready": [line for line in lines if not line.problem], "wrong": [line for line in lines if line.problem],
    })  # fmt: skip


def _status(request):
    asked = request.POST.get("status") or request.GET.get("status")
    return Status(asked) if asked in {status.value for status in REACHED} else None


def _lines(request, society, form):
    years = form.cleaned_data.get("years") if form.is_bound and (form.is_valid() or form.cleaned_data) else 1
    status = _status(request)
    found = Membership.objects.filter(organisation=society.organisation, member_organisation=None, continued_in=None)
    found = found.in_status(today(), *([status] if status else REACHED[:2])).select_related("person__unit", "unit")
    memberships = list(found.order_by("number", "pk")[:SHOWN])
    return renewing.plan(society.organisation, memberships, years=years or 1, by=request.actor, on=today())


@require_http_methods(["GET", "HEAD", "POST"])
def renewal_terms_form(request, code):
    """Window, grace, and whether the money is seen first."""
    society = desk_society(request, code)
    organisation = society.organisation
    require(people.may_manage_admission(request.actor, organisation))
    terms, admission = (
        terms_of(organisation.pk, on=today()),
        Admission.objects.filter(organisation=organisation).first(),
    )
    form = TermsForm(request.POST or None, initial={
        "window": terms.window.days, "grace": terms.grace.days, "start_on": today(),
        "awaits_dues": bool(admission) and admission.awaits_dues,
    })  # fmt: skip
    if form.is_valid():
        try:
            actions.change_renewal_terms(organisation, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存，自启用日期起按新的续会办法办理。"))
            return redirect("society_admission", code)
    return render(request, "societies/renewal_terms_form.html", {"society": society, "form": form})
