"""Builds the demo city in bulk: the only code beside `actions` that saves."""

import random
import time
from datetime import date, timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from members.demo import names
from members.models import Activity, Actor, Office, Organisation, Person, ReviewStep, Unit
from portal.ground import regions
from portal.ground.dates import today
from portal.ground.models import Region

from .. import actions
from ..branch_rules import STEPS
from ..matching import match_all
from ..models import Branch, Coverage, RegisterEdition, RegisterEntry
from ..register_import import refresh_units, write_entries
from . import papers, words

CITY = "5201"
SEED = 20260101
PASSWORD = "demo-guiyang-2026"  # nosec B105  # of the demo, printed at every start
SECOND_FACTOR = "KNUWK6LVMFXGOMRQGI3EI3LPNBUWC3TT"
ENTERPRISES, BRANCHES = 2500, 420
T = Office.Title
# login name, name, title, region
ACCOUNTS = (
    ("leader", "周敏", T.CHAIR, CITY), ("secretary", "韦立新", T.SECRETARY_GENERAL, CITY),
    ("official", "罗海燕", T.OFFICIAL, CITY), ("stats", "陈静怡", T.STATISTICIAN, CITY),
    ("huaxi", "潘文博", T.OFFICIAL, "520111"), ("huaxi-head", "龙建国", T.CHAIR, "520111"),
    ("nanming", "吴丽娟", T.OFFICIAL, "520102"), ("nanming-head", "石永红", T.CHAIR, "520102"),
    ("yunyan", "莫晓东", T.OFFICIAL, "520103"), ("wudang", "彭秀英", T.OFFICIAL, "520112"),
    ("baiyun", "蒋志强", T.OFFICIAL, "520113"), ("guanshanhu", "曾雪梅", T.OFFICIAL, "520115"),
    ("kaiyang", "陆学军", T.OFFICIAL, "520121"), ("xifeng", "邓桂香", T.OFFICIAL, "520122"),
    ("xiuwen", "冯永红", T.OFFICIAL, "520123"), ("qingzhen", "高立新", T.OFFICIAL, "520181"),
    ("worker", "田春兰", None, ""), ("system", "宋立", T.SYSTEM_ADMINISTRATOR, CITY),
    ("security", "何静", T.SECURITY_ADMINISTRATOR, CITY), ("audit", "梁学军", T.AUDIT_ADMINISTRATOR, CITY),
)  # fmt: skip


