"""From a file to rows: refused before reading when it is not what it says, read in a child process with limits."""

from dataclasses import dataclass, field
from pathlib import Path

from portal.ground import archives, confinement

CHILD = "portal.ground.sheets.child"
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
EXCEL = "请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后再上传。"


class SheetRefused(Exception):
    """The file cannot be read as a table; the message is a sentence for the person who brought it."""


@dataclass(frozen=True)
class Limits:
    """What a file may weigh (bytes), how much it may swell, how many rows and seconds it may take."""

    size: int = 20 * 1024 * 1024
    unpacked: int = archives.UNPACKED
    ratio: int = archives.RATIO
    rows: int = 200_000
    seconds: int = 110


@dataclass
class Sheet:
    """The one visible sheet with data: (row number, cells) pairs, and where formulas stand."""

    name: str
    rows: list
    formulas: set = field(default_factory=set)


def read_rows(path, *, limits=None):
    """Read the workbook's one visible sheet with data; SheetRefused with a Chinese sentence for anything else."""
    limits = limits or Limits()
    _refuse_before_reading(Path(path), limits)
    sheets = [sheet for sheet in _in_child(path, limits) if sheet.rows]
    if not sheets:
        raise SheetRefused("文件里没有数据，请填写后再上传。")
    if len(sheets) > 1:
        names = "、".join(f"“{sheet.name}”" for sheet in sheets)
        raise SheetRefused(f"文件里有多张工作表有数据：{names}，请只留一张。")
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
        what = "网页" if b"<htm" in start.lower() or b"<!doc" in start.lower() else "文本（如 CSV）或其他格式"
        raise SheetRefused(f"文件内容是{what}，不是 Excel 工作簿。{EXCEL}")
    try:
        names = archives.names_in(path, unpacked=limits.unpacked, ratio=limits.ratio)
    except archives.ArchiveRefused as refusal:
        raise SheetRefused(str(refusal)) from refusal
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused("这是 ODS 格式的表格。" + EXCEL)
    if "xl/workbook.xml" not in names:
        raise SheetRefused("这个压缩包不是 Excel 工作簿。" + EXCEL)


def _in_child(path, limits):
    try:
        values = confinement.run(CHILD, Path(path).resolve(), limits.rows, seconds=limits.seconds)
    except confinement.TookTooLong as error:
        raise SheetRefused("文件读取时间过长，请拆分后上传。") from error
    except confinement.TookTooMuch as error:
        raise SheetRefused("文件太大或结构异常，读取时超出了限制，请拆分后上传。") from error
    except confinement.BrokeDown as error:
        raise SheetRefused("文件内部结构已损坏，请用 Excel 打开并另存后再上传。") from error
    return _sheets(values, limits)


def _sheets(values, limits):
    found = []
    for value in values:
        if isinstance(value, list):
            found[-1].rows.append((value[0], value[1]))
        elif "sheet" in value:
            found.append(Sheet(value["sheet"], []))
        elif "formula" in value:
            found[-1].formulas.add(tuple(value["formula"]))
        else:
            raise SheetRefused(f"数据超过 {limits.rows:,} 行，请拆分后上传。")
    return found
