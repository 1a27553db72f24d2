"""Builds the demo city's societies in bulk: officers, classes and how they take members in; members and applications follow."""

import random
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from members.demo import names
from members.models import Admission, MemberClass, Office, Organisation, Person
from portal.ground.dates import today
from portal.ground.models import Region

from ..models import Society
from . import applications, catalogue, classes, desks, lives, members, units

SEED = 20260201
CITY_NAME = "贵阳市"
T = Office.Title
SMALL = {"A03", "A10", "B16", "C03", "E03", "E09"}  # a secretary-general and one assistant run it
CLOSED = {"A12", "B05", "C09", "E07"}
VALID_FROM = date(2022, 1, 1)
ROADS = (
    "林荫路",
    "书院路",
    "云杉路",
    "甲秀里",
    "黔灵巷",
    "观水路",
    "长岭街",
    "阳关道",
    "翠微巷",
    "科创路",
    "花香路",
    "白鹭街",
)
# login name, name, society, title
ACCOUNTS = (
    ("president", "石建国", "B02", T.PRESIDENT), ("secretary-general", "谢春燕", "B02", T.SECRETARY_GENERAL),
    ("assistant", "何雨桐", "B02", T.ASSISTANT), ("small-secretary", "林志强", "A03", T.SECRETARY_GENERAL),
    ("small-assistant", "郑雪梅", "A03", T.ASSISTANT),
)  # fmt: skip


@transaction.atomic
def build(*, city, password):
    """Sixty societies of a city whose regions and units are there already; returns them by code."""
    rng = random.Random(SEED)  # nosec B311  # the same city every time
    societies = _societies(rng, city)
    _officers(rng, societies, password)
    _admissions(societies)
    _classes(rng, societies)
    members.build(rng, societies)
    applications.build(rng, societies)
    lives.build(societies)
    desks.build(rng, societies)
    units.build(societies)
    return {society.code: society for society in societies}


def _societies(rng, city):
    townships = list(
        Region.objects.on(today()).within(city).filter(township_type=Region.TownshipType.SUBDISTRICT).order_by("code")
    )
    counties = dict(Region.objects.on(today()).counties().within(city).values_list("code", "name"))
    planned = [
        (f"{letter}{number:02}", field, *entry)
        for field, (letter, entries) in catalogue.BY_FIELD.items()
        for number, entry in enumerate(entries, 1)
    ]
    made = Organisation.objects.bulk_create(
        Organisation(kind="society", name=f"{CITY_NAME}{name}", region_code=city)
        for _code, _field, name, _disciplines, _what, _proud in planned
    )
    return Society.objects.bulk_create(
        _society(rng, organisation, plan, rng.choice(townships), counties)
        for organisation, plan in zip(made, planned, strict=True)
    )


def _society(rng, organisation, plan, township, counties):
    code, field, name, disciplines, what, proud = plan
    founded = date(rng.randint(1984, 2021), rng.randint(1, 12), rng.randint(1, 28))
    county = counties[township.code[:6]]
    return Society(
        organisation=organisation, code=code, short_name=f"市{name}", field=field, disciplines=list(disciplines),
        credit_code=names.credit_code(rng, "520100", registered=names.SOCIAL_ORGANISATION), founded_on=founded,
        supervising_unit="贵阳市科学技术协会", scope=rng.choice(catalogue.SCOPES),
        introduction=_introduction(rng, field, founded, what, proud),
        address=f"{CITY_NAME}{county}{township.name}{rng.choice(ROADS)}{rng.randint(1, 180)}号{rng.randint(2, 18)}层",
        phone=f"0851-8000{rng.randint(1000, 9999)}", email=f"{code.lower()}@example.org",
        website=f"https://{code.lower()}.example.org/" if rng.random() < 0.3 else "",
        funds=rng.choice((3, 3, 5, 5, 10, 10, 20)),
    )  # fmt: skip


def _introduction(rng, field, founded, what, proud):
    pieces = (
        rng.choice(catalogue.MIDDLES).format(what=what) + rng.choice(catalogue.OPENINGS).format(year=founded.year),
        rng.choice(catalogue.PROUD).format(proud=proud),
        rng.choice(catalogue.CLOSINGS[field]),
    )
    return "\n\n".join(pieces)


def _officers(rng, societies, password):
    """Everybody's term began some years ago; a few posts changed hands, so that history has something to tell."""
    named = {(society, title): (username, name) for username, name, society, title in ACCOUNTS}
    people, posts = [], []
    for society in societies:
        titles = [T.SECRETARY_GENERAL, T.ASSISTANT]
        if society.code not in SMALL:
            titles = [T.PRESIDENT, *[T.VICE_PRESIDENT] * rng.randint(1, 3), *titles]
        start = date(rng.randint(2022, 2025), rng.randint(1, 12), rng.randint(1, 28))
        for number, title in enumerate(titles):
            username, name = named.get((society.code, title), (f"{society.code.lower()}-{number}", ""))
            people.append(Person(username=username, name=name or names.person_name(rng), professional_title="教授级高级工程师"
                                 if society.field == "engineering" and title == T.PRESIDENT else ""))  # fmt: skip
            posts.append((society, title, start))
    hashed = make_password(password)
    accounts = {username for username, *_rest in ACCOUNTS}
    for person in people:
        person.password = hashed if person.username in accounts else make_password(None)
        person.email = f"{person.username}@example.org"
    Person.objects.bulk_create(people)
    Office.objects.bulk_create(
        Office(
            person=person, organisation_id=society.pk, title=title, start_on=start, is_part_time=title != T.ASSISTANT
        )
        for person, (society, title, start) in zip(people, posts, strict=True)
    )


def _admissions(societies):
    Admission.objects.bulk_create(
        Admission(
            organisation_id=society.pk, is_open=society.code not in CLOSED, prefix=f"{society.code}001",
            is_by_minutes=society.code in SMALL,
            words="请如实填写，工作单位写全称。学会秘书处工作日办公。" if society.code not in CLOSED else "换届期间暂停受理，明年一月恢复。",
        )
        for society in societies
    )  # fmt: skip


def _classes(rng, societies):
    MemberClass.objects.bulk_create(
        MemberClass(
            organisation_id=society.pk, valid_from=max(VALID_FROM, society.founded_on + timedelta(days=1)), **fields
        )
        for society in societies
        for fields in _offered(rng, society)
    )


def _offered(rng, society):
    """The classes a society's charter names; dues differ, small societies ask none."""
    dues = 0 if society.code in SMALL else rng.choice((0, 20, 30, 50, 50, 80, 100))
    yield classes.regular(society.field, dues)
    if society.code in SMALL:
        return
    yield classes.senior(dues * 2)
    if society.field in ("science", "engineering", "medicine"):
        yield classes.student()
    if rng.random() < 0.35:
        yield classes.foreign()
    if rng.random() < 0.5:
        yield classes.honorary()
    if society.field != "crossing":
        yield classes.unit(rng.choice((500, 1000, 2000)))
