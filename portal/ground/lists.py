"""The one list: a view names its columns and filters; searching, sorting, pages, counts and the export follow.

Everything a reader chose is in the address, so a list can be kept, sent and gone back to. `?export=xlsx` or `csv` gives
the rows as filtered, all of them, typed, with their count; the export is written into the journal.
"""

import tempfile
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter

from . import kept, thin
from .cells import Column, Head, Line, Rows  # noqa: F401  # whoever makes a list finds its columns here
from .dates import local_day, today
from .journal import record_text
from .papers import csv, xlsx
from .papers.paper import Column as PaperColumn
from .papers.paper import Paper, Table

PER_PAGE, NEAR, MOST_COUNTED = 30, 20, 10_000
CHUNK = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class Pages(Paginator):
    """Pages of a list; a long one is counted no further than `MOST_COUNTED`, for a count reads every row."""

    @cached_property
    def count(self):
        return min(self._counted, MOST_COUNTED)

    @cached_property
    def is_more(self):
        """Are there more than were counted?"""
        return "_counted" in self.__dict__ and self._counted > MOST_COUNTED

    @cached_property
    def _counted(self):
        if isinstance(self.object_list, list):  # rows that were worked out, not asked for
            return len(self.object_list)
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()


class Listing:
    """One list as asked for: the page, its cells, its headers; or, exported, all of its rows.

    `keeps` names the rows of a list for visitors, which are kept until something on such pages changes; `same_filters` says
    that everybody who sees the list is offered the same to choose from, so that its form may be kept likewise; `counted`
    names its count while nothing was typed, for a list of what such pages count; `reads` are the paths its columns read, for
    a list whose rows are put together from several tables; `keys_first` says that something is worked out for every row, so
    that the page's keys are found before anything is worked out for them.
    """

    def __init__(
        self,
        request,
        queryset,
        columns,
        *,
        filter_class=None,
        name,
        may_export=True,
        per_page=PER_PAGE,
        keeps="",
        same_filters=False,
        counted="",
        reads=(),
        keys_first=False,
    ):
        self.request, self.columns, self.name, self.may_export = request, columns, str(name), may_export
        self.keeps, self.same_filters, self.counted, self.reads = keeps, same_filters, counted, reads
        self.keys_first = keys_first
        self.filter = filter_class(request.GET, queryset, request=request) if filter_class else None
        self.sorting, self._all = self._sorting(), queryset
        rows = queryset if self.is_plain else self.filter.qs
        self.rows = rows.order_by(self.sorting, "pk") if self.sorting else rows
        self.per_page = per_page

    def _sorting(self):
        asked = self.request.GET.get("sort", "")
        allowed = {column.sort for column in self.columns} - {""}
        return asked if asked.removeprefix("-") in allowed else ""

    @cached_property
    def page(self):
        """The asked-for page; a page that does not exist is the nearest one that does."""
        pages = Pages(self._searched if self.is_searched else self.rows, self.per_page)
        if self._count_name:
            pages.count = kept_count(self.rows, self._count_name)
        return pages.get_page(self.request.GET.get("page"))

    @cached_property
    def is_searched(self):
        """Was something typed to look for? Then rows are found once, and counted as they are found."""
        typed = [name for name, one in self._filters.items() if isinstance(one, CharFilter)]
        return isinstance(self.rows, QuerySet) and any(self.request.GET.get(name) for name in typed)

    @cached_property
    def _searched(self):
        return list(self.rows.values_list("pk", flat=True)[: MOST_COUNTED + 1])

    @cached_property
    def _count_name(self):
        """What the count is kept under; "" where it is not kept, as when something was typed: that belongs to who typed it."""
        if self.is_plain:
            return self.keeps or self.counted
        if not self.counted or not self.filter.form.is_valid():
            return ""
        chosen = {name: value for name, value in self.filter.form.cleaned_data.items() if value}
        if not all(isinstance(self._filters[name], ChoiceFilter) for name in chosen):
            return ""
        return f"{self.counted}:{urlencode(sorted(chosen.items()))}"

    @property
    def heads(self):
        for column in self.columns:
            now = {column.sort: "up", f"-{column.sort}": "down"}.get(self.sorting, "") if column.sort else ""
            following = f"-{column.sort}" if now == "up" else column.sort
            yield Head(column.title, column.kind, following if column.sort else "", now)

    @property
    def lines(self):
        """The rows of the page; where their pieces are kept, rows cost much, or the page is far, keys are asked for before rows."""
        if self.is_searched:
            keys = self.page.object_list
            rows = Rows(self.columns, lambda: self._by_key(self._all.filter(pk__in=keys)))
        elif self.keeps or self.keys_first or self.page.number > NEAR:
            keys = list(self.page.object_list.values_list("pk", flat=True))
            rows = Rows(self.columns, lambda: self._by_key(self.rows.filter(pk__in=keys)))
        else:
            found = self._first_named() or self._by_key(self.page.object_list)
            keys, rows = list(found), Rows(self.columns, lambda: found)
        return [Line(key, rows, self.keeps) for key in keys]

    def _first_named(self):
        """The page's rows while all of them have what they are sorted by: the database then follows the order of that table.

        Rows without it come last; asked for along with them, every row there is would be sorted.
        """
        relation = self.sorting.rpartition("__")[0]
        if not relation or self.sorting.startswith("-") or not isinstance(self.rows, QuerySet):
            return {}
        start = (self.page.number - 1) * self.per_page
        if self.page.paginator.count < start + self.per_page:
            return {}
        some = self.rows.filter(**{f"{relation}__isnull": False})[start : start + self.per_page]
        found = self._by_key(some)
        return found if len(found) == self.per_page else {}

    def _by_key(self, some):
        return {row.pk: row for row in (thin.rows(some, self.reads) if self.reads else some)}

    @cached_property
    def is_plain(self):
        """Was nothing chosen or looked for?"""
        names = tuple(self._filters)
        return not any(value for name, value in self.request.GET.items() if name.startswith(names))

    @property
    def _filters(self):
        return self.filter.filters if self.filter else {}

    @property
    def filters_key(self):
        """What the form of filters is kept under; False while something is chosen, or the form may be another for each reader."""
        return bool((self.keeps or self.same_filters) and self.is_plain) and f"filters:{self.request.path}"

    def export(self, form):
        """All filtered rows as a file of one of the `FORMS`; the number of rows stands in the file."""
        if not self.may_export:
            raise PermissionDenied
        day = local_day(timezone.now())
        heads = [PaperColumn(column.title, column.kind, column.width) for column in self.columns]
        count = self.rows.count()
        paper = Paper(
            title=self.name, subtitle=_("查询结果"), issuer=self._issuer(), tables=[Table(self.name, heads, self._every_value())],
            facts=[(_("行数"), str(count)), (_("导出日期"), day.isoformat()), (_("条件"), self._conditions())],
        )  # fmt: skip
        record_text("list.exported", self.name, by=self.request.actor, rows=count, query=self.request.GET.urlencode())
        return FORMS[form](paper, f"{self.name}-{day.isoformat()}.{form}")

    def _issuer(self):
        office = self.request.actor.office
        return office.organisation.name if office else str(self.request.actor.person)

    def _conditions(self):
        chosen = {key: value for key, value in self.request.GET.items() if value and key not in ("export", "page")}
        return "；".join(f"{key}={value}" for key, value in chosen.items()) or _("全部")

    def _every_row(self):
        if self.reads and isinstance(self.rows, QuerySet):
            return thin.stream(self.rows, self.reads, chunk_size=CHUNK)
        return iter(self.rows.iterator(chunk_size=CHUNK))

    def _every_value(self):
        rows = self._every_row()
        while some := list(islice(rows, CHUNK)):
            known = Rows(self.columns, partial(dict, ((row.pk, row) for row in some)))
            for row in some:
                yield [_plain(value) for value in known.values(row)]


