"""The demo city's branches: of every kind and formation, some with a misspelt firm, a few dissolved."""

from datetime import date, timedelta

from members.demo import names
from members.models import Organisation, Unit

from ..models import Branch, Coverage, RegisterEdition
from . import words

BRANCHES = 420


def make(rng):
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
