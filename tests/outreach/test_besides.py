"""Societies and members in the quarter: each figure against plain loops, against the rows behind it, and frozen."""

import json
import statistics
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Application, IdentityMark, Membership, MembershipPeriod, Organisation, Person, Unit
from outreach import grains, papers, reports
from outreach.definitions import shipped_besides
from outreach.models import FigureRow, PersonFact
from portal.ground import reports as engine
from portal.ground.dates import Quarter
from portal.ground.papers import pdf, xlsx
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import CODE, NOW
from tests.outreach.test_quarter import published, registered  # noqa: F401

pytestmark = pytest.mark.django_db
DAY = Quarter.parse("2026Q3").last_day
BEFORE = date(2026, 6, 30)
COUNTIES = ("520302", "520303")
NAMES = {fields["indicator"] for fields in shipped_besides()}


@pytest.fixture(autouse=True)
def home(settings):
    settings.PORTAL_CITY = CODE


def someone(number, place="", **fields):
    unit = Unit.objects.create(kind="university", name=f"学校{number}", region_code=place) if place else None
    smallest = {
        "name": f"甲{number}",
        "unit": unit,
        "phone": f"139{Person.objects.count():08}",
        "phone_verified_at": datetime(2026, 5, 1, tzinfo=UTC),
    }
    return Person.objects.create_user(f"m{number}", **smallest | fields)


def joined(society, person, start, end=None, **subject):
    member_class = society.organisation.member_classes.first()
    return societies.member(
        society, person, member_class=member_class, start_on=date.fromisoformat(start),
        end_on=date.fromisoformat(end) if end else None, **subject,
    )  # fmt: skip


def decided(society, person, days, state="admitted", at=datetime(2026, 8, 3, 9, tzinfo=UTC)):
    Application.objects.create(
        organisation=society.organisation, member_class=society.organisation.member_classes.first(), person=person,
        applicant=person, state=state, begun_at=at, submitted_at=at - timedelta(days=days), decided_at=at,
    )  # fmt: skip


@pytest.fixture
def people(city):
    """Members, registered and not, of two societies, in two counties, elsewhere and nowhere; units; decisions."""
    society, other = factory.society(city), factory.society(city, code="B01", name="遵义市化学会")
    a, b = someone(1, "520302001"), someone(2, "520303")
    old = someone(3, "", region_code="520302", phone_verified_at=None)
    away, nowhere = someone(4, "520402"), someone(5)
    someone(6, "520302", phone_verified_at=datetime(2026, 9, 30, 16, tzinfo=UTC))  # midnight in Shanghai: the day after
    someone(7, "520302", closed_at=datetime(2026, 9, 1, tzinfo=UTC))
    someone(8, "520302", merged_into=a)
    someone(9, "520302", died_on=date(2026, 9, 30))
    someone(10, "520303", phone_verified_at=None, signed_up_at=datetime(2026, 9, 1, tzinfo=UTC), last_login=NOW)
    someone(11, "520303", phone_verified_at=None, signed_up_at=datetime(2026, 9, 1, tzinfo=UTC))
    for kind, ended_at in (("unit", None), ("identity", datetime(2026, 9, 2, tzinfo=UTC))):
        IdentityMark.objects.create(person=a, kind=kind, given_at=datetime(2026, 6, 1, tzinfo=UTC), ended_at=ended_at)
    IdentityMark.objects.create(person=b, kind="identity", given_at=datetime(2026, 9, 30, 15, tzinfo=UTC))
    joined(society, a, "2020-01-01")
    joined(other, a, "2026-07-01")
    joined(society, b, "2025-07-01", "2026-07-01")
    joined(society, old, "2026-09-30", "2027-09-30")
    joined(other, away, "2026-10-01")
    joined(other, nowhere, "2024-01-01", "2026-10-01")
    gap = joined(society, away, "2024-01-01", "2026-08-01")
    MembershipPeriod.objects.create(
        membership=gap, member_class=society.organisation.member_classes.first(), start_on=date(2026, 9, 1)
    )
    joined(society, None, "2026-08-01", unit=Unit.objects.create(kind="enterprise", name="厂", region_code="520303"))
    consortium = Organisation.objects.create(kind="consortium", name="联合体", region_code=CODE)
    joined(other, None, "2020-01-01", "2026-09-30", member_organisation=consortium)
    for person, days in ((a, 2), (b, 4), (old, 11)):
        decided(society, person, days, "rejected" if days == 4 else "admitted")
    decided(other, a, 50, at=datetime(2026, 6, 30, 15, 59, tzinfo=UTC))  # one minute before the quarter
    Person.objects.exclude(username__startswith="m").update(phone_verified_at=None, signed_up_at=None)
    return city


