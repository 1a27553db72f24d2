"""The directory and a society's own page: what everybody sees, in as many queries however much there is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Admission, Office
from portal.ground.dates import today
from societies import reports
from tests.factories import societies

pytestmark = pytest.mark.django_db
DIRECTORY = reverse("society_directory")


def page_of(client, **asked):
    return client.get(DIRECTORY, asked).content.decode()


def test_the_directory_finds_by_name_discipline_field_and_admission(client):
    societies.society("遵义市桥梁学会", "B01", field="engineering", disciplines=["岩土工程"])
    societies.society("遵义市护理学会", "D01", field="medicine", disciplines=["护理学"], is_open=False)

    assert "桥梁学会" in page_of(client)
    assert "护理学会" in page_of(client)
    assert "护理学会" not in page_of(client, q="岩土")
    assert "桥梁学会" not in page_of(client, field="medicine")
    assert "护理学会" not in page_of(client, joining="open")
    assert "桥梁学会" not in page_of(client, discipline="护理学")
    assert "没有符合条件的学会" in page_of(client, q="天文")
    assert "护理学会" not in page_of(client, q="桥梁", view="list")


def test_the_directory_leaves_out_what_was_dissolved_or_is_yet_to_be(client):
    societies.society("昨天注销的学会", "A01", dissolved_on=today())
    societies.society("明天成立的学会", "A02", founded_on=today() + timedelta(days=1))

    page = page_of(client)
    assert "昨天注销" not in page
    assert "明天成立" not in page


@pytest.mark.parametrize("view", ["", "list"])
def test_the_directory_takes_the_same_queries_however_long(client, view):
    def some(letter, count):
        for number in range(count):
            society = societies.society(f"学会{letter}{number}", f"{letter}{number:02}", disciplines=[f"学科{number}"])
            societies.member(society, member_class=societies.member_class(society))

    some("A", 1)
    page_of(client, view=view)
    with CaptureQueriesContext(connection) as few:
        page_of(client, view=view)
    some("B", 25)
    with CaptureQueriesContext(connection) as many:
        page_of(client, view=view)

    assert len(many) == len(few) <= 6


def test_a_society_page_says_what_it_is_who_leads_it_and_how_to_join(client):
    society = societies.society("遵义市桥梁学会", "B01", introduction="研究桥梁。", scope="学术交流。", phone="0851-1")
    regular = societies.member_class(society, conditions="从事桥梁工作。", yearly_dues=50)
    societies.officer(society, Office.Title.PRESIDENT, name="石建国")
    societies.officer(society, name="谢春燕", end_on=today())
    societies.member(society, member_class=regular)
    address = reverse("society_page", args=["B01"])

    page = client.get(address).content.decode()

    assert all(text in page for text in ("研究桥梁。", "石建国", "从事桥梁工作。", "学术交流。", "0851-1"))
    assert "谢春燕" not in page
    assert reverse("society_join", args=["B01"]) in page
    assert f'<link rel="canonical" href="http://testserver{address}">' in page
    assert 'property="og:title" content="遵义市桥梁学会"' in page


def test_a_society_page_takes_the_same_queries_however_many_members(client):
    society = societies.society()
    regular = societies.member_class(society)
    societies.officer(society, Office.Title.PRESIDENT)
    societies.member(society, member_class=regular)
    address = reverse("society_page", args=[society.code])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _number in range(20):
        societies.member(society, member_class=regular)
    societies.officer(society, Office.Title.ASSISTANT)
    societies.member_class(society, "senior", name="高级会员")
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few) <= 8


def test_a_society_that_does_not_admit_has_no_button_and_a_dissolved_one_says_so(client):
    closed = societies.society("甲学会", "A01", is_open=False)
    Admission.objects.filter(pk=closed.pk).update(words="换届期间暂停受理。")
    societies.society("乙学会", "A02", dissolved_on=date(2026, 1, 1))

    page = client.get(reverse("society_page", args=["A01"])).content.decode()
    assert "加入本学会" not in page
    assert "换届期间暂停受理。" in page
    page = client.get(reverse("society_page", args=["A02"])).content.decode()
    assert "2026年1月1日注销" in page
    assert "加入本学会" not in page
    assert client.get(reverse("society_page", args=["A03"])).status_code == 404


def test_members_are_counted_on_the_day_by_class_and_over_the_quarters():
    society = societies.society()
    regular, senior = (
        societies.member_class(society),
        societies.member_class(society, "senior", name="高级会员", order=2),
    )
    societies.member(society, member_class=regular, start_on=date(2025, 1, 1), end_on=date(2026, 1, 1))
    societies.member(society, member_class=regular, start_on=date(2026, 6, 30))
    societies.member(society, member_class=senior, start_on=date(2026, 7, 1))
    day = date(2026, 8, 1)

    assert reports.by_class(society.organisation, on=day) == [("普通会员", 1), ("高级会员", 1)]
    assert reports.headcounts([society.pk], on=date(2025, 12, 31)) == {society.pk: 1}
    by_quarter = {str(quarter): (at, count) for quarter, at, count in reports.by_quarter(society.organisation, on=day)}
    assert len(by_quarter) == 12
    assert by_quarter["2026Q3"] == (day, 2)
    assert by_quarter["2026Q2"] == (date(2026, 6, 30), 1)
    assert by_quarter["2025Q4"] == (date(2025, 12, 31), 1)
    assert by_quarter["2024Q4"][1] == 0
