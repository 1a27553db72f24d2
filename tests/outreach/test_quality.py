"""What is wrong in the data is found, and nothing else; papers are matched to the units they mean."""

import zlib
from datetime import date

import pytest
from django.urls import reverse

from members.models import Activity, Unit, UnitMerger
from outreach import actions, matching, quality, reports
from outreach.models import Branch, Coverage, RegisterEdition, RegisterEntry
from tests.entering import enter
from tests.factories.city import CODE, NOW, branch_over
from tests.factories.workbooks import bring, credit_code, good, row_of

pytestmark = pytest.mark.django_db
CHECKS = [check.key for check in quality.CHECKS]
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW)


def firm(name, **fields):
    """A firm on the register in force."""
    smallest = {"kind": "enterprise", "region_code": "520302", "credit_code": credit_code(f"91520302{zlib.crc32(name.encode()) % 10**9:09}")}  # fmt: skip
    unit = Unit.objects.create(name=name, **smallest | fields)
    edition, _is_new = RegisterEdition.objects.get_or_create(
        city_code=CODE, kind=unit.kind, as_of=date(2026, 1, 1), defaults={"name": "名录"}
    )
    RegisterEntry.objects.create(edition=edition, unit=unit, name=unit.name, region_code=unit.region_code)
    return unit


def sound(name="某科协", **fields):
    """An active branch with nothing wrong: papers, term, a matched unit, a lecture last month."""
    branch = branch_over(firm(f"{name}的企业"), name=name, kind="enterprise", **fields)
    Activity.objects.create(
        organisation=branch.organisation, held_on=date(2026, 10, 1), name="讲座", kind="讲座", filed_at=NOW
    )
    return branch


def changed(branch, **fields):
    Branch.objects.filter(pk=branch.pk).update(**fields)
    return branch


def _unmatched(branch):
    branch.coverages.update(unit=None)
    return branch.coverages.get()


def _activity(branch):
    branch.organisation.activities.update(served_token="无名公司")
    return branch.organisation.activities.get()


def _dormant(branch):
    branch.organisation.activities.update(held_on=date(2025, 11, 2))
    return branch


def _without_cover(branch):
    branch.coverages.update(end_on=TODAY)
    return branch


def _without_code(branch):
    unit = branch.coverages.get().unit
    Unit.objects.filter(pk=unit.pk).update(credit_code="")
    return unit


def _same_name(branch):
    unit = branch.coverages.get().unit
    firm("同名公司", kind="park")
    firm("同名公司", kind="park", credit_code="")
    Unit.objects.filter(pk=unit.pk).update(name="同名公司")  # of another kind, so not the same
    return tuple(Unit.objects.filter(kind="park").order_by("pk"))


SPOIL = {
    "unmatched": _unmatched,
    "activities": _activity,
    "overdue": lambda branch: changed(branch, term_ends_on=date(2026, 11, 1)),
    "dormant": _dormant,
    "no-term": lambda branch: changed(branch, term_ends_on=None),
    "no-cover": _without_cover,
    "no-document": lambda branch: changed(branch, approval_document=""),
    "no-code": _without_code,
    "same-name": _same_name,
}


def found():
    """key → what each check finds, where it finds something."""
    every = {check.key: tuple(check.rows(CODE).order_by("pk")) for check in quality.CHECKS}
    return {key: rows for key, rows in every.items() if rows}


def test_checks_find_nothing_in_sound_data_nor_in_drafts_and_dissolved_branches(city):
    sound("甲科协")
    changed(branch_over(name="草稿科协"), state="draft", filed_on=None, term_ends_on=None, approval_document="")
    gone = branch_over(firm("乙公司"), name="已撤销科协", state="dissolved", dissolved_on=TODAY, term_ends_on=None)
    gone.coverages.update(unit=None)

    assert found() == {}
    assert set(quality.counts(CODE).values()) == {0}


@pytest.mark.parametrize("key", CHECKS)
def test_a_check_finds_what_was_made_wrong_and_no_other_does(city, key):
    sound("甲科协")
    wrong = SPOIL[key](sound("乙科协"))

    wanted = wrong if isinstance(wrong, tuple) else (wrong,)

    assert found() == {key: wanted}
    assert quality.counts(CODE) == dict.fromkeys(CHECKS, 0) | {key: len(wanted)}


def test_units_merged_already_are_not_told_of_again(city):
    twins = [firm("甲公司"), firm("甲公司", credit_code="")]
    UnitMerger.objects.create(unit=twins[1], into=twins[0], merged_on=TODAY)

    assert "same-name" not in found()


