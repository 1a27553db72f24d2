"""What happens to a unit: another name, another credit code, merged into another, marked with tags."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import findable, rules
from ..models import Unit, UnitChange, UnitMerger
from ..signals import unit_changed


def _locked(unit):
    return Unit.objects.select_for_update().get(pk=unit.pk)


def _refuse_future(on, now):
    if on > local_day(now):
        raise Refused(_("变更日期不能晚于今天。"))


@transaction.atomic
def rename_unit(unit, *, name, on, document, by, now):
    """From `on` the unit has another name; papers with the old one still find it."""
    unit = _locked(unit)
    require(rules.may_change_unit(by, unit))
    _refuse_future(on, now)
    if unit.is_region:
        raise Refused(_("行政区划的名称请在“行政区划”中变更。"))
    if unit.name == name:
        raise Refused(_("新名称与现在的名称相同。"))
    UnitChange.objects.create(unit=unit, name=unit.name, credit_code="", until_on=on, document=document)
    was, unit.name = unit.name, name
    try:
        with transaction.atomic():
            unit.save(update_fields=["name"])
    except IntegrityError as error:
        raise Refused(_("本地已有同名同类的单位，如是同一家请办理合并。")) from error
    record("unit.renamed", unit, by=by, was=was, name=name, document=document)
    findable.refresh_of_units([unit])
    unit_changed.send(sender=Unit, unit=unit)
    return unit


@transaction.atomic
def change_credit_code(unit, *, credit_code, on, document, by, now):
    """From `on` the unit has another credit code; papers and registers with the old one still find it."""
    unit = _locked(unit)
    require(rules.may_change_unit(by, unit))
    _refuse_future(on, now)
    if unit.is_region:
        raise Refused(_("行政区划没有统一社会信用代码。"))
    if unit.credit_code == credit_code:
        raise Refused(_("新代码与现在的代码相同。"))
    if UnitChange.objects.filter(credit_code=credit_code).exclude(unit=unit).exists():
        raise Refused(_("这个代码是另一家单位用过的，请核对。"))
    UnitChange.objects.create(unit=unit, name=unit.name, credit_code=unit.credit_code, until_on=on, document=document)
    was, unit.credit_code = unit.credit_code, credit_code
    try:
        with transaction.atomic():
            unit.save(update_fields=["credit_code"])
    except IntegrityError as error:
        holder = Unit.objects.get(credit_code=credit_code)
        raise Refused(_("这个代码已属于“%(name)s”，如是同一家请办理合并。") % {"name": holder.name}) from error
    record("unit.credit_code_changed", unit, by=by, was=was, credit_code=credit_code, document=document)
    unit_changed.send(sender=Unit, unit=unit)
    return unit


@transaction.atomic
def merge_units(unit, into, *, on, document, by, now):
    """From `on`, what covers or serves `unit` counts for `into` too; earlier days and registers stay as they are."""
    both = Unit.objects.select_for_update().filter(pk__in=[unit.pk, into.pk]).order_by("pk")
    locked = {found.pk: found for found in both}
    unit, into = locked[unit.pk], locked[into.pk]
    require(rules.may_change_unit(by, unit) and rules.may_change_unit(by, into))
    _refuse_future(on, now)
    if unit.pk == into.pk:
        raise Refused(_("请选另一家单位。"))
    if unit.is_region or into.is_region:
        raise Refused(_("行政区划的合并请在“行政区划”中变更。"))
    if unit.mergers.filter(is_direct=True).exists():
        raise Refused(_("“%(name)s”已经并入别的单位。") % {"name": unit.name})
    if into.mergers.exists():
        raise Refused(_("“%(name)s”已经并入别的单位，请选合并后的单位。") % {"name": into.name})
    UnitMerger.objects.create(unit=unit, into=into, merged_on=on, document=document)
    UnitMerger.objects.bulk_create(
        UnitMerger(
            unit=earlier.unit, into=into, merged_on=max(on, earlier.merged_on), document=document, is_direct=False
        )
        for earlier in UnitMerger.objects.filter(into=unit)
    )
    record("unit.merged", unit, by=by, into=into.name, on=on.isoformat(), document=document)
    unit_changed.send(sender=Unit, unit=into)
    return into


@transaction.atomic
def tag_unit(unit, *, ownership, tags, by):
    """Say who owns the unit and which tags (新经济组织 …) it carries; registers brought later may say otherwise."""
    unit = _locked(unit)
    require(rules.may_change_unit(by, unit))
    was = {"ownership": unit.ownership, "tags": list(unit.tags)}
    unit.ownership, unit.tags = ownership, list(dict.fromkeys(tags))
    unit.save(update_fields=["ownership", "tags"])
    record("unit.tagged", unit, by=by, was=was, ownership=unit.ownership, tags=unit.tags)
    return unit
