"""How every row that points at a person goes when two records become one. Each floor declares its own, once.

`moves(title, keys)` – the rows become the kept person's; one that cannot, because the kept person has its like already,
stays where it is. `stays(title, keys)` – what was signed in somebody's name is history and stays. `folds(title, keys,
work)` – `work(writer)` knows better. Keys are `app.Model.field`; a test fails for a field nobody declared.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

MOVES, STAYS, FOLDS = "moves", "stays", "folds"
_ways = []


@dataclass(frozen=True)
class Way:
    """One line of the page: what it is called, which fields it is about, how they go."""

    title: str
    keys: tuple
    how: str
    work: Callable | None = None


@dataclass(frozen=True)
class Line:
    """What happens to rows of one kind: how many become the kept person's, how many stay, and a word about it."""

    title: str
    moved: int = 0
    stays: int = 0
    note: str = ""

    @property
    def is_empty(self):
        return not (self.moved or self.stays or self.note)

    def as_data(self):
        return asdict(self)


def moves(title, *keys):
    """Rows of these fields become the kept person's."""
    _ways.append(Way(title, keys, MOVES))


def stays(title, *keys):
    """Rows of these fields are left as they are: they say who did something under which record."""
    _ways.append(Way(title, keys, STAYS))


def folds(title, *keys, work):
    """Rows of these fields are brought together by `work(writer)`, which gives the lines of the page."""
    _ways.append(Way(title, keys, FOLDS, work))


def ways():
    """Every declared way, in the order in which rows are locked and moved."""
    return tuple(_ways)


def declared():
    """Every `app.Model.field` somebody declared."""
    return {key for way in _ways for key in way.keys}
