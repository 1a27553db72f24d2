"""Quarters from before the portal: their printed figures enter as 历史导入, without rows behind them."""

from collections import defaultdict
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ground.dates import Quarter, today
from portal.ground.errors import Refused
from portal.ground.imports import Plan
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from . import reports
from .models import FigureRow, IndicatorDefinition, QuarterReport
from .papers import definition_data


def quarter(raw):
    """2024Q3, or 2024年第3季度."""
    text = cells.text(raw)
    try:
        return Quarter.parse(text.replace("年第", "Q").replace("季度", "")) if text else None
    except ValueError as wrong:
        raise cells.CellError(str(wrong)) from wrong


CITY_DIGITS = 4
COLUMNS = (
    Column("quarter", "季度", quarter, required=True),
    Column("indicator", "指标", cells.text, required=True),
    Column("row_code", "行政区划代码", cells.text, required=True),
    Column("n", "分子", cells.whole_number, required=True),
    Column("total", "分母", cells.whole_number),
)


def plan(rows, options):
    """Every figure with a known indicator and row; a quarter not over, or reported by the portal itself, is refused."""
    if len(options["within"]) > CITY_DIGITS:
        raise Refused(_("历史季度数字由市科协导入。"))
    plan = Plan(context={"rows": defaultdict(list)})
    known = set(IndicatorDefinition.objects.values_list("indicator", flat=True))
    city_code, seen, places = options["within"][:CITY_DIGITS], set(), {}
    own = set(QuarterReport.objects.filter(city_code=city_code, is_historical=False).values_list("quarter", flat=True))
    for row in rows:
        values = row.values
        key = str(values["quarter"]), values["indicator"], values["row_code"]
        day = values["quarter"].last_day
        if day not in places:
            places[day] = {place.code for place in reports.rows(city_code, day=day)}
        fault = _fault_of_quarter(values["quarter"], own) or _fault_of_figure(values, known, places[day])
        if fault:
            plan.refuse(row.number, *fault)
        elif key in seen:
            plan.refuse(row.number, "指标", _("同一季度、指标、地区出现了两次。"), values["indicator"])
        else:
            seen.add(key)
            plan.context["rows"][key[0]].append(values)
    if not plan.errors:
        _compare(plan, city_code)
    return plan


def _fault_of_quarter(quarter, own):
    if quarter.last_day >= today():
        return "季度", _("这个季度还没有结束。"), quarter
    if str(quarter) in own:
        return "季度", _("这个季度已在本系统出过报告，不能再作历史导入。"), quarter
    return None


def _fault_of_figure(values, known, places):
    if values["indicator"] not in known:
        return "指标", _("没有这个指标。"), values["indicator"]
    if values["row_code"] not in places:
        return "行政区划代码", _("应为本市或所属区（市、县）的代码。"), values["row_code"]
    if values["total"] is not None and values["n"] > values["total"]:
        return "分子", _("分子大于分母。"), values["n"]
    return None


def _compare(plan, city_code):
    existing = {
        (figure.quarter_report.quarter, figure.indicator, figure.row_code): (figure.n, figure.total)
        for figure in FigureRow.objects.filter(
            quarter_report__city_code=city_code, quarter_report__is_historical=True
        ).select_related("quarter_report")
    }
    for name, rows in plan.context["rows"].items():
        for values in rows:
            before = existing.get((name, values["indicator"], values["row_code"]))
            if before is None:
                plan.create.append(values)
            elif before == (values["n"], values["total"]):
                plan.unchanged += 1
            else:
                plan.update.append(values)
    plan.context["city"] = city_code


def write(plan, batch):
    """Make each quarter a published, historical report; figures not in the file stay as they were."""
    changed = {str(values["quarter"]) for values in [*plan.create, *plan.update]}
    created, figures, before = [], [], {id(values) for values in plan.update}
    updated = []
    for name in sorted(changed):
        report, is_new = _report(plan.context["city"], Quarter.parse(name), batch)
        created += [report.pk] if is_new else []
        rows = plan.context["rows"][name]
        for values in rows:
            figure, _is_new = FigureRow.objects.update_or_create(
                quarter_report=report, indicator=values["indicator"], row_code=values["row_code"],
                defaults={"n": values["n"], "total": values["total"], "ratio": _ratio(values)},
            )  # fmt: skip
            (updated if id(values) in before else figures).append(figure.pk)
    return {"created": {"quarter": created, "figure": figures}, "updated": {"figure": updated}}


def _ratio(values):
    return Decimal(values["n"]) / Decimal(values["total"]) if values["total"] else None


def _report(city_code, quarter, batch):
    now, day = timezone.now(), quarter.last_day
    definitions = [definition_data(one) for one in reports.definitions(day=day)]
    header = {
        "city": city_code, "quarter": str(quarter), "version": 1, "reason": "", "unmatched": None, "editions": [],
        "cut_off": f"{day.isoformat()}T24:00:00+08:00", "definitions": definitions, "source": batch.file_name,
        "rows": [{"code": row.code, "name": row.name} for row in reports.rows(city_code, day=day)],
    }  # fmt: skip
    return QuarterReport.objects.get_or_create(
        city_code=city_code, quarter=str(quarter), version=1, is_historical=True,
        defaults={"state": "published", "requested_by": batch.by, "requested_at": now, "published_at": now,
                  "header": header},
    )  # fmt: skip


def undo(batch):
    """Take the quarters this import made away again."""
    made = batch.undo.get("created", {})
    FigureRow.objects.filter(pk__in=made.get("figure", []), quarter_report__is_historical=True).delete()
    QuarterReport.objects.filter(pk__in=made.get("quarter", []), is_historical=True, figures=None).delete()
