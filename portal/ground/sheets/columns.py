"""What a table must hold: columns by title, cleaned values row by row, and every fault with its place."""

import re
from dataclasses import dataclass, field

import xlsxwriter

from . import cells
from .cells import CellError
from .reading import SheetRefused

HEADER_ROWS = 10
SHOWN_ROWS = 20
SUMS = {"合计", "总计", "小计", "累计"}
LONGEST_SUM = 12
DAYS = (cells.day, cells.last_day)
PROBLEM = "问题"


@dataclass(frozen=True)
class Column:
    """A column people fill in: how it is called, how its cells are cleaned, whether it may be empty, its longest text."""

    key: str
    title: str
    clean: callable
    required: bool = False
    aliases: tuple = ()
    longest: int = 120


@dataclass(frozen=True)
class Row:
    number: int
    values: dict


@dataclass(frozen=True)
class RowError:
    """What is wrong, and where: sheet, row, column's letter and title, the text as typed, the reason in Chinese."""

    sheet: str
    row: int
    column: str
    title: str
    value: str
    reason: str


@dataclass
class Parsed:
    """The clean rows, what is wrong with the others, and where header and columns were found (key → index)."""

    header_row: int
    places: dict
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
    return re.sub(r"[（(](必填|选填|可空)[）)]|[*＊\s]", "", shown(raw))


def _squeezed(raw):
    """A short cell without spaces and colons: enough to tell an empty cell or a 合计."""
    if raw is None or len(raw) > LONGEST_SUM:
        return raw or ""
    return re.sub(r"[\s:：]", "", shown(raw))


def _find_header(sheet, columns):
    known = {_title(name): column for column in columns for name in (column.title, *column.aliases)}
    best, best_count = None, 0
    for number, row in sheet.rows[:HEADER_ROWS]:
        count = len({known[_title(cell)].key for cell in row if _title(cell) in known})
        if count > best_count:
            best, best_count = (number, row), count
    if best is None:
        raise SheetRefused("找不到表头，第一行应是列名，例如：" + "、".join(column.title for column in columns) + "。")
    return best, known


def parse(sheet, columns):
    """Match headers in any order, clean every cell; SheetRefused when the headers themselves are wrong."""
    (header_row, header), known = _find_header(sheet, columns)
    parsed = Parsed(header_row, {}, warnings=list(sheet.warnings))
    _place_columns(parsed, header, known)
    _refuse_missing(parsed, sheet, columns)
    data = [(number, row) for number, row in sheet.rows if number > header_row]
    for number, row in data:
        _parse_row(parsed, sheet, number, row, columns)
    if not parsed.rows and not parsed.errors:
        raise SheetRefused("只有表头，没有数据。")
    _warn_of_hidden_rows(parsed, sheet)
    _warn_of_nameless_columns(parsed, header, data)
    return parsed


def _place_columns(parsed, header, known):
    for index, cell in enumerate(header):
        column = known.get(_title(cell))
        if column is None:
            if _title(cell):
                parsed.warnings.append(f"没有用到的列：{shown(cell)}。")
        elif column.key in parsed.places:
            raise SheetRefused(f"列“{column.title}”出现了两次，请删去一列。")
        else:
            parsed.places[column.key] = index


def _refuse_missing(parsed, sheet, columns):
    missing = [column.title for column in columns if column.required and column.key not in parsed.places]
    if not missing:
        return
    is_merged = sheet.merged_rows & {parsed.header_row - 1, parsed.header_row, parsed.header_row + 1}
    remark = "表头中有合并的单元格，请取消合并，把列名写在同一行。" if is_merged else ""
    raise SheetRefused(f"缺少列：{'、'.join(missing)}。{remark}")


def _warn_of_hidden_rows(parsed, sheet):
    hidden = sorted(number for number in sheet.hidden_rows if number > parsed.header_row)
    if hidden:
        numbers = "、".join(map(str, hidden[:SHOWN_ROWS])) + ("等" if len(hidden) > SHOWN_ROWS else "")
        parsed.warnings.append(f"有 {len(hidden)} 个隐藏的行也读取了：第 {numbers} 行。")


