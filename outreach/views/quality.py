"""Data-quality to-dos, and the desk where papers are matched to the units they mean."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.models import Unit
from portal.ground.errors import Refused, cleaned
from portal.ground.lists import list_page

from .. import actions, matching, quality
from ..forms import MatchForm
from .desk import region_of

PER_PAGE = 20


@require_safe
def quality_overview(request):
    """Every check with the number of rows that fail it."""
    region = region_of(request.actor)
    counts = quality.counts(region)
    checks = [(check, counts[check.key]) for check in quality.CHECKS]
    return render(request, "outreach/quality_overview.html", {"checks": checks})


@require_safe
def quality_list(request, key):
    """The rows that fail one check."""
    check = quality.check_of(key)
    if check is None:
        raise Http404
    rows = check.rows(region_of(request.actor)).order_by("pk")
    return list_page(request, "outreach/quality_list.html", rows, check.columns, name=str(check.title), check=check)


@require_safe
def matching_desk(request):
    """Links whose unit is not known yet, each with the three units whose names come nearest."""
    links = quality.unmatched(region_of(request.actor)).order_by("branch__organisation__region_code", "pk")
    page = Paginator(links, PER_PAGE).get_page(request.GET.get("page"))
    candidates = matching.candidates([link.pk for link in page.object_list])
    units = Unit.objects.in_bulk({unit for some in candidates.values() for unit in some})
    rows = [(link, [units[pk] for pk in candidates.get(link.pk, ())]) for link in page.object_list]
    return render(request, "outreach/matching_desk.html", {"page": page, "rows": rows})


@require_POST
def match_coverage(request, pk):
    """Say which unit a link means: one of the candidates, or another, by code or name."""
    link = get_object_or_404(quality.unmatched(region_of(request.actor)), pk=pk)
    try:
        unit = _chosen(request)
        actions.match_coverage(link, unit, by=request.actor)
        messages.success(request, _("“%(token)s”已对应到%(unit)s。") % {"token": link.token, "unit": unit.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("matching_desk")


def _chosen(request):
    data = cleaned(MatchForm(request.POST))
    if data["unit"]:
        return get_object_or_404(Unit, public_id=data["unit"])
    return data["other"]
