"""What figures are measured by: targets, reporting areas and divisions, each from a day on and by document."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from members.models import Unit
from outreach import actions, reports
from outreach.actions import target as target_actions
from outreach.models import QuarterReport, RegisterEdition, RegisterEntry, Target
from portal.ground.dates import Quarter
from portal.ground.errors import Refused
from portal.ground.models import Delivery, Region, ReportingArea
from tests.factories.city import CODE, NOW, branch_over
from tests.racing import AT_ONCE, at_once

BEGINNING, CHANGE, DAY = date(2026, 1, 1), date(2026, 8, 1), date(2026, 9, 30)
DAY_BEFORE = CHANGE - timedelta(days=1)


@pytest.fixture
def registered(city):
    actions.register_regions(CODE, as_of=BEGINNING, by=city.stats)
    return city


def unit_of(code):
    return Unit.objects.get(is_region=True, region_code=code)


def figure(indicator, row=CODE, *, day=DAY):
    return next(one for one in reports.live_figures(CODE, day=day) if (one.indicator, one.row_code) == (indicator, row))


def counted(*indicators, row=CODE, day=DAY):
    """n of N, written together: "1/3"."""
    found = [figure(indicator, row, day=day) for indicator in indicators]
    return [f"{one.n}/{one.total}" for one in found]


# Targets


def aim(city, value="0.5", **changes):
    fields = {"indicator": "C1", "region_code": "", "comparison": "at_least", "basis": "按组织", "source": "1号文件",
              "start_on": BEGINNING}  # fmt: skip
    return actions.set_target(CODE, value=Decimal(value), **fields | changes, by=city.stats)


@pytest.mark.django_db
def test_set_target_ends_the_one_before_and_earlier_days_keep_theirs(registered):
    before = aim(registered, "0.3")

    aim(registered, "0.9", start_on=CHANGE)

    before.refresh_from_db()
    assert before.end_on == CHANGE
    assert figure("C1", day=DAY_BEFORE).target == Decimal("0.3")
    assert figure("C1", day=CHANGE).target == Decimal("0.9")


@pytest.mark.django_db
def test_set_target_of_the_most_particular_region_wins(registered):
    make_area(registered)
    for region, value in (("", "0.1"), (CODE, "0.2"), ("520302", "0.3"), ("GXQ", "0.4")):
        aim(registered, value, region_code=region)

    targets = {row: figure("C1", row).target for row in (CODE, "520302", "520303", "GXQ")}

    assert targets == {
        CODE: Decimal("0.2"), "520302": Decimal("0.3"), "520303": Decimal("0.2"), "GXQ": Decimal("0.4"),
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("comparison", "value", "gap", "meets"),
    [
        ("at_least", "0.5", 1, False), ("at_least", "0.3333", 0, True), ("more_than", "0.3333", 0, True),
        ("more_than", "0.34", 1, False), ("at_most", "0.3", 1, False), ("at_most", "0.5", 0, True),
    ],
)  # fmt: skip
def test_set_target_compares_as_it_says(registered, comparison, value, gap, meets):
    branch_over(unit_of("520302101"))

    aim(registered, value, comparison=comparison)

    found = figure("C1")
    assert (found.n, found.total, found.gap, found.meets) == (1, 3, gap, meets)


@pytest.mark.django_db
def test_set_target_says_why_not(city):
    aim(city)
    for change, sentence in (
        ({"start_on": BEGINNING}, "这个指标已有更晚启用的目标，请选更晚的日期。"),
        ({"region_code": "520102"}, "只能设定本市的目标。"),
    ):
        with pytest.raises(Refused, match=sentence):
            aim(city, **change)
    for who in (city.official, city.honghua_head, city.worker):
        with pytest.raises(PermissionDenied):
            actions.set_target(
                CODE, indicator="C1", region_code="520302", comparison="at_least", value=Decimal(1), basis="", source="",
                start_on=CHANGE, by=who,
            )  # fmt: skip


@pytest.mark.django_db
def test_end_target_leaves_no_target_from_that_day(registered):
    target = aim(registered)

    actions.end_target(target, end_on=CHANGE, city_code=CODE, by=registered.leader)

    assert figure("C1", day=DAY_BEFORE).target == Decimal("0.5")
    assert figure("C1", day=CHANGE).target is None


@pytest.mark.django_db
def test_end_target_says_why_not(city):
    target, foreign = aim(city), Target.objects.get(indicator="C11")
    Target.objects.filter(pk=foreign.pk).update(region_code="520102")
    with pytest.raises(Refused, match="终止日期应晚于启用日期。"):
        actions.end_target(target, end_on=BEGINNING, city_code=CODE, by=city.stats)
    actions.end_target(target, end_on=CHANGE, city_code=CODE, by=city.stats)
    with pytest.raises(Refused, match="这个目标已经终止。"):
        actions.end_target(target, end_on=CHANGE, city_code=CODE, by=city.stats)
    for one, who in ((target, city.official), (foreign, city.stats)):
        with pytest.raises(PermissionDenied):
            actions.end_target(one, end_on=CHANGE, city_code=CODE, by=who)


# Reporting areas


def make_area(city, *inside, code="GXQ", by=None, start_on=BEGINNING):
    return actions.make_reporting_area(
        CODE, code=code, name=f"{code}开发区", region_codes=list(inside or ["520302001"]), start_on=start_on,
        document="2号文件", by=by or city.stats,
    )  # fmt: skip


@pytest.mark.django_db
def test_make_reporting_area_takes_units_out_of_their_county_for_its_days(registered):
    area = make_area(registered, "520302101", "520303101", start_on=CHANGE)
    actions.end_reporting_area(area, end_on=DAY, by=registered.stats)

    inside = {row: figure("C1", row, day=CHANGE).total for row in (CODE, "520302", "520303", "GXQ")}

    assert inside == {CODE: 3, "520302": 1, "520303": 0, "GXQ": 2}
    for day in (DAY_BEFORE, DAY):
        assert [row.code for row in reports.rows(CODE, day=day)] == [CODE, "520302", "520303"]
        assert counted("C1", row="520302", day=day) == ["0/2"]


@pytest.mark.django_db
def test_make_reporting_area_says_why_not(city):
    make_area(city, "520302001", start_on=CHANGE)
    for inside, options, sentence in (
        (["520302001001"], {"code": "JKQ"}, "520302001001已属于“GXQ开发区”，每个单位只能归一行。"),
        (["520302"], {"code": "JKQ"}, "520302已属于“GXQ开发区”，每个单位只能归一行。"),
        (["520302101"], {"code": "GXQ"}, "代码 GXQ 已被使用。"),
        (["520302101"], {"code": "520303"}, "代码 520303 已被使用。"),
        (["520302999", "520102", CODE], {"code": "JKQ"}, "这些代码不是本市有效的区划：520302999、520102、5203。"),
    ):
        with pytest.raises(Refused, match=sentence):
            make_area(city, *inside, **options)
    with pytest.raises(Refused, match="请填写包含的区划代码。"):
        actions.make_reporting_area(
            CODE, code="JKQ", name="经开区", region_codes=[], start_on=CHANGE, document="", by=city.stats
        )
    with pytest.raises(PermissionDenied):
        make_area(city, "520302101", code="JKQ", by=city.honghua_head)


@pytest.mark.django_db
def test_end_reporting_area_says_why_not(city):
    area = make_area(city)
    for end_on in (BEGINNING, BEGINNING - timedelta(days=1)):
        with pytest.raises(Refused, match="该汇总区已经终止，或终止日期早于启用日期。"):
            actions.end_reporting_area(area, end_on=end_on, by=city.stats)
    with pytest.raises(PermissionDenied):
        actions.end_reporting_area(area, end_on=CHANGE, by=city.huichuan)


@pytest.mark.django_db
def test_request_quarter_asks_counties_only(registered):
    make_area(registered)

    report = actions.request_quarter(CODE, Quarter.parse("2026Q3"), by=registered.stats, now=NOW)

    assert list(report.confirmations.values_list("region_code", flat=True).order_by("region_code")) == [
        "520302", "520303",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_city_without_counties_reports_itself_and_goes_straight_to_review(registered):
    Region.objects.filter(level="county").delete()

    report = actions.request_quarter(CODE, Quarter.parse("2026Q3"), by=registered.stats, now=NOW)

    assert [(row.code, row.is_city) for row in reports.rows(CODE, day=DAY)] == [(CODE, True)]
    assert counted("C1", "C2") == ["0/3", "0/2"]
    assert (report.state, report.confirmations.count()) == ("reviewing", 0)
    assert Delivery.objects.get(notice__key=f"quarter-review:{report.pk}").person == registered.official.person


# Divisions


def change(city, old, code, name, *, on=CHANGE, by=None):
    region = Region.objects.on(on).get(code=old)
    return actions.change_region(region, code=code, name=name, document="3号文件", on=on, by=by or city.stats, now=NOW)


def every_figure(day):
    return [(one.indicator, one.row_code, one.n, one.total) for one in reports.live_figures(CODE, day=day)]


@pytest.mark.django_db
def test_change_region_renames_from_the_day_on(registered):
    change(registered, "520302001", "520302001", "新城街道")

    names = [RegisterEntry.objects.get(edition__as_of=day, region_code="520302001").name for day in (BEGINNING, CHANGE)]
    assert names == ["老城街道", "新城街道"]
    assert unit_of("520302001").name == "新城街道"
    assert counted("C2") == ["0/2"]


@pytest.mark.django_db
def test_change_region_makes_a_township_a_town(registered):
    branch_over(unit_of("520302102"))

    made = change(registered, "520302102", "520302102", "海龙镇")

    assert (made.township_type, made.document) == ("town", "3号文件")
    assert Region.objects.on(DAY_BEFORE).get(code="520302102").township_type == "township"
    assert counted("C1") == counted("C1", day=DAY_BEFORE) == ["1/3"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["520302101", "520302003"])
def test_change_region_makes_a_town_a_subdistrict_with_its_branch(registered, code):
    branch_over(unit_of("520302101"))
    before = every_figure(DAY_BEFORE)

    change(registered, "520302101", code, "巷口街道")

    assert every_figure(DAY_BEFORE) == before
    assert counted("C1", "C2", day=DAY_BEFORE) == ["1/3", "0/2"]
    assert counted("C1", "C2", day=CHANGE) == ["0/2", "1/3"]
    assert counted("C1", "C2", row="520302", day=CHANGE) == ["0/1", "1/2"]


@pytest.mark.django_db
def test_change_region_merges_a_town_into_another(registered):
    branch_over(unit_of("520302102"))
    before = every_figure(DAY_BEFORE)

    change(registered, "520302102", "520302101", "巷口镇")

    assert every_figure(DAY_BEFORE) == before
    assert counted("C1") == ["1/2"]
    assert Region.objects.get(code="520302102").successor_code == "520302101"


@pytest.mark.django_db
def test_change_region_carries_cover_through_one_change_after_another(registered):
    branch_over(unit_of("520302102"))
    change(registered, "520302102", "520302101", "巷口镇")

    change(registered, "520302101", "520302003", "巷口街道", on=date(2026, 9, 1))

    assert counted("C1", "C2") == ["0/1", "1/3"]


@pytest.mark.django_db
def test_change_region_keeps_what_papers_meant_by_the_same_name(registered):
    branch = branch_over(unit_of("520302101"))
    branch.coverages.update(token="巷口镇")

    change(registered, "520302101", "520302110", "巷口镇")

    assert counted("C1", day=DAY_BEFORE) == counted("C1", day=CHANGE) == ["1/3"]


@pytest.mark.django_db
def test_change_region_stays_in_its_reporting_area(registered):
    make_area(registered, "520302101")

    change(registered, "520302101", "520302110", "巷口镇")

    assert counted("C1", row="GXQ") == counted("C1", row="GXQ", day=DAY_BEFORE) == ["0/1"]


@pytest.mark.django_db
def test_change_region_of_the_last_township_empties_the_row(registered):
    for code, name in (("520302101", "巷口街道"), ("520302102", "海龙街道"), ("520303101", "团泽街道")):
        change(registered, code, code, name)

    assert counted("C1", "C2", day=DAY_BEFORE) == ["0/3", "0/2"]
    assert counted("C1", "C2") == ["0/0", "0/5"]
    assert figure("C1").ratio is None


@pytest.mark.django_db
def test_add_region_counts_from_the_day_on(registered):
    actions.add_region(code="520303102", name="新村镇", document="4号", on=CHANGE, by=registered.stats, now=NOW)

    assert counted("C1", day=DAY_BEFORE) == ["0/3"]
    assert counted("C1") == ["0/4"]


@pytest.mark.django_db
def test_a_change_goes_into_later_registers_too(registered):
    actions.register_regions(CODE, as_of=DAY, by=registered.stats)

    change(registered, "520302101", "520302003", "巷口街道")

    assert counted("C1", "C2") == ["0/2", "0/3"]


@pytest.mark.django_db
def test_a_register_a_quarter_stands_on_is_not_changed(registered):
    report = QuarterReport.objects.create(city_code=CODE, quarter="2026Q1", state="published", requested_at=NOW)
    report.editions.set(RegisterEdition.objects.all())
    entries = RegisterEntry.objects.filter(edition__as_of=BEGINNING).order_by("pk").values()
    known = list(entries)

    with pytest.raises(Refused, match="已用于季度报告，不能改动；变更日期请选在 2026-01-01 之后。"):
        change(registered, "520302101", "520302003", "巷口街道", on=date(2025, 12, 1))
    with pytest.raises(Refused, match="已用于季度报告，不能改动。"):
        actions.register_regions(CODE, as_of=BEGINNING, by=registered.stats)
    change(registered, "520302101", "520302003", "巷口街道")

    assert list(entries.all()) == known


@pytest.mark.django_db
def test_change_region_says_why_not(registered):
    for old, code, name, on, sentence in (
        ("520302101", "520302101", "巷口镇", CHANGE, "代码和名称都没有变化。"),
        ("520302101", "520302102", "巷口镇", CHANGE, "代码 520302102 是“海龙乡”；要并入它，请把名称也填成“海龙乡”。"),
        ("520302101", "520399001", "巷口街道", CHANGE, "上级区划 520399 不存在。"),
        ("520302101", "520102001", "巷口街道", CHANGE, "新代码应属于本市，且与原代码同级。"),
        ("520302101", "520302", "红花岗区", CHANGE, "新代码应属于本市，且与原代码同级。"),
        ("520302101", "520302101", "巷口街道", date(2026, 11, 3), "变更日期不能晚于今天。"),
        ("520302101", "520302101", "巷口街道", date(2000, 1, 1), "该区划在这一天已经变更过。"),
        ("520302", "520304", "红花岗区", CHANGE, "区（市、县）更换代码时所辖乡镇、村的代码都会改变，请载入新版区划。"),
    ):
        with pytest.raises(Refused, match=sentence):
            change(registered, old, code, name, on=on)
    with pytest.raises(PermissionDenied):
        change(registered, "520302101", "520302101", "巷口街道", by=registered.honghua_head)


@pytest.mark.django_db
def test_add_region_says_why_not(registered):
    for code, sentence in (
        ("520302101", "代码 520302101 已是“巷口镇”。"),
        ("520399001", "上级区划 520399 不存在。"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.add_region(code=code, name="新村镇", document="4号", on=CHANGE, by=registered.stats, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.add_region(code="520102009", name="甲镇", document="4号", on=CHANGE, by=registered.stats, now=NOW)


# Asked many times at once


RACES = {
    "set target": (lambda city: None, lambda city, _none: aim(city)),
    "end target": (
        aim,
        lambda city, target: actions.end_target(target, end_on=CHANGE, city_code=CODE, by=city.stats),
    ),
    "make area": (lambda city: None, lambda city, _none: make_area(city)),
    "end area": (
        make_area,
        lambda city, area: actions.end_reporting_area(area, end_on=CHANGE, by=city.stats),
    ),
    "change region": (
        lambda city: Region.objects.get(code="520302101"),
        lambda city, region: actions.change_region(
            region, code="520302003", name="巷口街道", document="3号", on=CHANGE, by=city.stats, now=NOW
        ),
    ),
    "add region": (
        lambda city: None,
        lambda city, _none: actions.add_region(
            code="520303102", name="新村镇", document="4号", on=CHANGE, by=city.stats, now=NOW
        ),
    ),
}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_a_standard_asked_for_many_times_at_once_is_set_once(registered, name):
    prepare, act = RACES[name]
    thing = prepare(registered)

    assert at_once(lambda: act(registered, thing)) == (1, AT_ONCE - 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_their_turn_the_same_race_ends_in_faults(city, monkeypatch):
    """The control: nobody waits for a turn, and everybody is let in before anybody has written."""
    gate = threading.Barrier(AT_ONCE, timeout=20)
    monkeypatch.setattr(target_actions, "in_turn", lambda _name: gate.wait())

    with pytest.raises(DatabaseError):
        at_once(lambda: aim(city))


@pytest.mark.django_db(transaction=True)
def test_two_areas_asked_for_at_once_never_share_a_division(city):
    codes = iter(range(AT_ONCE))

    done, refused = at_once(lambda: make_area(city, "520302001", code=f"QU{next(codes):02}"))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert ReportingArea.objects.count() == 1
