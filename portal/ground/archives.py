"""Office files are zip archives: what a zip may swell to and must not hold, asked before anything reads it."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

UNPACKED = 100 * 1024 * 1024
RATIO = 100


class ArchiveRefused(Exception):
    """The archive is not fit to be opened; the message is a sentence for the person who brought it."""


def names_in(path, *, unpacked=UNPACKED, ratio=RATIO):
    """The names of an archive's members; raises ArchiveRefused for bombs, passwords, macros and broken archives.

    `unpacked` is bytes, `ratio` how many times its own size the archive may grow.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError) as error:
        raise ArchiveRefused(_("文件不完整或已损坏，请重新导出后再上传。")) from error
    swollen = sum(member.file_size for member in members)
    if swollen > min(unpacked, Path(path).stat().st_size * ratio):
        raise ArchiveRefused(_("文件解压后过大，不像正常的文档，已拒绝。"))
    if any(member.flag_bits & 1 for member in members):
        raise ArchiveRefused(_("文件加了密码，请去掉密码后再上传。"))
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise ArchiveRefused(_("文件含有宏，出于安全不能接收，请另存为不含宏的 .xlsx 或 .docx 文件后再上传。"))
    return {member.filename for member in members}
