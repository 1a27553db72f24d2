"""Importing people: one record each, without a password until they claim it; known people are brought up to date.

Somebody is known by phone (and the same name), else by name, birth date and unit. What a row says of a membership in a
society is kept as a roster claim beside the person.
"""

import secrets

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.ground import search
from portal.ground.dates import today
from portal.ground.errors import Refused
from portal.ground.imports import Plan
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from . import duplicates, findable
from .actions.workplace import keep_workplaces
from .duplicates import Said
from .models import Membership, Person, RosterClaim, Unit

SEXES = {"男": "m", "女": "f"}
FIELDS = ("phone", "email", "sex", "born_on", "region_code", "professional_title", "discipline")
CITY = 4
SHOWN = 20
CONTACTS = ("phone", "email")
CLAIM_FIELDS = ("former_number", "member_class", "joined_on", "paid_until")
COLUMNS = (
    Column("name", "姓名", cells.text, required=True, longest=60),
    Column("phone", "手机", cells.phone, aliases=("手机号", "手机号码")),
    Column("email", "邮箱", cells.email),
    Column("sex", "性别", cells.choice(SEXES)),
    Column("born_on", "出生日期", cells.day),
    Column("unit", "单位", cells.text, aliases=("工作单位",)),
    Column("credit_code", "统一社会信用代码", cells.credit_code),
    Column("region_code", "行政区划代码", cells.region_code),
    Column("professional_title", "职称", cells.text, longest=40),
    Column("discipline", "学科", cells.text, longest=40),
    Column("society_name", "学会", cells.text, aliases=("学会名称",)),
    Column("former_number", "原会员号", cells.text, longest=40),
    Column("member_class", "会员类别", cells.text, longest=20),
    Column("joined_on", "入会日期", cells.day),
    Column("paid_until", "会费缴至", cells.last_day),
)


def plan(rows, options):
    """Find each person and unit; the same person twice in the file is an error."""
    plan = Plan()
    people, units, seen = _known_people(rows), _known_units(rows), {}
    claims, members = _known_claims(people), _known_members(people)
    for row in rows:
        values = dict(row.values)
        keys = _identities(values["name"], values["phone"], values["born_on"], values["unit"])
        if not keys:
            plan.refuse(row.number, "手机", _("请填手机，或填出生日期和单位，否则无法认出同名的人。"))
            continue
        values["found_unit"] = units.get(values["credit_code"]) or units.get(values["unit"])
        person = next((people[key] for key in keys if key in people), None)
        _check_twice(plan, row.number, values, keys, seen)
        _check_person(plan, row.number, values, person, options)
        _check_claim(plan, row.number, values)
        _warn_of_member(plan, row.number, values, person, members)
        _sort(plan, values | {"row": row.number}, person, claims)
    _warn_of_alike(plan, options)
    return plan


def _warn_of_alike(plan, options):
    """New rows that are probably somebody on record: looked at before confirming, or told apart and merged afterwards."""
    said = [Said(one["row"], one["name"], one["phone"] or "", one["born_on"], one["unit"] or "") for one in plan.create]
    within, found = options.get("within", ""), duplicates.likely_same(said)
    inside = Q(region_code__startswith=within) | Q(unit__region_code__startswith=within)
    seen = set(Person.objects.filter(inside, pk__in=[one.person_id for one in found]).values_list("pk", flat=True))
    alike = {one.ref: one.words for one in found if one.person_id in seen}
    for number, reasons in sorted(alike.items())[:SHOWN]:
        plan.warnings.append(_("第 %(row)s 行可能已有记录（%(why)s），请核对。") % {"row": number, "why": reasons})
    if alike:
        plan.warnings.append(
            _("共 %(count)s 行可能已有记录：确认导入后到“疑似重复”里逐一合并，或说明不是同一人。")
            % {"count": len(alike)}
        )


