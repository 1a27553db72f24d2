"""The manifest of a backup: what it holds, with digests, under a seal that only the portal's own keys can make."""

import hmac
import json
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal.ground.ciphers import cipher

from . import files

FORMAT = 1
DUMP, FILES, MANIFEST, SEAL = "database.dump", "files", "manifest.json", "manifest.seal"
SEALED = "backup manifest"


class BackupRefused(Exception):
    """The backup cannot be made or restored; the message is a sentence for whoever asked."""


def write(folder, contents):
    """Write manifest and seal as the last files of a backup."""
    text = json.dumps(contents, ensure_ascii=False, indent=1, sort_keys=True)
    Path(folder, MANIFEST).write_text(text)
    Path(folder, SEAL).write_text(cipher().blind_index(text, purpose=SEALED))


def verify(folder):
    """The manifest, once keys, seal and every file of the backup proved right; BackupRefused otherwise. Writes nothing."""
    try:
        text, seal = Path(folder, MANIFEST).read_text(), Path(folder, SEAL).read_text()
        contents = json.loads(text)
    except (OSError, ValueError) as error:
        raise BackupRefused(f"{folder} 不是完整的备份：{error}") from error
    if contents.get("format") != FORMAT:
        raise BackupRefused(f"备份的格式是 {contents.get('format')}，这一版只认 {FORMAT}。")
    _refuse_other_keys(contents["keys"])
    if not hmac.compare_digest(seal, cipher().blind_index(text, purpose=SEALED)):
        raise BackupRefused("备份清单被改动。")
    _refuse_newer_schema(contents["migrations"])
    _refuse_damaged_files(Path(folder), contents)
    return contents


def _refuse_other_keys(fingerprints):
    ours = cipher().fingerprints()
    lacking = [number for number, fingerprint in fingerprints.items() if ours.get(number) != fingerprint]
    if lacking:
        raise BackupRefused(f"FIELD_KEYS 缺少备份所用的密钥，或密钥不同：{'、'.join(lacking)} 号。")


def _refuse_newer_schema(applied):
    known = MigrationLoader(connection, ignore_no_migrations=True).disk_migrations
    unknown = [f"{app}.{name}" for app, name in applied if (app, name) not in known]
    if unknown:
        raise BackupRefused(f"备份来自更新的版本，请先安装那一版程序：{'、'.join(unknown[:5])}。")


def _refuse_damaged_files(folder, contents):
    expected = {DUMP: contents["dump"]} | {f"{FILES}/{name}": told for name, told in contents["files"].items()}
    for name, told in expected.items():
        path = folder / name
        if not path.is_file():
            raise BackupRefused(f"备份缺少文件 {name}。")
        if files.digest(path) != told:
            raise BackupRefused(f"备份中的文件 {name} 被改动或不完整。")
