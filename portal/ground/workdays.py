"""Working days: Monday to Friday, except where the State Council's arrangement of a year says otherwise.

Arrangements are rows (`CalendarDay`); a year without rows counts plain weekdays, and `unknown_year` says so.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from .errors import Refused
from .journal import record_text
from .models import CalendarDay

DATA = Path(__file__).parent / "data" / "workdays.csv"
SATURDAY = 5
LONGEST_HOLIDAY = 30


def after(day, count):
    """The day `count` working days after `day`, which itself does not count; 0 gives `day`."""
    last = day + timedelta(days=count * 2 + LONGEST_HOLIDAY)
    declared = dict(CalendarDay.objects.filter(day__gt=day, day__lte=last).values_list("day", "is_working"))
    while count:
        day += timedelta(days=1)
        count -= declared.get(day, day.weekday() < SATURDAY)
    return day


def unknown_year(day):
    """The year of the day when no arrangement of it is recorded yet, else None."""
    is_known = CalendarDay.objects.filter(day__gte=date(day.year, 1, 1), day__lte=date(day.year, 12, 31)).exists()
    return None if is_known else day.year


def shipped():
    """Field values of the arrangements that come with the portal."""
    with open(DATA, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            yield {"day": date.fromisoformat(row["day"]), "is_working": row["is_working"] == "1", "name": row["name"]}


@transaction.atomic
def declare(first, last, *, is_working, name, by):
    """Record that the days from `first` to `last` are free, or working; what was said of them before goes."""
    if last < first:
        raise Refused(_("结束日期不能早于开始日期。"))
    count = (last - first).days + 1
    if count > LONGEST_HOLIDAY:
        raise Refused(_("一次最多录入 %(count)s 天。") % {"count": LONGEST_HOLIDAY})
    days = (first + timedelta(days=number) for number in range(count))
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, is_working=is_working, name=name) for day in days],
        update_conflicts=True, unique_fields=["day"], update_fields=["is_working", "name"],
    )  # fmt: skip
    record_text("calendar.declared", f"{first}–{last}", by=by, is_working=is_working, name=name)


@transaction.atomic
def forget(day, *, by):
    """A day is again what its weekday makes it."""
    if not CalendarDay.objects.filter(day=day).delete()[0]:
        raise Refused(_("这一天没有单独的安排。"))
    record_text("calendar.forgotten", str(day), by=by)
