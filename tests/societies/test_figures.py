"""Figures about joining: what the funnel, the ages and the days to decide count; who sees them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from members import actions, reports
from members.models import Application
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
SPAN = {"first": date(2026, 1, 1), "last": TODAY}


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def many(city, society):
    """One application in every state; two decided after two and ten days."""
    factory.begun(society, factory.person(1))
    factory.submitted(society, factory.person(2))
    factory.passed(society, factory.person(3), city)
    factory.admitted(society, factory.person(4), city)
    actions.reject_application(factory.passed(society, factory.person(5), city), reason="x", by=city.general, now=NOW)
    actions.return_application(factory.submitted(society, factory.person(6)), remark="x", by=city.assistant, now=NOW)
    anna = factory.person(7)
    actions.withdraw_application(factory.submitted(society, anna), by=anna, now=NOW)
    ages = {4: 2, 5: 10, 2: 7, 3: 30}
    for number, days in ages.items():
        moment = NOW - timedelta(days=days)
        Application.objects.filter(person__username=f"p{number}").update(submitted_at=moment, begun_at=moment)
    return [society.pk]


def test_the_funnel_counts_how_far_applications_came(many):
    assert [count for _stage, count in reports.funnel(many, **SPAN)] == [7, 6, 3, 1]
    assert [count for _stage, count in reports.funnel(many, first=TODAY, last=TODAY)] == [3, 2, 0, 0]
    assert reports.outcomes(many, **SPAN) == {
        "draft": 1, "submitted": 2, "admitted": 1, "rejected": 1, "returned": 1, "withdrawn": 1,
    }  # fmt: skip


def test_ages_and_days_to_decide_are_those_of_the_rows(many):
    assert [count for _days, count in reports.ages(many, now=NOW)] == [0, 1, 0, 1]
    assert reports.days_to_decide(many, **SPAN) == {"count": 2, "median": 6.0, "p90": pytest.approx(9.2)}
    assert reports.days_to_decide(many, first=date(2025, 1, 1), last=date(2025, 1, 2))["median"] is None


def test_ages_put_every_day_into_one_bucket(society):
    application = factory.submitted(society, factory.person())
    for days, bucket in ((0, 0), (5, 0), (6, 1), (10, 1), (11, 2), (20, 2), (21, 3), (400, 3)):
        Application.objects.filter(pk=application.pk).update(submitted_at=NOW - timedelta(days=days))
        counts = [count for _days, count in reports.ages([society.pk], now=NOW)]
        assert counts == [int(number == bucket) for number in range(4)], days


def test_overdue_counts_reviews_past_their_day(many, society):
    assert reports.overdue(many, on=TODAY) == 0
    assert reports.overdue(many, on=date(2027, 1, 1)) == 2


def test_figures_are_seen_by_the_societys_officers_and_the_citys(client, city, many, time_machine):
    time_machine.move_to(NOW)
    factory.society(city, code="B01", name="遵义市化学会")
    address = reverse("admission_figures", args=["A06"])
    for who, status in {"general": 200, "assistant": 200, "official": 200, "B01-general": 404, "worker": 404}.items():
        assert enter(client, city.actors[who]).get(address).status_code == status
    text = enter(client, city.general).get(address, {"first": "2026-01-01"}).content.decode()
    assert "6.0 天" in text
    everywhere = reverse("all_admission_figures")
    for who, status in {"official": 200, "general": 403, "worker": 403}.items():
        assert enter(client, city.actors[who]).get(everywhere).status_code == status


def test_figures_take_few_queries(client, city, many, django_assert_max_num_queries):
    enter(client, city.official)
    client.get(reverse("all_admission_figures"))

    with django_assert_max_num_queries(14):
        client.get(reverse("all_admission_figures"))
