"""Drill R6: a process is killed between COMMIT and the hook that tells the queue; what it wrote is told all the same."""

import os
import signal
from datetime import date

import pytest
from django.db import connections
from django.utils import timezone

from members import actions
from members.models import Office, Organisation, Person
from portal.ground import outbox
from portal.ground.models import Delivery, JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
SMALL, FULL = 20, 1_000


def killed_at_the_hook(act):
    """Do something in a process of its own that dies, unasked, when it is about to tell the queue."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        outbox._send_hint = lambda: os.kill(os.getpid(), signal.SIGKILL)
        try:
            act()
        finally:
            os._exit(1)  # it should not have come this far
    return os.WTERMSIG(os.waitpid(pid, 0)[1])


@pytest.mark.full_size
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_nobody_is_forgotten_when_the_process_dies_after_its_commit(city, is_full, capsys):
    association = Organisation.objects.get(region_code="520302", kind="association")
    people = [
        Person.objects.create_user(f"new-{number}", name=f"新人{number}")
        for number in range(FULL if is_full else SMALL)
    ]

    signals = [
        killed_at_the_hook(
            lambda person=person: actions.give_office(
                person, association, title=Office.Title.STATISTICIAN, start_on=date(2026, 1, 1), by=city.security,
                now=timezone.now(),
            )
        )
        for person in people
    ]  # fmt: skip

    assert set(signals) == {signal.SIGKILL}
    assert JournalEntry.objects.filter(verb="office.given").count() == len(people)
    # The control: no hint went out, so without the sweep nobody would ever be told.
    assert Delivery.objects.filter(state="waiting").count() == len(people)
    outbox.deliver_waiting(now=timezone.now())
    outbox.deliver_waiting(now=timezone.now())
    told = Delivery.objects.filter(state="sent", channel="in_app", person__in=people)
    assert told.values("person").distinct().count() == told.count() == len(people)
    with capsys.disabled():
        print(f"\nR6: killed {len(people)} times between commit and hook, {told.count()} told, 0 lost, 0 twice")
