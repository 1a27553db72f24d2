"""名单比对: members, former members, nobody known and people who cannot be told apart; and its page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.ground.errors import Refused
from portal.ground.models import JournalEntry
from societies import comparing_names
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


@pytest.fixture
def society(city, time_machine):
    time_machine.move_to(NOW)
    society = factory.society(city)
    regular = society.organisation.member_classes.get(code="regular")
    for number, name, end_on in (
        (1, "田春兰", None),
        (2, "王强", None),
        (3, "王强", None),
        (4, "李明", date(2021, 1, 1)),
    ):
        societies.member(society, factory.person(number, name=name).person, member_class=regular, end_on=end_on)
    other = factory.society(city, code="B01", name="遵义市化学会")
    societies.member(
        other, factory.person(5, name="赵云").person, member_class=other.organisation.member_classes.get(code="regular")
    )
    return society


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("田春兰", "member"), ("  田春兰，13900000001", "member"), ("田春兰 13900000009", "unknown"), ("王强", "ambiguous"),
        ("王强\t13900000003", "member"), ("王强 a060010002m", "member"), ("田春兰 A060010002M", "unknown"),
        ("李明", "former"), ("赵云", "unknown"), ("孙某", "unknown"),
    ],
)  # fmt: skip
def test_a_line_is_what_the_societys_own_members_say(society, line, outcome):
    found = comparing_names.compare(society.organisation, comparing_names.read(f"\n{line}\n\n"), on=TODAY)

    assert [one.outcome for one in found] == [outcome]


def test_a_list_that_is_too_long_is_refused():
    with pytest.raises(Refused, match="一次最多比对 5000 人"):
        comparing_names.read("某\n" * 5001)


def test_the_page_compares_and_exports(client, city, society):
    enter(client, city.assistant)
    address = reverse("name_comparison", args=["A06"])
    names = {"names": "田春兰\n王强\n李明\n孙某"}
    page = client.post(address, names)
    assert [count for _words, count in page.context["counts"]] == [1, 1, 1, 1]
    assert JournalEntry.objects.get(verb="roster.compared").detail == {"rows": 4}
    workbook = client.post(address, names | {"export": "1"})
    assert workbook["Content-Type"].endswith("spreadsheetml.sheet")
    workbook.getvalue()
    assert "请粘贴名单。" in client.post(address, {"names": ""}).content.decode()


def test_comparing_takes_the_same_few_queries_however_long(society):
    def asked(text):
        with CaptureQueriesContext(connection) as queries:
            comparing_names.compare(society.organisation, comparing_names.read(text), on=TODAY)
        return len(queries)

    assert asked("田春兰") == asked("田春兰\n王强\n李明\n" * 50) <= 4


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Anna Schmidt\t13900000001", ("Anna Schmidt", "13900000001", "")),
        ("韦春兰 13900000001、A060010001M", ("韦春兰", "13900000001", "A060010001M")),
        ("韦春兰\t\tA060010001M", ("韦春兰", "", "A060010001M")),
    ],
)
def test_a_line_of_a_table_is_told_apart_by_its_tabs(line, read):
    assert comparing_names.read(line) == [read]


@pytest.mark.parametrize("cell", ["#N/A", "_xD800_"])
def test_a_line_that_cannot_be_read_is_named(cell):
    with pytest.raises(Refused, match="第 2 行："):
        comparing_names.read(f"韦春兰\n{cell}")