def kept_count(rows, keeps):
    """How many there are today, counted once until something on pages for visitors changes."""
    return kept.get(kept.PAGES, f"count:{keeps}:{today()}", rows.count)


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def workbook(paper, name):
    """A paper as a downloaded workbook; the file goes when it was sent."""
    return _download(name, XLSX, partial(xlsx.write, paper))


def plain_table(paper, name):
    """The one table of a paper as a downloaded CSV, which opens in Excel without running anything."""
    [table] = paper.tables
    return _download(name, CSV, partial(csv.write_rows, table.columns, table.rows))


FORMS = {"xlsx": workbook, "csv": plain_table}


def _download(name, content_type, write):
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name, "export")
    write(path)
    response = FileResponse(open(path, "rb"), as_attachment=True, filename=name, content_type=content_type)  # noqa: SIM115
    response._resource_closers.append(folder.cleanup)
    return response


def list_page(
    request, template, queryset, columns, *, name, filter_class=None, may_export=True, keeps="", same_filters=False,
    counted="", reads=(), keys_first=False, **context,
):  # fmt: skip
    """Answer a list's request: the page, or the export of what it shows."""
    listing = Listing(
        request, queryset, columns, filter_class=filter_class, name=name, may_export=may_export, keeps=keeps,
        same_filters=same_filters, counted=counted, reads=reads, keys_first=keys_first,
    )  # fmt: skip
    if request.GET.get("export") in FORMS:
        return listing.export(request.GET["export"])
    return render(request, template, context | {"listing": listing, "page": listing.page, "filter": listing.filter})
