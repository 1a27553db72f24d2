"""Days in Shanghai, quarters, and half-open periods in the database."""

import re
import zoneinfo
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.fields import DateRangeField
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


def local_day(moment):
    """The calendar day in Shanghai of an aware moment."""
    return timezone.localtime(moment, SHANGHAI).date()


def today():
    """Today in Shanghai: the default of edges (views, commands), never of actions."""
    return local_day(timezone.now())


def in_words(day):
    """2026年9月30日."""
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def months_before(day, months):
    """The same day of an earlier month, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_after(day, years):
    """The same day of a later year; of 29 February the 28th."""
    return months_before(day, -12 * years)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, written 2026Q3; its cut-off is the last day, 24:00 in Shanghai."""

    year: int
    number: int

    @classmethod
    def parse(cls, text):
        """Read `2026Q3`; ValueError with a Chinese sentence for anything else."""
        match = re.fullmatch(r"(20\d\d)Q([1-4])", text.strip().upper())
        if not match:
            raise ValueError(_("季度应写成 2026Q3 的形式。"))
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day):
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first_day(self):
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self):
        return date(self.year, self.number * 3, monthrange(self.year, self.number * 3)[1])

    def before(self):
        return Quarter.of(self.first_day - timedelta(days=1))

    @property
    def title(self):
        return _("%(year)s年第%(number)s季度") % {"year": self.year, "number": "一二三四"[self.number - 1]}

    def __str__(self):
        return f"{self.year}Q{self.number}"


class DateRange(Func):
    """daterange(start, end, '[)') for exclusion constraints over two date columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


def period(start="start_on", end="end_on"):
    """The half-open period of two columns, as an expression."""
    return DateRange(F(start), F(end), Value("[)"))


def in_force(day, start="start_on", end="end_on"):
    """The condition `start <= day < end`, an empty end meaning still running."""
    return Q(**{f"{start}__lte": day}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day}))