def code_now():
    """What the demo accounts' second factor shows at this moment."""
    return format_hotp_value(hotp_value(SECOND_FACTOR, int(time.time()) // 30))


@transaction.atomic
def build():
    """Fill an empty portal with the city; what happened since follows in `since`."""
    rng = random.Random(SEED)  # nosec B311  # the same city every time
    regions.load(
        regions.read_csv(regions.DATA / "regions_5201.csv"),
        prefix=CITY,
        edition="国家统计局2023年版",
        start_on=date(2000, 1, 1),
    )
    counties = list(Region.objects.on(today()).counties().within(CITY).order_by("code"))
    _accounts(counties)
    for year in (2024, 2025, 2026):
        actions.register_regions(CITY, as_of=date(year, 1, 1), by=None)
    rows = _enterprise_rows(rng, counties) + _other_rows(rng, counties)
    for year, share in ((2024, 0.86), (2025, 0.93), (2026, 1)):
        _edition(year, rows[: int(ENTERPRISES * share)] + rows[ENTERPRISES:])
    refresh_units(RegisterEntry.objects.values_list("unit", flat=True).distinct())
    _branches(rng)
    match_all(CITY)
    _activities(rng)
    _officers(rng)
    _pending(rng)


def _accounts(counties):
    city = Organisation.objects.create(kind="association", name="贵阳市科协", region_code=CITY)
    associations = {CITY: city} | {
        county.code: Organisation.objects.create(
            kind="association", name=f"{county.name}科协", region_code=county.code, parent=city
        )
        for county in counties
    }
    for username, name, title, region in ACCOUNTS:
        person = Person.objects.create_user(username, PASSWORD, name=name, email=f"{username}@example.org")
        if title:
            Office.objects.create(
                person=person, organisation=associations[region], title=title, start_on=date(2023, 1, 1)
            )


def _enterprise_rows(rng, counties):
    taken, rows = set(), []
    weights = [3, 3, 3, 2, 2, 4, 1, 1, 1, 2][: len(counties)]
    while len(rows) < ENTERPRISES:
        county = rng.choices(counties, weights)[0]
        industry, big, high_tech = rng.choice(words.INDUSTRIES)
        given = rng.choice(names.GIVEN) + rng.choice(names.GIVEN)
        name = f"贵阳{rng.choice(words.BRANDS)}{given}{industry}{rng.choice(words.FORMS)}"
        if name in taken:
            continue
        taken.add(name)
        rows.append(_row(name, "enterprise", county.code, names.credit_code(rng, county.code), rng.random() < big * 0.6,
                         rng.random() < high_tech * 0.5, rng.randint(2, 240),
                         rng.choices(["private", "state", "collective", "foreign", "hmt"], [70, 18, 4, 5, 3])[0]))  # fmt: skip
    return rows


def _other_rows(rng, counties):
    rows = [
        _row(name, "university", county, "", False, False, rng.randint(200, 2500), "state")
        for name, county in words.UNIVERSITIES
    ]
    for county in counties:
        short = county.name.removesuffix("区").removesuffix("县").removesuffix("市")
        rows += [
            _row(f"{short}{park}", "park", county.code, "", False, False, rng.randint(50, 900), "")
            for park in rng.sample(words.PARKS, 3)
        ]
        rows.append(
            _row(f"{short}农业科学研究所", "institute", county.code, "", False, False, rng.randint(20, 90), "state")
        )
    return rows


def _row(name, kind, region, code, is_big, is_high_tech, workers, ownership):
    return {"name": name, "kind": kind, "region_code": region, "credit_code": code, "is_above_size": is_big,
            "is_high_tech": is_high_tech, "science_workers": workers, "ownership": ownership, "tags": []}  # fmt: skip


def _edition(year, rows):
    titles = dict(Unit.Kind.choices)
    for kind in ("enterprise", "university", "park", "institute"):
        edition = RegisterEdition.objects.create(
            city_code=CITY,
            kind=kind,
            as_of=date(year, 1, 1),
            name=f"{year}年贵阳市{titles[kind]}名录",
            source="演示数据",
        )
        write_entries(edition, [row for row in rows if row["kind"] == kind])


def _branches(rng):
    """Townships and subdistricts first, then universities, parks, enterprises alone and jointly, farm associations."""
    units = {kind: list(Unit.objects.filter(kind=kind).order_by("region_code", "name")) for kind in
             ("township", "subdistrict", "university", "park", "village")}  # fmt: skip
    latest = RegisterEdition.objects.get(kind="enterprise", as_of=date(2026, 1, 1))
    firms = [entry.unit for entry in latest.entries.filter(is_above_size=True).select_related("unit").order_by("pk")]
    rng.shuffle(firms)
    plans = [(f"{unit.name}科学技术协会", "township" if unit.kind == "township" else "subdistrict", "standalone", unit.region_code, [unit.region_code])
             for unit in units["township"] + units["subdistrict"] if rng.random() < 0.94]  # fmt: skip
    plans += [
        (f"{unit.name}科学技术协会", "university", "standalone", unit.region_code, [unit.name])
        for unit in units["university"][:-2]
    ]
    plans += [
        (f"{unit.name}科学技术协会", "park", "hosted", unit.region_code, [unit.name]) for unit in units["park"][:-3]
    ]
    villages = [unit for unit in units["village"] if unit.name.endswith("村")]
    for unit in rng.sample(villages, 70):
        plans.append(
            (
                f"{unit.name.removesuffix('村')}{rng.choice(words.CROPS)}农村专业技术协会",
                "rural",
                "standalone",
                unit.region_code,
                [unit.region_code],
            )
        )
    while len(plans) < BRANCHES - 20:
        firm = firms.pop()
        plans.append((f"{firm.name}科学技术协会", "enterprise", "standalone", firm.region_code, [firm.credit_code]))
    for number in range(20):
        some = [firms.pop() for _ in range(rng.randint(6, 14))]
        industry = words.INDUSTRIES[number % len(words.INDUSTRIES)][0]
        formation = "regional" if number % 2 else "industry"
        plans.append(
            (
                f"贵阳市{industry}企业联合科学技术协会（{number + 1}）",
                "enterprise",
                formation,
                some[0].region_code,
                [one.credit_code for one in some],
            )
        )
    _misname(rng, plans)
    _write_branches(rng, plans)


def _misname(rng, plans):
    """Some papers call a firm by a shortened or misspelt name: work for the matching desk."""
    registered = dict(Unit.objects.filter(kind="enterprise").values_list("credit_code", "name"))
    enterprises = [plan for plan in plans if plan[1] == "enterprise" and plan[2] == "standalone"]
    for plan in rng.sample(enterprises, 14):
        name = registered[plan[4][0]]
        plan[4][0] = rng.choice(
            (name.removesuffix("有限公司"), name.removeprefix("贵阳"), name.replace("科技", "技术"))
        )


def _write_branches(rng, plans):
    made = Organisation.objects.bulk_create(
        Organisation(kind="branch", name=name, region_code=region) for name, _kind, _formation, region, _covers in plans
    )
    branches = [_branch(rng, organisation, plan) for organisation, plan in zip(made, plans, strict=True)]
    Branch.objects.bulk_create(branches)
    Coverage.objects.bulk_create(
        Coverage(branch_id=organisation.pk, token=token)
        for organisation, plan in zip(made, plans, strict=True)
        for token in plan[4]
    )


def _branch(rng, organisation, plan):
    approved = date(2023, 6, 1) + timedelta(days=rng.randint(0, 1150))
    filed = approved + timedelta(days=rng.randint(10, 60))
    branch = Branch(
        organisation=organisation, kind=plan[1], formation=plan[2], state="filed", approved_on=approved, filed_on=filed,
        approval_document=f"筑科协发〔{approved.year}〕{rng.randint(1, 120)}号", members_count=rng.randint(8, 160),
        term_ends_on=filed + timedelta(days=365 * rng.choice((2, 4, 5, 5, 5))), chair_name=names.person_name(rng),
        is_civil_registered=rng.random() < 0.4 if plan[1] == "rural" else None,
    )  # fmt: skip
    if rng.random() < 0.03 and filed < date(2026, 1, 1):
        branch.state, branch.dissolved_reason = "dissolved", "所在单位注销"
        branch.dissolved_on = filed + timedelta(days=rng.randint(120, 300))
    return branch


def _activities(rng):
    """Two years of activities; one branch in seven files nothing, so dormant ones show."""
    made, now = [], timezone.now()
    uncovered = list(
        Unit.objects.filter(kind="enterprise", coverages=None).exclude(credit_code="").order_by("pk")[:700]
    )
    for branch in Branch.objects.filter(filed_on__isnull=False).select_related("organisation"):
        if rng.random() < 0.14:
            continue
        for _ in range(rng.randint(2, 12)):
            held = today() - timedelta(days=rng.randint(3, 730))
            if held < branch.filed_on or (branch.dissolved_on and held >= branch.dissolved_on):
                continue
            kind, name = rng.choice(words.ACTIVITIES)
            served = rng.choice(uncovered) if rng.random() < 0.25 else None
            made.append(Activity(
                organisation=branch.organisation, held_on=held, name=f"{name}（{held.month}月{held.day}日）", kind=kind, person_times=rng.randint(15, 400),
                region_code=branch.organisation.region_code, served_token=served.credit_code if served else "",
                served_unit=served, filed_at=now,
            ))  # fmt: skip
    Activity.objects.bulk_create(made, ignore_conflicts=True)


def _pending(rng):
    """Applications in every state on the way to approval, so that the desks have something to do."""
    worker, now = Person.objects.get(username="worker"), timezone.now()
    latest = RegisterEdition.objects.get(kind="enterprise", as_of=date(2026, 1, 1))
    free = latest.entries.filter(unit__coverages=None).select_related("unit").order_by("pk")
    made = []
    for county in ("520111", "520102"):
        for number, entry in enumerate(free.filter(region_code=county)[:6]):
            unit = entry.unit
            organisation = Organisation.objects.create(
                kind="branch", name=f"{unit.name}科学技术协会", region_code=county
            )
            state = ("draft", "submitted", "submitted", "submitted", "returned", "approved")[number]
            branch = Branch.objects.create(
                organisation=organisation, kind="enterprise", formation="standalone", state=state, applicant=worker,
                contact_name=names.person_name(rng), contact_phone="13800000000", chair_name=names.person_name(rng), members_count=20,
                submitted_at=None if state == "draft" else now - timedelta(days=number * 3),
                approved_on=today() - timedelta(days=9) if state == "approved" else None,
                approval_document="筑科协发〔2026〕88号" if state == "approved" else "",
            )  # fmt: skip
            Coverage.objects.create(branch=branch, token=unit.credit_code, unit=unit)
            _steps(rng, branch, county, now)
            made.append(branch)
    papers.bring(made, by=actor("worker"), now=now)


def _steps(rng, branch, county, now):
    for order, (name, titles, days) in enumerate(STEPS, 1):
        outcome = {"approved": "passed", "returned": "returned" if order == 1 else None}.get(branch.state, "")
        if branch.state == "draft" or outcome is None:
            continue
        ReviewStep.objects.create(
            thing="outreach.branch", thing_id=str(branch.pk), round=1, order=order, name=name, titles=titles, region_code=county, outcome=outcome,
            due_on=today() + timedelta(days=days - order * 3), remark=rng.choice(words.RETURNS) if outcome == "returned" else "",
            decided_at=now if outcome else None,
        )  # fmt: skip


def _officers(rng):
    """A contact for every second enterprise branch, and the three heads in most townships (C9)."""
    branches = list(Branch.objects.filter(state="filed").select_related("organisation").order_by("pk"))
    posts = []
    for branch in branches:
        if branch.kind in ("township", "subdistrict"):
            heads = rng.choices((0, 1, 2, 3), (1, 2, 2, 4))[0]
            posts += [(branch, title) for title in Office.THREE_HEADS[:heads]]
        elif branch.kind == "enterprise" and rng.random() < 0.5:
            posts.append((branch, T.BRANCH_SECRETARY))
    first = next(number for number, (_branch, title) in enumerate(posts) if title == T.BRANCH_SECRETARY)
    called = [names.person_name(rng) for _post in posts]
    people = [
        Person(username="branch" if number == first else f"officer-{number}", name=name, password=make_password(None))
        for number, name in enumerate(called)
    ]
    people[first].set_password(PASSWORD)
    Person.objects.bulk_create(people)
    Office.objects.bulk_create(
        Office(
            person=person, organisation=branch.organisation, title=title, start_on=branch.filed_on, is_part_time=True
        )
        for person, (branch, title) in zip(people, posts, strict=True)
    )


def actor(username):
    person = Person.objects.get(username=username)
    return Actor(person, person.offices.select_related("organisation").first())


def unit_of(username):
    """The unit covered by the branch this officer serves."""
    branch = Person.objects.get(username=username).offices.get().organisation.branch
    return branch.coverages.exclude(unit=None).first().unit
