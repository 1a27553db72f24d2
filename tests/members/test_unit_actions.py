"""Units renamed, recoded, merged, marked: papers and registers from before and after still find them, figures follow."""

import itertools
import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from members import actions
from members.actions import unit as unit_actions
from members.models import Activity, Organisation, Unit, UnitMerger
from outreach import facts, matching
from outreach.models import Branch, Coverage, RegisterEdition, RegisterEntry
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry
from tests.factories.city import CODE, NOW
from tests.factories.workbooks import bring, credit_code, good, row_of
from tests.racing import AT_ONCE, at_once

CODES = [credit_code(f"91520302MA6DQX0A{letter}") for letter in "5678"]
TODAY = date(2026, 11, 2)
MERGED_ON, EVE = date(2026, 6, 1), date(2026, 5, 31)
REGISTERED = date(2026, 1, 1)


def firm(name="甲公司", code=CODES[0], region="520302", **fields):
    return Unit.objects.create(kind="enterprise", name=name, credit_code=code, region_code=region, **fields)


def township():
    return Unit.objects.create(kind="township", name="巷口镇", region_code="520302101", is_region=True)


def on_register(*units):
    """The city's register of enterprises holds these units."""
    edition, _is_new = RegisterEdition.objects.get_or_create(
        city_code=CODE, kind="enterprise", as_of=REGISTERED, defaults={"name": "名录"}
    )
    for unit in units:
        RegisterEntry.objects.create(edition=edition, unit=unit, name=unit.name, region_code=unit.region_code)


def covered_by(*tokens, name="甲科协"):
    """A branch of 红花岗区 whose papers name these units, matched as after every import."""
    organisation = Organisation.objects.create(kind="branch", name=name, region_code="520302")
    branch = Branch.objects.create(
        organisation=organisation, kind="enterprise", formation="standalone", state="filed", filed_on=date(2025, 1, 1)
    )
    for token in tokens:
        Coverage.objects.create(branch=branch, token=token)
    matching.match_all(CODE)
    return branch


def found(branch):
    return [link.unit for link in branch.coverages.select_related("unit").order_by("pk")]


def covered_on(day, fact="covered"):
    return set(facts.live("unit", city_code=CODE, day=day).rows([fact]))


def rename(city, unit, name="乙公司", *, on=MERGED_ON, by="honghua"):
    return actions.rename_unit(unit, name=name, on=on, document="变更登记", by=city.actors[by], now=NOW)


def recode(city, unit, code=CODES[1], *, on=MERGED_ON, by="honghua"):
    return actions.change_credit_code(unit, credit_code=code, on=on, document="变更登记", by=city.actors[by], now=NOW)


def merge(city, unit, into, *, on=MERGED_ON, by="honghua"):
    return actions.merge_units(unit, into, on=on, document="批复", by=city.actors[by], now=NOW)


def tag(city, unit, ownership="private", tags=("新经济组织",), *, by="honghua"):
    return actions.tag_unit(unit, ownership=ownership, tags=tags, by=city.actors[by])


@pytest.mark.django_db
def test_rename_unit_keeps_the_old_name_beside_the_new(city):
    unit = rename(city, firm())

    assert Unit.objects.get().name == "乙公司"
    change = unit.changes.get()
    assert (change.name, change.credit_code, change.until_on, change.document) == ("甲公司", "", MERGED_ON, "变更登记")
    assert JournalEntry.objects.get(verb="unit.renamed").detail["was"] == "甲公司"


@pytest.mark.django_db
def test_papers_with_the_new_and_with_the_old_name_find_a_renamed_unit(city):
    unit = firm()
    on_register(unit)
    branch = covered_by("甲公司")
    later = covered_by("乙公司", name="乙科协")
    assert (found(branch), found(later)) == ([unit], [None])

    rename(city, unit)

    assert (found(branch), found(later)) == ([unit], [unit])


@pytest.mark.django_db
def test_an_old_name_two_units_had_finds_neither(city):
    one, other = firm(), firm("丙公司", CODES[1])
    on_register(one, other)
    branch = covered_by("老字号")

    rename(city, rename(city, one, "老字号"), "新字号")
    assert found(branch) == [one]
    rename(city, other, "老字号")

    assert found(branch) == [None]


@pytest.mark.django_db
@pytest.mark.parametrize("code", [CODES[0], None])
def test_a_register_imported_later_under_the_old_name_finds_the_renamed_unit(city, tmp_path, code):
    unit = firm(code=code or "")

    rename(city, unit)
    bring("register", good(tmp_path, "register", [row_of("register", 统一社会信用代码=code)]))

    assert [entry.unit for entry in RegisterEntry.objects.all()] == [unit]
    assert Unit.objects.get().name == "乙公司"


@pytest.mark.django_db
def test_change_credit_code_keeps_the_old_code_beside_the_new(city):
    unit = recode(city, firm())

    assert Unit.objects.get().credit_code == CODES[1]
    assert unit.changes.get().credit_code == CODES[0]
    assert JournalEntry.objects.get(verb="unit.credit_code_changed").detail["credit_code"] == CODES[1]


