"""Importing a register of units: one edition per city and kind of unit, replacing the one of the same date."""

import json
from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Unit, UnitChange
from portal.ground.errors import Refused
from portal.ground.imports import Plan
from portal.ground.models import Region
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from .matching import match_all
from .models import RegisterEdition, RegisterEntry

KINDS = {
    "企业": "enterprise", "园区": "park", "高校": "university", "科研院所": "institute", "医院": "hospital",
    "学校": "school", "其他": "other",
}  # fmt: skip
OWNERSHIPS = {
    "国有": "state", "集体": "collective", "私营": "private", "港澳台": "hmt", "外商": "foreign", "民营": "private",
}  # fmt: skip

REFRESHED = ("name", "region_code", "ownership", "tags")

COLUMNS = (
    Column("name", "名称", cells.text, required=True, aliases=("单位名称", "企业名称")),
    Column("kind", "类别", cells.choice(KINDS), required=True, aliases=("单位类别",)),
    Column("credit_code", "统一社会信用代码", cells.credit_code),
    Column("region", "行政区划代码", cells.text, required=True, aliases=("区划代码", "所在区县")),
    Column("is_above_size", "规模以上科技企业", cells.yes_no),
    Column("is_high_tech", "高新技术企业", cells.yes_no),
    Column("science_workers", "科技工作者人数", cells.whole_number),
    Column("ownership", "控股类型", cells.choice(OWNERSHIPS)),
    Column("tags", "标签", cells.names_list, longest=20),
)


class RegionFinder:
    """Codes and county names of a day, looked up in memory."""

    def __init__(self, day):
        self.codes, self.counties = set(), defaultdict(list)
        for code, name, level in Region.objects.on(day).values_list("code", "name", "level"):
            self.codes.add(code)
            if level in (Region.Level.COUNTY, Region.Level.CITY):
                self.counties[name].append(code)

    def find(self, text):
        """A known code, from a code or a county's name; raises CellError with a sentence."""
        if text.isdigit():
            code = cells.region_code(text)
            if code not in self.codes:
                raise cells.CellError(_("区划代码 %(code)s 不在区划表中，请核对。") % {"code": code})
            return code
        found = self.counties.get(text, [])
        here = [code for code in found if code.startswith(settings.PORTAL_CITY)]
        if len(found) == 1 or len(here) == 1:
            return (here or found)[0]
        raise cells.CellError(_("找不到名为“%(name)s”的区（市、县），请填区划代码。") % {"name": text})


def identity(row):
    """Credit code, else kind + region + name (a region's own units come from `register_regions`)."""
    return row["credit_code"] or (row["kind"], row["region_code"], row["name"])


def plan(rows, options):
    """Check every row against the regions and the other rows, and compare with the edition already there."""
    plan, within = Plan(), options.get("within", "")
    finder = RegionFinder(date.fromisoformat(options["as_of"]))
    seen = {}
    for row in rows:
        values = {"number": row.number, **row.values}
        try:
            values["region_code"] = finder.find(values["region"])
        except cells.CellError as wrong:
            plan.refuse(row.number, "行政区划代码", str(wrong), values["region"])
            continue
        if not values["region_code"].startswith(within):
            plan.refuse(row.number, "行政区划代码", _("这一行不属于您负责的地区。"), values["region"])
            continue
        if len(values["region_code"]) < 4:
            plan.refuse(row.number, "行政区划代码", _("请填到市或区（市、县）。"), values["region"])
            continue
        key = identity(values)
        if key in seen:
            plan.refuse(row.number, "名称", _("与第 %(row)s 行是同一单位。") % {"row": seen[key]}, values["name"])
            continue
        seen[key] = row.number
        plan.create.append(values)
    if not plan.errors:
        _compare(plan, options)
    return plan


