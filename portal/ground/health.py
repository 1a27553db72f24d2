"""When the parts of the portal were last alive."""

from datetime import timedelta

from .models import Heartbeat

FRESH = timedelta(seconds=90)
# The clock itself touches no row: that it ticks is known from the sweep it asks for.
BEATS = {"worker": "worker", "beat": "sweep"}


def ages(*, now):
    """Seconds since the worker and the clock were last alive; None for one that never was."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    return {part: int((now - beats[name]).total_seconds()) if name in beats else None for part, name in BEATS.items()}


def is_fresh(age):
    """Is somebody last alive so many seconds ago alive still?"""
    return age is not None and age < FRESH.total_seconds()
