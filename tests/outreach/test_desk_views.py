"""The desk: lists that agree with their figures, who may see and change what, what waits and since when."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Activity, Office, Organisation, Person, Unit
from outreach import actions, reports
from outreach.models import Branch, Coverage, FigureRow, QuarterReport, RegisterEdition, RegisterEntry, Target
from portal.ground.dates import Quarter
from portal.ground.models import Region, ReportingArea
from tests.entering import enter
from tests.factories.city import CODE, NOW, branch_over
from tests.outreach.test_branch_actions import submitted
from tests.outreach.test_standards import aim, change, make_area

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
BEGINNING = date(2026, 1, 1)
KINDS = ("enterprise", "park", "university", "institute", "hospital", "school", "other")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW)


def on_register(unit, **fields):
    edition, _is_new = RegisterEdition.objects.get_or_create(
        city_code=CODE, kind=unit.kind, as_of=BEGINNING, defaults={"name": "名录"}
    )
    return RegisterEntry.objects.create(
        edition=edition, unit=unit, name=unit.name, region_code=unit.region_code, **fields
    )


def place_of(n):
    """Places in turn: a county, the area's subdistrict, the other county's town."""
    return ("520302", "520302001", "520303101")[n % 3]


def held(branch, day=date(2026, 10, 5), served=None):
    Activity.objects.create(
        organisation=branch.organisation, held_on=day, name="讲座", kind="讲座", filed_at=NOW, served_unit=served
    )


@pytest.fixture
def full(city):
    """Units of every kind in every row, each covered, served or neither; branches of every sort; one area."""
    actions.register_regions(CODE, as_of=BEGINNING, by=city.stats)
    make_area(city, "520302001")
    units = [
        Unit.objects.create(kind=kind, name=f"{kind}{n}", region_code=place_of(n)) for kind in KINDS for n in range(9)
    ]
    for n, unit in enumerate(units):
        on_register(unit, is_above_size=n % 2 == 0, is_high_tech=n % 5 < 2, ownership="private" if n % 3 else "state")
    units += Unit.objects.filter(is_region=True).order_by("pk")
    for n, unit in enumerate(units):
        branch = branch_over(
            *[unit][: n % 3], name=f"科协{n}", region=unit.region_code, kind="rural" if n % 4 == 0 else "enterprise",
            formation="standalone" if n % 2 else "regional", members_count=n, term_ends_on=date(2026, 1 + n % 12, 1),
            is_civil_registered=(True, False, None)[n % 3],
        )  # fmt: skip
        if n % 5 < 3:
            held(branch, served=units[(n + 1) % len(units)])
    heads(Branch.objects.filter(coverages__unit__region_code="520302102").first())
    return city


def heads(branch):
    for title in Office.THREE_HEADS:
        person = Person.objects.create_user(title, name=title)
        Office.objects.create(person=person, organisation=branch.organisation, title=title, start_on=BEGINNING)


# Lists and figures


def listed(client, indicator, row, show=""):
    page = client.get(reverse("figure_rows", args=[indicator]), {"row": row, "show": show})
    return page.context["figure"], page.context["page"].paginator.count


def of_coverage():
    """The figures of coverage; those of members and societies have tests of their own."""
    chosen = [one for one in reports.definitions(day=TODAY) if one.grain in ("unit", "branch")]
    return reports.live_figures(CODE, day=TODAY, chosen=chosen)


def test_every_figure_is_the_number_of_rows_behind_it(client, full):
    enter(client, full.stats)
    figures = of_coverage()
    assert {one.row_code for one in figures} == {CODE, "520302", "520303", "GXQ"}
    empty = {one.indicator for one in figures if one.row_code == CODE and not (one.total or one.n)}
    assert empty == {"W1.township_other"}  # the only such place is covered

    sources = reports.live_sources(CODE, day=TODAY)
    definitions = {one.indicator: one for one in reports.definitions(day=TODAY)}
    for figure in figures:
        definition = definitions[figure.indicator]
        source, row = sources[definition.grain], "" if figure.row_code == CODE else figure.row_code
        counted = source.rows(definition.numerator, row_code=row)
        if definition.aggregate == "members":
            assert figure.n == sum(Branch.objects.filter(pk__in=counted).values_list("members_count", flat=True))
        else:
            assert figure.n == len(counted), figure
        if figure.total is not None:
            assert figure.total == len(source.rows(definition.denominator, row_code=row)), figure


@pytest.mark.parametrize("row", [CODE, "GXQ"])
def test_the_page_behind_every_figure_lists_what_it_counts_and_what_is_missing(client, full, row):
    enter(client, full.stats)

    for figure in of_coverage():
        if figure.row_code != row:
            continue
        shown, count = listed(client, figure.indicator, row)
        assert (shown.n, shown.total, shown.gap) == (figure.n, figure.total, figure.gap)
        if figure.indicator != "C8.members":
            assert count == figure.n, figure
        if figure.total is not None:
            assert listed(client, figure.indicator, row, "missing")[1] == figure.missing, figure


def test_a_ratio_of_what_is_not_known_at_all_is_none_and_its_rows_are_still_listed(client, full):
    Branch.objects.update(is_civil_registered=None)
    enter(client, full.stats)

    figure, count = listed(client, "C8.registered", CODE, "missing")

    assert (figure.n, figure.ratio) == (None, None)
    assert count == figure.total == Branch.objects.filter(kind="rural").count()


def test_a_figure_of_another_county_or_of_no_indicator_is_not_found(client, full):
    enter(client, full.honghua)

    for indicator, row, status in (
        ("C1", "520302", 200),
        ("C1", "520303", 404),
        ("C1", CODE, 404),
        ("C99", "520302", 404),
    ):
        assert client.get(reverse("figure_rows", args=[indicator]), {"row": row}).status_code == status
    assert enter(client, full.worker).get(reverse("figure_rows", args=["C1"])).status_code == 403


def on_its_way(state, unit):
    organisation = Organisation.objects.create(kind="branch", name=f"{state}科协", region_code=unit.region_code)
    branch = Branch.objects.create(organisation=organisation, kind="enterprise", formation="standalone", state=state)
    Coverage.objects.create(branch=branch, token=unit.token, unit=unit)


def test_the_nearest_to_being_covered_come_first(client, city):
    firms = {}
    for name, region, workers in (
        ("人少", "520302", 5), ("人多", "520302", 50), ("人数不明", "520302", None), ("有联建", "520303", 1),
        ("草稿", "520302", 1), ("退回", "520302", 1), ("审核", "520302", 1), ("批复", "520302", 1),
    ):  # fmt: skip
        firms[name] = Unit.objects.create(kind="enterprise", name=name, region_code=region)
        on_register(firms[name], science_workers=workers)
    for name, state in (("草稿", "draft"), ("退回", "returned"), ("审核", "submitted"), ("批复", "approved")):
        on_its_way(state, firms[name])
    branch_over(name="汇川联建科协", region="520303", kind="enterprise", formation="regional")
    enter(client, city.stats)

    wanted = ["批复", "审核", "退回", "草稿", "有联建", "人多", "人少", "人数不明"]
    for address in (reverse("uncovered_list"), reverse("figure_rows", args=["W2.enterprise"]) + "?show=missing"):
        assert [line.row.name for line in client.get(address).context["listing"].lines] == wanted


def test_the_uncovered_list_has_every_unit_without_a_branch_in_ones_region(client, full):
    uncovered = {
        who: enter(client, full.actors[who]).get(reverse("uncovered_list")).context["page"].paginator.count
        for who in ("stats", "honghua", "huichuan")
    }
    entries = RegisterEntry.objects.exclude(unit__coverages__branch__state="filed")

    assert uncovered["stats"] == entries.count() > uncovered["honghua"] > 0
    assert uncovered["huichuan"] == entries.filter(region_code__startswith="520303").count()


def exported(client, address, **query):
    """The rows of the workbook's table, and what its facts say about their number."""
    answer = client.get(address, query | {"export": "xlsx"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)), read_only=True)
    sheets = [list(sheet.values) for sheet in book]
    said = next(row[1] for sheet in sheets for row in sheet if row and row[0] == "行数")
    return sheets, said


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("uncovered_list", {"kind": "park"}), ("uncovered_list", {}), ("branch_list", {"kind": "rural"}),
        ("region_list", {"level": "township"}),
    ],
)  # fmt: skip
def test_an_export_holds_exactly_the_rows_shown_with_their_count(client, full, name, query):
    enter(client, full.stats)
    page = client.get(reverse(name), query).context["page"]
    names = sorted(str(getattr(row, "name", row)) for row in page.paginator.object_list)

    sheets, said = exported(client, reverse(name), **query)

    assert said == str(len(names)) != "0"
    cells = sorted(row[0] for sheet in sheets for row in sheet if row and row[0] in set(names))
    assert cells == names


