"""Pictures that others see without a review of their own: who looks at them, and whose wait until somebody has."""

from collections.abc import Callable
from dataclasses import dataclass

_watches = []


@dataclass(frozen=True)
class Watch:
    """What the app that moderates says of pictures."""

    looks: Callable  # actor → does this office look at pictures?
    due_on: Callable  # (actor who uploads, now) → the day until which somebody should look; None: it need not wait


def register(watch):
    """Called once in the `ready()` of the app that moderates."""
    _watches.append(watch)


def looks_at_pictures(actor):
    """May the actor see what waits and what is hidden?"""
    return actor is not None and any(watch.looks(actor) for watch in _watches)


def due_on(by, now):
    """The day until which a picture this actor uploads now should be looked at, or None when it need not wait."""
    return next((day for watch in _watches if (day := watch.due_on(by, now))), None)