@pytest.mark.django_db
def test_papers_with_the_new_and_with_the_old_code_find_the_unit(city):
    unit = firm()
    on_register(unit)
    branch = covered_by(CODES[0])
    later = covered_by(CODES[1], name="乙科协")

    recode(city, unit)

    assert (found(branch), found(later)) == ([unit], [unit])


@pytest.mark.django_db
@pytest.mark.parametrize(("had", "brought"), [(CODES[0], CODES[0]), ("", None)])
def test_a_register_imported_later_with_the_old_code_finds_the_unit(city, tmp_path, had, brought):
    unit = firm(code=had)

    recode(city, unit)
    bring("register", good(tmp_path, "register", [row_of("register", 统一社会信用代码=brought)]))

    assert [entry.unit for entry in RegisterEntry.objects.all()] == [unit]
    assert Unit.objects.get().credit_code == CODES[1]


@pytest.mark.django_db
def test_a_code_may_be_taken_back(city):
    unit = recode(city, recode(city, firm()), CODES[0])

    assert unit.credit_code == CODES[0]


@pytest.mark.django_db
def test_merge_units_counts_coverage_for_the_other_from_the_day_on_and_not_before(city):
    unit, into = firm(), firm("丙公司", CODES[1])
    on_register(unit, into)
    covered_by("甲公司")

    merge(city, unit, into)

    assert covered_on(EVE) == {unit.pk}
    assert covered_on(MERGED_ON) == {unit.pk, into.pk}
    assert covered_on(MERGED_ON, "own_branch") == {unit.pk, into.pk}


@pytest.mark.django_db
def test_merge_units_counts_services_for_the_other_from_the_day_on(city):
    unit, into = firm(), firm("丙公司", CODES[1])
    on_register(unit, into)
    branch = covered_by()
    Activity.objects.create(
        organisation=branch.organisation,
        held_on=date(2026, 4, 1),
        name="讲座",
        kind="讲座",
        served_unit=unit,
        filed_at=NOW,
    )

    merge(city, unit, into)

    assert covered_on(EVE, "served") == {unit.pk}
    assert covered_on(MERGED_ON, "served") == {unit.pk, into.pk}
    assert covered_on(date(2026, 7, 1), "served") == set()


@pytest.mark.django_db
def test_what_covers_the_other_does_not_count_for_the_merged(city):
    unit, into = firm(), firm("丙公司", CODES[1])
    on_register(unit, into)
    covered_by("丙公司")

    merge(city, unit, into)

    assert covered_on(TODAY) == {into.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first_on", "then_on", "counts_from"),
    [
        (date(2026, 3, 1), MERGED_ON, MERGED_ON),
        (MERGED_ON, date(2026, 3, 1), MERGED_ON),
    ],
)
def test_a_chain_of_mergers_counts_to_its_end_from_the_later_day(city, first_on, then_on, counts_from):
    one, middle, last = firm(), firm("乙公司", CODES[1]), firm("丙公司", CODES[2])
    on_register(one, middle, last)
    covered_by("甲公司")

    merge(city, one, middle, on=first_on)
    merge(city, middle, last, on=then_on)

    assert last.pk not in covered_on(EVE)
    assert covered_on(counts_from) == {one.pk, middle.pk, last.pk}
    assert (middle.pk in covered_on(EVE)) is (first_on < MERGED_ON)


@pytest.mark.django_db
def test_a_chain_of_three_mergers_counts_to_its_end(city):
    units = [firm(name, code) for name, code in zip("甲乙丙丁", CODES, strict=True)]
    on_register(*units)
    covered_by("甲")

    for unit, into in itertools.pairwise(units):
        merge(city, unit, into)

    assert covered_on(MERGED_ON) == {unit.pk for unit in units}
    assert UnitMerger.objects.count() == 6
    assert UnitMerger.objects.filter(is_direct=True).count() == 3


@pytest.mark.django_db
def test_tag_unit_says_whose_it_is_and_what_it_counts_as(city):
    unit = tag(city, firm(), "private", ["新经济组织", "专精特新", "新经济组织"])

    assert (unit.ownership, unit.tags) == ("private", ["新经济组织", "专精特新"])
    assert JournalEntry.objects.get(verb="unit.tagged").detail["was"] == {"ownership": "", "tags": []}


@pytest.mark.django_db
def test_what_was_tagged_outlives_a_register_the_unit_does_not_stand_on(city, tmp_path):
    bring("register", good(tmp_path, "register", [row_of("register")]))
    unit = tag(city, Unit.objects.get(), "state", ["新型研发机构"])

    other = row_of("register", 名称="丁医院", 类别="医院", 统一社会信用代码=CODES[1])
    bring("register", good(tmp_path, "register", [other]), name="医院名录")

    unit.refresh_from_db()
    assert (unit.ownership, unit.tags) == ("state", ["新型研发机构"])


