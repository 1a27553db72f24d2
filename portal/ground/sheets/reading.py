"""From a file to rows: refused before reading when it is not what it says, read in a child process with limits."""

from dataclasses import dataclass, field
from pathlib import Path

from portal.ground import archives, confinement

CHILD = "portal.ground.sheets.child"
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
EXCEL = "请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后再上传。"
TOO_LARGE = "文件太大或结构异常，读取时超出了限制，请拆分后上传。"
BROKEN = "文件内部结构已损坏，请用 Excel 打开并另存后再上传。"
WEB_PAGE = (b"<htm", b"<!doc", b"<table", b"<meta")


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
        names = archives.names_in(path, unpacked=limits.unpacked, ratio=limits.ratio)
    except archives.ArchiveRefused as refusal:
        raise SheetRefused(str(refusal)) from refusal
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused("这是 ODS 格式的表格。" + EXCEL)
    if "xl/workbook.xml" not in names:
        raise SheetRefused("这个压缩包不是 Excel 工作簿。" + EXCEL)


def _in_child(path, limits):
    """The visible sheets, and the names of hidden ones with data."""
    try:
        return _sheets(confinement.run(CHILD, Path(path).resolve(), limits.rows, seconds=limits.seconds), limits)
    except confinement.TookTooLong as error:
        raise SheetRefused("文件读取时间过长，请拆分后上传。") from error
    except confinement.TookTooMuch as error:
        raise SheetRefused(TOO_LARGE) from error
    except confinement.BrokeDown as error:
        raise SheetRefused(BROKEN) from error


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
        else:
            _notice(found[-1], line)
    return found, hidden


def _notice(sheet, line):
    number = sheet.rows[-1][0]
    sheet.formulas.update((number, index) for index in line.get("formulas", ()))
    sheet.merged_rows.update(line.get("merged_rows", ()))
    if "hidden" in line:
        sheet.hidden_rows.add(number)
