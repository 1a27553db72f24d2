"""The desk is filled by every app: its menu, what waits with a due day, and the counts that lead on.

An app registers functions of the acting office (an Actor) in its `ready()`; each gives nothing where it has nothing
for that office, so that a page asks only what concerns whoever looks at it.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.urls import reverse

from .amounts import amounts

GROUPS = ("待办", "组织", "学会", "活动", "内容", "数据", "标准", "管理")
_menu = {group: [] for group in GROUPS}
_waiting, _counts = [], []


@dataclass(frozen=True)
class Entry:
    """A line of the menu; `count` is what waits behind it."""

    label: str
    url: str
    count: int = 0


@dataclass(frozen=True)
class Waiting:
    """Something this office is expected to do, by its due day when there is one."""

    title: str
    url: str
    step: str
    due_on: date | None


@dataclass(frozen=True)
class Count:
    """How many of something there are, or the rows to be counted, and the list that shows them."""

    label: str
    count: int | QuerySet
    url: str
    is_shown_empty: bool = True


@lru_cache(maxsize=1024)
def entry(label, name, *arguments):
    """An entry that leads to the page of this name."""
    return Entry(label, reverse(name, args=arguments))


def register_menu(group, entries):
    """`entries(actor)` gives the lines of one of `GROUPS`; groups and apps keep their order."""
    _menu[group].append(entries)


def register_waiting(rows, waiting):
    """`rows(actor)` are the rows among which something may wait for the acting office, or None; `waiting(actor, rows)` says what."""
    _waiting.append((rows, waiting))


def register_counts(counts):
    """`counts(actor)` gives the counts the acting office sees on its desk."""
    _counts.append(counts)


def menu(actor):
    """The groups with their entries, empty groups left out."""
    groups = [{"title": title, "entries": _all(registered, actor)} for title, registered in _menu.items()]
    return [group for group in groups if group["entries"]]


def look(actor):
    """(what waits for this office, the most urgent first; every app's counts in the order they were registered).

    How many there are, and whether anything waits at all, is one question to the database; on most days nearly nothing does.
    """
    rows = dict(enumerate(given(actor) for given, _waiting_of in _waiting))
    counts = _all(_counts, actor)
    open_ones = {one.label: one.count for one in counts if isinstance(one.count, QuerySet)}
    found = amounts(open_ones, some=rows)
    waiting = [
        one
        for number, (_given, waiting_of) in enumerate(_waiting)
        if found[number]
        for one in waiting_of(actor, rows[number])
    ]
    known = [replace(one, count=found[one.label]) if one.label in open_ones else one for one in counts]
    return sorted(waiting, key=lambda one: one.due_on or date.max), [
        one for one in known if one.count or one.is_shown_empty
    ]


def _all(registered, actor):
    return [one for give in registered for one in give(actor)]
