"""Cities made by chance, from files, in any order: every figure of the report against plain loops over the same files."""

import json
import os
import random
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from members import actions as member_actions
from members.models import Actor, Office, Organisation, Person, Unit
from portal.ground.models import ReportingArea
from tests.factories import random_city
from tests.factories.city import NOW
from tests.factories.random_city import CODE, EARLIER, LATER
from tests.outreach import plain_figures as plain

pytestmark = [pytest.mark.django_db, pytest.mark.services]
STEPS = ("regions", EARLIER, LATER, "changes", "branches", "activities")
BEFORE = {"changes": {EARLIER, LATER}, "activities": {"branches"}}
SEEDS = range(25 if os.environ.get("DRILLS") == "full" else 4)
JANUARY = date(2026, 1, 1)


def an_order(seed):
    """Any order in which a step comes after those it needs."""
    rng, left, order = random.Random(seed), list(STEPS), []
    while left:
        step = rng.choice([one for one in left if not BEFORE.get(one, set()) - set(order)])
        left.remove(step)
        order.append(step)
    return order


def load(world, paths, order):
    call_command("load_regions", city=CODE, source=str(paths["divisions"]))
    if world.area:
        ReportingArea.objects.create(
            city_code=CODE, code="GXQ", name="高新区", region_codes=world.area, start_on=JANUARY
        )
    for step in order:
        if step == "regions":
            call_command("register_regions", city=CODE, as_of=JANUARY)
        elif step == "changes":
            change_units(world)
        elif step in (EARLIER, LATER):
            call_command("import_register", str(paths[step]), name="名录", as_of=date.fromisoformat(step))
        else:
            call_command(f"import_{step}", str(paths[step]))
    seat_heads(world)


def change_units(world):
    association = Organisation.objects.create(kind="association", name="某市科协", region_code=CODE)
    person = Person.objects.create_user("staff", name="职员")
    by = Actor(
        person, Office.objects.create(person=person, organisation=association, title="statistician", start_on=JANUARY)
    )
    for name, new in world.renamed.items():
        member_actions.rename_unit(
            Unit.objects.get(name=name), name=new, on=date(2026, 9, 1), document="1号", by=by, now=NOW
        )
    for one, into, on in world.merged:
        pair = Unit.objects.get(credit_code=one), Unit.objects.get(credit_code=into)
        member_actions.merge_units(*pair, on=date.fromisoformat(on), document="2号", by=by, now=NOW)


def seat_heads(world):
    organisations = {one.name: one for one in Organisation.objects.filter(kind="branch")}
    for number, (name, title, since, until) in enumerate(world.heads):
        if until and until <= since:
            continue
        person = Person.objects.create_user(f"head{number}", name="三长")
        end_on = date.fromisoformat(until) if until else None
        Office.objects.create(person=person, organisation=organisations[name], title=title,
                              start_on=date.fromisoformat(since), end_on=end_on)  # fmt: skip


def reported(world, paths, order, folder):
    """The report's own bytes after the files came in this order; nothing stays."""
    with transaction.atomic():
        load(world, paths, order)
        call_command("report", "2026Q3", city=CODE)
        content = (folder / "reports" / f"coverage-{CODE}-2026Q3-v1.json").read_bytes()
        transaction.set_rollback(True)
    return content


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_of_a_random_city_agrees_with_plain_loops(seed, city, tmp_path, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    world = random_city.made(seed)
    paths = random_city.files(world, tmp_path)

    first = reported(world, paths, an_order(seed), settings.VAR_DIR)
    other = reported(world, paths, an_order(seed + 100), settings.VAR_DIR)

    assert first == other
    compare(of_coverage(first), world)


def of_coverage(content):
    """The figures these files tell of: societies and members come from no file."""
    return [one for one in json.loads(content)["figures"] if one["indicator"][0] in "CW"]


def compare(found, world):
    now, before = plain.figures(world, "2026-09-30"), plain.figures(world, "2026-06-30")
    assert {(one["indicator"], one["region"]) for one in found} == set(now)
    for one in found:
        here = one["indicator"], one["region"]
        n, total = now[here]
        assert (one["n"], one["N"]) == (n, total), here
        ratio, was = plain.ratio(n, total), plain.ratio(*before[here])
        assert one["ratio"] == (None if ratio is None else pytest.approx(float(ratio), abs=1e-9)), here
        assert one["gap"] == plain.gap(one["indicator"], n, total), here
        change = None if ratio is None or was is None else pytest.approx(float(ratio - was), abs=1e-9)
        assert one["change"] == change, here


def test_a_wrong_figure_is_noticed(city, tmp_path, settings, time_machine):
    """The control: one unit more, or one less, in any figure."""
    time_machine.move_to(NOW, tick=False)
    world = random_city.made(0)
    content = reported(world, random_city.files(world, tmp_path), an_order(0), settings.VAR_DIR)
    figures = of_coverage(content)

    for one in figures:
        right = one["n"]
        one["n"] = 1 if right is None else right + 1
        with pytest.raises(AssertionError):
            compare(figures, world)
        one["n"] = right


def test_the_edges_are_in_the_cities():
    """Every indicator is more than nothing and less than everything somewhere, else it proves nothing."""
    told = [plain.figures(random_city.made(seed), "2026-09-30") for seed in SEEDS]

    for indicator in {indicator for indicator, _row in told[0]} - {"W1.school", "W2.school"}:
        found = [value for world in told for (one, _row), value in world.items() if one == indicator]
        assert any(n for n, _total in found), indicator
        assert any(total is None or (n or 0) < total for n, total in found), indicator