def _check_twice(plan, number, values, keys, seen):
    before = next((seen[key] for key in keys if key in seen), None)
    for key in keys:
        seen.setdefault(key, (number, values["society_name"]))
    if before is None:
        return
    reason = _("与第 %(row)s 行是同一个人。") % {"row": before[0]}
    if values["society_name"] != before[1]:
        reason += _("一人加入多个学会的，请按学会分成几个文件导入。")
    plan.refuse(number, "姓名", reason, values["name"])


def _check_person(plan, number, values, person, options):
    within, place = options.get("within", ""), _place(values, person)
    if (len(within) > CITY and not place.startswith(within)) or not place.startswith(within[: len(place)]):
        plan.refuse(number, "行政区划代码", _("这一行不属于您负责的地区。"), values["region_code"])
    if values["born_on"] and values["born_on"] > today():
        plan.refuse(number, "出生日期", _("出生日期在今天之后。"), values["born_on"])
    if not values["phone"] and not values["found_unit"] and not values["region_code"]:
        plan.refuse(number, "单位", _("名录中没有这个单位，请补填手机或行政区划代码。"), values["unit"])
    if person and person.phone and values["phone"] and person.phone != values["phone"]:
        plan.refuse(number, "手机", _("已有同名、同出生日期、同单位的人，手机却不同，请核对。"), values["phone"])


def _place(values, person):
    """Where the person is by what the portal knows, else by the row; empty when neither says."""
    known = person and (person.region_code or (person.unit.region_code if person.unit_id else ""))
    unit = values["found_unit"]
    return known or values["region_code"] or (unit.region_code if unit else "")


def _check_claim(plan, number, values):
    joined, paid = values["joined_on"], values["paid_until"]
    if not values["society_name"] and any(values[name] for name in CLAIM_FIELDS):
        plan.refuse(number, "学会", _("填了会员号、会员类别、入会日期或会费，就要填学会。"))
    if joined and joined > today():
        plan.refuse(number, "入会日期", _("入会日期在今天之后。"), joined)
    if joined and paid and paid < joined:
        plan.refuse(number, "会费缴至", _("会费缴至早于入会日期。"), paid)


def _warn_of_member(plan, number, values, person, members):
    society = values["society_name"]
    if person and (person.pk, society) in members:
        plan.warnings.append(_("第 %(row)s 行：%(name)s已经是%(society)s的会员，会籍不变。") % {
            "row": number, "name": values["name"], "society": society})  # fmt: skip


def _sort(plan, values, person, claims):
    claim = claims.get((person.pk, values["society_name"])) if person else None
    values["claim"] = claim
    if person is None:
        plan.create.append(values)
    elif _changes(values, person) or _claims_more(values, claim):
        plan.update.append((values, person))
    else:
        plan.unchanged += 1


def _changes(values, person):
    """Does the row know something about the person that the portal does not?"""
    return bool(_news(values, person)) or _moves(values, person)


def _news(values, person):
    """field → value the row brings; of somebody who has signed in only what they left empty, never how to reach them."""
    fields = [name for name in FIELDS if values[name] and getattr(person, name) != values[name]]
    if person.last_login:
        fields = [name for name in fields if name not in CONTACTS and not getattr(person, name)]
    return {name: values[name] for name in fields}


def _moves(values, person):
    """Does the row name another unit than the portal knows?"""
    if person.last_login and person.unit_id:
        return False
    if values["found_unit"]:
        return person.unit_id != values["found_unit"].pk
    is_new_unit = bool(values["unit"] and values["region_code"])
    return is_new_unit and (person.unit_id is None or person.unit.name != values["unit"])


def _claims_more(values, claim):
    if claim is None:
        return bool(values["society_name"])
    return any(values[name] and getattr(claim, name) != values[name] for name in CLAIM_FIELDS)


def _identities(name, phone, born_on, unit):
    """The keys somebody is known by, the surest first."""
    keys = [(name, phone)] if phone else []
    return [*keys, (name, born_on, unit)] if born_on and unit else keys


