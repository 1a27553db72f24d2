from datetime import date

import pytest

from portal.ground.dates import Quarter, months_before


def test_quarter_knows_its_days():
    quarter = Quarter.parse("2026Q3")

    assert (quarter.first_day, quarter.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    assert str(Quarter.parse("2026q1").before()) == "2025Q4"


@pytest.mark.parametrize("text", ["2026", "2026Q5", "26Q1", "", "2026-Q1"])
def test_quarter_refuses_other_writings(text):
    with pytest.raises(ValueError, match="2026Q3"):
        Quarter.parse(text)


def test_months_before_keeps_to_the_end_of_a_month():
    assert months_before(date(2026, 9, 30), 12) == date(2025, 9, 30)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
