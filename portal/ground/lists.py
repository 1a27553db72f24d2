"""The one list: a view names its columns and filters; searching, sorting, pages, counts and the export follow.

Everything a reader chose is in the address, so a list can be kept, sent and gone back to. `?export=xlsx` gives the
rows as filtered, all of them, typed, with their count; the export is written into the journal.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from .dates import local_day
from .journal import record_text
from .papers import xlsx
from .papers.paper import Column as PaperColumn
from .papers.paper import Paper, Table

PER_PAGE = 30
CHUNK = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@dataclass(frozen=True)
class Cell:
    """What a template shows of one value."""

    title: str
    value: object
    kind: str
    url: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Head:
    """A column's header: its title, the `sort` value its link asks for, and how it is sorted now."""

    title: str
    kind: str
    sort: str = ""
    direction: str = ""


class Listing:
    """One list as asked for: the page, its cells, its headers; or, exported, all of its rows."""

    def __init__(self, request, queryset, columns, *, filter_class=None, name, may_export=True, per_page=PER_PAGE):
        self.request, self.columns, self.name, self.may_export = request, columns, str(name), may_export
        self.filter = filter_class(request.GET, queryset, request=request) if filter_class else None
        self.sorting = self._sorting()
        rows = self.filter.qs if self.filter else queryset
        self.rows = rows.order_by(self.sorting, "pk") if self.sorting else rows
        self.per_page = per_page

    def _sorting(self):
        asked = self.request.GET.get("sort", "")
        allowed = {column.sort for column in self.columns} - {""}
        return asked if asked.removeprefix("-") in allowed else ""

    @property
    def page(self):
        """The asked-for page; a page that does not exist is the nearest one that does."""
        if not hasattr(self, "_page"):
            self._page = Paginator(self.rows, self.per_page).get_page(self.request.GET.get("page"))
        return self._page

    @property
    def heads(self):
        for column in self.columns:
            now = {column.sort: "up", f"-{column.sort}": "down"}.get(self.sorting, "") if column.sort else ""
            following = f"-{column.sort}" if now == "up" else column.sort
            yield Head(column.title, column.kind, following if column.sort else "", now)

    @property
    def lines(self):
        for card in self.cards:
            yield card["cells"]

    @property
    def cards(self):
        """The rows of the page with their cells, for a page that shows them otherwise than as a table."""
        rows = list(self.page.object_list)
        for row, values in zip(rows, self._values(rows), strict=True):
            cells = [self._cell(column, row, value) for column, value in zip(self.columns, values, strict=True)]
            yield {"row": row, "cells": cells}

    @staticmethod
    def _cell(column, row, value):
        return Cell(
            column.title, value, column.kind,
            column.link(row) if column.link else "", column.tag(row) if column.tag else "",
        )  # fmt: skip

    def _values(self, rows):
        """The values of some rows, column by column; what a column looks up is looked up once for all of them."""
        found = [column.lookup(rows) if column.lookup else None for column in self.columns]
        for row in rows:
            yield [
                column.value(row, known) if column.lookup else column.value(row)
                for column, known in zip(self.columns, found, strict=True)
            ]

    def export(self):
        """The workbook of all filtered rows; the number of rows stands in the file."""
        if not self.may_export:
            raise PermissionDenied
        day = local_day(timezone.now())
        heads = [PaperColumn(column.title, column.kind, column.width) for column in self.columns]
        table = Table(self.name, heads, self._every_value())
        count = self.rows.count()
        paper = Paper(
            title=self.name, subtitle=_("查询结果"), issuer=self._issuer(), tables=[table],
            facts=[(_("行数"), str(count)), (_("导出日期"), day.isoformat()), (_("条件"), self._conditions())],
        )  # fmt: skip
        record_text("list.exported", self.name, by=self.request.actor, rows=count, query=self.request.GET.urlencode())
        return workbook(paper, f"{self.name}-{day.isoformat()}.xlsx")

    def _issuer(self):
        office = self.request.actor.office
        return office.organisation.name if office else str(self.request.actor.person)

    def _conditions(self):
        chosen = {key: value for key, value in self.request.GET.items() if value and key not in ("export", "page")}
        return "；".join(f"{key}={value}" for key, value in chosen.items()) or _("全部")

    def _every_value(self):
        rows = iter(self.rows.iterator(chunk_size=CHUNK))
        while some := list(islice(rows, CHUNK)):
            for values in self._values(some):
                yield [_plain(value) for value in values]


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def workbook(paper, name):
    """A paper as a downloaded workbook; the file goes when it was sent."""
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name, "export.xlsx")
    xlsx.write(paper, path)
    response = FileResponse(open(path, "rb"), as_attachment=True, filename=name, content_type=XLSX)  # noqa: SIM115
    response._resource_closers.append(folder.cleanup)
    return response


def list_page(request, template, queryset, columns, *, name, filter_class=None, may_export=True, **context):
    """Answer a list's request: the page, or the export of what it shows."""
    listing = Listing(request, queryset, columns, filter_class=filter_class, name=name, may_export=may_export)
    if request.GET.get("export") == "xlsx":
        return listing.export()
    return render(request, template, context | {"listing": listing, "page": listing.page, "filter": listing.filter})
