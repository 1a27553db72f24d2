"""Counties answer for their figures: reasons for what moved, reminders, days to answer; and quarters from before."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from members.models import Unit
from outreach import actions, reports
from outreach.models import Branch, FigureRow, QuarterReport
from outreach.tasks import remind_late_counties
from outreach.values import CONFIRM_DAYS, MOVE_POINTS
from portal.ground import dated, imports
from portal.ground.dates import Quarter
from portal.ground.errors import Refused
from portal.ground.models import Delivery, ImportBatch, JournalEntry
from tests.entering import enter
from tests.factories.city import CODE, NOW, branch_over, workbook
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db
Q2, Q3 = Quarter.parse("2026Q2"), Quarter.parse("2026Q3")
DUE = date(2026, 11, 9)
HEADER = ["季度", "指标", "行政区划代码", "分子", "分母"]


@pytest.fixture
def registered(city):
    actions.register_regions(CODE, as_of=date(2026, 1, 1), by=city.stats)
    return city


def requested(city, *, now=NOW):
    return actions.request_quarter(CODE, Q3, by=city.stats, now=now)


def confirmed(city, report, note=""):
    for row in report.confirmations.all():
        actions.confirm_county(row, note=note, by=county_of(city, row), now=NOW)
    report.refresh_from_db()
    return report


def county_of(city, row):
    return city.honghua if row.region_code == "520302" else city.huichuan


def moved(city):
    """The quarter asked for after one of the county's two towns was covered in it."""
    town = Unit.objects.get(region_code="520302101")
    branch_over(town, filed_on=date(2026, 8, 1))
    return requested(city).confirmations.get(region_code="520302")


def readers(key):
    return set(Delivery.objects.filter(notice__key__startswith=key).values_list("person__username", flat=True))


# Reasons


def test_confirm_county_asks_why_figures_moved(registered):
    row = moved(registered)

    with pytest.raises(
        Refused, match="以下指标与上季相比变动较大，请说明原因：乡镇科协组织覆盖率、乡镇组织或工作覆盖率。"
    ):
        actions.confirm_county(row, note="  ", by=registered.honghua, now=NOW)
    row = actions.confirm_county(row, note="新建一个镇科协", by=registered.honghua, now=NOW)

    assert row.note == "新建一个镇科协"
    assert [(one["indicator"], one["change"]) for one in row.moved] == [("C1", 0.5), ("W2.township", 0.5)]


def test_confirm_county_asks_nothing_where_nothing_moved(registered):
    report = moved(registered).quarter_report
    row = report.confirmations.get(region_code="520303")

    assert actions.confirm_county(row, by=registered.huichuan, now=NOW).moved == []