def _known_people(rows):
    phones = {row.values["phone"] for row in rows} - {""}
    names = {row.values["name"] for row in rows}
    found = {}
    on_record = Person.objects.filter(Q(phone__in=phones) | Q(name__in=names))
    for person in on_record.select_related("unit", "merged_into__unit"):
        unit = person.unit.name if person.unit_id else ""
        found |= dict.fromkeys(
            _identities(person.name, person.phone, person.born_on, unit), person.merged_into or person
        )
    return found


def _known_claims(people):
    claims = RosterClaim.objects.filter(person__in=set(people.values()))
    return {(claim.person_id, claim.society_name): claim for claim in claims}


def _known_members(people):
    """(person, name of the organisation) of everybody who is a member today."""
    memberships = Membership.objects.on(today()).filter(person__in=set(people.values()))
    return set(memberships.values_list("person", "organisation__name"))


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
    units, made, changed = [], [], []
    for values in plan.create:
        person = Person(username=f"p-{secrets.token_hex(8)}", name=values["name"], unit=_unit(values, units))
        for name in FIELDS:
            setattr(person, name, values[name])
        person.set_unusable_password()
        made.append(person)
    Person.objects.bulk_create(made, batch_size=2000)
    for values, person in plan.update:
        if not _changes(values, person):
            continue
        for name, value in _news(values, person).items():
            setattr(person, name, value)
        if _moves(values, person):
            person.unit = _unit(values, units)
        changed.append(person)
    Person.objects.bulk_update(changed, [*FIELDS, "unit"], batch_size=1000)
    keep_workplaces([*_pks(made), *_pks(changed)], on=today())
    if changed:
        search.refresh(findable.KIND, _pks(changed))
    claims, updated_claims = _write_claims([*zip(plan.create, made, strict=True), *plan.update], batch)
    return {
        "created": {"person": _pks(made), "unit": _pks(units), "claim": _pks(claims)},
        "updated": {"person": _pks(changed), "claim": _pks(updated_claims)},
    }


def _pks(rows):
    return [row.pk for row in rows]


def _write_claims(pairs, batch):
    """Keep what the rows say of memberships; returns the claims made and those changed."""
    made, changed = [], []
    for values, person in pairs:
        claim = values["claim"]
        if not _claims_more(values, claim):
            continue
        (changed if claim else made).append(claim := claim or RosterClaim(person=person))
        claim.society_name, claim.batch = values["society_name"], batch
        for name in CLAIM_FIELDS:
            setattr(claim, name, values[name] or getattr(claim, name))
    RosterClaim.objects.bulk_create(made, batch_size=2000)
    RosterClaim.objects.bulk_update(changed, [*CLAIM_FIELDS, "batch"], batch_size=1000)
    return made, changed


def _unit(values, made):
    """The unit found, or a new one where the region says which it is (credit code, else region and name)."""
    if values["found_unit"] or not (values["unit"] and values["region_code"]):
        return values["found_unit"]
    fields = {"kind": Unit.Kind.OTHER, "name": values["unit"], "region_code": values["region_code"]}
    if values["credit_code"]:
        unit, is_new = Unit.objects.get_or_create(credit_code=values["credit_code"], defaults=fields)
    else:
        unit, is_new = Unit.objects.get_or_create(**fields, credit_code="", is_region=False)
    if is_new:
        made.append(unit)
    return unit


def undo(batch):
    """Take away the people, claims and units this import made; refused when somebody has signed in or holds an office."""
    pks = batch.undo.get("created", {})
    people = Person.objects.filter(pk__in=pks.get("person", []))
    in_use = people.filter(Q(last_login__isnull=False) | Q(offices__isnull=False)).distinct().count()
    if in_use:
        raise Refused(_("其中有 %(count)s 人已登录过或担任职务，不能撤销。") % {"count": in_use})
    claims = RosterClaim.objects.filter(pk__in=pks.get("claim", []))
    taken_over = claims.exclude(membership=None).count()
    if taken_over:
        raise Refused(_("其中有 %(count)s 人的会籍已由学会接收，不能撤销。") % {"count": taken_over})
    claims.delete()
    people.delete()
    Unit.objects.filter(pk__in=pks.get("unit", [])).unneeded().delete()
