"""Townships, subdistricts, villages and communities as units: their register comes from the regions themselves."""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Unit
from portal.ground.errors import Refused
from portal.ground.journal import record
from portal.ground.models import Region

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
    regions = Region.objects.on(as_of).within(city_code).filter(level__in=["township", "village"])
    by_kind = defaultdict(list)
    for region in regions.order_by("code"):
        by_kind[KIND_BY_TYPE.get(region.township_type, Unit.Kind.VILLAGE)].append(region)
    if not by_kind:
        raise Refused(_("这一天还没有 %(city)s 的乡镇、村区划，请先载入区划。") % {"city": city_code})
    units = _units(by_kind)
    for kind, some in by_kind.items():
        edition, _is_new = RegisterEdition.objects.get_or_create(
            city_code=city_code, kind=kind, as_of=as_of,
            defaults={"name": f"{as_of.year}年行政区划", "source": some[0].edition},
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
    made = [
        Unit(kind=kind, name=region.name, region_code=code, is_region=True)
        for code, (kind, region) in codes.items()
        if code not in found
    ]
    Unit.objects.bulk_create(made, batch_size=5000)
    return found | {unit.region_code: unit for unit in made}
