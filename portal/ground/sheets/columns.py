"""What a table must hold: columns by title, cleaned values row by row, and every fault with its place."""

import re
from dataclasses import dataclass, field

import xlsxwriter

from .cells import CellError, text
from .reading import SheetRefused

HEADER_ROWS = 10
SUMS = {"合计", "总计", "小计"}


@dataclass(frozen=True)
class Column:
    """A column people fill in: how it is called, how its cells are cleaned, whether it may be empty."""

    key: str
    title: str
    clean: callable
    required: bool = False
    aliases: tuple = ()


@dataclass(frozen=True)
class Row:
    number: int
    values: dict


@dataclass(frozen=True)
class RowError:
    """What is wrong, and where: sheet, row, column, the text as typed, the reason in Chinese."""

    sheet: str
    row: int
    column_letter: str
    column_title: str
    value: object
    reason: str


@dataclass
class Parsed:
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


def letter(index):
    """The spreadsheet's name of a column, from 0: A, B … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _title(raw):
    """A header without spaces, stars and remarks in brackets, so that small liberties do no harm."""
    if raw is None:
        return ""
    return re.sub(r"[（(](必填|选填|可空)[）)]|[*＊\s]", "", str(raw))


def _find_header(sheet, columns):
    known = {_title(name): column for column in columns for name in (column.title, *column.aliases)}
    best, best_count = None, 0
    for number, cells in sheet.rows[:HEADER_ROWS]:
        count = len({known[_title(cell)].key for cell in cells if _title(cell) in known})
        if count > best_count:
            best, best_count = (number, cells), count
    if best is None:
        raise SheetRefused("找不到表头，第一行应是列名，例如：" + "、".join(column.title for column in columns) + "。")
    return best, known


def parse(sheet, columns):
    """Match headers in any order, clean every cell; SheetRefused when the headers themselves are wrong."""
    (header_row, header), known = _find_header(sheet, columns)
    parsed, places = Parsed(), {}
    for index, cell in enumerate(header):
        column = known.get(_title(cell))
        if column is None:
            if _title(cell):
                parsed.warnings.append(f"没有用到的列：{cell}。")
            continue
        if column.key in places:
            raise SheetRefused(f"列“{column.title}”出现了两次，请删去一列。")
        places[column.key] = index
    missing = [column.title for column in columns if column.required and column.key not in places]
    if missing:
        raise SheetRefused(f"缺少列：{'、'.join(missing)}。")
    data = [(number, cells) for number, cells in sheet.rows if number > header_row]
    if not data:
        raise SheetRefused("只有表头，没有数据。")
    for number, cells in data:
        _parse_row(parsed, sheet, number, cells, columns, places)
    if not parsed.rows and not parsed.errors:
        raise SheetRefused("只有表头，没有数据。")
    return parsed


def _parse_row(parsed, sheet, number, cells, columns, places):
    written = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    has_formula = any((number, index) in sheet.formulas for index in places.values())
    if not written and not has_formula:
        return
    if written and written[0] in SUMS:
        parsed.warnings.append(f"第 {number} 行是“{written[0]}”行，已跳过。")
        return
    values, failed = {}, False
    for column in columns:
        index = places.get(column.key)
        raw = cells[index] if index is not None and index < len(cells) else None
        try:
            if raw is None and (number, index) in sheet.formulas:
                raise CellError("公式没有计算结果，请在 Excel 中打开并保存后再上传。")
            values[column.key] = column.clean(raw)
            if column.required and values[column.key] in ("", None, []):
                raise CellError("必填，不能为空。")
        except CellError as wrong:
            place = letter(index) if index is not None else ""
            shown = "" if raw is None else text_or_raw(raw)
            parsed.errors.append(RowError(sheet.name, number, place, column.title, shown, str(wrong)))
            failed = True
    if not failed:
        parsed.rows.append(Row(number, values))


def text_or_raw(raw):
    """The cell as it can be shown in an error list."""
    try:
        return text(raw)
    except CellError:
        return str(raw).removeprefix("#LOST ").replace("\x00", "")


def write_template(path, columns, *, remarks=()):
    """An empty table with the right headers, every column text so that long numbers keep their digits."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        bold, plain = book.add_format({"bold": True, "bg_color": "#E8F0FC"}), book.add_format({"num_format": "@"})
        for index, column in enumerate(columns):
            sheet.set_column(index, index, 18, plain)
            sheet.write_string(0, index, column.title + ("*" if column.required else ""), bold)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 80)
        for number, line in enumerate(("带 * 的列必填，列的先后不限。", *remarks)):
            notes.write_string(number, 0, line)


def write_errors(path, sheet, errors):
    """The rows as they came, with what is wrong in a last column."""
    reasons = {}
    for error in errors:
        reasons.setdefault(error.row, []).append(f"{error.column_title}：{error.reason}")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        page = book.add_worksheet("数据")
        red = book.add_format({"font_color": "#B3261E"})
        width = max(len(cells) for _number, cells in sheet.rows)
        for line, (number, cells) in enumerate(sheet.rows):
            for index, cell in enumerate(cells):
                if cell is not None:
                    page.write_string(line, index, text_or_raw(cell))
            if line == 0:
                page.write_string(line, width, "问题")
            elif number in reasons:
                page.write_string(line, width, "；".join(reasons[number]), red)
        page.set_column(width, width, 60)
