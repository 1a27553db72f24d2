"""The desk: what waits, the live figures with the rows behind them, registers and imports."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Unit
from portal.ground import imports
from portal.ground.dates import today
from portal.ground.errors import Refused
from portal.ground.models import ImportBatch
from portal.ground.papers import xlsx
from portal.ground.sheets.columns import write_template

from .. import reports, rules, tables
from ..forms import ImportForm
from ..lists import EntryFilter, page_of
from ..models import Branch, Coverage, IndicatorDefinition, QuarterReport, RegisterEdition
from .branch import visible_branches

LIVE_SOURCE = "来源：科技工作者之家，未签发"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def region_of(actor):
    """The acting association's region; 403 for an office that has no desk."""
    if not actor.office or not rules.may_use_desk(actor, region=actor.office.organisation.region_code):
        raise PermissionDenied
    return actor.office.organisation.region_code


def desk(request):
    """A to-do list with counts first, then one's own branches."""
    actor, todo = request.actor, []
    mine = visible_branches(actor).filter(applicant=actor.person).order_by("-pk")[:10]
    if actor.office and rules.may_use_desk(actor, region=actor.office.organisation.region_code):
        region = actor.office.organisation.region_code
        branches = Branch.objects.within(region)
        unmatched = Coverage.objects.filter(unit=None, branch__organisation__region_code__startswith=region)
        todo = [
            ("待审核的基层组织", branches.filter(state="submitted").count(), "/desk/branches/?state=submitted"),
            ("待备案（已批复）", branches.filter(state="approved").count(), "/desk/branches/?state=approved"),
            ("届满未换届", branches.overdue_on(today()).count(), "/desk/branches/?mark=overdue"),
            ("未匹配的覆盖单位", unmatched.count(), "/desk/branches/?mark=unmatched"),
            (
                "办理中的季度报告",
                QuarterReport.objects.filter(city_code=region[:4]).exclude(state="published").count(),
                "/desk/quarters/",
            ),
        ]
    return render(request, "outreach/desk.html", {"todo": todo, "mine": mine})


def _day(request):
    day = parse_date(request.GET.get("day", "")) or today()
    return min(day, today())


def live_coverage(request):
    """Every figure of any day for one's own rows, each leading to the rows behind it; one compared over the rows."""
    return render(request, "outreach/live_coverage.html", _live(request))


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
        return _xlsx(path.read_bytes(), f"coverage-{shown['chosen']}-{shown['day']}.xlsx")


def _live(request):
    region, day = region_of(request.actor), _day(request)
    city = region[:4]
    definitions = reports.definitions(day=day)
    titles = {definition.indicator: definition for definition in definitions}
    every_row = list(reports.rows(city, day=day))
    rows = [row for row in every_row if row.code.startswith(region) or len(region) <= 4]
    chosen = request.GET.get("row") or (rows[0].code if rows else city)
    if chosen not in {row.code for row in rows}:
        raise Http404
    every_figure = reports.live_figures(city, day=day, chosen=definitions, report_rows=every_row)
    lines = [
        (titles[figure.indicator], figure)
        for figure in every_figure
        if figure.row_code == chosen and (figure.total or figure.n)
    ]
    compared = request.GET.get("indicator", "")
    compared = compared if compared in {figure.indicator for _definition, figure in lines} else "W2.township"
    as_of = _("%(day)s的实时数据") % {"day": f"{day.year}年{day.month}月{day.day}日"}
    context = {"day": day, "rows": rows, "chosen": chosen, "lines": lines, "compared": compared, "as_of": as_of}
    return context | _comparison(compared, titles, every_figure, rows, as_of=as_of)


def _comparison(indicator, titles, figures, rows, *, as_of):
    """The chosen indicator over one's rows, as table and picture; nothing where there is nothing to compare."""
    by_row = {figure.row_code: figure for figure in figures if figure.indicator == indicator}
    places = [(row.name, by_row[row.code]) for row in rows if not row.is_city and row.code in by_row]
    if len(places) < 2:
        return {"comparison": None}
    table = tables.by_place(titles[indicator].title, places)
    drawn = tables.picture(table, [figure for _name, figure in places], as_of=as_of, source=LIVE_SOURCE)
    return {"comparison": table, "picture": drawn}


