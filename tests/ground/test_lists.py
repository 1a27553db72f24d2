"""The one list: filters kept, sorting by what is allowed, pages, and an export of everything that was found."""

import csv
from codecs import BOM_UTF8
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Person, Unit
from portal.ground import lists
from portal.ground.lists import PER_PAGE, Column, Listing, list_page
from portal.ground.models import JournalEntry
from portal.ground.sheets import cells
from tests.entering import enter

pytestmark = pytest.mark.django_db
MANY = 40
FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def firms(count, start=0):
    return Unit.objects.bulk_create(
        Unit(kind="enterprise", name=f"企业{number:03}", region_code="520302") for number in range(start, start + count)
    )


class Finder:
    """A look-up that remembers how many rows it was asked for, each time."""

    def __init__(self):
        self.asked = []

    def __call__(self, rows):
        self.asked.append(len(rows))
        return {row.pk: row.name[-3:] for row in rows}


def listing(city, query="", *, finder=None, **options):
    request = HttpRequest()
    request.GET, request.actor = QueryDict(query), city.official
    columns = (
        Column("名称", lambda unit: unit.name, "name"),
        Column("地区", lambda unit: unit.region_code),
        Column("建立", lambda unit: date(2026, 1, 1), kind="date"),
        Column("号", lambda unit, known: known[unit.pk], lookup=finder or Finder()),
    )
    return Listing(request, Unit.objects.order_by("pk"), columns, name="单位", **options)


def names(shown):
    return [line.cells[0].value for line in shown.lines]


def exported(response):
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def exported_at_once(shown):
    response = shown.export("xlsx")
    book = exported(response)
    response.close()
    return book


def units(client, city, **query):
    return enter(client, city.official).get(reverse("unit_list"), query)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [("", "企业000", "企业002"), ("sort=name", "企业000", "企业002"), ("sort=-name", "企业002", "企业000")],
)
def test_a_list_is_sorted_as_asked(city, query, first, last):
    firms(3)

    shown = names(listing(city, query))

    assert (shown[0], shown[-1]) == (first, last)


@pytest.mark.parametrize("sort", ["region_code", "-pk", "people__password", "--name", "name,pk", "?", "\x00"])
def test_a_list_is_sorted_by_nothing_its_columns_do_not_allow(city, sort):
    firms(3)

    shown = listing(city, f"sort={sort}")

    assert shown.sorting == ""
    assert names(shown) == ["企业000", "企业001", "企业002"]


def test_heads_ask_for_the_other_direction(city):
    def head(query):
        first, second, *_rest = listing(city, query).heads
        return first.sort, first.direction, second.sort

    assert [head(query) for query in ("", "sort=name", "sort=-name")] == [
        ("name", "", ""), ("-name", "up", ""), ("name", "down", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "count"), [("1", PER_PAGE), ("2", MANY - PER_PAGE), ("99", MANY - PER_PAGE), ("0", 10), ("x", PER_PAGE)]
)
def test_a_page_that_does_not_exist_is_the_nearest_that_does(city, page, count):
    firms(MANY)

    assert len(names(listing(city, f"page={page}"))) == count


def test_every_row_stands_on_one_page_only(city):
    firms(MANY)
    Unit.objects.update(ownership="private")

    pages = [names(listing(city, f"sort=name&page={page}", per_page=7)) for page in range(1, 7)]

    assert [name for page in pages for name in page] == sorted(Unit.objects.values_list("name", flat=True))


def test_what_a_column_looks_up_is_looked_up_once_a_page(city):
    firms(MANY)
    finder = Finder()

    shown = listing(city, "page=2", finder=finder)

    assert [line.cells[3].value for line in shown.lines][-1] == "039"
    assert finder.asked == [MANY - PER_PAGE]


def test_an_export_looks_up_once_for_all_its_rows(city):
    firms(MANY)
    finder = Finder()

    book = exported_at_once(listing(city, finder=finder))

    assert book["单位"].cell(MANY + 2, 4).value == "039"
    assert finder.asked == [MANY]


