"""Townships, subdistricts, villages and communities as units: their register comes from the regions themselves,
and follows when a division is renamed, re-coded, merged or made; reporting areas take units out of their county's row."""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from members import findable
from members.models import Unit, UnitMerger
from portal.ground import regions
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.locks import in_turn
from portal.ground.models import Region, ReportingArea

from .. import rules
from ..matching import match_all
from ..models import RegisterEdition, RegisterEntry

KIND_BY_TYPE = {
    Region.TownshipType.SUBDISTRICT: Unit.Kind.SUBDISTRICT,
    Region.TownshipType.TOWN: Unit.Kind.TOWNSHIP,
    Region.TownshipType.TOWNSHIP: Unit.Kind.TOWNSHIP,
    Region.TownshipType.OTHER: Unit.Kind.TOWNSHIP_OTHER,
}


@transaction.atomic
def register_regions(city_code, *, as_of, by):
    """Make the editions of townships and villages of a day from the regions in force; returns the entries per kind.

    The same day again replaces them with the same; an edition a quarter stands on is left alone and refused.
    """
    in_turn(f"regions:{city_code}")
    regions = Region.objects.on(as_of).within(city_code).filter(level__in=["township", "village"])
    by_kind = defaultdict(list)
    for region in regions.order_by("code"):
        by_kind[KIND_BY_TYPE.get(region.township_type, Unit.Kind.VILLAGE)].append(region)
    if not by_kind:
        raise Refused(_("这一天还没有 %(city)s 的乡镇、村区划，请先载入区划。") % {"city": city_code})
    before = RegisterEdition.objects.filter(city_code=city_code, as_of__lte=as_of, kind__in=KIND_BY_TYPE.values())
    for kind in before.values_list("kind", flat=True).distinct():
        by_kind.setdefault(kind, [])  # the last township became a subdistrict: an empty register replaces the old one
    units = _units(by_kind)
    for kind, some in by_kind.items():
        edition, _is_new = RegisterEdition.objects.get_or_create(
            city_code=city_code, kind=kind, as_of=as_of,
            defaults={"name": f"{as_of.year}年行政区划", "source": some[0].edition if some else ""},
        )  # fmt: skip
        if edition.quarter_reports.exists():
            raise Refused(_("%(edition)s 已用于季度报告，不能改动。") % {"edition": edition})
        edition.entries.all().delete()
        RegisterEntry.objects.bulk_create(
            [
                RegisterEntry(edition=edition, unit=units[region.code], name=region.name, region_code=region.code)
                for region in some
            ],
            batch_size=5000,
        )
        record("register.made_from_regions", edition, by=by, entries=len(some))
    match_all(city_code)
    return {kind: len(some) for kind, some in by_kind.items()}


def _units(by_kind):
    """code → Unit of a region, made where missing, renamed where the region is called otherwise now."""
    codes = {region.code: (kind, region) for kind, some in by_kind.items() for region in some}
    found = {unit.region_code: unit for unit in Unit.objects.filter(is_region=True, region_code__in=codes)}
    changed = []
    for code, unit in found.items():
        kind, region = codes[code]
        if (unit.kind, unit.name) != (kind, region.name):
            unit.kind, unit.name = kind, region.name
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["kind", "name"], batch_size=1000)
    if changed:
        findable.refresh_of_units(changed)
    made = [
        Unit(kind=kind, name=region.name, region_code=code, is_region=True)
        for code, (kind, region) in codes.items()
        if code not in found
    ]
    Unit.objects.bulk_create(made, batch_size=5000)
    return found | {unit.region_code: unit for unit in made}


@transaction.atomic
def change_region(region, *, code, name, document, on, by, now):
    """A division is renamed, gets another code or goes into another, by document; the registers follow from that day.

    What covered the division before covers its successor from then on.
    """
    require(rules.may_change_regions(by, region.code))
    _refuse_outside(code, region.code, on, now)
    if code != region.code and region.level == Region.Level.COUNTY:
        raise Refused(_("区（市、县）更换代码时所辖乡镇、村的代码都会改变，请载入新版区划。"))
    in_turn(f"regions:{region.code[:4]}")
    successor = regions.change_by_document(region, code=code, name=name, document=document, on=on, by=by)
    if code != region.code:
        _take_along(region.code, successor, on=on)
    _follow(region.code[:4], on, by)
    if code != region.code:
        _merge_units(region.code, code, document=document, on=on)
    return successor


