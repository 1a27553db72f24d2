"""The live figures of any day, and the rows behind every one of them."""

import tempfile
from datetime import date
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.models import Unit
from portal.ground.dates import today
from portal.ground.lists import list_page
from portal.ground.papers import xlsx

from .. import grains, reports, tables
from ..columns import NEAREST_COLUMNS
from ..lists import UncoveredFilter
from .desk import XLSX, region_of

FIRST_DAY = date(2000, 1, 1)
LIVE_SOURCE = "来源：科技工作者之家，未签发"


def _day(request):
    """The day asked for, never one that is still to come; today when it is no day."""
    try:
        day = parse_date(request.GET.get("day", "")) or today()
    except ValueError:  # 30 February
        return today()
    return max(FIRST_DAY, min(day, today()))


def _is_mine(row, region):
    """The city sees every row, its areas too; a county its own."""
    return len(region) <= 4 or row.code.startswith(region)


@require_safe
def live_coverage(request):
    """Every figure of any day for one's own rows, each leading to the rows behind it; one compared over the rows."""
    return render(request, "outreach/live_coverage.html", _live(request))


@require_safe
def live_coverage_export(request):
    """The tables of the live page as a workbook."""
    shown = _live(request)
    name = next(row.name for row in shown["rows"] if row.code == shown["chosen"])
    everything = tables.by_indicator(name, [(definition.title, figure) for definition, figure in shown["lines"]])
    parts = [everything, *([shown["comparison"]] if shown["comparison"] else [])]
    paper = tables.workbook_of(_("组织覆盖"), shown["as_of"], parts, source=LIVE_SOURCE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "coverage.xlsx")
        xlsx.write(paper, path)
        name = f"coverage-{shown['chosen']}-{shown['day']}.xlsx"
        return HttpResponse(
            path.read_bytes(), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )


def _live(request):
    region, day = region_of(request.actor), _day(request)
    city = region[:4]
    definitions = reports.definitions(day=day)
    titles = {definition.indicator: definition for definition in definitions}
    plan = reports.layout(city, day=day)
    rows = [row for row in plan.rows if _is_mine(row, region)]
    chosen = request.GET.get("row") or (rows[0].code if rows else city)
    if chosen not in {row.code for row in rows}:
        raise Http404
    every_figure = reports.live_figures(city, day=day, chosen=definitions, plan=plan)
    lines = [
        (titles[figure.indicator], figure)
        for figure in every_figure
        if figure.row_code == chosen and (figure.total or figure.n)
    ]
    compared = request.GET.get("indicator", "")
    compared = compared if compared in {figure.indicator for _definition, figure in lines} else "W2.township"
    as_of = _("%(day)s的实时数据") % {"day": f"{day.year}年{day.month}月{day.day}日"}
    by_indicator = {figure.indicator: figure for _definition, figure in lines}
    blocks = [
        (title, [(one, by_indicator[one.indicator]) for one in some])
        for title, some in grains.blocks([definition for definition, _figure in lines])
    ]
    context = {"day": day, "rows": rows, "chosen": chosen, "lines": lines, "blocks": blocks, "compared": compared,
               "as_of": as_of}  # fmt: skip
    return context | _comparison(compared, titles, every_figure, rows, as_of=as_of)


def _comparison(indicator, titles, figures, rows, *, as_of):
    """The chosen indicator over one's rows, as table and picture; nothing where there is nothing to compare."""
    by_row = {figure.row_code: figure for figure in figures if figure.indicator == indicator}
    places = [(row.name, by_row[row.code]) for row in rows if not row.is_city and row.code in by_row]
    if len(places) < 2:
        return {"comparison": None}
    table = tables.by_place(titles[indicator].title, places)
    drawn = tables.picture(
        table, [figure for _name, figure in places], as_of=as_of, source=LIVE_SOURCE, unit=titles[indicator].unit
    )
    return {"comparison": table, "picture": drawn}


@require_safe
def figure_rows(request, indicator):
    """The units (or branches) behind a figure of a day: those counted, or those still missing, the nearest first."""
    region, day = region_of(request.actor), _day(request)
    definition = next((one for one in reports.definitions(day=day) if one.indicator == indicator), None)
    plan = reports.layout(region[:4], day=day)
    row = next((row for row in plan.rows if row.code == request.GET.get("row", region)), None)
    if definition is None or row is None or not _is_mine(row, region):
        raise Http404
    sources = reports.live_sources(region[:4], day=day, has_areas=plan.has_areas)
    source = sources[definition.grain]
    everything = definition.numerator if definition.denominator is None else definition.denominator
    is_missing = request.GET.get("show") == "missing"
    row_code = "" if row.is_city else row.code
    counted = source.subquery(definition.numerator, row_code=row_code)
    missing = source.subquery(everything, without=definition.numerator, row_code=row_code)
    figure = next(reports.figures(sources, city_code=region[:4], day=day, chosen=[definition], report_rows=[row]))
    grain = grains.grain(definition.grain)
    queryset, columns, filters = grain.listing(
        missing if is_missing else counted, actor=request.actor, day=day, is_missing=is_missing
    )
    name = f"{definition.indicator} {row.name}" + (_("还没有计入的") if is_missing else _("计入的"))
    return list_page(
        request, "outreach/figure_rows.html", queryset, columns, name=name, filter_class=filters, definition=definition,
        day=day, row=row, is_missing=is_missing, figure=figure, has_missing=definition.denominator is not None
    )  # fmt: skip


@require_safe
def uncovered_list(request):
    """Every unit on the registers in force that no branch covers, the nearest to being covered first."""
    region, day = region_of(request.actor), _day(request)
    source = reports.live_sources(region[:4], day=day)["unit"]
    row_code = "" if len(region) <= 4 else region
    units = Unit.objects.filter(pk__in=source.subquery(["not_covered"], row_code=row_code))
    return list_page(
        request, "outreach/uncovered_list.html", reports.nearest(units, day=day), NEAREST_COLUMNS,
        name=_("未覆盖单位"), filter_class=UncoveredFilter, day=day,
    )  # fmt: skip
