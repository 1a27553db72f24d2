"""Drill R3: one person sends the same post many times at once, to every address where something happens.

The addresses and who may post to them come from the table of drill A1, so that a page somebody adds is drilled with it.
"""

import os

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import MultipleObjectsReturned
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from portal.ground.models import JournalEntry
from tests.access import ROLES
from tests.entering import enter
from tests.factories.city import NOW
from tests.outreach.access import ADDRESSES
from tests.racing import AT_ONCE, at_once, without_locks

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
SMALL, FEW = 10, 6
DONE = (302, 200)
ACTS = {str(one): one for one in ADDRESSES if one.post and one.is_recorded}
# One address for each way of keeping two apart; every address at full size.
EACH_WAY = {
    "branch_act-approve",
    "branch_act-activity",
    "quarter_act-confirm",
    "area_list",
    "import_act-undo",
}
# Papers have none here: looking into files takes turns of its own, so that they come one by one whatever is locked.
CONTROLLED = sorted(ACTS.keys() - {"branch_act-papers"} if os.environ.get("DRILLS") == "full" else EACH_WAY)
# What the database itself refuses a second time, by table and constraint.
CONSTRAINTS = {
    "branch_act-activity": ("members_activity", "one_activity_per_day_name_and_unit"),
    "branch_act-cover": ("outreach_coverage", "one_coverage_of_a_unit_by_a_branch"),
}
READS = {"branch_act-activity": "members_activity"}  # nothing is locked, the constraint alone decides


class Posting:
    """One person before one address, with what they are about to send."""

    def __init__(self, address, city):
        role = next(name for name in ROLES for status in DONE if name in address.post.get(status, ()))
        actor = ROLES[role](city)
        arguments = dict(address.thing(city) if address.thing else {}) | dict(address.fixed)
        self.address, self.city, self.url = address, city, reverse(address.name, kwargs=arguments)
        self.cookies, self.statuses = enter(Client(), actor).cookies, []

    def send(self):
        client = Client()
        client.cookies = self.cookies
        typed = self.address.typed
        self.statuses.append(client.post(self.url, typed(self.city) if callable(typed) else typed).status_code)

    def entries_of_one(self):
        """How many entries of the journal one post leaves, found out and taken back."""
        with transaction.atomic():
            before = JournalEntry.objects.count()
            self.send()
            written = JournalEntry.objects.count() - before
            transaction.set_rollback(True)
        cache.clear()
        return written

    def entries_of_many(self, times):
        before = JournalEntry.objects.count()
        at_once(self.send, times)
        return JournalEntry.objects.count() - before


@pytest.fixture
def posting(city, request):
    cache.clear()
    with time_machine.travel(NOW):
        yield Posting(ACTS[request.param], city)


@pytest.mark.full_size
@pytest.mark.parametrize("posting", ACTS, indirect=True)
def test_many_identical_posts_have_one_effect_and_civil_answers(posting, is_full):
    wanted = posting.entries_of_one()

    found = posting.entries_of_many(AT_ONCE if is_full else SMALL)

    assert wanted > 0
    assert found == wanted
    # What was matched is no longer there to be matched: whoever comes after finds nothing under the address.
    assert set(posting.statuses) <= {200, 302, 404}, posting.statuses


@pytest.fixture
def unprotected(posting, monkeypatch, request):
    """The same, with nothing that keeps two apart: no lock, no turn, no constraint."""
    table, constraint = CONSTRAINTS.get(str(posting.address), ("", ""))
    definition = drop(table, constraint) if table else ""
    wanted = posting.entries_of_one()
    with monkeypatch.context() as patch:
        without_locks(patch, FEW, reading=READS.get(str(posting.address)))
        yield posting, wanted
    if table:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE; ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}")


def drop(table, constraint):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [constraint])
        [definition] = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    return definition


@pytest.mark.parametrize("posting", CONTROLLED, indirect=True)
def test_control_unprotected_the_same_posts_have_more_effects_or_end_in_faults(unprotected):
    posting, wanted = unprotected
    try:
        found = posting.entries_of_many(FEW)
    except (DatabaseError, MultipleObjectsReturned):
        return

    assert found > wanted
