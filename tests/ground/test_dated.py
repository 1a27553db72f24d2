"""Values that hold from a day on: what ships, what was changed, what makes no sense."""

from datetime import date
from decimal import Decimal

import pytest

from portal.ground import dated
from portal.ground.errors import Refused
from portal.ground.models import DatedValue, JournalEntry
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once

KEY = "quarter.confirm-days"
TODAY = date(2026, 11, 2)
LATER = date(2027, 1, 1)


def change(city, number="7", *, start_on=LATER):
    return dated.change(KEY, Decimal(number), start_on=start_on, source="〔2026〕9号", by=city.leader, now=NOW)


def test_value_is_what_shipped_until_it_is_changed(city):
    assert dated.value(KEY, on=TODAY) == dated.kind_of(KEY).default == 5


def test_change_holds_from_its_day_on(city):
    change(city)

    assert [dated.value(KEY, on=day) for day in (TODAY, date(2026, 12, 31), LATER, date(2030, 1, 1))] == [5, 5, 7, 7]
    entry = JournalEntry.objects.get(verb="value.changed")
    assert (entry.detail["value"], entry.detail["start_on"]) == ("7", "2027-01-01")


def test_the_newest_change_holds_whatever_the_order_they_were_entered_in(city):
    change(city, "9", start_on=date(2027, 6, 1))
    change(city, "7", start_on=LATER)

    assert [dated.value(KEY, on=day) for day in (LATER, date(2027, 6, 1))] == [7, 9]


def test_change_of_the_same_day_replaces_it(city):
    change(city, "7")
    change(city, "8")

    assert dated.value(KEY, on=LATER) == 8
    assert DatedValue.objects.filter(key=KEY).count() == 1


def test_change_may_begin_today_but_not_yesterday(city):
    change(city, start_on=TODAY)

    with pytest.raises(Refused, match="启用日期不能早于今天，已经办理的事项不受影响。"):
        change(city, "8", start_on=date(2026, 11, 1))
    assert dated.value(KEY, on=TODAY) == 7


@pytest.mark.parametrize(
    ("number", "is_good"), [("1", True), ("60", True), ("0.9999", False), ("61", False), ("-5", False)]
)
def test_change_keeps_to_what_makes_sense(city, number, is_good):
    if is_good:
        assert change(city, number).value == Decimal(number)
        return
    with pytest.raises(Refused, match="数值应在 1 到 60 之间。"):
        change(city, number)
    assert not DatedValue.objects.exists()


def test_every_kind_says_what_it_is_and_where_it_comes_from():
    for kind in dated.kinds():
        assert "" not in (kind.title, kind.unit, kind.source)
        assert kind.least <= kind.default <= kind.most
    assert dated.kind_of("unheard-of") is None


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_value_changed_many_times_at_once_is_there_once(city):
    done, _refused = at_once(lambda: change(city))

    assert done == AT_ONCE
    assert DatedValue.objects.filter(key=KEY).count() == 1
