"""From a file to rows: refused before reading when it is not what it says, read in a child process with limits."""

import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
EXCEL = "请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后再上传。"
TOO_LARGE = "文件太大或结构异常，读取时超出了限制，请拆分后上传。"
BROKEN = "文件内部结构已损坏，请用 Excel 打开并另存后再上传。"
TOO_MUCH = (b"MemoryError", b"File too large")
WEB_PAGE = (b"<htm", b"<!doc", b"<table", b"<meta")


class SheetRefused(Exception):
    """The file cannot be read as a table; the message is a sentence for the person who brought it."""


@dataclass(frozen=True)
class Limits:
    """What a file may weigh (bytes), how much it may swell, how many rows and seconds it may take."""

    size: int = 20 * 1024 * 1024
    unpacked: int = 100 * 1024 * 1024
    ratio: int = 100
    rows: int = 200_000
    seconds: int = 110


@dataclass
class Sheet:
    """The one visible sheet with data: (row number, cells) pairs, and what is unusual about it."""

    name: str
    rows: list
    formulas: set = field(default_factory=set)
    hidden_rows: set = field(default_factory=set)
    merged_rows: set = field(default_factory=set)
    starts_1904: bool = False
    warnings: list = field(default_factory=list)


def read_rows(path, *, limits=None):
    """Read the workbook's one visible sheet with data; SheetRefused with a Chinese sentence for anything else."""
    limits = limits or Limits()
    _refuse_before_reading(Path(path), limits)
    sheets, hidden = _in_child(path, limits)
    sheets = [sheet for sheet in sheets if sheet.rows]
    names = "、".join(f"“{name}”" for name in hidden)
    if not sheets and hidden:
        raise SheetRefused(f"只有隐藏的工作表里有数据：{names}，请取消隐藏后再上传。")
    if not sheets:
        raise SheetRefused("文件里没有数据，请填写后再上传。")
    if len(sheets) > 1:
        names = "、".join(f"“{sheet.name}”" for sheet in sheets)
        raise SheetRefused(f"文件里有多张工作表有数据：{names}，请只留一张。")
    if hidden:
        sheets[0].warnings.append(f"隐藏的工作表{names}里有数据，没有读取。")
    return sheets[0]


def _refuse_before_reading(path, limits):
    size = path.stat().st_size
    if size == 0:
        raise SheetRefused("文件是空的，请重新选择。")
    if size > limits.size:
        raise SheetRefused(f"文件超过 {limits.size // 1024 // 1024} MB，请拆分后上传。")
    with open(path, "rb") as file:
        start = file.read(512)
    if start.startswith(OLE2):
        raise SheetRefused("这是旧版 Excel（.xls）或加了密码的文件。" + EXCEL)
    if not start.startswith(b"PK"):
        is_page = any(tag in start.lower() for tag in WEB_PAGE)
        what = "网页" if is_page else "文本（如 CSV）或其他格式"
        raise SheetRefused(f"文件内容是{what}，不是 Excel 工作簿。{EXCEL}")
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_contents(archive, size, limits)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError) as error:
        raise SheetRefused("文件不完整或已损坏，请重新导出后再上传。") from error


def _refuse_contents(archive, size, limits):
    names = {info.filename for info in archive.infolist()}
    unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > limits.unpacked or unpacked > size * limits.ratio:
        raise SheetRefused("文件解压后过大，不像正常的表格，已拒绝。")
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise SheetRefused("文件加了密码，请去掉密码后再上传。")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise SheetRefused("文件含有宏，出于安全不能接收。" + EXCEL)
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused("这是 ODS 格式的表格。" + EXCEL)
    if "xl/workbook.xml" not in names:
        raise SheetRefused("这个压缩包不是 Excel 工作簿。" + EXCEL)


def _in_child(path, limits):
    """The visible sheets, and the names of hidden ones with data; what the child prints goes through a file."""
    command = [sys.executable, "-m", "portal.ground.sheets.child", str(Path(path).resolve()), str(limits.rows)]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PORTAL_BARE": "1", "PATH": "/usr/bin:/bin"}
    with tempfile.TemporaryFile() as printed:
        try:
            done = subprocess.run(
                command, check=False, stdout=printed, stderr=subprocess.PIPE, timeout=limits.seconds, env=environment,
                cwd="/",
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise SheetRefused("文件读取时间过长，请拆分后上传。") from error
        if done.returncode:
            is_too_much = done.returncode < 0 or any(sign in done.stderr for sign in TOO_MUCH)
            raise SheetRefused(TOO_LARGE if is_too_much else BROKEN)
        printed.seek(0)
        return _sheets(map(json.loads, printed), limits)


def _sheets(lines, limits):
    found, hidden = [], []
    for line in lines:
        if isinstance(line, list):
            found[-1].rows.append((line[0], line[1]))
        elif "sheet" in line:
            found.append(Sheet(line["sheet"], [], starts_1904=line["starts_1904"]))
        elif "hidden_sheet" in line:
            hidden.append(line["hidden_sheet"])
        elif "too_many" in line:
            raise SheetRefused(f"数据超过 {limits.rows:,} 行，请拆分后上传。")
        elif "end" not in line:
            _notice(found[-1], line)
    return found, hidden


def _notice(sheet, line):
    number = sheet.rows[-1][0]
    sheet.formulas.update((number, index) for index in line.get("formulas", ()))
    sheet.merged_rows.update(line.get("merged_rows", ()))
    if "hidden" in line:
        sheet.hidden_rows.add(number)
