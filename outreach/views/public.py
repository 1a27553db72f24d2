"""What everybody may see: the directory of branches, each branch, the latest published quarter."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.ground.dates import Quarter, today
from portal.ground.lists import list_page
from portal.ground.pages import same_for_visitors
from portal.ground.papers import xlsx

from .. import grains, published, reports, tables
from ..columns import PUBLIC_BRANCH_COLUMNS
from ..lists import BranchFilter
from ..models import Branch, FigureRow, QuarterReport

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_not_required
@require_safe
@same_for_visitors
def branch_directory(request):
    """Branches that cover today."""
    branches = Branch.objects.on(today()).select_related("organisation").order_by("organisation__region_code", "pk")
    return list_page(
        request, "outreach/branch_directory.html", branches, PUBLIC_BRANCH_COLUMNS, name=_("基层组织"),
        filter_class=BranchFilter, may_export=False, keeps="branches",
    )  # fmt: skip


@login_not_required
@require_safe
@same_for_visitors
def branch_page(request, public_id):
    """A branch as the public sees it."""
    active = Branch.objects.filter(Q(filed_on__isnull=False)).select_related("organisation__parent")
    branch = get_object_or_404(active, organisation__public_id=public_id)
    units = branch.coverages.filter(unit__isnull=False).select_related("unit")[:200]
    activities = branch.organisation.activities.order_by("-held_on")[:20]
    return render(request, "outreach/branch_page.html", {"branch": branch, "units": units, "activities": activities})


@login_not_required
@require_safe
@same_for_visitors
def coverage(request):
    """The latest published quarter: n/N, target, change; counties when the association shows them; the trend."""
    report = published.latest_published()
    context = _coverage_of(report, request.GET.get("indicator")) if report else {}
    return render(request, "outreach/coverage.html", context | {"report": report})


@login_not_required
@require_safe
def coverage_export(request):
    """The tables of the coverage page as a workbook."""
    report = published.latest_published()
    if report is None:
        raise Http404
    shown = _coverage_of(report, request.GET.get("indicator"))
    paper = tables.workbook_of(
        shown["title"], Quarter.parse(report.quarter).title, shown["tables"], source=shown["source"]
    )
    name = f"coverage-{report.quarter}-{shown['indicator']}.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "coverage.xlsx")
        xlsx.write(paper, path)
        disposition = f'attachment; filename="{name}"'
        return HttpResponse(path.read_bytes(), content_type=XLSX, headers={"Content-Disposition": disposition})


def _coverage_of(report, indicator):
    """Tables, tiles and pictures of an indicator in a published report; an unknown one is the first headline's."""
    figures = [item for item in published.city_figures(report) if item["figure"].total or item["figure"].n]
    titles = {item["figure"].indicator: item["title"] for item in figures}
    indicator = (
        indicator if indicator in titles else next((name for name in published.TILE_INDICATORS if name in titles), "")
    )
    title = titles.get(indicator, indicator)
    quarter = Quarter.parse(report.quarter)
    source = _("来源：%(quarter)s覆盖报告第 %(version)s 版（已签发）") % {
        "quarter": quarter.title,
        "version": report.version,
    }
    as_of = _("截至%(day)s") % {"day": f"{report.cut_off.year}年{report.cut_off.month}月{report.cut_off.day}日"}
    tiles = published.tiles(report, indicator) if settings.PORTAL_SHOW_COUNTIES else []
    drawn = {
        "as_of": as_of,
        "source": source,
        "unit": next((item["unit"] for item in figures if item["figure"].indicator == indicator), ""),
    }
    places = [(tile["name"], tile["figure"]) for tile in tiles]
    quarters = [(Quarter.parse(f.quarter_report.quarter).title, f) for f in _trend(report.city_code, indicator)]
    by_place = tables.by_place(_("%(title)s：各区（市、县）") % {"title": title}, places)
    over_time = tables.over_time(_("%(title)s：历季变化") % {"title": title}, quarters)
    everything = tables.by_indicator(_("全市指标"), [(item["title"], item["figure"]) for item in figures])
    return {
        "indicator": indicator, "title": title, "figures": figures, "blocks": published.in_blocks(report, figures), "tiles": tiles, "source": source,
        "chosen": next((item["figure"] for item in figures if item["figure"].indicator == indicator), None),
        "places": tables.picture(by_place, [f for _name, f in places], **drawn) if places else None,
        "trend": tables.picture(over_time, [f for _name, f in quarters], **drawn),
        "tables": [everything, *([by_place] if places else []), over_time],
    }  # fmt: skip


def _trend(city_code, indicator):
    """The city's figure in the latest version of every published quarter, oldest first."""
    newest = QuarterReport.objects.filter(city_code=city_code, state="published").order_by("quarter", "-version")
    figures = FigureRow.objects.filter(
        quarter_report__in=newest.distinct("quarter").values("pk"), indicator=indicator, row_code=city_code
    )
    return list(figures.select_related("quarter_report").order_by("quarter_report__quarter"))


@login_not_required
@require_safe
@same_for_visitors
def indicator_dictionary(request):
    """Every indicator's definition as it counts today."""
    blocks = grains.blocks(reports.definitions(day=today()))
    return render(request, "outreach/indicator_dictionary.html", {"blocks": blocks})
