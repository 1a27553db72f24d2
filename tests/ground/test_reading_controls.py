"""The controls of reading: what somebody would be told, or what would be taken, without the protection.

Each case names the line of the list of bad files, the protection and what stands in its place, the file, what is said
of it, and what would be said then: a useless sentence, silence, or a value in the wrong place.
"""

import re
from datetime import date, datetime, timedelta
from unittest.mock import ANY
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from members.people_import import COLUMNS
from outreach import activity_import
from outreach.models import Branch
from portal.ground.sheets import cells, child, columns, reading
from portal.ground.sheets.cells import CellError
from portal.ground.sheets.columns import parse
from portal.ground.sheets.reading import SheetRefused, read_rows
from tests.factories import workbooks
from tests.factories.workbooks import HEADERS, ROWS, SHEET, STRINGS, book, bring, good, row_of, spoil
from tests.ground.test_bad_files import (
    hide_row,
    merge,
    ods,
    only_hidden,
    raw,
    second_sheet,
    spoiled,
    table,
    titled,
    truncated,
)  # fmt: skip

HEADER, (PERSON, OTHER) = HEADERS["people"], ROWS["people"]
NOTHING, NOT_BASIC = re.compile(r"(?!)"), re.compile("[^\u0000-\uffff]")
XLS = bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600
TAKEN = "韦春兰 13800000001 1990-01-05"


def told(path):
    """The refusal, or the first fault, or the people that would be taken and what was remarked."""
    try:
        parsed = parse(read_rows(path), COLUMNS)
    except SheetRefused as refused:
        return str(refused)
    except ElementTree.ParseError as fault:  # what a person would meet as an error page
        return type(fault).__name__
    if parsed.errors:
        return f"第 {parsed.errors[0].row} 行{parsed.errors[0].title}：{parsed.errors[0].reason}"
    people = [[row.values["name"], row.values.get("phone"), row.values.get("born_on")] for row in parsed.rows]
    return "；".join([" ".join(str(part) for part in person if part) for person in people] + parsed.warnings)


def nothing(*_arguments, **_options):
    return None


def never(*_arguments):
    return False


def last_of_doubled(parsed, header, known):
    """Each title's last column, and no word about columns nobody knows."""
    for index, cell in enumerate(header):
        if column := known.get(columns._title(cell)):
            parsed.places[column.key] = index


def by_place(parsed, _header, _known):
    parsed.places.update({column.key: index for index, column in enumerate(COLUMNS)})


def first_row_only(sheet, wanted, *, find=columns._find_header):
    return find(reading.Sheet(sheet.name, sheet.rows[:1]), wanted)


def first_sheet(lines, limits, *, sheets=reading._sheets):
    found, hidden = sheets(lines, limits)
    return found[:1], hidden


def silent_of_hidden(lines, limits, *, sheets=reading._sheets):
    return sheets(lines, limits)[0], []


def in_this_process(path, _limits):
    book = load_workbook(path, read_only=True)
    return [reading.Sheet(sheet.title, list(enumerate(sheet.values, 1))) for sheet in book.worksheets], []


class RollingDate(date):
    """As spreadsheets take it: a day too many is the next month's first."""

    def __new__(cls, year, month, number):
        return date.__new__(date, year, month, 1) + timedelta(days=number - 1)


def bare_serial(path):
    """The fifth of January 1990 in a workbook that counts from 1904, as a number without a format."""

    def touch(made):
        made.epoch = CALENDAR_MAC_1904
        made.active["E2"] = datetime(1990, 1, 5)

    return spoil(
        book(path, HEADER, PERSON, touch=touch), SHEET, lambda content: content.replace(b'r="E2" s="1"', b'r="E2"')
    )


def merged_header(path):
    rows = ["姓名", "联系方式", None], [None, "手机", "邮箱"], ["甲", "13800000000", None]
    return book(path, *rows, touch=merge("A1:A2", "B1:C1"))


