"""Drill R10: back up, lose everything, restore; counts and digests are equal, and the controls show what would not be."""

import json
import shutil
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal.ground import backups, journal
from portal.ground.backups import making, programs
from portal.ground.models import Attachment, JournalEntry, Region
from tests.bench.coverage import FILL
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
FULL = {"townships": 41_352, "units": 541_352, "branches": 300_000}
SMALL = {"townships": 40, "units": 400, "branches": 200}


def seal_all():
    """Transactions of other tests on the same server hold sealing back while they last."""
    deadline = time.monotonic() + 30
    while JournalEntry.objects.count() > sum(map(len, _sealed())) and time.monotonic() < deadline:
        journal.seal()
        time.sleep(0.1)


def _sealed():
    return journal.JournalSeal.objects.values_list("entry_ids", flat=True)


@pytest.fixture
def portal(city, settings, is_full):
    """A portal with rows, files that rows name, and a sealed journal."""
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(**(FULL if is_full else SMALL)))
    for number in range(2_000 if is_full else 5):
        name = f"attachments/{number:032x}"
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"章程 {number}".encode() * 2_000)
        attachment = Attachment.objects.create(
            owner_kind="branch", owner_id="x", label="章程", name="章程.pdf", path=name, content_type="application/pdf",
            size=1, digest="0" * 64, uploaded_by=city.worker.person, uploaded_at=timezone.now(),
        )  # fmt: skip
        journal.record("attachment.kept", attachment, by=city.worker)
    (settings.MEDIA_ROOT / "attachments" / "partial-x").mkdir()
    (settings.MEDIA_ROOT / "attachments" / "partial-x" / "upload").write_bytes(b"half")
    seal_all()
    return city


@pytest.fixture
def backup(portal, tmp_path):
    folder = tmp_path / "backup"
    call_command("backup", str(folder))
    whole = shutil.copytree(folder, tmp_path / "whole")
    yield folder
    if not counted():  # later tests need the tables
        programs.run("pg_restore", "--no-owner", "--no-comments", str(whole / "database.dump"))


def lose_everything(settings):
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    settings.MEDIA_ROOT.rename(settings.MEDIA_ROOT.with_name("lost"))
    journal.head_file().unlink()


def contents_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def counted():
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.full_size
def test_what_was_lost_is_restored_to_the_row_and_byte(backup, settings, capsys):
    before = counted()
    lose_everything(settings)
    start = time.monotonic()

    call_command("restore", str(backup))

    took, told = time.monotonic() - start, capsys.readouterr().out
    with capsys.disabled():
        print(f"\nR10: {sum(before.values())} rows restored and proved in {took:.1f} s")
    assert took < 30 * 60
    assert counted() == before
    assert {table: told["rows"] for table, told in contents_of(backup)["tables"].items()} == before
    assert backups.differences(contents_of(backup)) == []
    assert journal.verify() == []
    assert "已恢复，与备份一致，日志完整" in told
    assert not list(Path(settings.MEDIA_ROOT).rglob("partial*"))


def test_the_restored_portal_goes_on(backup, settings, city):
    lose_everything(settings)
    backups.restore(backup)

    Region.objects.create(code="529999", name="新区", level="county", start_on="2026-01-01", edition="x")
    journal.record("region.added", Region(pk=1), by=city.official)
    seal_all()

    assert journal.verify() == []


def test_control_a_row_changed_after_the_backup_is_found(backup):
    assert backups.differences(contents_of(backup)) == []

    Region.objects.filter(code="520302").update(name="红花冈区")

    assert backups.differences(contents_of(backup)) == ["表 ground_region 的内容不同"]


def test_control_a_row_and_a_file_more_or_less_are_found(backup, settings):
    Region.objects.filter(code="520303101201").delete()
    (settings.MEDIA_ROOT / "attachments" / f"{0:032x}").unlink()
    (settings.MEDIA_ROOT / "attachments" / "more").write_bytes(b"1")

    assert backups.differences(contents_of(backup)) == [
        "表 ground_region 的内容不同", f"缺少文件 attachments/{0:032x}", "多出文件 attachments/more",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["database.dump", f"files/attachments/{1:032x}", "manifest.json"])
def test_control_a_backup_that_was_cut_is_refused_before_anything_is_written(backup, settings, name):
    lose_everything(settings)
    content = (backup / name).read_bytes()
    (backup / name).write_bytes(content[:-1])

    with pytest.raises(CommandError, match=r"不完整|不是完整的|被改动"):
        call_command("restore", str(backup))

    assert counted() == {}
    assert not settings.MEDIA_ROOT.exists()


