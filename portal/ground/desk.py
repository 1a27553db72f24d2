"""The desk is filled by every app: its menu, what waits with a due day, and the counts that lead on.

An app registers functions of the acting office (an Actor) in its `ready()`; each gives nothing where it has nothing
for that office, so that a page asks only what concerns whoever looks at it.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.urls import reverse

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
    """How many of something there are, and the list that shows them."""

    label: str
    count: int
    url: str


@lru_cache(maxsize=1024)
def entry(label, name, *arguments):
    """An entry that leads to the page of this name."""
    return Entry(label, reverse(name, args=arguments))


def register_menu(group, entries):
    """`entries(actor)` gives the lines of one of `GROUPS`; groups and apps keep their order."""
    _menu[group].append(entries)


def register_waiting(waiting):
    """`waiting(actor)` gives what waits for the acting office."""
    _waiting.append(waiting)


def register_counts(counts):
    """`counts(actor)` gives the counts the acting office sees on its desk."""
    _counts.append(counts)


def menu(actor):
    """The groups with their entries, empty groups left out."""
    groups = [{"title": title, "entries": _all(registered, actor)} for title, registered in _menu.items()]
    return [group for group in groups if group["entries"]]


def waiting(actor):
    """Everything that waits for this office, the most urgent first."""
    return sorted(_all(_waiting, actor), key=lambda one: one.due_on or date.max)


def counts(actor):
    """Every app's counts for this office, in the order they were registered."""
    return _all(_counts, actor)


def _all(registered, actor):
    return [one for give in registered for one in give(actor)]
