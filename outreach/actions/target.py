"""Targets: what a region should reach, on which basis, from a day on, by which paper."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.dates import in_force
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.locks import in_turn
from portal.ground.models import ReportingArea

from .. import rules
from ..models import Target


@transaction.atomic
def set_target(city_code, *, indicator, region_code, comparison, value, basis, start_on, source, by):
    """From `start_on` the target of an indicator in a region is another; the one before ends that day.

    `value` is a ratio from 0 to 1; an empty region code means every region without a target of its own.
    """
    require(rules.may_edit_targets(by, city_code))
    if _city_of(region_code, city_code) != city_code:
        raise Refused(_("只能设定本市的目标。"))
    in_turn(f"targets:{city_code}")
    same = Target.objects.filter(indicator=indicator, region_code=region_code)
    if same.filter(start_on__gte=start_on).exists():
        raise Refused(_("这个指标已有更晚启用的目标，请选更晚的日期。"))
    for running in same.filter(in_force(start_on)):
        running.end_on = start_on
        running.save(update_fields=["end_on"])
    target = Target.objects.create(
        indicator=indicator, region_code=region_code, comparison=comparison, value=value, basis=basis,
        start_on=start_on, source=source,
    )  # fmt: skip
    record("target.set", target, by=by, indicator=indicator, region=region_code, value=str(value), source=source)
    return target


@transaction.atomic
def end_target(target, *, end_on, city_code, by):
    """From `end_on` the indicator has no such target any more; quarters published before keep theirs."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    require(rules.may_edit_targets(by, _city_of(target.region_code, city_code)))
    if target.end_on:
        raise Refused(_("这个目标已经终止。"))
    if end_on <= target.start_on:
        raise Refused(_("终止日期应晚于启用日期。"))
    target.end_on = end_on
    target.save(update_fields=["end_on"])
    record("target.ended", target, by=by, indicator=target.indicator, end_on=end_on.isoformat())
    return target


def _city_of(region_code, city_code):
    """Whose a target is; one for every region, or for one of the city's reporting areas, is the city's own."""
    if not region_code or ReportingArea.objects.filter(code=region_code, city_code=city_code).exists():
        return city_code
    return region_code[:4]