def test_an_export_holds_all_filtered_rows_in_their_order_and_says_how_many(client, city):
    firms(MANY)
    firms(1, start=500)

    book = exported(units(client, city, q="企业0", sort="-name", page="2", export="xlsx"))

    sheet = book["单位"]
    assert [sheet.cell(row, 1).value for row in (2, 3, MANY + 2)] == ["名称", "企业039", "企业000"]
    assert sheet.cell(MANY + 3, 1).value == f"共 {MANY} 行"
    cover = {row[0]: row[1] for row in book["封面"].iter_rows(values_only=True, max_col=2) if row[0]}
    assert (cover["行数"], cover["条件"]) == (str(MANY), "q=企业0；sort=-name")
    assert "5203科协" in cover


def test_an_export_is_written_into_the_journal(client, city):
    firms(3)

    exported(units(client, city, q="企业", export="xlsx"))

    entry = JournalEntry.objects.get(verb="list.exported")
    assert (entry.person, entry.thing_id, entry.detail["rows"]) == (city.official.person, "单位", 3)
    assert "export=xlsx" in entry.detail["query"]


def test_an_export_of_nothing_says_so(client, city):
    book = exported(units(client, city, q="没有这家", export="xlsx"))

    assert book["单位"]["A3"].value == "共 0 行"


def test_an_export_keeps_text_text(city):
    Unit.objects.create(kind="enterprise", name="=1+1", region_code="520302")

    cell = exported_at_once(listing(city))["单位"]["A3"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def table_of(response):
    """The lines of a CSV answer, its mark of Unicode looked at."""
    content = b"".join(response.streaming_content)
    assert content.startswith(BOM_UTF8)
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_a_table_in_plain_text_holds_all_filtered_rows_in_their_order_and_says_how_many(client, city):
    firms(MANY)
    firms(1, start=500)

    response = units(client, city, q="企业0", sort="-name", page="2", export="csv")

    head, *lines, last = table_of(response)
    assert response.headers["Content-Type"].startswith("text/csv")
    assert ".csv" in response.headers["Content-Disposition"]
    assert head[0] == "名称"
    assert [lines[0][0], lines[-1][0], len(lines)] == ["企业039", "企业000", MANY]
    assert last == [f"共 {MANY} 行"]
    assert JournalEntry.objects.get(verb="list.exported").detail["rows"] == MANY


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@甲", "＝1", "＋1", "－1", "＠甲", "'=1", "'引号", '甲，乙"丙', "𠮷野"]
)
def test_a_cell_of_a_plain_table_runs_nothing_and_is_read_back_as_it_was(city, name):
    Unit.objects.create(kind="enterprise", name=name, region_code="520302")

    response = listing(city).export("csv")
    _head, line, _count = table_of(response)
    response.close()

    assert not line[0].startswith(FORMULAS)
    assert cells.text(line[0]) == name  # as the import reads it


def test_a_plain_table_is_refused_without_the_right_to_it(city):
    with pytest.raises(PermissionDenied):
        listing(city, "export=csv", may_export=False).export("csv")

    assert not JournalEntry.objects.exists()


def test_an_export_is_refused_without_the_right_to_it(city):
    firms(1)
    request = listing(city, "export=xlsx").request

    with pytest.raises(PermissionDenied):
        list_page(request, "members/unit_list.html", Unit.objects.all(), (), name="单位", may_export=False)

    assert not JournalEntry.objects.exists()


def test_an_export_is_refused_to_whoever_may_not_see_the_list(client, city):
    response = enter(client, city.audit).get(reverse("unit_list"), {"export": "xlsx"})

    assert response.status_code == 403
    assert not JournalEntry.objects.exists()


