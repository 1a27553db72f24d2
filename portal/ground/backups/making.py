"""Making a backup of a running portal: everything as of one moment, though work goes on meanwhile."""

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from portal.ground import journal
from portal.ground.ciphers import cipher
from portal.ground.models import Attachment, ImportBatch, ReportFile

from . import files, manifest, programs, tables
from .manifest import BackupRefused


def make(folder, *, now):
    """Write a backup into a new folder and give its manifest; a folder that is there was finished.

    `now` is written into the manifest. Raises BackupRefused.
    """
    folder = Path(folder)
    if folder.exists():
        raise BackupRefused(f"{folder} 已经存在，请另取一个名字。")
    partial = folder.with_name(folder.name + ".partial")
    try:
        partial.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise BackupRefused(f"{partial} 是没有做完的备份，请先删除。") from error
    contents = _fill(partial) | {"format": manifest.FORMAT, "made_at": now.isoformat()}
    manifest.write(partial, contents)
    partial.rename(folder)
    return contents


def _fill(folder):
    journal.seal()
    # Files never change, they come and go. Copied before and after the moment, whatever a row of the moment names is there.
    copied = files.copy_all(settings.MEDIA_ROOT, folder / manifest.FILES)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        copied |= files.copy_all(settings.MEDIA_ROOT, folder / manifest.FILES, known=copied)
        dump = folder / manifest.DUMP
        programs.run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
        dump.chmod(0o600)
        number, digest = journal.head()
        return {
            "database": {"name": connection.settings_dict["NAME"], "version": connection.pg_version},
            "dump": files.digest(dump),
            "tables": tables.digests(),
            "files": copied,
            "missing_files": sorted(_named() - copied.keys()),
            "journal": {"number": number, "digest": digest},
            "keys": cipher().fingerprints(),
            "migrations": sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations()),
        }


def _named():
    """Every file a row names."""
    named = set(Attachment.objects.values_list("path", flat=True))
    for model in (ReportFile, ImportBatch):
        named.update(model.objects.values_list("path", flat=True))
    return named - {""}
