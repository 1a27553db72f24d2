"""What a list shows: its columns with their headers, its rows, their cells, written as the HTML of the table."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import mark_safe

from . import kept
from .papers.paper import shown

FIGURES = ("int", "decimal", "ratio", "money")


@dataclass(frozen=True)
class Column:
    """A column: its title, how a row's value is found, what it may be sorted by, where it leads, how it is marked.

    `value` takes a row and gives text, a number, a date or None; `kind` is text, date, int, ratio or code. With a
    `lookup`, which takes many rows at once, `value` takes what it found as well.
    """

    title: str
    value: Callable
    sort: str = ""
    link: Callable | None = None
    tag: Callable | None = None
    kind: str = "text"
    width: int = 18
    lookup: Callable | None = None


class Cell(NamedTuple):
    """One value of a row: its column's title and kind, where it leads, how it is marked."""

    title: str
    value: object
    kind: str
    url: str = ""
    tag: str = ""

    @property
    def text(self):
        """The value as people read it: days as 2026年9月30日, figures and ratios as printed, "–" for nothing."""
        if hasattr(self.value, "strftime"):
            return f"{self.value.year}年{self.value.month}月{self.value.day}日"
        return shown(self.value, self.kind)

    @property
    def html(self):
        """The cell of the table; written here because a list has hundreds of them."""
        text = _escaped(self.text)
        if self.tag:
            text = f'<span class="tag {_escaped(self.tag)}">{text}</span>'
        elif self.url:
            text = f'<a href="{_escaped(self.url)}">{text}</a>'
        return f"{_opened(self.title, self.kind)}{text}</td>"


def _escaped(text):
    """As Django escapes, without its help for texts that are translated later."""
    return text if hasattr(text, "__html__") else html.escape(str(text))


@lru_cache(maxsize=1024)
def _opened(title, kind):
    side = ' class="num"' if kind in FIGURES else ' class="day"' if kind == "date" else ""
    return f'<td data-label="{escape(title)}"{side}>'


class Head(NamedTuple):
    """A column's header: its title, the `sort` value its link asks for, and how it is sorted now."""

    title: str
    kind: str
    sort: str = ""
    direction: str = ""


class Rows:
    """Some rows by their key, and their values; rows and what columns look up are asked for once, when the first one is needed."""

    def __init__(self, columns, find):
        self.columns, self._find = columns, find

    @cached_property
    def by_key(self):
        return self._find()

    @cached_property
    def _found(self):
        rows = list(self.by_key.values())
        return [column.lookup(rows) if column.lookup else None for column in self.columns]

    def values(self, row):
        """What each column says of the row."""
        return [
            column.value(row, found) if column.lookup else column.value(row)
            for column, found in zip(self.columns, self._found, strict=True)
        ]


@dataclass
class Line:
    """A row of the page; with `keeps` its HTML is kept under that name until something on pages for visitors changes."""

    key: object
    rows: Rows
    keeps: str = ""

    @property
    def row(self):
        return self.rows.by_key[self.key]

    @cached_property
    def cells(self):
        row, values = self.row, self.rows.values(self.row)
        return [
            Cell(
                column.title, value, column.kind,
                column.link(row) if column.link else "", column.tag(row) if column.tag else "",
            )
            for column, value in zip(self.rows.columns, values, strict=True)
        ]  # fmt: skip

    @property
    def html(self):
        """The cells of the table's row."""
        return kept.piece(kept.PAGES, (self.keeps, self.key), self._html) if self.keeps else self._html()

    def _html(self):
        return mark_safe("".join([cell.html for cell in self.cells]))  # nosec B308 B703  # each cell escapes what it holds
