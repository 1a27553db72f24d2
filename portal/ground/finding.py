"""Asking the one search: what somebody may see that says all that was asked, titles first, then the newest.

Cost is bounded by the way of asking, not by what the planner believes. A sample through the index of grams tells
whether few or many say it. Few are all known: they are counted and put in order. Of many, the newest are looked
through one by one, which soon fills a page. Either way as many queries, whatever there is.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from . import grams
from .dates import in_force
from .models import SearchEntry

PER_PAGE = 20
BOUND = 2_000
WINDOW = 10_000
SEEN = """audience = ANY(%(audiences)s) AND start_on <= %(on)s AND (end_on IS NULL OR end_on > %(on)s)
    AND (%(kind)s = '' OR kind = %(kind)s)"""
SAMPLE = f"SELECT id, kind, start_on FROM ground_searchentry WHERE grams @> %(grams)s AND {SEEN} LIMIT {BOUND + 1}"  # nosec B608  # constants
# The newest are cut off before their grams are looked at: so this reads no more than the window, in order.
NEWEST = f"""SELECT id, kind, start_on FROM (
    SELECT * FROM ground_searchentry WHERE {SEEN} ORDER BY start_on DESC, id DESC LIMIT {WINDOW}
) newest WHERE grams @> %(grams)s ORDER BY start_on DESC, id DESC LIMIT %(most)s"""  # nosec B608  # constants


@dataclass(frozen=True)
class Results:
    """A page of what was found; `counts` by kind and the `total` of the kind asked for are None above `BOUND`."""

    entries: list
    counts: dict | None
    total: int | None
    page: int
    is_more: bool


@dataclass(frozen=True)
class _Question:
    """Who asks for what, and for which day."""

    audiences: list
    on: object
    kind: str

    def sample(self, wanted, kind):
        """(id, kind, first day) of up to one more than `BOUND` entries, in no order."""
        return self._rows(SAMPLE, wanted, kind)

    def newest(self, wanted, most):
        """The same of the newest entries, in order."""
        return self._rows(NEWEST, wanted, self.kind, most)

    def _rows(self, sql, wanted, kind, most=0):
        parameters = {"grams": wanted, "audiences": self.audiences, "on": self.on, "kind": kind, "most": most}
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def find(text, *, audiences, on, kind="", page=1):
    """A page of what these audiences may see on the day that says all of the text."""
    page = min(max(page, 1), BOUND // PER_PAGE)
    wanted = grams.of_query(text)
    if not wanted:
        return Results([], {}, 0, page, False)
    question = _Question(list(audiences), on, kind)
    rows = question.sample(wanted, "")
    counts = Counter(row[1] for row in rows) if len(rows) <= BOUND else None
    if kind:
        rows = question.sample(wanted, kind) if counts is None else [row for row in rows if row[1] == kind]
    ids = _in_order(question, wanted, rows, most=page * PER_PAGE + 1)
    total = len(rows) if len(rows) <= BOUND else None
    return Results(
        _entries(ids[(page - 1) * PER_PAGE : page * PER_PAGE]), counts, total, page, len(ids) > page * PER_PAGE
    )


def _in_order(question, wanted, rows, *, most):
    """Ids: those whose title says it, the newest first, then the others."""
    titled = question.sample(grams.in_title(wanted), question.kind)
    if len(titled) > BOUND:
        return [row[0] for row in question.newest(grams.in_title(wanted), most)]
    first = {row[0] for row in titled}
    if len(rows) > BOUND:
        rows = question.newest(wanted, most + len(first)) if len(first) < most else []
    rest = [row for row in rows if row[0] not in first]
    return [row[0] for some in (titled, rest) for row in sorted(some, key=_newest, reverse=True)][:most]


def _newest(row):
    return row[2], row[0]


def _entries(ids):
    found = SearchEntry.objects.defer("grams").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def seen_by(audiences, *, on):
    """The entries somebody of these audiences may see on a day."""
    return SearchEntry.objects.filter(Q(audience__in=audiences) & in_force(on))
