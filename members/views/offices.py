"""Offices on the desk: who holds which, given, ended, handed over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground.dates import today
from portal.ground.errors import Refused, require
from portal.ground.journal import history
from portal.ground.labels import label
from portal.ground.lists import Column, list_page

from .. import actions, rules
from ..forms import EndForm, HandOverForm, OfficeForm
from ..lists import OfficeFilter
from ..models import Office, Organisation

ADMINISTRATORS = (Office.Title.SYSTEM_ADMINISTRATOR, Office.Title.SECURITY_ADMINISTRATOR)


def _url(office):
    return reverse("office_detail", args=[office.public_id])


COLUMNS = (
    Column("姓名", lambda office: office.person.name, "person__name", _url),
    Column("组织", lambda office: office.organisation.name, "organisation__name", width=30),
    Column("职务", lambda office: label(office, "title"), "title"),
    Column("任职日期", lambda office: office.start_on, "start_on", kind="date"),
    Column("离任日期", lambda office: office.end_on, "end_on", kind="date"),
)


def _visible(request):
    """Offices within the acting association's region."""
    require(rules.may_see_offices(request.actor))
    region = request.actor.office.organisation.region_code
    return Office.objects.filter(organisation__region_code__startswith=region).select_related("organisation", "person")


@require_safe
def office_list(request):
    """Who holds which post, today's first; `day` asks for another day."""
    offices = _visible(request)
    running = Case(
        When(pk__in=Office.objects.on(today()), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    may_give = _organisations(request).exists()
    return list_page(
        request, "members/office_list.html", offices.order_by(running, "organisation__region_code", "pk"), COLUMNS,
        name=_("任职情况"), filter_class=OfficeFilter, may_give=may_give,
    )  # fmt: skip


def _organisations(request):
    """Where the actor may put somebody into an office."""
    actor, region = request.actor, request.actor.office.organisation.region_code
    within = Organisation.objects.filter(region_code__startswith=region).order_by("region_code", "pk")
    if actor.holds(*ADMINISTRATORS, region=region):
        return within.filter(kind="association")
    return within.filter(kind="branch") if actor.holds(*rules.STAFF, region=region) else within.none()


@require_http_methods(["GET", "HEAD", "POST"])
def office_form(request):
    """Put somebody into an office of an association, or enter a branch's officer."""
    _visible(request)
    chosen = request.GET.get("organisation")
    organisations = _organisations(request)
    if chosen:
        organisations = organisations.filter(public_id=chosen)
    first = organisations.first()
    if first is None:
        raise PermissionDenied
    titles = [title for title in rules.titles_of(first) if rules.may_give_office(request.actor, first, title)]
    form = OfficeForm(
        request.POST or None,
        organisations=organisations,
        titles=titles,
        initial={"start_on": today(), "organisation": first},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            office = actions.give_office(
                data.pop("person"), data.pop("organisation"), **data, by=request.actor, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s已任%(office)s。") % {"name": office.person.name, "office": office})
            return redirect("office_detail", office.public_id)
    return render(request, "members/office_form.html", {"form": form})


@require_safe
def office_detail(request, public_id):
    """One holder of one post, with what may be done about it and what was done."""
    office = get_object_or_404(_visible(request), public_id=public_id)
    is_running = office.end_on is None or office.end_on > today()
    may_change = is_running and rules.may_give_office(request.actor, office.organisation, office.title)
    return render(request, "members/office_detail.html", {
        "office": office, "may_change": may_change, "history": history(office),
        "end": EndForm(initial={"end_on": today()}), "hand_over": HandOverForm(initial={"on": today()}),
    })  # fmt: skip


@require_POST
def office_act(request, public_id, act):
    """End an office or hand it over."""
    office = get_object_or_404(_visible(request), public_id=public_id)
    form = {"end": EndForm, "hand-over": HandOverForm}.get(act)
    if form is None:
        raise Http404
    form = form(request.POST)
    try:
        if not form.is_valid():
            raise Refused("；".join(error for errors in form.errors.values() for error in errors))
        data = form.cleaned_data
        if act == "end":
            actions.end_office(office, **data, by=request.actor, now=timezone.now())
            messages.success(request, _("已办理离任。"))
        else:
            office = actions.hand_over(office, data["successor"], on=data["on"], by=request.actor, now=timezone.now())
            messages.success(
                request, _("已移交，待办、草稿和联系方式一并转给%(name)s。") % {"name": office.person.name}
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("office_detail", office.public_id)