def test_an_export_of_a_figure_holds_its_rows(client, full):
    enter(client, full.stats)
    figure, _count = listed(client, "C5", CODE)

    assert exported(client, reverse("figure_rows", args=["C5"]), row=CODE)[1] == str(figure.n)


# Who may see and change what


def published_quarter():
    report = QuarterReport.objects.create(
        city_code=CODE, quarter="2026Q2", state="published", requested_at=NOW,
        header={"rows": [{"code": CODE, "name": "遵义市"}], "definitions": [{"id": "C1", "title": "乡镇科协组织覆盖率"}]},
    )  # fmt: skip
    FigureRow.objects.create(quarter_report=report, indicator="C1", row_code=CODE, n=2, total=3, ratio="0.6666666667")
    return report


def test_the_figures_of_a_published_quarter_are_those_printed(client, city):
    report = published_quarter()
    address = reverse("quarter_figures", args=[report.public_id])

    page = enter(client, city.huichuan).get(address, {"q": "c1"}).content.decode()
    assert "乡镇科协组织覆盖率" in page
    assert "66.7%" in page
    assert enter(client, city.worker).get(address).status_code == 403
    QuarterReport.objects.update(state="reviewing")
    assert enter(client, city.stats).get(address).status_code == 404
    QuarterReport.objects.update(state="published", city_code="5201")
    assert client.get(address).status_code == 404


