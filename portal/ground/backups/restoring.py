"""Filling an empty portal from a backup, and proving that it is what was backed up."""

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from portal.ground import journal
from portal.ground.database import grant_application_role

from . import files, manifest, programs, tables
from .manifest import BackupRefused


def restore(folder):
    """Restore database, files and journal head; gives the manifest once counts, digests and journal proved equal.

    Raises BackupRefused: before anything is written when the backup is damaged, from another portal's keys or a newer
    program, or this portal is not empty; afterwards when what came out differs from what went in.
    """
    contents = manifest.verify(folder)
    _refuse_unless_empty()
    programs.run(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments",
        str(Path(folder, manifest.DUMP)),
    )  # fmt: skip
    settings.MEDIA_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.copy_all(Path(folder, manifest.FILES), settings.MEDIA_ROOT)
    if found := differences(contents):
        raise BackupRefused("恢复的内容与备份不一致：" + "；".join(found))
    journal.keep_head()
    if faults := journal.verify():
        raise BackupRefused("恢复的日志不完整：" + "；".join(faults))
    journal.seal()
    grant_application_role()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return contents


def differences(contents):
    """In which tables, files and journal seals this portal differs from a manifest, as sentences."""
    with transaction.atomic():
        found = _unequal("表", tables.digests(), contents["tables"])
        number, digest = journal.head()
    kept = {name: files.digest(settings.MEDIA_ROOT / name) for name in files.all_in(settings.MEDIA_ROOT)}
    found += _unequal("文件", kept, contents["files"])
    if {"number": number, "digest": digest} != contents["journal"]:
        found.append("日志的末端封条不同。")
    return found


def _unequal(kind, ours, theirs):
    lacking = [f"缺少{kind} {name}" for name in sorted(theirs.keys() - ours.keys())]
    more = [f"多出{kind} {name}" for name in sorted(ours.keys() - theirs.keys())]
    both = sorted(ours.keys() & theirs.keys())
    return lacking + more + [f"{kind} {name} 的内容不同" for name in both if ours[name] != theirs[name]]


def _refuse_unless_empty():
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor, include_views=True):
            raise BackupRefused(f"数据库 {connection.settings_dict['NAME']} 不是空的，恢复只写入空库。")
    if files.all_in(settings.MEDIA_ROOT):
        raise BackupRefused(f"{settings.MEDIA_ROOT} 里已有文件，请先移走。")
    if Path(journal.head_file()).exists():
        raise BackupRefused(f"{journal.head_file()} 还在，请先移走。")
