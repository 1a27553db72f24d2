"""What the portal keeps about a person: every app names its parts, together they are what somebody is given who asks.

A model that points at people stands in a part, or is named with the reason why what it holds belongs to somebody
else's record. What may not stay once a person is forgotten, its part takes away. What has to be settled before an
account is closed, an app says as an obstacle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from .dates import SHANGHAI

_parts, _exempt, _obstacles, _readers = [], {}, [], []


@dataclass(frozen=True)
class Part:
    """Rows of one model that tell of a person: `rows(person)`, each column's title and how it is read from a row.

    `forget(rows, person, now)` empties or deletes what names the person; `files(rows)` gives attachments they brought.
    """

    title: str
    model: type
    rows: Callable
    columns: tuple
    forget: Callable | None = None
    files: Callable | None = None


@dataclass(frozen=True)
class Obstacle:
    """Something to be settled before the account is closed, in a sentence, and where that is done."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Reader:
    """A program that is given the person's full number: whose, for what reason, in which days."""

    name: str
    reason: str
    from_on: date
    last_on: date


@dataclass(frozen=True)
class Shown:
    """A part as somebody reads it: plain values, a row for each thing."""

    title: str
    columns: tuple
    rows: list
    files: list


def register(*parts):
    """Called in an app's `ready()`; parts are shown in the order of the apps."""
    _parts.extend(parts)


def exempt(reason, *models):
    """These models name people as those who did something; it stands in the record of the thing, for this reason."""
    _exempt.update(dict.fromkeys(models, reason))


def register_obstacles(obstacles):
    """`obstacles(person, on=day)` yields what has to be settled before the account is closed."""
    _obstacles.append(obstacles)


def register_readers(readers):
    """`readers(person)` yields the programs that are, or were, given the person's full number."""
    _readers.append(readers)


def readers(person):
    """Every program that is, or was, given the person's full number."""
    return [one for give in _readers for one in give(person)]


def known():
    """Every model that is in a part or exempt."""
    return {part.model for part in _parts} | set(_exempt)


def obstacles(person, *, on):
    """Everything that keeps an account from being closed on the day."""
    return [one for ask in _obstacles for one in ask(person, on=on)]


def archive(person):
    """Every part as it stands, those without a row too: that nothing is kept is an answer as well."""
    for part in _parts:
        rows = list(part.rows(person))
        values = [[_plain(read(row)) for _title, read in part.columns] for row in rows]
        titles = tuple(str(title) for title, _read in part.columns)
        yield Shown(part.title, titles, values, list(part.files(rows)) if part.files else [])


def public_ids(person):
    """What the person's things are called in addresses."""
    rows = [row for part in _parts for row in part.rows(person)]
    return sorted({row.public_id for row in rows if hasattr(row, "public_id")})


def forget(person, *, now):
    """Take away what may not stay, last registered first: rows of floors above lean on rows below."""
    for part in reversed(_parts):
        if part.forget:
            part.forget(part.rows(person), person, now)


def _plain(value):
    if isinstance(value, datetime):
        return timezone.localtime(value, SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, int) else "" if value is None else str(value)