READERS = {"stats": 200, "leader": 200, "official": 200, "honghua": 200, "worker": 403, "system": 403}


@pytest.mark.parametrize("name", ["target_list", "area_list", "region_list", "uncovered_list", "quality_overview"])
def test_standards_are_read_by_everybody_at_a_desk(client, city, name):
    assert {who: enter(client, city.actors[who]).get(reverse(name)).status_code for who in READERS} == READERS


TARGET = {"indicator": "C1", "comparison": "at_least", "percent": "50", "basis": "按组织", "start_on": "2026-11-02",
          "source": "1号", "region_code": ""}  # fmt: skip
AREA = {"name": "高新区", "code": "GXQ", "region_codes": "520302001", "start_on": "2026-11-02", "document": "1号"}
DIVISION = {"code": "520302101", "name": "巷口街道", "on": "2026-11-02", "document": "1号"}
ADDED = {"code": "520302103", "name": "新镇", "on": "2026-11-02", "document": "1号"}
CHANGES = {
    "target_list": ([], TARGET, lambda: Target.objects.filter(indicator="C1").exists()),
    "area_list": ([], AREA, ReportingArea.objects.exists),
    "region_detail": (["520302101"], DIVISION, lambda: Region.objects.filter(name="巷口街道").exists()),
    "region_new": ([], ADDED, lambda: Region.objects.filter(name="新镇").exists()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_standards_are_changed_by_statistics_staff_and_leaders_of_the_city(client, city, name):
    arguments, fields, is_done = CHANGES[name]
    address = reverse(name, args=arguments)
    for who in (city.official, city.honghua_head, city.worker):
        assert enter(client, who).post(address, fields).status_code == 403
    assert not is_done()

    assert enter(client, city.leader).post(address, fields).status_code == 302
    assert is_done()


@pytest.mark.parametrize("name", CHANGES)
def test_a_standard_that_cannot_be_is_refused_beside_its_form(client, city, name):
    arguments, fields, _is_done = CHANGES[name]
    address = reverse(name, args=arguments)
    enter(client, city.stats).post(address, fields)

    answer = client.post(address, fields)

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_targets_and_areas_are_ended_on_their_page(client, city):
    target, area = aim(city), make_area(city)
    ends = (reverse("target_end", args=[target.pk]), reverse("area_end", args=["GXQ"]))
    for address in ends:
        assert enter(client, city.official).post(address, {"end_on": "2026-11-02"}).status_code == 403
        assert enter(client, city.stats).post(address, {"end_on": "2026-11-02"}, follow=True).status_code == 200

    target.refresh_from_db()
    area.refresh_from_db()
    assert target.end_on == area.end_on == TODAY
    assert "这个目标已经终止。" in client.post(ends[0], {"end_on": "2026-11-02"}, follow=True).content.decode()
    assert "有效的日期" in client.post(ends[1], {"end_on": "哪天"}, follow=True).content.decode()


def test_targets_and_areas_of_another_city_are_not_found(client, city):
    target = aim(city)
    Target.objects.filter(pk=target.pk).update(region_code="520102")
    make_area(city)
    ReportingArea.objects.update(city_code="5201")
    enter(client, city.stats)

    for address in (reverse("target_end", args=[target.pk]), reverse("area_end", args=["GXQ"])):
        assert client.post(address, {"end_on": "2026-11-02"}).status_code == 404


def test_an_areas_own_target_is_set_and_shown_on_the_page(client, city):
    make_area(city)

    page = enter(client, city.stats).post(reverse("target_list"), TARGET | {"region_code": "GXQ"}, follow=True)

    assert Target.objects.get(indicator="C1").region_code == "GXQ"
    assert "GXQ开发区" in [one["place"] for one in page.context["targets"]]


def test_a_divisions_page_tells_its_story_even_after_its_end(client, city):
    actions.register_regions(CODE, as_of=BEGINNING, by=city.stats)
    change(city, "520302102", "520302101", "巷口镇")
    enter(client, city.stats)

    ended = client.get(reverse("region_detail", args=["520302102"]))
    assert "520302101" in ended.content.decode()
    assert "记录变更" not in ended.content.decode()
    assert "记录变更" in client.get(reverse("region_detail", args=["520302101"])).content.decode()
    for code in ("520102", "5203029", "0"):
        assert client.get(reverse("region_detail", args=[code])).status_code == 404
    assert enter(client, city.huichuan).get(reverse("region_detail", args=["520302101"])).status_code == 404


# Queries


def some(numbers):
    """A row of everything the desk lists for each number."""
    for n in numbers:
        unit = Unit.objects.create(kind="enterprise", name=f"企业{n}", region_code="520302")
        on_register(unit)
        Unit.objects.create(kind="park", name=f"园区{n}", region_code="520302")
        branch = branch_over(name=f"科协{n}", kind="enterprise", term_ends_on=None, approval_document="")
        Coverage.objects.create(branch=branch, token=f"企业{n}厂")
        RegisterEdition.objects.create(city_code=CODE, kind="park", name="名录", as_of=BEGINNING - timedelta(days=n))
        QuarterReport.objects.create(
            city_code=CODE, quarter=f"20{10 + n // 4}Q{n % 4 + 1}", state="published", requested_at=NOW
        )
        Target.objects.create(indicator="C1", region_code=f"5203{n:02}", comparison="at_least", value=1, basis="",
                              start_on=BEGINNING, source="")  # fmt: skip
        ReportingArea.objects.create(
            code=f"QU{n:02}", name=f"区{n}", city_code=CODE, region_codes=[], start_on=BEGINNING
        )


LISTS = [
    *((name, []) for name in (
        "desk", "branch_list", "live_coverage", "uncovered_list", "quality_overview", "matching_desk", "register_list",
        "import_list", "quarter_list", "target_list", "area_list", "region_list",
    )),
    *(("figure_rows", [indicator]) for indicator in ("W2.enterprise", "C11")),
    *(("quality_list", [key]) for key in ("unmatched", "no-term", "no-code", "activities")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), LISTS)
def test_a_list_takes_the_same_few_queries_with_one_row_and_with_forty(client, city, name, arguments):
    enter(client, city.stats)
    address = reverse(name, args=arguments)
    some(range(1))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    some(range(1, 40))
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    # The desk gathers what every floor has to tell, the figures every grain; a list asks for itself alone.
    assert len(many) == len(few) <= {"desk": 20, "live_coverage": 18}.get(name, 12)


def test_the_missing_rows_of_a_figure_take_few_queries(client, full, django_assert_max_num_queries):
    enter(client, full.stats)
    address = reverse("figure_rows", args=["W2.enterprise"])
    client.get(address)

    with django_assert_max_num_queries(12):
        client.get(address, {"show": "missing", "row": "520302", "q": "enterprise"})


# What waits


def test_the_desk_shows_waiting_reviews_with_their_days_the_late_ones_marked(client, city, time_machine):
    submitted(city)
    enter(client, city.honghua)
    page = client.get(reverse("desk"))
    assert [(one.title, one.step, one.due_on) for one in page.context["waiting"]] == [
        ("甲企业科协", "初审", date(2026, 11, 16)),
    ]
    assert "11月16日前" in page.content.decode()
    assert "已超期" not in page.content.decode()

    for day, mark in ((16, "今天到期"), (17, "已超期")):
        client.logout()
        time_machine.move_to(datetime(2026, 11, day, 4, tzinfo=UTC))
        assert mark in enter(client, city.honghua).get(reverse("desk")).content.decode()


def test_the_desk_shows_what_this_office_decides_only(client, city):
    submitted(city)
    actions.register_regions(CODE, as_of=BEGINNING, by=city.stats)
    actions.request_quarter(CODE, Quarter.parse("2026Q3"), by=city.stats, now=NOW)

    waiting = {
        who: [one.step for one in enter(client, city.actors[who]).get(reverse("desk")).context["waiting"]]
        for who in ("honghua", "huichuan", "honghua_head", "stats", "worker")
    }

    assert waiting == {
        "honghua": ["确认本地区数据", "初审"], "huichuan": ["确认本地区数据"], "honghua_head": ["确认本地区数据"],
        "stats": ["2 个区（市、县）未确认"], "worker": [],
    }  # fmt: skip


def test_the_desk_tells_whose_turn_a_report_is(client, city):
    actions.register_regions(CODE, as_of=BEGINNING, by=city.stats)
    report = actions.request_quarter(CODE, Quarter.parse("2026Q3"), by=city.stats, now=NOW)

    def waiting():
        asked = ("stats", "official", "leader", "honghua")
        seen = {who: enter(client, city.actors[who]).get(reverse("desk")).context["waiting"] for who in asked}
        return {who: [(one.step, one.due_on) for one in found] for who, found in seen.items() if found}

    due = date(2026, 11, 9)
    assert waiting() == {"stats": [("2 个区（市、县）未确认", due)], "honghua": [("确认本地区数据", due)]}
    for row in report.confirmations.all():
        actions.confirm_county(
            row, note="x", by=city.honghua if row.region_code == "520302" else city.huichuan, now=NOW
        )
    assert waiting() == {"official": [("复核", None)], "leader": [("复核", None)]}
    actions.review_quarter(report, by=city.official, now=NOW)
    assert waiting() == {"leader": [("签发", None)]}
