"""The child process that opens a workbook: prints the sheets with data as JSON lines, and nothing else.

Run as `python -m portal.ground.sheets.child FILE MOST_ROWS`; it has no database, no settings, and little memory.
A line is a row `[number, cells]`, or an object that says what was noticed about the sheet last named.
"""

import json
import sys
import warnings
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from portal.ground.confinement import END, confine

MEMORY = 1 << 30
OUTPUT = 1 << 28
CPU_SECONDS = 100
IGNORED_SHEETS = {"填写说明"}
LONGEST_EXACT = 15  # digits Excel keeps of a number
HEADER_ROWS = 20  # merged cells matter where headers may stand


class Noticing(WorkSheetParser):
    """Reads rows one by one, remembering what openpyxl forgets: hidden rows, formulas nobody has calculated."""

    def __init__(self, sheet, book, source):
        super().__init__(
            source, sheet._shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        self.is_hidden = False

    def parse_row(self, row):
        self.is_hidden = row.get("hidden") in ("1", "true")
        found = super().parse_row(row)
        self.row_dimensions.clear()  # a million styled rows would fill the memory
        return found

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            is_empty_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            cell["is_uncalculated"] = not is_empty_text
        return cell


def main(path, most_rows):
    confine(memory=MEMORY, cpu_seconds=CPU_SECONDS, written=OUTPUT)
    warnings.simplefilter("ignore")
    ReadOnlyWorksheet._get_size = lambda sheet: None  # the size a sheet claims is not believed, so it is not looked for
    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.title in IGNORED_SHEETS:
            continue
        with sheet._get_source() as source:
            parser = Noticing(sheet, book, source)
            if sheet.sheet_state != "visible":
                _print_if_data(sheet, parser)
            elif not _print_sheet(sheet, parser, most_rows):
                _print({"too_many": True})
                break
    _print(END)


def _print(line):
    print(json.dumps(line))


def _print_if_data(sheet, parser):
    """A hidden sheet is not read, but whoever brought it should know."""
    if any(cell["value"] is not None for _number, row in parser.parse() for cell in row):
        _print({"hidden_sheet": sheet.title})


def _print_sheet(sheet, parser, most_rows):
    """Every row that holds something; False when there are too many."""
    _print({"sheet": sheet.title, "starts_1904": parser.epoch == MAC_EPOCH})
    count = 0
    for number, row in parser.parse():
        filled = [cell for cell in row if cell["value"] is not None or cell.get("is_uncalculated")]
        if not filled:
            continue
        count += 1
        if count > most_rows:
            return False
        _print_row(number, filled, parser.is_hidden)
    if parser.merged_cells:
        _print_merged(parser.merged_cells.mergeCell)
    return True


def _print_row(number, filled, is_hidden):
    cells = [None] * max(cell["column"] for cell in filled)
    for cell in filled:
        cells[cell["column"] - 1] = _plain(cell["value"])
    _print([number, cells])
    formulas = [cell["column"] - 1 for cell in filled if cell.get("is_uncalculated")]
    if formulas:
        _print({"formulas": formulas})
    if is_hidden:
        _print({"hidden": number})


def _print_merged(ranges):
    rows = {row for cells in ranges for row in range(cells.min_row, min(cells.max_row, HEADER_ROWS) + 1)}
    _print({"merged_rows": sorted(rows)})


def _plain(value):
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 10**LONGEST_EXACT:
            return str(int(value))
        return f"#LOST {value!r}" if abs(value) >= 10**LONGEST_EXACT else repr(value)
    if isinstance(value, int):
        return f"#LOST {value}" if abs(value) >= 10**LONGEST_EXACT else str(value)
    return None if value is None else str(value)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