@pytest.mark.parametrize(("limit", "is_asked"), [("49.9", True), ("50", False)])
def test_confirm_county_takes_the_limit_of_the_quarter(registered, limit, is_asked):
    row = moved(registered)
    dated.change(
        MOVE_POINTS, Decimal(limit), start_on=date(2026, 9, 30), source="5号", by=registered.leader,
        now=datetime(2026, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    dated.change(MOVE_POINTS, Decimal(100), start_on=date(2026, 11, 2), source="6号", by=registered.leader, now=NOW)

    assert bool(actions.moved_figures(row.quarter_report, "520302")) == is_asked


def test_the_county_sees_what_moved_before_it_confirms(registered, client):
    row = moved(registered)

    page = enter(client, registered.honghua).get(reverse("quarter_detail", args=[row.quarter_report.public_id]))

    assert "乡镇科协组织覆盖率" in page.content.decode()


# Days and reminders


def test_request_quarter_gives_counties_working_days_to_answer(registered):
    assert {row.due_on for row in requested(registered).confirmations.all()} == {DUE}


def test_request_quarter_skips_holidays_and_takes_the_days_in_force(registered):
    dated.change(CONFIRM_DAYS, Decimal(2), start_on=date(2026, 12, 31), source="5号", by=registered.leader, now=NOW)

    report = requested(registered, now=datetime(2026, 12, 31, 4, tzinfo=UTC))

    # 1 January is New Year's Day, 2 and 3 January a weekend of a year whose arrangement is not known yet.
    assert {row.due_on for row in report.confirmations.all()} == {date(2027, 1, 4)}


def test_each_act_tells_whoever_acts_next(registered):
    report = requested(registered)
    assert readers("quarter-requested") == {"honghua", "huichuan"}
    confirmed(registered, report)
    assert readers("quarter-review") == {"official"}
    actions.review_quarter(report, by=registered.official, now=NOW)
    assert readers("quarter-sign") == {"leader"}


def test_remind_counties_tells_those_who_have_not_answered_once_a_day(registered):
    report = requested(registered)
    actions.confirm_county(report.confirmations.get(region_code="520302"), by=registered.honghua, now=NOW)

    assert actions.remind_counties(report, by=registered.stats, now=NOW) == 1
    with pytest.raises(Refused, match="今天已经提醒过"):
        actions.remind_counties(report, by=registered.stats, now=NOW + timedelta(hours=2))
    assert actions.remind_counties(report, by=registered.stats, now=NOW + timedelta(days=1)) == 1

    assert readers("county-reminded") == {"huichuan"}
    assert Delivery.objects.filter(notice__key__startswith="county-reminded").count() == 2
    assert JournalEntry.objects.filter(verb="counties.reminded").count() == 2


def test_remind_counties_says_why_not(registered):
    report = requested(registered)
    with pytest.raises(PermissionDenied):
        actions.remind_counties(report, by=registered.official, now=NOW)
    confirmed(registered, report)
    with pytest.raises(Refused, match="各区（市、县）都已确认，不需要催办。"):
        actions.remind_counties(report, by=registered.stats, now=NOW)


def test_the_clock_reminds_from_the_due_day_on_once_a_day(registered, time_machine):
    requested(registered)
    told = []
    for day in (DUE - timedelta(days=1), DUE, DUE, DUE + timedelta(days=1)):
        time_machine.move_to(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        remind_late_counties()
        told.append(Delivery.objects.filter(notice__key__startswith="county-reminded").count())

    assert told == [0, 2, 2, 4]


# Asked many times at once


def _reviewing(city):
    return confirmed(city, requested(city))


def _reviewed(city):
    return actions.review_quarter(_reviewing(city), by=city.official, now=NOW)


def _published(city):
    report = _reviewed(city)
    QuarterReport.objects.update(state="published")
    return report


RACES = {
    "quarter.requested": (lambda city: None, lambda city, _none: requested(city)),
    "county.confirmed": (
        lambda city: requested(city).confirmations.get(region_code="520302"),
        lambda city, row: actions.confirm_county(row, by=city.honghua, now=NOW),
    ),
    "counties.reminded": (requested, lambda city, report: actions.remind_counties(report, by=city.stats, now=NOW)),
    "quarter.reviewed": (_reviewing, lambda city, report: actions.review_quarter(report, by=city.official, now=NOW)),
    "quarter.signed": (_reviewed, lambda city, report: actions.sign_quarter(report, by=city.leader, now=NOW)),
    "quarter.corrected": (
        _published,
        lambda city, report: actions.correct_quarter(report, reason="更正", by=city.stats, now=NOW),
    ),
}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_an_act_on_a_quarter_asked_for_many_times_at_once_happens_once(registered, name):
    prepare, act = RACES[name]
    thing = prepare(registered)
    before = JournalEntry.objects.count()

    assert at_once(lambda: act(registered, thing)) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.count() == before + 1


# Quarters from before the portal


@pytest.fixture
def bring(city, tmp_path):
    """What previews a file of figures from before, as the city's statistician or somebody else."""

    def preview(*rows, by=None):
        path = workbook(tmp_path / "history.xlsx", HEADER, rows)
        options = {"within": (by or city.stats).office.organisation.region_code}
        return imports.preview(
            "history", path, file_name="历史.xlsx", options=options, city_code=CODE, by=by or city.stats, now=NOW
        )

    return preview


def brought(bring, city, *rows):
    return imports.confirm(bring(*rows), by=city.stats, now=NOW)


BEFORE = [["2026Q2", "C1", CODE, 2, 3], ["2026年第2季度", "C1", "520302", 2, 2], ["2026Q2", "C8", CODE, 7, None]]


def test_history_is_previewed_and_becomes_a_published_quarter(bring, city):
    batch = bring(*BEFORE)
    assert batch.summary == {"create": 3, "update": 0, "unchanged": 0, "wrong": 0}
    assert not QuarterReport.objects.exists()

    imports.confirm(batch, by=city.stats, now=NOW)

    report = QuarterReport.objects.get()
    assert (report.quarter, report.state, report.is_historical) == ("2026Q2", "published", True)
    assert list(report.figures.order_by("indicator", "row_code").values_list("row_code", "n", "total")) == [
        (CODE, 2, 3), ("520302", 2, 2), (CODE, 7, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "title", "sentence"),
    [
        (["2026", "C1", CODE, 1, 3], "季度", "季度应写成 2026Q3 的形式。"),
        (["2026Q4", "C1", CODE, 1, 3], "季度", "这个季度还没有结束。"),
        (["2026Q2", "C99", CODE, 1, 3], "指标", "没有这个指标。"),
        (["2026Q2", "C1", "520102", 1, 3], "行政区划代码", "应为本市或所属区（市、县）的代码。"),
        (["2026Q2", "C1", "520302101", 1, 3], "行政区划代码", "应为本市或所属区（市、县）的代码。"),
        (["2026Q2", "C1", CODE, 4, 3], "分子", "分子大于分母。"),
        (["2026Q2", "C1", CODE, -1, 3], "分子", "请填不小于零的整数。"),
        (BEFORE[0], "指标", "同一季度、指标、地区出现了两次。"),
    ],
)  # fmt: skip
def test_history_names_what_is_wrong_with_a_row(bring, city, time_machine, row, title, sentence):
    time_machine.move_to(NOW)

    batch = bring(BEFORE[0], row)

    assert [(error["row"], error["title"], error["reason"]) for error in batch.errors] == [(3, title, sentence)]
    with pytest.raises(Refused, match="文件中还有 1 行有问题，请改好后重新上传。"):
        imports.confirm(batch, by=city.stats, now=NOW)


def test_history_is_brought_by_the_city_only(bring, city):
    with pytest.raises(Refused, match="历史季度数字由市科协导入。"):
        bring(*BEFORE, by=city.honghua)


def test_history_refuses_a_quarter_the_portal_reported(bring, registered):
    requested(registered)

    batch = bring(["2026Q3", "C1", CODE, 1, 3])

    assert [error["reason"] for error in batch.errors] == ["这个季度已在本系统出过报告，不能再作历史导入。"]


def everything():
    return list(FigureRow.objects.order_by("pk").values()), list(QuarterReport.objects.values())


def test_history_brought_twice_changes_nothing(bring, city):
    brought(bring, city, *BEFORE)
    before = everything()

    batch = brought(bring, city, *BEFORE)

    assert batch.summary == {"create": 0, "update": 0, "unchanged": 3, "wrong": 0}
    assert everything() == before


def test_history_is_corrected_by_bringing_it_again(bring, city):
    brought(bring, city, *BEFORE)

    batch = brought(bring, city, ["2026Q2", "C1", CODE, 3, 3])

    assert batch.summary == {"create": 0, "update": 1, "unchanged": 0, "wrong": 0}
    assert FigureRow.objects.get(row_code=CODE, indicator="C1").n == 3
    assert FigureRow.objects.count() == 3


def test_history_is_undone_without_a_trace_unless_it_changed_figures(bring, city):
    first = brought(bring, city, *BEFORE)
    second = brought(bring, city, ["2026Q2", "C2", CODE, 1, 2])
    imports.undo(second, by=city.stats, now=NOW)
    assert FigureRow.objects.count() == 3
    changed = brought(bring, city, ["2026Q2", "C1", CODE, 3, 3])
    for batch, sentence in ((changed, "这次导入更新了已有的记录"), (first, "后来的导入又更新了其中的记录")):
        with pytest.raises(Refused, match=sentence), transaction.atomic():
            imports.undo(batch, by=city.stats, now=NOW)
    ImportBatch.objects.filter(pk=changed.pk).update(state="undone")

    imports.undo(first, by=city.stats, now=NOW)

    assert everything() == ([], [])


def test_history_is_what_change_and_trend_stand_on(bring, registered, client, settings):
    brought(bring, registered, ["2026Q2", "C4b", CODE, 9, 10], ["2026Q2", "C1", CODE, 1, 3])
    branch_over(*Unit.objects.filter(kind="township"), filed_on=date(2026, 8, 1))

    found = next(asdict(one) for one in reports.live_figures(CODE, day=Q3.last_day) if one.row_code == CODE)

    assert (found["indicator"], round(found["change"], 3), found["is_change_from_live"]) == (
        "C1", Decimal("0.667"), False,
    )  # fmt: skip
    page = client.get(reverse("coverage"), {"indicator": "C4b"}).content.decode()
    assert "2026年第二季度" in page
    assert "90.0%" in page


def test_correct_quarter_refuses_a_quarter_from_before(bring, city):
    brought(bring, city, *BEFORE)

    with pytest.raises(Refused, match="2026年第二季度是历史导入的，没有明细可算；要更正请重新导入。"):
        actions.correct_quarter(QuarterReport.objects.get(), reason="更正", by=city.stats, now=NOW)
    with pytest.raises(Refused, match="是历史导入的"):
        actions.request_quarter(CODE, Q2, by=city.stats, now=NOW)


def test_correct_quarter_says_why_not(registered):
    Branch.objects.all().delete()
    report = _published(registered)

    with pytest.raises(Refused, match="请说明更正的原因。"):
        actions.correct_quarter(report, reason=" ", by=registered.stats, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.correct_quarter(report, reason="更正", by=registered.official, now=NOW)
    with pytest.raises(Refused, match="2026年第三季度的报告已经发布，如需更正请说明原因。"):
        requested(registered)
