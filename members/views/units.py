"""Units on the desk: found, renamed, given another credit code, merged, marked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground import regions
from portal.ground.addresses import address_of
from portal.ground.dates import today
from portal.ground.errors import Refused, require
from portal.ground.journal import history
from portal.ground.labels import label
from portal.ground.lists import Column, list_page

from .. import actions, rules
from ..forms import CreditCodeForm, MergeForm, RenameForm, TagForm
from ..lists import UnitFilter
from ..models import Unit

COLUMNS = (
    Column("名称", lambda unit: unit.name, "name", lambda unit: address_of("unit_detail", unit.public_id), width=36),
    Column("类别", lambda unit: label(unit, "kind"), "kind"),
    Column("统一社会信用代码", lambda unit: unit.credit_code or None, "credit_code", width=22),
    Column(
        "所在地",
        lambda unit, places: places[unit.region_code],
        "region_code",
        lookup=lambda rows: regions.places({unit.region_code for unit in rows}, on=today()),
    ),
    Column("控股类型", lambda unit: label(unit, "ownership") or None, "ownership"),
    Column("标签", lambda unit: "、".join(unit.tags) or None),
)


def _visible(request):
    """Units within the acting association's region."""
    region = request.actor.office.organisation.region_code if request.actor.office else ""
    require(request.actor.holds(*rules.STAFF, region=region))
    return Unit.objects.filter(region_code__startswith=region)


@require_safe
def unit_list(request):
    """Every unit of one's region, on a register or not."""
    units = _visible(request).order_by("region_code", "pk")
    return list_page(request, "members/unit_list.html", units, COLUMNS, name=_("单位"), filter_class=UnitFilter)


@require_safe
def unit_detail(request, public_id):
    """One unit: what it was called before, what it was merged with, and the changes that may be recorded."""
    unit = get_object_or_404(_visible(request), public_id=public_id)
    return render(request, "members/unit_detail.html", {
        "unit": unit, "changes": unit.changes.order_by("-until_on"), "history": history(unit),
        "mergers": unit.mergers.select_related("into"), "absorbed": unit.absorbed.select_related("unit"),
        "forms": [(act, title, form(initial=initial(unit))) for act, (title, form, initial, _run) in ACTS.items()],
    })  # fmt: skip


def _today(unit):
    return {"on": today()}


def _marks(unit):
    return {"ownership": unit.ownership, "tags": "、".join(unit.tags)}


ACTS = {
    "rename": (_("更名"), RenameForm, _today, actions.rename_unit),
    "credit-code": (_("变更信用代码"), CreditCodeForm, _today, actions.change_credit_code),
    "merge": (_("并入另一家单位"), MergeForm, _today, actions.merge_units),
    "tag": (_("控股类型和标签"), TagForm, _marks, actions.tag_unit),
}


@require_POST
def unit_act(request, public_id, act):
    """Record one change of a unit; a refusal is shown where it was asked."""
    unit = get_object_or_404(_visible(request), public_id=public_id)
    if act not in ACTS:
        raise Http404
    title, form_class, _initial, run = ACTS[act]
    form = form_class(request.POST)
    clock = {} if act == "tag" else {"now": timezone.now()}
    try:
        if not form.is_valid():
            raise Refused("；".join(error for errors in form.errors.values() for error in errors))
        run(unit, **form.cleaned_data, by=request.actor, **clock)
        messages.success(request, _("已记录：%(title)s。") % {"title": title})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("unit_detail", public_id)