def test_the_links_of_a_list_keep_its_filters(client, city):
    firms(MANY)

    page = units(client, city, q="企业", kind="enterprise", sort="name").content.decode()

    assert 'value="企业"' in page
    for link in ("sort=-name", "page=2", "export=xlsx", "export=csv"):
        found = [part.split('"')[0] for part in page.split('href="') if link in part.split('"')[0]]
        assert found, link
        assert all("q=%E4%BC%81%E4%B8%9A" in address and "kind=enterprise" in address for address in found), found


@pytest.mark.parametrize("query", [{"kind": "nonsense"}, {"page": "-1"}, {"sort": "'"}, {"export": "pdf"}])
def test_a_list_answers_whatever_is_typed_into_its_address(client, city, query):
    firms(1)

    assert units(client, city, **query).status_code == 200


def test_an_address_with_a_nul_in_it_is_refused_and_not_looked_for(client, city):
    enter(client, city.official)

    for address in ("/desk/units/?q=%00", "/desk/units/%00/", "/branches/a%00/"):
        response = client.get(address)
        assert response.status_code == 400, address
        assert "请返回上一页重新操作" in response.content.decode()


def test_a_list_takes_the_same_queries_with_one_row_and_with_many(client, city, django_assert_num_queries):
    firms(1)
    units(client, city)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("unit_list"))
    firms(MANY - 1, start=1)

    with django_assert_num_queries(len(few)):
        client.get(reverse("unit_list"))


def test_a_long_list_is_counted_no_further_than_anybody_turns_pages(client, city, monkeypatch):
    monkeypatch.setattr(lists, "MOST_COUNTED", MANY)
    firms(MANY)
    assert f"共 {MANY} 条，" in units(client, city).content.decode()
    firms(1, start=MANY)

    shown = listing(city, "page=99", per_page=7)

    assert f"共 {MANY} 条以上" in units(client, city).content.decode()
    assert (shown.page.paginator.count, shown.page.paginator.is_more) == (MANY, True)


def test_a_far_page_shows_its_rows_in_order(city, monkeypatch):
    monkeypatch.setattr(lists, "NEAR", 1)
    firms(MANY)

    pages = [names(listing(city, f"sort=-name&page={page}", per_page=7)) for page in range(1, 7)]

    assert [name for page in pages for name in page] == sorted(
        Unit.objects.values_list("name", flat=True), reverse=True
    )


def test_what_was_typed_is_looked_for_once_and_its_count_kept_nowhere(city, client, django_assert_max_num_queries):
    firms(MANY)
    shown = units(client, city, q="企业0")

    assert shown.context["page"].paginator.count == MANY
    assert [line.row.name for line in shown.context["listing"].lines] == [f"企业{n:03}" for n in range(PER_PAGE)]
    with CaptureQueriesContext(connection) as queries:
        units(client, city, q="企业0", page=2)
    assert sum("name_grams" in query["sql"] for query in queries) == 1
    assert shown.context["listing"]._count_name == ""


def test_rows_without_what_they_are_sorted_by_come_after_the_others_page_by_page(city, django_assert_num_queries):
    firm, other = firms(2)
    people = [Person(username=f"w{number}", name="某某", unit=(firm, None, other)[number % 3]) for number in range(9)]
    Person.objects.bulk_create(people)

    def page(number):
        request = HttpRequest()
        request.GET, request.actor = QueryDict(f"sort=unit__name&page={number}"), city.official
        columns = (Column("单位", lambda person: person.unit and person.unit.name, "unit__name"),)
        rows = Person.objects.filter(username__startswith="w", name="某某").select_related("unit")
        return Listing(request, rows, columns, name="人员", per_page=4)

    shown = [[line.cells[0].value for line in page(number).lines] for number in (1, 2, 3)]
    with django_assert_num_queries(2):  # the count, and the rows that have a unit
        list(page(1).lines)

    assert [name for names in shown for name in names] == [firm.name] * 3 + [other.name] * 3 + [None] * 3
