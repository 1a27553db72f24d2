"""What everybody may see: the front page, the directory of branches, the latest published quarter."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, render

from portal.ground.dates import today

from .. import reports
from ..lists import BranchFilter, page_of
from ..models import Branch, FigureRow, QuarterReport

TILE_INDICATORS = ("W2.township", "W2.subdistrict", "C4b", "C5")
LEVELS = ((95, "h3"), (90, "h2"), (0, "h1"))


def latest_published():
    """The newest quarter the association has signed off, in its newest version."""
    published = QuarterReport.objects.filter(city_code=settings.PORTAL_CITY, state="published")
    return published.order_by("-quarter", "-version").first()


def _city_figures(report):
    titles = {definition["id"]: definition["title"] for definition in report.header.get("definitions", [])}
    figures = FigureRow.objects.filter(quarter_report=report, row_code=report.city_code).order_by("pk")
    return [{"figure": figure, "title": titles.get(figure.indicator, figure.indicator)} for figure in figures]


def _tiles(report, indicator):
    names = {row["code"]: row["name"] for row in report.header.get("rows", [])}
    figures = FigureRow.objects.filter(quarter_report=report, indicator=indicator).exclude(row_code=report.city_code)
    return [
        {"name": names.get(figure.row_code, figure.row_code), "figure": figure, "level": _level(figure.ratio)}
        for figure in figures.order_by("row_code")
    ]


def _level(ratio):
    return next(level for least, level in LEVELS if (ratio or 0) * 100 >= least)


@login_not_required
def front(request):
    """Figures with their source, the counties' tiles, the newest branches; only blocks that have something to show."""
    report = latest_published()
    shown = dict.fromkeys(TILE_INDICATORS)
    if report:
        shown |= {item["figure"].indicator: item for item in _city_figures(report)}
    newest = Branch.objects.on(today()).select_related("organisation").order_by("-filed_on", "-pk")[:6]
    return render(request, "outreach/front.html", {
        "report": report, "newest": newest, "branch_count": Branch.objects.on(today()).count(),
        "headline": [shown[name] for name in TILE_INDICATORS if shown[name]],
        "tiles": _tiles(report, "W2.township") if report and settings.PORTAL_SHOW_COUNTIES else [],
    })  # fmt: skip


@login_not_required
def branch_directory(request):
    """Branches that cover today."""
    branches = Branch.objects.on(today()).select_related("organisation").order_by("organisation__region_code", "pk")
    found = BranchFilter(request.GET, branches)
    return render(request, "outreach/branch_directory.html", {"filter": found, "page": page_of(request, found.qs)})


@login_not_required
def branch_page(request, public_id):
    """A branch as the public sees it."""
    active = Branch.objects.filter(Q(filed_on__isnull=False)).select_related("organisation__parent")
    branch = get_object_or_404(active, organisation__public_id=public_id)
    units = branch.coverages.filter(unit__isnull=False).select_related("unit")[:200]
    activities = branch.organisation.activities.order_by("-held_on")[:20]
    return render(request, "outreach/branch_page.html", {"branch": branch, "units": units, "activities": activities})


@login_not_required
def coverage(request):
    """The latest published quarter: n/N, target, change; counties when the association shows them; the trend."""
    report = latest_published()
    context = {"report": report, "indicator": request.GET.get("indicator", "W2.township")}
    if report:
        figures = _city_figures(report)
        known = {item["figure"].indicator for item in figures}
        if context["indicator"] not in known:
            context["indicator"] = "W2.township"
        context["figures"] = [item for item in figures if item["figure"].total or item["figure"].n]
        context["tiles"] = _tiles(report, context["indicator"]) if settings.PORTAL_SHOW_COUNTIES else []
        context["trend"] = _trend(report.city_code, context["indicator"])
        context["title"] = next(item["title"] for item in figures if item["figure"].indicator == context["indicator"])
    return render(request, "outreach/coverage.html", context)


def _trend(city_code, indicator):
    """The city's figure in the latest version of every published quarter, oldest first."""
    newest = QuarterReport.objects.filter(city_code=city_code, state="published").order_by("quarter", "-version")
    figures = FigureRow.objects.filter(
        quarter_report__in=newest.distinct("quarter").values("pk"), indicator=indicator, row_code=city_code
    )
    return figures.select_related("quarter_report").order_by("quarter_report__quarter")


@login_not_required
def indicator_dictionary(request):
    """Every indicator's definition as it counts today."""
    return render(request, "outreach/indicator_dictionary.html", {"definitions": reports.definitions(day=today())})
