"""The one search: every thing that may be found has an entry, written in the transaction that changes the thing.

An app registers a source once: a kind (the tab), its title, its model, and `rows(ids)`, which yields a `Row` for every
one of these things that may be found. Its actions call `refresh(kind, ids)` after a change; what the source does not
yield any more is gone. `finding` asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import connection, transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from . import grams, kept
from .models import SearchEntry

PUBLIC, SIGNED_IN = "public", "signed_in"
ALWAYS = date(1900, 1, 1)  # the first day of what has none worth telling
CHUNK = 500
SEARCH_LOCK = 7_301_004
SAID = ("kind", "title", "text", "url", "start_on", "end_on", "audience")
_sources, _audiences = {}, []


@dataclass(frozen=True)
class Row:
    """What a source tells of one thing: found from `start_on` until the day before `end_on`, by this audience."""

    thing_id: object
    title: str
    text: str
    url: str
    start_on: date
    end_on: date | None = None
    audience: str = PUBLIC


@dataclass(frozen=True)
class Source:
    """Where the entries of one kind come from."""

    kind: str
    title: str
    model: type
    rows: Callable
    is_public: bool = True

    @property
    def entries(self):
        return SearchEntry.objects.filter(thing=self.model._meta.label_lower)


def register(kind, title, model, rows, *, is_public=True):
    """Called once in an app's `ready()`; `rows(ids)` yields the `Row`s of those of these things that may be found."""
    _sources[kind] = Source(kind, title, model, rows, is_public)


def register_audiences(names):
    """Called once in an app's `ready()`; `names(actor)` yields the audiences somebody signed in belongs to."""
    _audiences.append(names)


def sources():
    """What can be found, in the order it was registered; what is not for everybody comes last."""
    return sorted(_sources.values(), key=lambda source: not source.is_public)


def audiences_of(actor):
    """The audiences a reader belongs to; `actor` is None for a visitor."""
    if actor is None:
        return [PUBLIC]
    return [PUBLIC, SIGNED_IN, *(name for names in _audiences for name in names(actor))]


@transaction.atomic
def refresh(kind, ids):
    """Bring the entries of some things up to date in the caller's transaction."""
    _hold(shared=True)
    _write(_sources[kind], ids)


@transaction.atomic
def drop(thing):
    """The thing is not found any more; for things that are about to be deleted."""
    _hold(shared=True)
    SearchEntry.objects.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk)).delete()
    kept.changed(kept.PAGES)


def catch_up():
    """Every entry compared with its thing, a few at a time; for what changed beside the actions."""
    for source, ids in _chunks():
        with transaction.atomic():
            _hold(shared=False)
            _write(source, ids)


def rebuild():
    """Every entry written anew, a few at a time, so that nobody waits long and nothing is missing meanwhile."""
    for source, ids in _chunks():
        with transaction.atomic():
            _hold(shared=False)
            source.entries.filter(thing_id__in=ids).delete()
            _write(source, ids)


def _chunks():
    """(source, some ids) of everything there is, and of entries whose thing is no more."""
    for source in sources():
        ids = source.model._base_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
        there = source.model._base_manager.annotate(as_text=Cast("pk", CharField())).values("as_text")
        gone = source.entries.exclude(thing_id__in=there).values_list("thing_id", flat=True)
        for some in (ids, iter(list(gone))):
            while chunk := [str(one) for one in islice(some, CHUNK)]:
                yield source, chunk


def _hold(*, shared):
    """Whoever writes many at once waits for those who write one, and they for it: no change is overwritten."""
    lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [SEARCH_LOCK])


def _write(source, ids):
    """Insert, update and delete so that the entries of these things say what their source says."""
    ids = {str(one) for one in ids}
    were = {entry.thing_id: entry for entry in source.entries.filter(thing_id__in=ids).defer("grams")}
    rows = [_entry(source, row) for row in source.rows(list(ids))]
    new = [entry for entry in rows if entry.thing_id not in were or not _same(entry, were[entry.thing_id])]
    for entry in new:
        entry.grams = grams.of_entry(entry.title, entry.text)
    SearchEntry.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["thing", "thing_id"], update_fields=[*SAID, "grams"], batch_size=CHUNK
    )  # fmt: skip
    gone = were.keys() - {entry.thing_id for entry in rows}
    if gone:
        source.entries.filter(thing_id__in=gone).delete()
    if new or gone:
        kept.changed(kept.PAGES)


def _entry(source, row):
    return SearchEntry(
        thing=source.model._meta.label_lower, thing_id=str(row.thing_id), kind=source.kind, url=row.url,
        title=grams.clean(row.title)[:200], text=grams.clean(row.text)[: grams.TEXT_LIMIT],
        start_on=row.start_on, end_on=row.end_on, audience=row.audience,
    )  # fmt: skip


def _same(entry, other):
    return all(getattr(entry, name) == getattr(other, name) for name in SAID)
