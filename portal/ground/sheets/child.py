"""The child process that opens a workbook: prints the visible sheets with data as JSON lines, and nothing else.

Run as `python -m portal.ground.sheets.child FILE MOST_ROWS`; it has no database, no settings, and little memory.
"""

import json
import sys
import warnings
import zipfile
from datetime import date, datetime, time

from openpyxl import load_workbook

from portal.ground.confinement import END, confine

MEMORY = 1 << 30
CPU_SECONDS = 100
IGNORED_SHEETS = {"填写说明"}
LONGEST_EXACT = 15  # digits Excel keeps of a number


def main(path, most_rows):
    confine(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    warnings.simplefilter("ignore")
    values = load_workbook(path, read_only=True, data_only=True)
    formulas = load_workbook(path, read_only=True, data_only=False) if _has_formulas(path) else None
    for sheet in values.worksheets:
        if sheet.sheet_state == "visible" and sheet.title not in IGNORED_SHEETS:
            _print_sheet(sheet, formulas and formulas[sheet.title], most_rows)
    print(json.dumps(END))


def _has_formulas(path):
    """Is there a formula in any sheet? Told from the text alone: reading every workbook twice would cost double."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                content = archive.read(name)
                if b"<f>" in content or b"<f " in content:
                    return True
    return False


def _print_sheet(sheet, with_formulas, most_rows):
    sheet.reset_dimensions()
    print(json.dumps({"sheet": sheet.title}))
    count = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_plain(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells and with_formulas is None:
            continue
        count += 1
        if count > most_rows:
            print(json.dumps({"too_many": True}))
            return
        print(json.dumps([number, cells]))
    if with_formulas is not None:
        with_formulas.reset_dimensions()
        _print_uncalculated(with_formulas)


def _print_uncalculated(sheet):
    """Formulas stand where the other reading may have found no value."""
    for number, row in enumerate(sheet.iter_rows(), 1):
        for index, cell in enumerate(row):
            if cell.data_type == "f":
                print(json.dumps({"formula": [number, index]}))


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
