"""The one search: what is found, by whom, in which order, and at what cost."""

import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.ground import finding, grams, search
from portal.ground.models import SearchEntry
from tests.factories.entries import DAY, entry, many

pytestmark = pytest.mark.django_db


def found(asked, *, audiences=(search.PUBLIC,), on=DAY, **more):
    results = finding.find(asked, audiences=audiences, on=on, **more)
    return [one.title for one in results.entries]


def test_a_name_of_two_signs_and_a_word_in_mid_sentence_are_found():
    entry("王明")
    entry("通知", "请各学会于月底前报送喀斯特地貌调查表")

    assert found("王明") == ["王明"]
    assert found("喀斯特") == ["通知"]
    assert found("明") == ["王明"]


def test_all_that_was_asked_must_be_said():
    entry("市物理学会")
    entry("市化学会")

    assert found("物理 学会") == ["市物理学会"]
    assert found("物理 化学") == []
    assert found("％'\"\\ --") == []


def test_titles_come_first_then_the_newest():
    entry("旧闻", "地质公园", start_on=DAY - timedelta(3))
    entry("新闻", "地质公园", start_on=DAY)
    entry("地质学会", start_on=DAY - timedelta(900))

    assert found("地质") == ["地质学会", "新闻", "旧闻"]


def test_what_a_reader_may_not_see_is_neither_listed_nor_counted():
    entry("地质学会")
    entry("地质学会内部通报", audience="organisation:7")
    entry("地质学会会员通讯", audience=search.SIGNED_IN)

    assert found("地质") == ["地质学会"]
    results = finding.find("地质", audiences=[search.PUBLIC], on=DAY)
    assert (results.total, results.counts, results.is_more) == (1, {"branch": 1}, False)
    assert len(found("地质", audiences=[search.PUBLIC, search.SIGNED_IN, "organisation:7"])) == 3


def test_it_is_found_from_its_first_day_until_its_last():
    entry("地质学会", start_on=DAY, end_on=DAY + timedelta(2))

    assert [len(found("地质", on=DAY + timedelta(day))) for day in (-1, 0, 1, 2)] == [0, 1, 1, 0]


def test_pages_and_tabs_agree_with_the_counts():
    for number in range(45):
        entry(f"地质{number}", kind="branch" if number < 25 else "post")

    pages = [
        finding.find("地质", audiences=[search.PUBLIC], on=DAY, kind="branch", page=page) for page in (1, 2, 3, -4)
    ]

    assert [len(page.entries) for page in pages] == [20, 5, 0, 20]
    assert [page.is_more for page in pages] == [True, False, False, True]
    assert {page.total for page in pages} == {25}
    assert pages[0].counts == {"branch": 25, "post": 20}
    assert not {one.pk for one in pages[0].entries} & {one.pk for one in pages[1].entries}


def test_it_takes_as_many_queries_whatever_is_found():
    entry("地质学会")
    with CaptureQueriesContext(connection) as few:
        found("地质")
    for number in range(60):
        entry(f"地质{number}", f"地质{number}")
    with CaptureQueriesContext(connection) as more:
        found("地质")

    assert len(few) == len(more) == 3


@pytest.fixture
def hundred_thousand(db):
    many(100_000)


def plan_of(sql, wanted):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql, {"grams": wanted, "audiences": ["public"], "on": DAY, "kind": "", "most": 21})
        return "\n".join(row[0] for row in cursor.fetchall())


def test_among_a_hundred_thousand_the_index_answers(hundred_thousand):
    rare = SearchEntry.objects.get(thing_id="5001").title[:3]
    common = "科学技术协会"
    assert "search_by_grams" in plan_of(finding.SAMPLE, grams.of_query(rare))
    assert "search_newest" in plan_of(finding.NEWEST, grams.of_query(common))

    start = time.perf_counter()
    assert SearchEntry.objects.get(thing_id="5001").title in found(rare)
    results = finding.find(common, audiences=[search.PUBLIC], on=DAY)
    taken = time.perf_counter() - start

    assert (results.total, results.counts, results.is_more) == (None, None, True)
    days = [one.start_on for one in results.entries]
    assert days == sorted(days, reverse=True)
    assert days[0] == date(2025, 12, 13)
    assert taken < 2
    of_kind = finding.find(common, audiences=[search.PUBLIC], on=DAY, kind="person", page=3)
    assert {one.kind for one in of_kind.entries} == {"person"}
    assert {one.audience for one in of_kind.entries} == {"public"}

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_by_grams")
    assert "Seq Scan" in plan_of(finding.SAMPLE, grams.of_query(rare))