def _compare(plan, options):
    """Move rows that the edition of the same day already has to `unchanged` or `update`."""
    cities, within = {row["region_code"][:4] for row in plan.create}, options.get("within", "")
    existing = RegisterEntry.objects.filter(edition__city_code__in=cities, edition__as_of=options["as_of"])
    known, elsewhere = {}, {}
    for entry in existing.select_related("unit", "edition"):
        key = entry.unit.credit_code or (entry.edition.kind, entry.region_code, entry.name)
        mine = known if entry.region_code.startswith(within) else elsewhere
        mine[key] = (entry.edition.kind, *_facts_of_entry(entry))
    rows, plan.create, kinds = plan.create, [], {row["kind"] for row in plan.create}
    for row in rows:
        before = known.pop(identity(row), None)
        if identity(row) in elsewhere:
            plan.refuse(row["number"], "名称", _("同一名录里，这个单位属于别的区（市、县）。"), row["name"])
        elif before is None:
            plan.create.append(row)
        elif before == (row["kind"], *_facts_of_row(row)):
            plan.unchanged += 1
        else:
            plan.update.append(row)
    gone = sum(1 for kind, *_rest in known.values() if kind in kinds)
    if gone:
        plan.warnings.append(_("同一日期的名录里有 %(count)s 个单位不在这份文件中，确认后将移出。") % {"count": gone})
    plan.context |= {"rows": rows, "gone": gone}


def _facts_of_entry(entry):
    return (entry.name, entry.region_code, entry.is_above_size, entry.is_high_tech, entry.science_workers,
            entry.ownership, list(entry.tags))  # fmt: skip


def _facts_of_row(row):
    return (row["name"], row["region_code"], bool(row["is_above_size"]), bool(row["is_high_tech"]),
            row["science_workers"], row["ownership"] or "", list(row["tags"] or []))  # fmt: skip


def write(plan, batch):
    """Write editions, units and entries; the same file again changes nothing."""
    if not (plan.create or plan.update or plan.context["gone"]):
        return {}
    by_edition = defaultdict(list)
    for row in plan.context["rows"]:
        by_edition[row["region_code"][:4], row["kind"]].append(row)
    created, replaced, made, unit_ids = [], [], [], set()
    for (city_code, kind), rows in by_edition.items():
        edition, is_new = _edition(batch, city_code, kind)
        (created if is_new else replaced).append(edition.pk)
        unit_ids.update(edition.entries.values_list("unit", flat=True))
        made += write_entries(edition, rows, within=batch.options.get("within", ""))
        unit_ids.update(edition.entries.values_list("unit", flat=True))
    before = refresh_units(unit_ids)
    for city_code in {city_code for city_code, _kind in by_edition}:
        match_all(city_code)
    return {
        "created": {"edition": created, "unit": [unit.pk for unit in made]},
        "updated": {"edition": replaced},
        "units_before": before,
    }


def _edition(batch, city_code, kind):
    """The edition of the day and whether it is new; a county may bring its rows only to an edition the city made."""
    named = {"name": batch.options["name"], "source": batch.file_name, "batch": batch}
    edition = RegisterEdition.objects.filter(city_code=city_code, kind=kind, as_of=batch.options["as_of"]).first()
    is_part = len(batch.options.get("within", "")) > len(city_code)
    if edition is None:
        if is_part:
            raise Refused(_("市里还没有这一天的名录，请由市科协先导入全市的名录。"))
        return RegisterEdition.objects.create(
            city_code=city_code, kind=kind, as_of=batch.options["as_of"], **named
        ), True
    if edition.quarter_reports.exists():
        raise Refused(_("%(edition)s 已用于季度报告，不能改动，请换一个名录日期。") % {"edition": edition})
    if not is_part:
        RegisterEdition.objects.filter(pk=edition.pk).update(**named)
    return edition, False


def write_entries(edition, rows, *, within=""):
    """Replace an edition's entries of a region by the rows; returns the units made for rows nobody knew."""
    units, made = units_for(rows)
    edition.entries.filter(region_code__startswith=within).delete()
    RegisterEntry.objects.bulk_create(
        [
            RegisterEntry(
                edition=edition, unit=units[identity(row)], name=row["name"], region_code=row["region_code"],
                is_above_size=bool(row["is_above_size"]), is_high_tech=bool(row["is_high_tech"]),
                science_workers=row["science_workers"], ownership=row["ownership"] or "", tags=row["tags"] or [],
            )
            for row in rows
        ],
        batch_size=2000,
    )  # fmt: skip
    return made


