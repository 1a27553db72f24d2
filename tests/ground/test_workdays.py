"""Working days against an independent calendar, in years not yet arranged, and as the desk records them."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from portal.ground import workdays
from portal.ground.errors import Refused
from portal.ground.models import CalendarDay, JournalEntry
from tests.racing import AT_ONCE, at_once

DAY = timedelta(days=1)
YEARS = (2024, 2025, 2026)


@pytest.fixture
def shipped(db):
    """The arrangements that come with the portal, and nothing else."""
    CalendarDay.objects.all().delete()
    CalendarDay.objects.bulk_create(CalendarDay(**fields) for fields in workdays.shipped())


def declare(city, first, last, *, is_working=False, name="春节"):
    return workdays.declare(first, last, is_working=is_working, name=name, by=city.leader)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_the_shipped_years_is_what_another_calendar_says(shipped, year):
    days = [date(year, 1, 1) + DAY * number for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]

    working = [day for day in days if workdays.after(day - DAY, 1) == day]

    assert working == [day for day in days if chinese_calendar.is_workday(day)]


@pytest.mark.parametrize("count", [1, 5, 20, 90, 250])
def test_after_counts_as_many_working_days_as_another_calendar(shipped, count):
    last = workdays.after(date(2025, 1, 10), count)

    assert len(chinese_calendar.get_workdays(date(2025, 1, 11), last)) == count
    assert chinese_calendar.is_workday(last)


def test_after_no_days_is_the_same_day_even_on_a_holiday(shipped):
    assert workdays.after(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_a_year_without_arrangement_counts_weekdays(shipped):
    friday_before_national_day = date(2027, 10, 1)

    assert workdays.after(friday_before_national_day - DAY, 1) == friday_before_national_day
    assert workdays.after(friday_before_national_day, 1) == date(2027, 10, 4)
    assert [workdays.unknown_year(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [None, 2027]


@pytest.mark.django_db
def test_declare_makes_days_free_and_weekends_working(city):
    declare(city, date(2027, 10, 1), date(2027, 10, 7), name="国庆节")
    declare(city, date(2027, 10, 9), date(2027, 10, 9), is_working=True, name="国庆节调休上班")

    assert workdays.after(date(2027, 9, 30), 1) == date(2027, 10, 8)
    assert workdays.after(date(2027, 10, 8), 1) == date(2027, 10, 9)
    assert workdays.unknown_year(date(2027, 1, 1)) is None
    assert JournalEntry.objects.filter(verb="calendar.declared", person=city.leader.person).count() == 2


@pytest.mark.django_db
def test_declare_replaces_what_was_said_of_the_days(city):
    declare(city, date(2027, 2, 5), date(2027, 2, 7))
    declare(city, date(2027, 2, 7), date(2027, 2, 7), is_working=True, name="春节调休上班")

    said = CalendarDay.objects.filter(day__year=2027).order_by("day").values_list("is_working", flat=True)
    assert list(said) == [False, False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "sentence"),
    [(date(2027, 1, 31), "结束日期不能早于开始日期。"), (date(2027, 3, 3), "一次最多录入 30 天。")],
)
def test_declare_refuses_with_a_sentence(city, last, sentence):
    with pytest.raises(Refused, match=sentence):
        declare(city, date(2027, 2, 1), last)

    assert workdays.unknown_year(date(2027, 2, 1)) == 2027


@pytest.mark.django_db
def test_forget_makes_a_day_what_its_weekday_makes_it(city):
    declare(city, date(2027, 2, 5), date(2027, 2, 5))

    workdays.forget(date(2027, 2, 5), by=city.leader)

    assert workdays.after(date(2027, 2, 4), 1) == date(2027, 2, 5)
    with pytest.raises(Refused, match="这一天没有单独的安排。"):
        workdays.forget(date(2027, 2, 5), by=city.leader)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_same_days_declared_many_times_at_once_are_there_once(city):
    done, _refused = at_once(lambda: declare(city, date(2027, 2, 5), date(2027, 2, 11)))

    assert done == AT_ONCE
    assert CalendarDay.objects.filter(day__year=2027).count() == 7