def test_control_a_manifest_written_by_somebody_else_is_refused(backup):
    contents = contents_of(backup)
    contents["tables"]["ground_region"]["rows"] += 1
    (backup / "manifest.json").write_text(json.dumps(contents))

    with pytest.raises(backups.BackupRefused, match="备份清单被改动"):
        backups.verify(backup)


def test_other_keys_are_refused_and_no_key_is_in_the_backup(backup, settings):
    key = settings.PORTAL_FIELD_KEYS["1"]
    assert all(key.encode() not in path.read_bytes() for path in backup.iterdir() if path.is_file())
    settings.PORTAL_FIELD_KEYS = settings.PORTAL_FIELD_KEYS | {"2": key}
    backups.verify(backup)

    settings.PORTAL_FIELD_KEYS = {"1": settings.SECRET_KEY[:43] + "="}

    with pytest.raises(backups.BackupRefused, match="FIELD_KEYS 缺少备份所用的密钥，或密钥不同：1 号"):
        backups.verify(backup)


def test_restore_writes_into_an_empty_portal_only(backup, settings):
    with pytest.raises(backups.BackupRefused, match="不是空的"):
        backups.restore(backup)
    lose_everything(settings)
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "somebodys").write_bytes(b"1")
    with pytest.raises(backups.BackupRefused, match="已有文件"):
        backups.restore(backup)
    (settings.MEDIA_ROOT / "somebodys").unlink()
    journal.head_file().write_text("portal 9 x")
    with pytest.raises(backups.BackupRefused, match="请先移走"):
        backups.restore(backup)
    journal.head_file().unlink()

    assert counted() == {}
    backups.restore(backup)


def test_a_backup_of_a_newer_program_is_refused(backup):
    contents = contents_of(backup)
    contents["migrations"].append(["ground", "9999_from_the_future"])
    backups.manifest.write(backup, contents)

    with pytest.raises(backups.BackupRefused, match=r"ground\.9999_from_the_future"):
        backups.verify(backup)


def test_check_reads_and_writes_nothing(backup, capsys):
    before = counted()

    call_command("restore", str(backup), "--check")

    assert "备份完整" in capsys.readouterr().out
    assert counted() == before


def test_a_backup_is_never_written_over_nor_left_half_finished(backup, portal, monkeypatch):
    with pytest.raises(CommandError, match="已经存在"):
        call_command("backup", str(backup))

    def dies(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(programs, "run", dies)
    with pytest.raises(KeyboardInterrupt):
        backups.make(backup.with_name("second"), now=timezone.now())

    assert not backup.with_name("second").exists()
    with pytest.raises(backups.BackupRefused, match="没有做完"):
        backups.make(backup.with_name("second"), now=timezone.now())


def test_a_file_that_a_row_names_and_nobody_has_is_told(portal, settings, tmp_path, capsys):
    (settings.MEDIA_ROOT / "attachments" / f"{0:032x}").unlink()

    call_command("backup", str(tmp_path / "backup"))

    assert f"有 1 个文件在数据库里有记录，却不在文件夹里：attachments/{0:032x}" in capsys.readouterr().err


def add_a_region_meanwhile():
    def add():
        Region.objects.create(code="529998", name="新区", level="county", start_on="2026-01-01", edition="x")

    at_once(add, times=1)


@pytest.mark.parametrize("is_of_one_moment", [True, False])
def test_work_that_goes_on_meanwhile_is_in_none_of_it(portal, settings, tmp_path, monkeypatch, is_of_one_moment):
    """The control dumps without the moment's snapshot: then the row is in the dump and not in the manifest."""
    run = programs.run

    def while_somebody_works(name, *arguments):
        add_a_region_meanwhile()
        run(name, *(one for one in arguments if is_of_one_moment or not one.startswith("--snapshot")))

    monkeypatch.setattr(making.programs, "run", while_somebody_works)
    contents = backups.make(tmp_path / "backup", now=timezone.now())
    monkeypatch.undo()
    lose_everything(settings)

    if is_of_one_moment:
        backups.restore(tmp_path / "backup")
        assert backups.differences(contents) == []
        assert not Region.objects.filter(code="529998").exists()
    else:
        with pytest.raises(backups.BackupRefused, match="与备份不一致：表 ground_region 的内容不同"):
            backups.restore(tmp_path / "backup")
