"""Attachments on disk: nothing is left of what failed or was removed, nothing is lost of what was kept."""

import io
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from PIL import Image

from portal.ground import attachments, tasks
from portal.ground.errors import Refused
from portal.ground.files import inspection
from portal.ground.models import Attachment, JournalEntry
from tests.factories.city import NOW
from tests.ground import clamd
from tests.ground.uploaded import EICAR, bytes_of, keep, picture, stored

pytestmark = pytest.mark.django_db


def test_keep_keeps_nothing_when_the_journal_fails(owner, settings, monkeypatch):
    def fail(*arguments, **details):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(attachments, "record", fail)
        with pytest.raises(RuntimeError):
            keep(owner, picture())

    assert stored(settings) == []
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_leaves_no_file(owner, settings, client):
    def bring_and_fail():
        keep(owner, picture())
        assert len(stored(settings)) == 2
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        bring_and_fail()

    client.get(reverse("healthz"))

    assert not Attachment.objects.exists()
    assert stored(settings) == []


@pytest.mark.django_db(transaction=True)
def test_a_committed_file_stays_when_something_fails_after_the_commit(owner, settings):
    def fail():
        raise RuntimeError

    @transaction.atomic
    def bring():
        transaction.on_commit(fail)
        keep(owner, picture())

    with pytest.raises(RuntimeError):
        bring()
    attachments.settle()

    assert Attachment.objects.count() == 1
    assert len(stored(settings)) == 2


def test_the_clock_erases_what_a_killed_process_left(owner, settings):
    kept = keep(owner, picture())
    folder = settings.MEDIA_ROOT / "attachments"
    (folder / "partial-abc").mkdir()
    (folder / "partial-abc" / "upload").write_bytes(b"x")
    (folder / "0123").write_bytes(b"x")
    (folder / "0123.preview").write_bytes(b"x")

    tasks.erase_abandoned_files()
    assert len(stored(settings)) == 6
    attachments.erase_abandoned(now=attachments._written_at(folder / "0123") + timedelta(hours=2))

    assert stored(settings) == [kept.path.split("/")[1], kept.path.split("/")[1] + ".preview"]


def test_a_full_disk_is_said_and_leaves_nothing(owner, settings, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(attachments.os, "replace", full)
        with pytest.raises(Refused, match="存储空间不足"):
            keep(owner, picture())
    assert stored(settings) == []
    assert not Attachment.objects.exists()

    assert keep(owner, picture()).size


def test_keep_asks_for_patience_when_too_many_files_are_looked_into(owner, settings, monkeypatch):
    monkeypatch.setattr(inspection, "WAIT_SECONDS", 0.1)
    with inspection.AT_ONCE, inspection.AT_ONCE, pytest.raises(Refused, match="上传的人较多"):
        keep(owner, picture())
    assert stored(settings) == []

    assert keep(owner, picture()).size


@pytest.mark.parametrize("left", [0, 20_000, 60_000, 110_000])
def test_a_disk_of_two_megabytes_fills_up_and_works_again(owner, settings, small_disk, left):
    photo = io.BytesIO()
    Image.effect_noise((400, 400), 90).convert("RGB").save(photo, "JPEG", quality=50)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(2 * settings.MEGABYTE - left))

    with pytest.raises(Refused, match="存储空间不足"):
        keep(owner, photo.getvalue())
    assert stored(settings) == []
    assert not Attachment.objects.exists()

    filler.unlink()
    assert keep(owner, photo.getvalue()).size


def test_keep_refuses_what_the_scanner_finds(owner, settings):
    with clamd.running() as server:
        settings.CLAMD_ADDRESS = server.address
        assert keep(owner, picture())
        with pytest.raises(Refused, match="病毒"):
            keep(owner, picture() + EICAR)
    assert Attachment.objects.count() == 1
    assert len(stored(settings)) == 2


def test_keep_takes_the_same_bytes_without_a_scanner(owner):
    assert EICAR not in bytes_of(keep(owner, picture() + EICAR))


def test_keep_keeps_nothing_unscanned(owner, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    with pytest.raises(Refused, match="稍后再试"):
        keep(owner, picture())
    with clamd.running(most=100) as server:
        settings.CLAMD_ADDRESS = server.address
        with pytest.raises(Refused, match="扫描的大小上限"):
            keep(owner, picture())

    assert stored(settings) == []
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_remove_takes_row_and_files_and_tells_the_journal(owner, settings):
    attachment = keep(owner, picture())
    number = str(attachment.pk)

    attachments.remove(attachment, by=owner.worker, now=NOW)

    assert attachments.of("paper", 7) == []
    assert stored(settings) == []
    assert JournalEntry.objects.get(verb="attachment.removed").thing_id == number


@pytest.mark.django_db(transaction=True)
def test_remove_refuses_a_second_time_and_keeps_the_files_of_a_removal_rolled_back(owner, settings):
    attachment = keep(owner, picture())

    def remove_and_fail():
        attachments.remove(attachment, by=owner.worker, now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        remove_and_fail()
    assert Attachment.objects.get() == attachment
    assert len(stored(settings)) == 2

    attachments.remove(attachment, by=owner.worker, now=NOW)
    with pytest.raises(Refused, match="已经删除"):
        attachments.remove(attachment, by=owner.worker, now=NOW)