def units_for(rows):
    """identity → Unit (by an old code or name too), and the list of those made for it."""
    codes = [row["credit_code"] for row in rows if row["credit_code"]]
    names = [row["name"] for row in rows if not row["credit_code"]]
    found = {unit.credit_code: unit for unit in Unit.objects.filter(credit_code__in=codes)} if codes else {}
    for unit in Unit.objects.filter(name__in=names, credit_code="", is_region=False) if names else ():
        found[unit.kind, unit.region_code, unit.name] = unit
    for change in UnitChange.objects.filter(Q(credit_code__in=codes) | Q(name__in=names)).select_related("unit"):
        unit = change.unit
        found.setdefault(change.credit_code or (unit.kind, unit.region_code, change.name), unit)
    missing = {identity(row): row for row in rows if identity(row) not in found}
    made = [
        Unit(
            kind=row["kind"], name=row["name"], credit_code=row["credit_code"] or "", region_code=row["region_code"],
            ownership=row["ownership"] or "", tags=row["tags"] or [],
        )
        for row in missing.values()
    ]  # fmt: skip
    Unit.objects.bulk_create(made, batch_size=2000)
    return found | dict(zip(missing, made, strict=True)), made


def refresh_units(unit_ids):
    """Give these units what their newest edition says, whatever the order of imports; returns what changed, as it was.

    Others are left alone: what somebody marked on the desk stands until a register names the unit again.
    """
    with connection.cursor() as cursor:
        cursor.execute("""
            UPDATE members_unit u
               SET name = e.name, region_code = e.region_code, ownership = e.ownership, tags = e.tags
              FROM (SELECT DISTINCT ON (unit_id) unit_id, n.as_of, e.name, e.region_code, e.ownership, e.tags
                      FROM outreach_registerentry e JOIN outreach_registeredition n ON n.id = e.edition_id
                     WHERE unit_id = ANY(%s) ORDER BY unit_id, n.as_of DESC, n.id) e
              JOIN members_unit was ON was.id = e.unit_id
             WHERE e.unit_id = u.id AND u.credit_code <> '' AND NOT u.is_region
               AND NOT EXISTS (SELECT 1 FROM members_unitchange c WHERE c.unit_id = u.id AND c.until_on > e.as_of)
               AND (u.name, u.region_code, u.ownership, u.tags) IS DISTINCT FROM (e.name, e.region_code, e.ownership, e.tags)
            RETURNING u.id, was.name, was.region_code, was.ownership, was.tags""", [list(unit_ids)])  # fmt: skip
        return [dict(zip(("id", *REFRESHED), row, strict=True)) for row in cursor.fetchall()]


def _restore_units(before, editions):
    """Units that still stand as these editions left them get back what they had before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE members_unit u
               SET name = b.name, region_code = b.region_code, ownership = b.ownership, tags = b.tags
              FROM jsonb_to_recordset(%s::jsonb) AS b(id bigint, name text, region_code text, ownership text, tags text[])
              JOIN outreach_registerentry e ON e.unit_id = b.id
             WHERE u.id = b.id AND e.edition_id = ANY(%s)
               AND (u.name, u.region_code, u.ownership, u.tags) = (e.name, e.region_code, e.ownership, e.tags)""",
            [json.dumps(before), editions],
        )


def undo(batch):
    """Delete the editions this import made and the units nobody else needs, unless a quarter stands on them."""
    pks = batch.undo.get("created", {})
    editions = RegisterEdition.objects.filter(pk__in=pks.get("edition", []))
    if editions.filter(quarter_reports__isnull=False).exists():
        raise Refused(_("已有季度报告使用这份名录，不能撤销。"))
    cities = set(editions.values_list("city_code", flat=True))
    unit_ids = list(RegisterEntry.objects.filter(edition__in=editions).values_list("unit", flat=True))
    _restore_units(batch.undo.get("units_before", []), pks.get("edition", []))
    editions.delete()
    refresh_units(unit_ids)
    for city_code in cities:
        match_all(city_code)
    Unit.objects.filter(pk__in=pks.get("unit", [])).unneeded().delete()