def figure_rows(request, indicator):
    """The units (or branches) behind a figure of a day: counted ones, or those still missing."""
    region, day = region_of(request.actor), _day(request)
    definition = get_object_or_404(IndicatorDefinition, indicator=indicator, version=1)
    row = request.GET.get("row", region)
    if not row.startswith(region):
        raise Http404
    source = reports.live_sources(region[:4], day=day)[definition.grain]
    row_code = "" if row == region[:4] else row
    counted = source.rows(definition.numerator, row_code=row_code)
    everything = source.rows(
        definition.numerator if definition.denominator is None else definition.denominator, row_code=row_code
    )
    is_missing = request.GET.get("show") == "missing"
    ids = [pk for pk in everything if pk not in set(counted)] if is_missing else counted
    page = page_of(request, ids)
    model = Unit if definition.grain == "unit" else Branch
    found = (
        model.objects.select_related("organisation").in_bulk(page.object_list)
        if model is Branch
        else model.objects.in_bulk(page.object_list)
    )
    return render(request, "outreach/figure_rows.html", {
        "definition": definition, "day": day, "row": row, "page": page, "is_missing": is_missing,
        "things": [found[pk] for pk in page.object_list], "n": len(counted), "total": len(everything),
    })  # fmt: skip


def register_list(request):
    """The editions of every register, newest first, and recent imports."""
    region = region_of(request.actor)
    editions = RegisterEdition.objects.filter(city_code=region[:4]).order_by("-as_of", "kind")
    batches = ImportBatch.objects.filter(city_code=region[:4]).order_by("-pk")[:10]
    return render(request, "outreach/register_list.html", {"page": page_of(request, editions), "batches": batches})


def register_detail(request, pk):
    """The entries of one edition."""
    region = region_of(request.actor)
    edition = get_object_or_404(RegisterEdition, pk=pk, city_code=region[:4])
    entries = (
        edition.entries.filter(region_code__startswith=region).select_related("unit").order_by("region_code", "pk")
    )
    found = EntryFilter(request.GET, entries)
    return render(
        request,
        "outreach/register_detail.html",
        {"edition": edition, "filter": found, "page": page_of(request, found.qs)},
    )


def import_file(request):
    """Bring a file: nothing is written until the preview is confirmed."""
    region = region_of(request.actor)
    if not rules.may_import(request.actor, region=region):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data
        options = {"within": region}
        if data["kind"] == "register":
            options |= {"name": data["name"], "as_of": data["as_of"].isoformat()}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "upload.xlsx")
            path.write_bytes(data["file"].read())
            try:
                batch = imports.preview(
                    data["kind"], path, file_name=data["file"].name[:200], options=options, city_code=region[:4],
                    by=request.actor, now=timezone.now(),
                )  # fmt: skip
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("import_detail", batch.public_id)
    return render(request, "outreach/import_file.html", {"form": form})


def _batch(request, public_id):
    region = region_of(request.actor)
    if not rules.may_import(request.actor, region=region):
        raise Http404
    mine = ImportBatch.objects.filter(city_code=region[:4])
    if len(region) > len(settings.PORTAL_CITY):
        mine = mine.filter(by=request.user)
    return get_object_or_404(mine, public_id=public_id)


def import_detail(request, public_id):
    batch = _batch(request, public_id)
    return render(request, "outreach/import_detail.html", {"batch": batch, "kind": imports.kind_of(batch.kind)})


@require_POST
def import_act(request, public_id, act):
    """Confirm or undo an import."""
    batch = _batch(request, public_id)
    try:
        if act == "confirm":
            imports.confirm(batch, by=request.actor, now=timezone.now())
            messages.success(request, _("已导入。"))
        elif act == "undo":
            imports.undo(batch, by=request.actor, now=timezone.now())
            messages.success(request, _("这次导入已撤销，数据恢复到导入之前。"))
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("import_detail", public_id)


def import_errors(request, public_id):
    """The file again, with what is wrong beside each row."""
    return _xlsx(imports.error_file(_batch(request, public_id)), "import-errors.xlsx")


def import_template(request, kind):
    """An empty table with the right headers."""
    region_of(request.actor)
    if kind not in dict(ImportForm.base_fields["kind"].choices):
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "template.xlsx")
        write_template(path, imports.kind_of(kind).columns)
        return _xlsx(path.read_bytes(), f"{kind}.xlsx")


def _xlsx(content, name):
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
