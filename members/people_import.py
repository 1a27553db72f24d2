"""Importing people: one record each, without a password until they claim it; known people are brought up to date.

Somebody is known by phone (and the same name), else by name, birth date and unit.
"""

import secrets

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.ground.imports import Plan
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from .models import Person, Unit

SEXES = {"男": "m", "女": "f"}
FIELDS = ("phone", "email", "sex", "born_on", "region_code", "professional_title", "discipline")
COLUMNS = (
    Column("name", "姓名", cells.text, required=True),
    Column("phone", "手机", cells.phone, aliases=("手机号", "手机号码")),
    Column("email", "邮箱", cells.email),
    Column("sex", "性别", cells.choice(SEXES)),
    Column("born_on", "出生日期", cells.day),
    Column("unit", "单位", cells.text, aliases=("工作单位",)),
    Column("credit_code", "统一社会信用代码", cells.credit_code),
    Column("region_code", "行政区划代码", cells.region_code),
    Column("professional_title", "职称", cells.text),
    Column("discipline", "学科", cells.text),
)


def plan(rows, options, sheet_name):
    """Find each person and unit; the same person twice in the file is an error."""
    plan = Plan(context={"sheet": sheet_name})
    people, units, seen = _known_people(rows), _known_units(rows), {}
    for row in rows:
        values = dict(row.values)
        if not values["phone"] and not (values["born_on"] and values["unit"]):
            plan.refuse(row.number, "手机", _("请填手机，或填出生日期和单位，否则无法认出同名的人。"))
            continue
        key = _identity(values["name"], values["phone"], values["born_on"], values["unit"])
        if key in seen:
            plan.refuse(row.number, "姓名", _("与第 %(row)s 行是同一个人。") % {"row": seen[key]}, values["name"])
            continue
        seen[key] = row.number
        values["found_unit"] = units.get(values["credit_code"]) or units.get(values["unit"])
        if not values["phone"] and not values["found_unit"] and not values["region_code"]:
            plan.refuse(row.number, "单位", _("名录中没有这个单位，请补填手机或行政区划代码。"), values["unit"])
            continue
        _sort(plan, values, people.get(key))
    return plan


def _sort(plan, values, person):
    if person is None:
        plan.create.append(values)
    elif any(values[name] and getattr(person, name) != values[name] for name in FIELDS) or (
        values["found_unit"] and person.unit_id != values["found_unit"].pk
    ):
        plan.update.append((values, person))
    else:
        plan.unchanged += 1


def _identity(name, phone, born_on, unit):
    return (name, phone) if phone else (name, born_on, unit)


def _known_people(rows):
    phones = [row.values["phone"] for row in rows if row.values["phone"]]
    names = [row.values["name"] for row in rows if not row.values["phone"]]
    found = {}
    for person in Person.objects.filter(Q(phone__in=phones) | Q(name__in=names)).select_related("unit"):
        if person.phone:
            found[person.name, person.phone] = person
        found[person.name, person.born_on, person.unit.name if person.unit_id else ""] = person
    return found


def _known_units(rows):
    """By credit code, and by a name that only one unit has."""
    codes = {row.values["credit_code"] for row in rows} - {""}
    names = {row.values["unit"] for row in rows} - {""}
    found, doubled = {}, set()
    for unit in Unit.objects.filter(Q(credit_code__in=codes) | Q(name__in=names)):
        if unit.credit_code:
            found[unit.credit_code] = unit
        if unit.name in found:
            doubled.add(unit.name)
        found[unit.name] = unit
    return {key: unit for key, unit in found.items() if key not in doubled}


def write(plan, batch):
    """Make new people in bulk; an empty cell never wipes out what is known."""
    made = []
    for values in plan.create:
        person = Person(username=f"p-{secrets.token_hex(8)}", name=values["name"], unit=_unit(values))
        for name in FIELDS:
            setattr(person, name, values[name])
        person.set_unusable_password()
        made.append(person)
    Person.objects.bulk_create(made, batch_size=2000)
    for values, person in plan.update:
        for name in FIELDS:
            setattr(person, name, values[name] or getattr(person, name))
        person.unit = _unit(values) or person.unit
    Person.objects.bulk_update([person for _values, person in plan.update], [*FIELDS, "unit"], batch_size=1000)
    return {"created": [person.pk for person in made], "updated": len(plan.update)}


def _unit(values):
    """The unit found, or a new one where the region says which it is (credit code, else region and name)."""
    if values["found_unit"] or not (values["unit"] and values["region_code"]):
        return values["found_unit"]
    fields = {"kind": Unit.Kind.OTHER, "name": values["unit"], "region_code": values["region_code"]}
    if values["credit_code"]:
        return Unit.objects.get_or_create(credit_code=values["credit_code"], defaults=fields)[0]
    return Unit.objects.get_or_create(**fields, credit_code="", is_region=False)[0]


def undo(batch):
    """Take away the people this import made who have not claimed their record nor hold an office."""
    Person.objects.filter(pk__in=batch.undo.get("created", []), last_login=None, offices=None).delete()
