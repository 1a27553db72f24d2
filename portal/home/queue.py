"""What waits on the moderation desk: one queue over every kind of thing that is registered here, oldest first."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count, Value

PER_PAGE = 20
_sources = {}


@dataclass(frozen=True)
class Source:
    """A kind of thing that waits, and where its app says what.

    `waiting` gives the rows an actor may decide; `key`, `since` and `due` are expressions of a row: the text that
    names it, the moment from which it waits, the day until which it should be decided. `cards` turns keys into what
    `template` shows, for one actor: keys → {key: card}.
    """

    name: str
    title: str
    template: str
    waiting: Callable
    key: object
    since: object
    due: object
    cards: Callable

    def rows(self, actor):
        found = self.waiting(actor).order_by()
        named = {"row_kind": Value(self.name), "row_key": self.key, "row_since": self.since, "row_due": self.due}
        return found.annotate(**named).values_list(*named)

    def tally(self, actor):
        kinds = self.waiting(actor).order_by().annotate(row_kind=Value(self.name)).values("row_kind")
        return kinds.annotate(row_count=Count("pk")).values_list("row_kind", "row_count")


@dataclass(frozen=True)
class Entry:
    """One thing in the queue as the page shows it."""

    source: Source
    key: str
    since: datetime
    is_late: bool
    due_on: object
    card: object


def register(*sources):
    """Called once in an app's `ready()`."""
    _sources.update({source.name: source for source in sources})


def sources():
    return list(_sources.values())


def counts(actor):
    """How much of each kind waits for the actor, in one question: name → count."""
    first, *others = [source.tally(actor) for source in _sources.values()]
    return dict.fromkeys(_sources, 0) | dict(first.union(*others, all=True))


def page(actor, *, kind="", number=1, on):
    """(page, entries) of what waits, of one kind or of all, and how much there is of each: source name → count."""
    amounts = counts(actor)
    chosen = [_sources[kind]] if kind in _sources else list(_sources.values())
    first, *others = [source.rows(actor) for source in chosen]
    rows = (first.union(*others, all=True) if others else first).order_by("row_since", "row_key")
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = sum(amounts[source.name] for source in chosen)
    found = paginator.get_page(number)
    return found, list(_entries(list(found.object_list), actor, on)), amounts


def _entries(rows, actor, on):
    asked = defaultdict(list)  # kinds that are shown alike are looked up together
    for kind, key, _since, _due in rows:
        asked[_sources[kind].cards].append(key)
    cards = {give: give(keys, actor) for give, keys in asked.items()}
    for kind, key, since, due in rows:
        source = _sources[kind]
        if key in cards[source.cards]:
            yield Entry(source, key, since, due < on, due, cards[source.cards][key])
