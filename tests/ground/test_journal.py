"""Drill A5: whatever is done to a sealed journal is found; the control shows that an untouched one is whole."""

import time

import pytest
from django.db import ProgrammingError, connection, transaction

from portal.ground import journal
from portal.ground.database import grant_application_role
from portal.ground.models import JournalEntry, JournalSeal, Region

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def seal_all(count):
    """Transactions of other databases on the same server hold sealing back while they last."""
    deadline = time.monotonic() + 30
    while (count := count - journal.seal()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert count == 0


@pytest.fixture
def sealed():
    thing = Region(pk=1)
    for number in range(6):
        journal.record("thing.done", thing, by=None, number=number)
    seal_all(6)
    journal.record("thing.done", thing, by=None, number=6)
    seal_all(1)
    return JournalEntry.objects.order_by("pk")


def test_verify_finds_nothing_wrong_with_an_untouched_journal(sealed):
    assert journal.verify() == []


def test_seal_does_nothing_when_everything_is_sealed(sealed):
    assert journal.seal() == 0


def test_verify_finds_an_edited_entry(sealed):
    JournalEntry.objects.filter(pk=sealed[2].pk).update(verb="thing.undone")

    assert any("被改动" in fault for fault in journal.verify())


def test_verify_finds_a_deleted_entry(sealed):
    sealed[2].delete()

    assert any("不存在" in fault for fault in journal.verify())


def test_verify_finds_a_cut_tail(sealed):
    last = JournalSeal.objects.order_by("-number").first()
    JournalEntry.objects.filter(pk__in=last.entry_ids).delete()
    last.delete()

    assert any("截去" in fault for fault in journal.verify())


def test_verify_finds_an_entry_inserted_afterwards(sealed):
    JournalEntry.objects.create(verb="thing.forged", thing="x", thing_id="1", transaction=sealed[0].transaction)

    assert any("事后插入" in fault for fault in journal.verify())


BEFORE = 10**15  # numbers of transactions on a server that has long been running


@pytest.fixture
def moved(monkeypatch):
    """A journal written and sealed on another server, with two entries nobody had sealed yet, restored on this one."""
    monkeypatch.setattr(journal, "_horizon", lambda: BEFORE + 4)
    for number in range(6):
        JournalEntry.objects.create(verb="thing.done", thing="x", thing_id="1", transaction=BEFORE + number)
    assert journal.seal() == 4
    monkeypatch.undo()
    return JournalEntry.objects.order_by("pk")


def test_a_restored_journal_goes_on_where_transactions_are_numbered_anew(moved):
    journal.record("thing.done", Region(pk=1), by=None)
    seal_all(3)
    journal.record("thing.done", Region(pk=2), by=None)
    seal_all(1)

    assert journal.verify() == []
    assert sorted(pk for ids in JournalSeal.objects.values_list("entry_ids", flat=True) for pk in ids) == [
        entry.pk for entry in moved
    ]


def test_verify_finds_what_is_done_to_a_restored_journal(moved):
    journal.record("thing.done", Region(pk=1), by=None)
    seal_all(3)
    first = moved[0]
    JournalEntry.objects.create(pk=first.pk - 1, verb="thing.forged", thing="x", thing_id="1", transaction=BEFORE)
    assert any("事后插入" in fault for fault in journal.verify())
    JournalEntry.objects.filter(pk=first.pk - 1).delete()
    assert journal.verify() == []

    JournalEntry.objects.create(verb="thing.forged", thing="x", thing_id="1", transaction=1)
    assert any("事后插入" in fault for fault in journal.verify())
    JournalEntry.objects.filter(transaction=1).delete()
    JournalSeal.objects.filter(after_entry__gt=0).update(after_entry=first.pk)
    assert any("被改动" in fault for fault in journal.verify())


def test_application_role_may_only_insert_and_read(sealed, settings):
    settings.PORTAL_APPLICATION_ROLE = "portal_drill_app"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'portal_drill_app'")
        if not cursor.fetchone():
            cursor.execute("CREATE ROLE portal_drill_app")
            cursor.execute("GRANT portal_drill_app TO current_user")
    grant_application_role()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_drill_app")
        try:
            cursor.execute("SELECT count(*) FROM ground_journalentry")
            assert cursor.fetchone()[0] == 7
            journal.record("thing.done", Region(pk=2), by=None)
            for sql in ("UPDATE ground_journalentry SET verb = 'x'", "DELETE FROM ground_journalseal"):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    cursor.execute(sql)
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY portal_drill_app")
