"""What waits for a person themselves, whatever office they hold: filled by every app, shown on their own page.

An app registers a function of the actor in its `ready()`; it gives nothing where nothing waits.
"""

from collections.abc import Callable
from dataclasses import dataclass

_waiting: list[Callable] = []


@dataclass(frozen=True)
class Waiting:
    """Something the person is expected to do themselves: what, where, and in a word why."""

    title: str
    url: str
    reason: str


def register_waiting(waiting):
    """`waiting(actor)` gives what waits for the person who acts."""
    _waiting.append(waiting)


def waiting(actor):
    """Everything that waits for this person, in the order of the apps."""
    return [one for give in _waiting for one in give(actor)]
