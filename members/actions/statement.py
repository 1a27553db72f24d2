"""What applications said, kept when they are handed in and erased when nobody may know it any more."""

from datetime import datetime, time

from django.db import transaction

from portal.ground import dated
from portal.ground.dates import SHANGHAI, local_day, months_before
from portal.ground.journal import record_text

from .. import statements
from ..models import Application, Statement

LED_NOWHERE = (Application.State.REJECTED, Application.State.WITHDRAWN, Application.State.CLOSED)


def keep_statement(application, number, *, now):
    """What the application says now becomes the version of this round of its review; the caller has locked it."""
    said = statements.written(application, on=local_day(now))
    return Statement.objects.create(application=application, round=number, said_at=now, said=said)


@transaction.atomic
def forget_statements(applications, *, now):
    """Erase what these applications said, when and how often stays; returns how many versions were emptied."""
    found = Statement.objects.kept().filter(application__in=applications)
    Application.objects.filter(pk__in=applications.values("pk")).update(reason="")
    return found.update(said=[], forgotten_at=now)


@transaction.atomic
def forget_old_statements(*, now):
    """Applications that led nowhere are kept some years, then what they said goes; returns how many versions went."""
    years = int(dated.value("statement.years", on=local_day(now)))
    before = datetime.combine(months_before(local_day(now), 12 * years), time(), SHANGHAI)
    ended = Application.objects.filter(state__in=LED_NOWHERE, decided_at__lt=before)
    count = forget_statements(ended.filter(statements__in=Statement.objects.kept()), now=now)
    if count:
        record_text("statements.forgotten", str(before.date()), by=None, versions=count)
    return count