REFUSE_FIRST = (reading, "_refuse_before_reading", nothing)
CASES = {
    "empty file": (*REFUSE_FIRST, raw(b""), "文件是空的，请重新选择。", reading.BROKEN),
    "truncated": (*REFUSE_FIRST, truncated, "文件不完整或已损坏，请重新导出后再上传。", reading.BROKEN),
    "CSV renamed": (*REFUSE_FIRST, raw("姓名,手机\n甲,1".encode()), "文件内容是文本（如 CSV）或其他格式", reading.BROKEN),
    "HTML renamed": (*REFUSE_FIRST, raw(b"<html><table></table></html>"), "文件内容是网页", reading.BROKEN),
    "ODS renamed": (*REFUSE_FIRST, ods, "这是 ODS 格式的表格。", reading.BROKEN),
    "xls renamed": (*REFUSE_FIRST, raw(XLS), "这是旧版 Excel（.xls）或加了密码的文件。", reading.BROKEN),
    "zip password": (*REFUSE_FIRST, lambda path: workbooks.encrypted(book(path, HEADER)), "文件加了密码", reading.BROKEN),
    "broken shared strings": (
        reading, "_in_child", in_this_process,
        spoiled(STRINGS, lambda content: content[: len(content) // 2]), reading.BROKEN, "ParseError",
    ),
    "header only": (
        columns, "_squeezed", lambda raw: raw or "", table(HEADER, [" "], ["\u3000"]), "只有表头，没有数据。", "第 2 行姓名：必填",
    ),
    "header in row 3": (columns, "_find_header", first_row_only, table(*titled(HEADER, PERSON)), TAKEN, "找不到表头"),
    "merged header": (reading, "_notice", nothing, merged_header, "表头中有合并的单元格，请取消合并", "缺少列：姓名。"),
    "doubled header": (
        columns, "_place_columns", last_of_doubled, table([*HEADER, "姓名"], [*PERSON, "别人"]),
        "列“姓名”出现了两次，请删去一列。", "别人 13800000001",
    ),
    "unknown header": (columns, "_place_columns", last_of_doubled, table([*HEADER, "备注"], [*PERSON, "x"]), "没有用到的列：备注。", TAKEN),
    "missing header": (columns, "_refuse_missing", nothing, table(HEADER[1:], PERSON[1:]), "缺少列：姓名。", "第 2 行姓名：必填，不能为空。"),
    "reordered headers": (columns, "_place_columns", by_place, table(HEADER[::-1], PERSON[::-1]), TAKEN, "第 2 行手机：手机号应为 11 位数字。"),
    "hidden rows": (reading, "_notice", nothing, table(HEADER, PERSON, touch=hide_row(2)), "有 1 个隐藏的行也读取了：第 2 行。", TAKEN),
    "hidden sheet": (
        reading, "_sheets", silent_of_hidden, table(HEADER, PERSON, touch=second_sheet("hidden", ["甲"])),
        "隐藏的工作表“旧数据”里有数据，没有读取。", TAKEN,
    ),
    "data on a hidden sheet only": (reading, "_sheets", silent_of_hidden, table(touch=only_hidden), "只有隐藏的工作表里有数据", "文件里没有数据"),
    "two sheets with data": (
        reading, "_sheets", first_sheet, table(HEADER, PERSON, touch=second_sheet("visible", ["甲"])),
        "文件里有多张工作表有数据：“Sheet”、“旧数据”，请只留一张。", TAKEN,
    ),
    "blank rows": (columns, "_is_blank", never, table(HEADER, [None, " "], PERSON), TAKEN, "第 2 行姓名：必填，不能为空。"),
    "quoted text beginning =": (
        cells.csv, "restore", str, table(HEADER, row_of("people", 姓名="'=韦春兰")), "=韦春兰 13800000001", "'=韦春兰",
    ),
    "_x0000_": (cells, "ESCAPED", NOTHING, table(HEADER, row_of("people", 姓名="韦_x0000_春兰")), "含有无法识别的字符", "韦_x0000_春兰"),
    "NBSP and full-width digits": (
        cells, "PLAIN", {}, table(HEADER, row_of("people", 手机="１３８\u00a0００００\u3000０００１")),
        TAKEN, "第 2 行手机：手机号应为 11 位数字。",
    ),
    "rare names": (cells, "INVISIBLE", NOT_BASIC, table(HEADER, OTHER), "𠮷野·䶮", "野·䶮"),
    "30 February": (
        cells, "date", RollingDate, table(HEADER, row_of("people", 出生日期="1990-02-30")),
        "第 2 行出生日期：没有“1990-02-30”这一天。", "韦春兰 13800000001 1990-03-02",
    ),
    "dates counted from 1904": (cells, "from_1904", str, bare_serial, TAKEN, "韦春兰 13800000001 1986-01-04"),
    "dates with full-width marks": (
        cells, "DATE_MARKS", {}, table(HEADER, row_of("people", 出生日期="1990．1．5")), TAKEN, "日期请写成 2026-09-30 的形式。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_control_without_its_protection_something_else_is_said(name, tmp_path, monkeypatch):
    module, protection, instead, make, said, then = CASES[name]
    path = make(tmp_path / "a.xlsx")
    with_it = told(path)
    assert said in with_it

    monkeypatch.setattr(module, protection, instead)
    without = told(path)

    assert then in without
    assert without != with_it


def test_control_a_number_excel_has_shortened_is_taken_when_digits_are_not_counted(monkeypatch):
    shortened = float("520302199107124837")
    with pytest.raises(CellError, match="末几位已被 Excel 改掉"):
        cells.text(child._plain(shortened))

    monkeypatch.setattr(child, "LONGEST_EXACT", 30)

    assert cells.text(child._plain(shortened)) == "520302199107124864"


def test_control_a_wrong_check_digit_of_an_id_number_is_taken_when_nobody_adds_it_up(monkeypatch):
    with pytest.raises(CellError, match="校验位不对"):
        cells.resident_id("520302199107124838")

    monkeypatch.setattr(cells, "RESIDENT_CHECKS", [ANY] * 11)

    assert cells.resident_id("520302199107124838") == "520302199107124838"


def test_control_an_activity_of_an_unknown_branch_gets_in_when_anybody_will_do(city, tmp_path, monkeypatch):
    workbooks.bring_before(tmp_path, "activities")
    path = good(tmp_path, "activities", [row_of("activities", 组织名称="没有的科协")])
    with pytest.raises(workbooks.CommandError):
        bring("activities", path)
    branch = Branch.objects.get(organisation__name="甲科协").organisation

    monkeypatch.setattr(activity_import, "_organisation", lambda *_arguments: branch)
    bring("activities", path)

    assert branch.activities.count() == 1