@pytest.mark.parametrize("key", CHECKS)
def test_a_county_sees_only_its_own_faults(client, city, key):
    SPOIL[key](sound("乙科协"))
    address = reverse("quality_list", args=[key])

    rows = {who: enter(client, city.actors[who]).get(address).context["page"].paginator.count
            for who in ("official", "honghua", "huichuan")}  # fmt: skip

    assert rows["official"] == rows["honghua"] > 0
    assert rows["huichuan"] == 0


def test_the_overview_counts_every_check(client, city):
    SPOIL["no-term"](sound("乙科协"))

    page = enter(client, city.official).get(reverse("quality_overview"))

    assert {check.key: count for check, count in page.context["checks"] if count} == {"no-term": 1}
    assert client.get(reverse("quality_list", args=["no-such-check"])).status_code == 404


# The matching desk


def papers_say(token):
    """An active branch of 红花岗区 whose papers name a unit in words of their own."""
    branch = branch_over(name="某企业科协", kind="enterprise")
    return Coverage.objects.create(branch=branch, token=token)


def test_candidates_are_three_the_nearest_first_and_the_own_county_before_others(city):
    link = papers_say("贵州长征电器公司")
    away = firm("贵州长征电器有限公司", region_code="520303")
    here = firm("贵州长征电器有限公司", credit_code="")
    near = firm("贵州长征电器集团")
    firm("贵州长征置业有限公司")
    firm("遵义饭店")

    candidates = matching.candidates([link.pk])[link.pk]

    assert candidates == [here.pk, near.pk, away.pk]


def test_candidates_leave_out_merged_units_and_other_cities(city):
    link, merged, kept = papers_say("长征电器"), firm("长征电器"), firm("长征电器厂")
    Unit.objects.create(kind="enterprise", name="长征电器", region_code="520102")
    UnitMerger.objects.create(unit=merged, into=kept, merged_on=TODAY)

    assert matching.candidates([link.pk]) == {link.pk: [kept.pk]}


def covered():
    figures = reports.live_figures(CODE, day=TODAY)
    return next(one.n for one in figures if (one.indicator, one.row_code) == ("W2.enterprise", "520302"))


def test_choosing_a_candidate_raises_coverage_and_outlives_later_registers(client, city, tmp_path):
    bring("register", good(tmp_path, "register", [row_of("register", 名称="长征电器有限公司")]))
    link, unit = papers_say("长征电器"), Unit.objects.get(name="长征电器有限公司")
    page = enter(client, city.honghua).get(reverse("matching_desk")).content.decode()
    assert f'value="{unit.public_id}"' in page
    assert covered() == 0

    answer = client.post(reverse("match_coverage", args=[link.pk]), {"unit": unit.public_id}, follow=True)
    assert "“长征电器”已对应到长征电器有限公司。" in answer.content.decode()
    assert covered() == 1

    other = row_of("register", 名称="长征电器", 统一社会信用代码=None)
    bring("register", good(tmp_path, "register", [row_of("register", 名称="长征电器有限公司"), other]))
    link.refresh_from_db()
    assert (link.unit, covered()) == (unit, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("无名公司", "名录中没有这个单位。"), ("", "请选择一个单位，或填它的信用代码、名称。")],
)
def test_the_matching_desk_says_why_not(client, city, typed, sentence):
    link = papers_say("长征电器")

    answer = enter(client, city.honghua).post(reverse("match_coverage", args=[link.pk]), {"other": typed}, follow=True)

    assert sentence in answer.content.decode()
    link.refresh_from_db()
    assert link.unit is None


def test_another_unit_is_matched_by_its_code(client, city):
    link, unit = papers_say("长征电器"), firm("贵州电器")

    enter(client, city.honghua).post(reverse("match_coverage", args=[link.pk]), {"other": unit.credit_code})

    link.refresh_from_db()
    assert link.unit == unit


def test_the_matching_desk_hides_the_papers_of_other_counties(client, city):
    link, unit = papers_say("长征电器"), firm("长征电器厂")
    enter(client, city.huichuan)

    assert "长征电器" not in client.get(reverse("matching_desk")).content.decode()
    assert client.post(reverse("match_coverage", args=[link.pk]), {"unit": unit.public_id}).status_code == 404
    assert enter(client, city.worker).get(reverse("matching_desk")).status_code == 403


def test_a_quarter_counts_papers_unmatched_on_its_day_only(city):
    link = papers_say("长征电器")
    assert reports.unmatched_count(CODE, day=TODAY) == 1

    actions.uncover_unit(link, end_on=date(2026, 10, 1), by=city.honghua, now=NOW)

    assert reports.unmatched_count(CODE, day=TODAY) == 0
    assert reports.unmatched_count(CODE, day=date(2026, 9, 30)) == 1
