"""The demo city's past happened in its own time: what its journal tells is dated when it would have been written."""

from contextlib import contextmanager
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models.signals import pre_save

from portal.ground.models import JournalEntry

MORNING = time(10, 30)


def morning_of(day):
    """Half past ten of a day in Shanghai."""
    return datetime.combine(day, MORNING, ZoneInfo("Asia/Shanghai"))


@contextmanager
def at(day):
    """Entries written inside are of that day; they are sealed afterwards, as they stand."""

    def date_entry(instance, **options):
        instance.at = morning_of(day)

    pre_save.connect(date_entry, sender=JournalEntry, weak=False)
    try:
        yield morning_of(day)
    finally:
        pre_save.disconnect(date_entry, sender=JournalEntry)
