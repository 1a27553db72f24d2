"""What a branch covers: units put under it, and papers matched to the units they mean."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground import search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import rules
from ..models import Branch, Coverage


@transaction.atomic
def cover_unit(branch, unit, *, start_on, by, now):
    """Put a unit under a branch from a day on (a joint branch takes another enterprise in)."""
    branch = Branch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=branch.pk)
    require(rules.may_match(by, branch))
    if branch.state != Branch.State.FILED:
        raise Refused(_("组织备案成立后，撤销前，才能增加覆盖单位。"))
    if branch.formation == Branch.Formation.STANDALONE and branch.coverages.from_day(start_on).exists():
        raise Refused(_("单独组建的组织只覆盖一个单位。"))
    if start_on > local_day(now):
        raise Refused(_("开始覆盖的日期不能晚于今天。"))
    if unit.mergers.exists():
        raise Refused(_("%(unit)s已并入别的单位，请选合并后的单位。") % {"unit": unit.name})
    try:
        with transaction.atomic():
            coverage = Coverage.objects.create(
                branch=branch, unit=unit, token=unit.token, start_on=start_on, is_matched_by_hand=True
            )
    except IntegrityError as error:
        raise Refused(_("%(unit)s已在该组织的覆盖范围内。") % {"unit": unit.name}) from error
    search.refresh("branch", [branch.pk])
    record("branch.unit_covered", branch, by=by, unit=unit.name, on=start_on.isoformat())
    return coverage


@transaction.atomic
def uncover_unit(coverage, *, end_on, by, now):
    """End the cover of a unit: `end_on` is the first day without it."""
    coverage = (
        Coverage.objects.select_for_update(of=("self",)).select_related("branch__organisation", "unit")
        .get(pk=coverage.pk)
    )  # fmt: skip
    require(rules.may_match(by, coverage.branch))
    start_on = coverage.start_on or coverage.branch.filed_on
    if coverage.end_on:
        raise Refused(_("这个单位已不在覆盖范围内。"))
    if end_on > local_day(now) or (start_on and end_on <= start_on):
        raise Refused(_("停止覆盖的日期应在开始覆盖之后，且不晚于今天。"))
    coverage.end_on, coverage.is_matched_by_hand = end_on, coverage.unit_id is not None
    coverage.save(update_fields=["end_on", "is_matched_by_hand"])
    search.refresh("branch", [coverage.branch_id])
    record("branch.unit_uncovered", coverage.branch, by=by, unit=str(coverage.unit or coverage.token),
           on=end_on.isoformat())  # fmt: skip
    return coverage


@transaction.atomic
def match_coverage(coverage, unit, *, by):
    """An official says which unit a paper means; the answer outlives later imports."""
    coverage = Coverage.objects.select_for_update().select_related("branch__organisation").get(pk=coverage.pk)
    require(rules.may_match(by, coverage.branch))
    if coverage.unit_id:
        raise Refused(_("这一行已经对应到单位了。"))
    coverage.unit, coverage.is_matched_by_hand = unit, True
    try:
        with transaction.atomic():
            coverage.save(update_fields=["unit", "is_matched_by_hand"])
    except IntegrityError as error:
        raise Refused(_("%(unit)s已在该组织的覆盖范围内。") % {"unit": unit.name}) from error
    search.refresh("branch", [coverage.branch_id])
    record("coverage.matched", coverage.branch, by=by, token=coverage.token, unit=unit.name)
    return coverage