def found(day=DAY):
    return {(one.indicator, one.row_code): one for one in reports.live_figures(CODE, day=day) if one.indicator in NAMES}


def held_on(membership, day):
    return any(p.start_on <= day and (p.end_on is None or p.end_on > day) for p in membership.periods.all())


def place_of(membership):
    person = membership.person
    if person is None:
        return (membership.unit or membership.member_organisation).region_code
    return person.unit.region_code if person.unit else person.region_code


def expected(row):
    """Plain loops over every membership."""
    here = [one for one in Membership.objects.all() if row == CODE or place_of(one)[:6] == row]
    now = [one for one in here if held_on(one, DAY)]
    before = [one for one in here if held_on(one, BEFORE)]
    new, left = set(now) - set(before), set(before) - set(now)
    return {
        "M3": len({one.person_id for one in now} - {None}), "M4": len(now),
        "M4.person": sum(one.person_id is not None for one in now), "M4.unit": sum(one.unit_id is not None for one in now),
        "M5": len(new), "M6": len(left), "M7": len(new) - len(left),
    }  # fmt: skip


@pytest.mark.parametrize("row", [CODE, *COUNTIES])
def test_memberships_are_those_plain_loops_find(people, row):
    figures = found()

    assert {name: figures[name, row].n for name in expected(row)} == expected(row)
    if row == CODE:
        assert expected(row) == {"M3": 4, "M4": 6, "M4.person": 5, "M4.unit": 1, "M5": 3, "M6": 2, "M7": 1}


def test_registered_people_and_their_three_marks_are_counted_on_the_day(people):
    figures = found()

    assert {row: figures["M1", row].n for row in (CODE, *COUNTIES)} == {CODE: 5, "520302": 1, "520303": 2}
    assert (figures["M2.phone", CODE].n, figures["M2.phone", CODE].total) == (4, 5)
    assert (figures["M2.unit", "520302"].n, figures["M2.identity", "520302"].n) == (1, 0)
    assert figures["M2.identity", "520303"].n == 1


def test_days_to_decide_are_median_and_ninetieth_percentile_of_the_quarter(people):
    figures = found()

    assert (figures["M8", CODE].n, figures["M8", CODE].total, figures["M8", CODE].value) == (None, 3, 4)
    assert float(figures["M9", CODE].value) == pytest.approx(
        statistics.quantiles([2, 4, 11], n=10, method="inclusive")[8]
    )
    assert figures["M8", "520303"].value == 4
    assert found(date(2025, 12, 31))["M8", CODE].value is None


def test_what_the_portal_does_not_keep_has_no_figure_but_says_of_how_many(people):
    figures = found()

    assert figures["S1", CODE].n == 2
    for name in ("S2", "S3", "S4", "S5"):
        assert (figures[name, CODE].n, figures[name, CODE].total, figures[name, CODE].ratio) == (None, 2, None)


def test_another_city_counts_neither_societies_nor_people_of_this_one(people):
    elsewhere = {one.indicator: one for one in reports.live_figures("5204", day=DAY) if one.row_code == "5204"}

    assert [elsewhere[name].n for name in ("S1", "M1", "M3", "M4")] == [0, 1, 0, 0]


@pytest.mark.parametrize("row", [CODE, "520302"])
def test_the_page_behind_every_figure_lists_as_many(client, people, row, time_machine):
    time_machine.move_to(NOW)
    enter(client, people.official)

    for (name, code), figure in found().items():
        if code != row or name in ("S2", "S3", "S4", "S5"):
            continue
        page = client.get(reverse("figure_rows", args=[name]), {"row": row, "day": DAY})
        listed = page.context["page"].paginator.count
        moved = figure.n if name != "M7" else found()["M5", row].n + found()["M6", row].n
        assert listed == (figure.total if figure.value is not None else moved), name


def test_names_are_shown_to_whoever_may_see_them_elsewhere(client, people, time_machine):
    time_machine.move_to(NOW)
    asked = {"row": "520302", "day": DAY}

    city = enter(client, people.official).get(reverse("figure_rows", args=["M4"]), asked).content.decode()
    county = enter(client, people.honghua).get(reverse("figure_rows", args=["M4"]), asked).content.decode()
    counted = enter(client, people.stats).get(reverse("figure_rows", args=["M3"]), asked).content.decode()
    foreign = enter(client, people.honghua).get(reverse("figure_rows", args=["M4"]), asked | {"row": "520303"})

    assert "甲1" in city
    assert "甲1" not in county
    assert "A060010001M" in county
    assert "甲1" not in counted
    assert foreign.status_code == 404