@pytest.mark.django_db
def test_a_register_brought_later_may_say_otherwise_than_the_tags(city, tmp_path):
    bring("register", good(tmp_path, "register", [row_of("register")]))
    unit = tag(city, Unit.objects.get(), "state", ["新型研发机构"])

    bring("register", good(tmp_path, "register", [row_of("register")]), as_of=date(2026, 6, 30))

    unit.refresh_from_db()
    assert (unit.ownership, unit.tags) == ("private", ["民营", "专精特新"])


def same_name_without_code(city):
    firm("乙公司", "")
    return rename(city, firm("甲公司", ""))


def used_before(city):
    recode(city, firm("丙公司", CODES[1]), CODES[2])
    return recode(city, firm(), CODES[1])


def already_merged(city):
    unit = firm()
    merge(city, unit, firm("乙公司", CODES[1]))
    return merge(city, unit, firm("丙公司", CODES[2]))


def into_the_merged(city):
    gone = firm()
    merge(city, gone, firm("乙公司", CODES[1]))
    return merge(city, firm("丙公司", CODES[2]), gone)


def into_itself(city):
    unit = firm()
    return merge(city, unit, unit)


REFUSALS = [
    (lambda city: rename(city, firm(), on=date(2026, 11, 3)), "变更日期不能晚于今天。"),
    (lambda city: rename(city, firm(), "甲公司"), "新名称与现在的名称相同。"),
    (lambda city: rename(city, township()), "行政区划的名称请在“行政区划”中变更。"),
    (same_name_without_code, "本地已有同名同类的单位，如是同一家请办理合并。"),
    (lambda city: recode(city, firm(), on=date(2026, 11, 3)), "变更日期不能晚于今天。"),
    (lambda city: recode(city, firm(), CODES[0]), "新代码与现在的代码相同。"),
    (lambda city: recode(city, township()), "行政区划没有统一社会信用代码。"),
    (
        lambda city: (firm("丙公司", CODES[1]), recode(city, firm())),
        "这个代码已属于“丙公司”，如是同一家请办理合并。",
    ),
    (used_before, "这个代码是另一家单位用过的，请核对。"),
    (lambda city: merge(city, firm(), firm("乙", CODES[1]), on=date(2026, 11, 3)), "变更日期不能晚于今天。"),
    (into_itself, "请选另一家单位。"),
    (lambda city: merge(city, township(), firm()), "行政区划的合并请在“行政区划”中变更。"),
    (lambda city: merge(city, firm(), township()), "行政区划的合并请在“行政区划”中变更。"),
    (already_merged, "“甲公司”已经并入别的单位。"),
    (into_the_merged, "“甲公司”已经并入别的单位，请选合并后的单位。"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "sentence"), REFUSALS)
def test_refusals_say_why(city, act, sentence):
    with pytest.raises(Refused, match=sentence):
        act(city)

    assert not UnitMerger.objects.filter(unit__name="丙公司").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["worker", "huichuan", "system", "security", "audit"])
def test_units_are_changed_by_staff_of_their_region_only(city, who):
    unit, other = firm(), firm("丙公司", CODES[2])

    for act in (
        lambda: rename(city, unit, by=who),
        lambda: recode(city, unit, by=who),
        lambda: merge(city, unit, other, by=who),
        lambda: tag(city, unit, by=who),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.django_db
def test_units_of_two_counties_are_merged_by_the_city(city):
    unit, into = firm(), firm("丙公司", CODES[1], region="520303")
    for who in ("honghua", "huichuan"):
        with pytest.raises(PermissionDenied):
            merge(city, unit, into, by=who)

    assert merge(city, unit, into, by="official") == into


RACES = {
    "rename": (lambda city, one, other: rename(city, one), "unit.renamed"),
    "recode": (lambda city, one, other: recode(city, one, CODES[3]), "unit.credit_code_changed"),
    "merge": (merge, "unit.merged"),
}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_an_act_asked_for_many_times_at_once_happens_once(city, name):
    act, verb = RACES[name]
    one, other = firm(), firm("丙公司", CODES[1])

    done, refused = at_once(lambda: act(city, one, other))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb=verb).count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act", [lambda city, unit: rename(city, unit, "老字号"), lambda city, unit: recode(city, unit, CODES[3])]
)
def test_one_name_or_code_asked_for_by_many_units_at_once_goes_to_one(city, act):
    units = iter([firm(f"{number}号公司", "") for number in range(AT_ONCE)])

    done, refused = at_once(lambda: act(city, next(units)))

    assert (done, refused) == (1, AT_ONCE - 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_units_merged_into_each_other_at_once_end_in_one_of_them(city):
    one, other = firm(), firm("丙公司", CODES[1])
    pairs = iter([(one, other), (other, one)] * (AT_ONCE // 2))

    done, refused = at_once(lambda: merge(city, *next(pairs)))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert UnitMerger.objects.count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_unit_is_renamed_more_than_once(city, monkeypatch):
    """The control: the unit is read without a lock, and everybody is let in before anybody has written."""
    unit = firm()
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def unlocked(row):
        read = Unit.objects.get(pk=row.pk)
        gate.wait()
        return read

    monkeypatch.setattr(unit_actions, "_locked", unlocked)

    done, _refused = at_once(lambda: rename(city, unit))

    assert done > 1