def _warn_of_nameless_columns(parsed, header, data):
    named = {index for index, cell in enumerate(header) if _title(cell)}
    filled = {index for _number, row in data for index, cell in enumerate(row) if cell is not None and cell.strip()}
    if nameless := sorted(filled - named):
        letters = "、".join(letter(index) for index in nameless[:SHOWN_ROWS])
        parsed.warnings.append(f"{letters} 列没有列名，其中的内容没有读取。")


def _parse_row(parsed, sheet, number, row, columns):
    if _is_blank(parsed, sheet, number, row):
        return
    if _is_sum(parsed, row, columns):
        parsed.warnings.append(f"第 {number} 行是合计行，已跳过。")
        return
    values, failed = {}, False
    for column in columns:
        index = parsed.places.get(column.key)
        raw = row[index] if index is not None and index < len(row) else None
        try:
            values[column.key] = _clean(sheet, column, number, index, raw)
        except CellError as wrong:
            place = letter(index) if index is not None else ""
            parsed.errors.append(RowError(sheet.name, number, place, column.title, shown(raw), str(wrong)))
            failed = True
    if not failed:
        parsed.rows.append(Row(number, values))


def _is_blank(parsed, sheet, number, row):
    has_formula = any((number, index) in sheet.formulas for index in parsed.places.values())
    return not has_formula and not any(_squeezed(cell) for cell in row)


def _is_sum(parsed, row, columns):
    """A row that says 合计 somewhere and lacks what every row must have: a remark of that name is no sum."""
    if not any(cell and "计" in cell and _squeezed(cell) in SUMS for cell in row):
        return False
    places = [parsed.places[column.key] for column in columns if column.required]
    needed = [_squeezed(row[index]) if index < len(row) else "" for index in places]
    return any(not cell or cell in SUMS for cell in needed)


def _clean(sheet, column, number, index, raw):
    if (number, index) in sheet.formulas:
        raise CellError("公式没有计算结果，请在 Excel 中打开并保存后再上传。")
    value = column.clean(cells.from_1904(raw) if sheet.starts_1904 and column.clean in DAYS else raw)
    if column.required and value in ("", None, []):
        raise CellError("必填，不能为空。")
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str) and len(part) > column.longest:
            raise CellError(f"内容过长，最多 {column.longest} 个字。")
    return value


def shown(raw):
    """The cell as it can be shown in an error list; "" for empty."""
    try:
        return cells.text(raw)
    except CellError:
        return _as_typed(raw)


def _as_typed(raw):
    """The cell's own text with its line breaks, without the marks of the reading and what no file may hold."""
    typed = str(raw).removeprefix("#LOST ").replace("\x00", "")
    try:
        return cells.unescaped(typed)
    except CellError:
        return cells.ESCAPED.sub(" ", typed)


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


def write_errors(path, sheet, header_row, errors):
    """The rows where they stood, with what is wrong beside each in a column 问题, so that the file can come back."""
    reasons = {}
    for error in errors:
        reasons.setdefault(error.row, []).append(f"{error.title}：{error.reason}")
    header = dict(sheet.rows)[header_row]
    titles = [_title(cell) for cell in header]
    place = titles.index(PROBLEM) if PROBLEM in titles else max(len(row) for _number, row in sheet.rows)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "date_1904": sheet.starts_1904}  # fmt: skip
    with xlsxwriter.Workbook(path, options) as book:
        page = book.add_worksheet("数据")
        red = book.add_format({"font_color": "#B3261E", "text_wrap": True})
        page.set_column(place, place, 60)
        for number, row in sheet.rows:
            for index, cell in enumerate(row):
                if cell is not None and index != place:
                    page.write_string(number - 1, index, _as_typed(cell))
            if number in reasons:
                page.write_string(number - 1, place, "；".join(reasons[number]), red)
        page.write_string(header_row - 1, place, PROBLEM)