def test_a_live_page_takes_the_same_queries_however_many_there_are(
    client, city, time_machine, django_assert_num_queries
):
    time_machine.move_to(NOW)
    society = factory.society(city)
    enter(client, city.official)
    for number in range(2):
        joined(society, someone(number, "520302"), "2026-10-01")
    for name in ("M1", "M4", "M8", "S1"):
        client.get(reverse("figure_rows", args=[name]))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("figure_rows", args=[name]))
        extra = someone(f"x{name}", "520302")
        joined(society, extra, "2026-10-01")
        decided(society, extra, 3, at=datetime(2026, 10, 8, tzinfo=UTC))
        with django_assert_num_queries(len(few)):
            client.get(reverse("figure_rows", args=[name]))


def test_a_published_quarter_keeps_them_and_prints_them_in_every_file(client, people, registered, tmp_path):  # noqa: F811
    report = published(registered)
    figures = {(one.indicator, one.row_code): one for one in FigureRow.objects.filter(quarter_report=report)}
    live = found()
    assert {key: (figures[key].n, figures[key].total, figures[key].value) for key in live} == {
        key: (one.n, one.total, one.value) for key, one in live.items()
    }  # fmt: skip

    content = {file.format: engine.content_of(file) for file in report.report.files.all()}
    told = {(one["indicator"], one["region"]): one for one in json.loads(content["json"])["figures"]}
    assert (told["M8", CODE]["n"], told["M8", CODE]["N"], told["M8", CODE]["value"]) == (None, 3, 4.0)
    assert (told["S2", CODE]["n"], told["S2", CODE]["ratio"], told["S2", CODE]["N"]) == (None, None, 2)
    assert "M4,会籍数,6" in content["csv"].decode("utf-8-sig")
    (tmp_path / "a.xlsx").write_bytes(content["xlsx"])
    book = load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert ("M4", "会籍数", 6) in [row[:3] for row in book["全市会员"].values]
    assert ("M4", "会籍数", 6, 3, 1) in [row[:5] for row in book["会员对照表"].values]
    assert len([row for row in book["会籍明细"].values if row[0] and row[0].startswith(("A06", "B01"))]) == 8
    assert not any("甲1" in str(row) for sheet in book for row in sheet.values)
    assert (
        client.get(reverse("api_figures"), {"indicator": "M8", "region": CODE}).json()["results"][0]["value"]
        == "4.000000"
    )
    assert "入会审核用时中位数" in client.get(reverse("coverage"), {"indicator": "M8"}).content.decode()


def test_frozen_figures_stay_when_people_and_memberships_change(people, registered):  # noqa: F811
    report = published(registered)
    before = [*FigureRow.objects.filter(quarter_report=report).order_by("pk").values()]
    files = {file.format: engine.content_of(file) for file in report.report.files.all()}
    MembershipPeriod.objects.all().delete()
    Person.objects.update(phone_verified_at=None, name="改名")

    assert [*FigureRow.objects.filter(quarter_report=report).order_by("pk").values()] == before
    assert {file.format: engine.content_of(file) for file in report.report.files.all()} == files
    frozen = reports.figures(reports.frozen_sources(report), city_code=CODE, day=DAY)
    assert next(one.n for one in frozen if (one.indicator, one.row_code) == ("M4", CODE)) == 6
    assert PersonFact.objects.filter(quarter_report=report, is_member=True).count() == 4


def test_a_quarter_frozen_without_them_is_printed_without_them(people, registered, tmp_path):  # noqa: F811
    report = published(registered)
    FigureRow.objects.filter(quarter_report=report, indicator__in=NAMES).delete()
    report.header["definitions"] = [one for one in report.header["definitions"] if one["id"] not in NAMES]

    paper, _figures, _rows = papers.build(report)

    assert not {"会员对照表", "人员明细"} & {table.sheet for table in paper.tables}
    xlsx.write(paper, tmp_path / "old.xlsx")
    pdf.write(papers.build(report)[0], tmp_path / "old.pdf")
    assert [title for title, _some in grains.blocks(report.header["definitions"])] == ["组织覆盖"]


def test_the_dictionary_says_what_each_counts(client, db):
    page = client.get(reverse("indicator_dictionary")).content.decode()

    for fields in shipped_besides():
        assert fields["title"] in page
        assert fields["basis"] in page