def _take_along(old_code, successor, *, on):
    """A division that only got another code stays in the reporting area it was put into."""
    is_used = Region.objects.filter(code=successor.code).exclude(pk=successor.pk).exists()
    if is_used or successor.start_on < on:
        return
    for area in ReportingArea.objects.filter(region_codes__contains=[old_code]):
        area.region_codes = [*area.region_codes, successor.code]
        area.save(update_fields=["region_codes"])


def _merge_units(old_code, code, *, document, on):
    """What covers the old unit, or once came into it, covers the new one from the day on."""
    old = Unit.objects.filter(is_region=True, region_code=old_code).first()
    new = Unit.objects.filter(is_region=True, region_code=code).first()
    if not (old and new):
        return
    UnitMerger.objects.create(unit=old, into=new, merged_on=on, document=document)
    UnitMerger.objects.bulk_create(
        UnitMerger(
            unit=earlier.unit, into=new, merged_on=max(on, earlier.merged_on), document=document, is_direct=False
        )
        for earlier in UnitMerger.objects.filter(into=old).exclude(unit=new).select_related("unit")
    )
    match_all(code[:4])


@transaction.atomic
def add_region(*, code, name, document, on, by, now):
    """A new division, made by a split or from nothing, by document."""
    require(rules.may_change_regions(by, code))
    _refuse_outside(code, code, on, now)
    in_turn(f"regions:{code[:4]}")
    region = regions.add_by_document(code=code, name=name, document=document, on=on, by=by)
    _follow(code[:4], on, by)
    return region


def _refuse_outside(code, old_code, on, now):
    if code[:4] != old_code[:4] or len(code) != len(old_code):
        raise Refused(_("新代码应属于本市，且与原代码同级。"))
    if on > local_day(now):
        raise Refused(_("变更日期不能晚于今天。"))


def _follow(city_code, on, by):
    """The registers of that day and of later days; none of them may stand under a quarter already."""
    later = RegisterEdition.objects.filter(
        city_code=city_code, kind__in=[*KIND_BY_TYPE.values(), Unit.Kind.VILLAGE], as_of__gte=on
    )
    used = later.exclude(quarter_reports=None).order_by("-as_of").first()
    if used:
        raise Refused(_("%(edition)s 已用于季度报告，不能改动；变更日期请选在 %(day)s 之后。") % {
            "edition": used, "day": used.as_of.isoformat()})  # fmt: skip
    for day in sorted({on, *later.values_list("as_of", flat=True)}):
        register_regions(city_code, as_of=day, by=by)


@transaction.atomic
def make_reporting_area(city_code, *, code, name, region_codes, start_on, document, by):
    """From `start_on` the units of some divisions stand in the area's row of the report, not in their county's."""
    require(rules.may_change_regions(by, city_code))
    in_turn(f"regions:{city_code}")
    if not region_codes:
        raise Refused(_("请填写包含的区划代码。"))
    foreign = [one for one in region_codes if not one.startswith(city_code) or len(one) <= len(city_code)]
    known = set(Region.objects.on(start_on).filter(code__in=region_codes).values_list("code", flat=True))
    unknown = [one for one in region_codes if one in foreign or one not in known]
    if unknown:
        raise Refused(_("这些代码不是本市有效的区划：%(codes)s。") % {"codes": "、".join(unknown)})
    if Region.objects.filter(code=code).exists() or ReportingArea.objects.filter(code=code).exists():
        raise Refused(_("代码 %(code)s 已被使用。") % {"code": code})
    for area in ReportingArea.objects.filter(city_code=city_code).exclude(end_on__lte=start_on):
        shared = [a for a in region_codes for b in area.region_codes if a.startswith(b) or b.startswith(a)]
        if shared:
            raise Refused(_("%(code)s已属于“%(area)s”，每个单位只能归一行。") % {"code": shared[0], "area": area.name})
    area = ReportingArea.objects.create(
        city_code=city_code, code=code, name=name, region_codes=region_codes, start_on=start_on
    )
    record("reporting_area.made", area, by=by, regions=region_codes, document=document)
    return area


@transaction.atomic
def end_reporting_area(area, *, end_on, by):
    """From `end_on` the units stand in their counties' rows again."""
    area = ReportingArea.objects.select_for_update().get(pk=area.pk)
    require(rules.may_change_regions(by, area.city_code))
    if area.end_on or end_on <= area.start_on:
        raise Refused(_("该汇总区已经终止，或终止日期早于启用日期。"))
    area.end_on = end_on
    area.save(update_fields=["end_on"])
    record("reporting_area.ended", area, by=by, end_on=end_on.isoformat())
    return area
