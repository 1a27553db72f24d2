"""The list of bad files: each is met with a sentence and writes nothing, or is read patiently and says so."""

import subprocess
import sys
import zipfile
from datetime import datetime

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from members.models import Person
from portal.ground.sheets.reading import Limits, SheetRefused, read_rows
from tests.factories import workbooks
from tests.factories.workbooks import HEADERS, ROWS, SHEET, STRINGS, book, good, row_of, spoil

pytestmark = pytest.mark.django_db
HEADER = HEADERS["people"]


def raw(content):
    def write(path):
        path.write_bytes(content)
        return path

    return write


def table(*rows, touch=None):
    return lambda path: book(path, *rows, touch=touch)


def spoiled(member, change):
    return lambda path: spoil(workbooks.shared(path, HEADER, *ROWS["people"]), member, change)


def truncated(path):
    book(path, HEADER, *ROWS["people"])
    path.write_bytes(path.read_bytes()[:-900])
    return path


def ods(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return path


def with_macros(path):
    return spoil(book(path, HEADER, *ROWS["people"]), "xl/vbaProject.bin", lambda _content: b"Sub Auto_Open()")


def merge(*ranges):
    def touch(made):
        for cells in ranges:
            made.active.merge_cells(cells)

    return touch


def second_sheet(state, *rows):
    def touch(made):
        sheet = made.create_sheet("旧数据")
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)

    return touch


def only_hidden(made):
    second_sheet("hidden", HEADER, ROWS["people"][0])(made)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        pytest.param(raw(b""), "文件是空的，请重新选择。", id="empty file"),
        pytest.param(truncated, "文件不完整或已损坏，请重新导出后再上传。", id="truncated"),
        pytest.param(raw("姓名,手机\n甲,1".encode()), "文件内容是文本（如 CSV）或其他格式，不是 Excel 工作簿。", id="CSV renamed"),
        pytest.param(raw("姓名\t手机".encode("utf-16")), "文件内容是文本（如 CSV）", id="Unicode text renamed"),
        pytest.param(raw(b"<html><table></table></html>"), "文件内容是网页，不是 Excel 工作簿。", id="HTML renamed"),
        pytest.param(raw(b"<meta charset=gbk><table><tr><td>"), "文件内容是网页", id="HTML table alone renamed"),
        pytest.param(ods, "这是 ODS 格式的表格。请用 Excel 或 WPS 另存为", id="ODS renamed"),
        pytest.param(raw(bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600), "这是旧版 Excel（.xls）或加了密码的文件。", id="xls renamed, password"),
        pytest.param(lambda path: workbooks.encrypted(book(path, HEADER)), "文件加了密码，请去掉密码后再上传。", id="zip password"),
        pytest.param(with_macros, "文件含有宏，出于安全不能接收", id="macros"),
        pytest.param(spoiled(STRINGS, lambda content: b"0" * 9_000_000), "文件解压后过大，不像正常的文档，已拒绝。", id="zip bomb"),
        pytest.param(table(HEADER), "只有表头，没有数据。", id="header only"),
        pytest.param(table(HEADER, [" "], ["\u200b"], ["合计"]), "只有表头，没有数据。", id="header, blanks and a sum only"),
        pytest.param(table(["甲", "乙"], ["丙", "丁"]), "找不到表头，第一行应是列名，例如：姓名、手机、", id="no header"),
        pytest.param(table([*HEADER, "姓名"], ROWS["people"][0]), "列“姓名”出现了两次，请删去一列。", id="doubled header"),
        pytest.param(table([*HEADER, "手机号"], ROWS["people"][0]), "列“手机”出现了两次，请删去一列。", id="header doubled by its other name"),
        pytest.param(table(HEADER[1:], ROWS["people"][0][1:]), "缺少列：姓名。", id="missing header"),
        pytest.param(
            table(["姓名", "联系方式", None], [None, "手机", "邮箱"], ["甲", "13800000000", None], touch=merge("A1:A2", "B1:C1")),
            "缺少列：姓名。表头中有合并的单元格，请取消合并，把列名写在同一行。",
            id="merged header over two rows",
        ),
        pytest.param(table(HEADER, *ROWS["people"], touch=second_sheet("visible", ["甲"])), "文件里有多张工作表有数据：“Sheet”、“旧数据”，请只留一张。", id="two sheets with data"),
        pytest.param(table(touch=only_hidden), "只有隐藏的工作表里有数据：“旧数据”，请取消隐藏后再上传。", id="data on a hidden sheet only"),
        pytest.param(table(), "文件里没有数据，请填写后再上传。", id="no data at all"),
        pytest.param(spoiled(STRINGS, lambda content: content[: len(content) // 2]), "文件内部结构已损坏，请用 Excel 打开并另存后再上传。", id="broken shared strings"),
        pytest.param(spoiled(STRINGS, lambda content: None), "文件内部结构已损坏", id="shared strings missing"),
        pytest.param(spoiled(SHEET, lambda content: content.replace(b"<v>3</v>", b"<v>999</v>")), "文件内部结构已损坏", id="shared string that does not exist"),
        pytest.param(spoiled(SHEET, lambda content: content.replace(b"<v>3</v>", b"<v>\x00</v>")), "文件内部结构已损坏", id="NUL in the XML"),
        pytest.param(
            spoiled(STRINGS, lambda content: b'<!DOCTYPE x [<!ENTITY a "b">]>' + content.split(b"?>")[-1]),
            "文件内部结构已损坏",
            id="XML entities",
        ),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_a_sentence_and_writes_nothing(make, sentence, tmp_path, capsys):
    assert sentence in workbooks.refusal("people", make(tmp_path / "a.xlsx"), capsys)


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        pytest.param(Limits(size=1000), "文件超过 0 MB，请拆分后上传。", id="too large"),
        pytest.param(Limits(unpacked=1000), "文件解压后过大", id="too large unpacked"),
        pytest.param(Limits(ratio=1), "文件解压后过大", id="packed too well"),
        pytest.param(Limits(rows=2), "数据超过 2 行，请拆分后上传。", id="too many rows"),
        pytest.param(Limits(seconds=0.01), "文件读取时间过长，请拆分后上传。", id="takes too long"),
    ],
)
def test_a_limit_is_what_refuses_a_file(limits, sentence, tmp_path):
    path = good(tmp_path, "people")

    with pytest.raises(SheetRefused, match=sentence):
        read_rows(path, limits=limits)
    assert len(read_rows(path).rows) == 3


def test_a_million_rows_are_refused_fast_and_with_flat_memory(tmp_path, capsys):
    path = workbooks.rows_from(tmp_path / "a.xlsx", '<row r="%(n)d"><c r="A%(n)d"><v>%(n)d</v></c></row>')

    assert "数据超过 200,000 行，请拆分后上传。" in workbooks.refusal("people", path, capsys)
    seconds, megabytes = cost_of_reading(path)
    assert seconds < 15  # about 3 on a quiet machine
    assert megabytes < 200  # about 50


MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def cost_of_reading(path):
    """Processor seconds and megabytes the child takes until it gives up.

    Started by a small process of its own: a child counts the size of whoever started it as if it were its own.
    """
    command = [sys.executable, "-m", "portal.ground.sheets.child", str(path), "200000"]
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    seconds, kilobytes = told.split()
    return float(seconds), int(kilobytes) / 1024


def test_a_million_empty_rows_hold_no_data(tmp_path, capsys):
    path = workbooks.rows_from(tmp_path / "a.xlsx", '<row r="%(n)d" ht="20"/>', count=300_000)

    assert "文件里没有数据" in workbooks.refusal("people", path, capsys)


def test_rows_as_wide_as_a_sheet_are_refused_before_they_fill_the_memory(tmp_path, capsys):
    wide = '<row r="%(n)d"><c r="XFD%(n)d"><v>1</v></c></row>'
    path = workbooks.rows_from(tmp_path / "a.xlsx", wide, count=3_000)

    said = workbooks.refusal("people", path, capsys)

    assert "文件太大或结构异常，读取时超出了限制，请拆分后上传。" in said


def claims_a_million_rows(path):
    book(path, HEADER, *ROWS["people"])
    return spoil(path, SHEET, lambda content: content.replace(b'ref="A1:O3"', b'ref="A1:XFD1048576"'))


def last_row_of_the_sheet(path):
    book(path, HEADER, ROWS["people"][0])
    return spoil(path, SHEET, lambda content: content.replace(b'r="2"', b'r="1048576"').replace(b'2" t', b'1048576" t'))


def hide_row(number):
    def touch(made):
        made.active.row_dimensions[number].hidden = True

    return touch


def titled(*rows):
    return [["某市科协会员名册"], ["二〇二六年"], *rows]


PERSON = ROWS["people"][0]
OTHER = ROWS["people"][1]


@pytest.mark.parametrize(
    ("make", "people", "warning"),
    [
        pytest.param(table(*titled(HEADER, PERSON), touch=merge("A1:O1")), 1, "", id="header in row 3 under a merged title"),
        pytest.param(table([*HEADER, "备注"], [*PERSON, "x"]), 1, "没有用到的列：备注。", id="unknown header"),
        pytest.param(table(HEADER[::-1], PERSON[::-1]), 1, "", id="reordered headers"),
        pytest.param(table([f" {title}\u200b（必填）*" for title in HEADER], PERSON), 1, "", id="headers with stars, spaces, zero-width"),
        pytest.param(table(["姓名", "手机", None], ["甲", "13800000000", "乙"]), 1, "C 列没有列名，其中的内容没有读取。", id="column without a name"),
        pytest.param(table(HEADER, PERSON, OTHER, touch=hide_row(3)), 2, "有 1 个隐藏的行也读取了：第 3 行。", id="hidden rows"),
        pytest.param(table(HEADER, PERSON, touch=second_sheet("hidden", ["甲"])), 1, "隐藏的工作表“旧数据”里有数据，没有读取。", id="hidden sheet"),
        pytest.param(table(HEADER, PERSON, touch=second_sheet("veryHidden", ["甲"])), 1, "隐藏的工作表“旧数据”", id="very hidden sheet"),
        pytest.param(table(HEADER, PERSON, touch=second_sheet("hidden", [None])), 1, "", id="empty hidden sheet"),
        pytest.param(table(HEADER, [], PERSON, [None, " ", "\u3000"], OTHER), 2, "", id="blank rows"),
        pytest.param(table(HEADER, PERSON, ["合计", 1]), 1, "第 3 行是合计行，已跳过。", id="sum row"),
        pytest.param(table(HEADER, PERSON, [None, None, None, "合计：", 1]), 1, "第 3 行是合计行，已跳过。", id="sum in another column"),
        pytest.param(table(HEADER, PERSON, [None, 12, "合  计"]), 1, "第 3 行是合计行，已跳过。", id="sum with spaces after a number"),
        pytest.param(table(HEADER, row_of("people", 学科="合计")), 1, "", id="a remark that says sum"),
        pytest.param(claims_a_million_rows, 2, "", id="claims a million rows, holds three"),
        pytest.param(last_row_of_the_sheet, 1, "", id="row 1048576 after row 1"),
    ],
)  # fmt: skip
def test_an_odd_file_is_read_and_says_what_was_odd(make, people, warning, tmp_path, capsys):
    workbooks.bring("people", make(tmp_path / "a.xlsx"))

    said = capsys.readouterr()
    assert f"新增 {people}，更新 0，不变 0。" in said.out
    assert warning in said.err
    assert bool(said.err) == bool(warning)
    assert Person.objects.count() == people


def formulas_with_values(path):
    book(path, HEADER, row_of("people", 姓名="=B9", 邮箱="=IF(1,,)"))
    return spoil(path, SHEET, lambda content: (
        content.replace(b'<c r="A2"><f>B9</f><v></v></c>', '<c r="A2" t="str"><f>B9</f><v>韦春兰</v></c>'.encode())
        .replace(b'<c r="C2"><f>IF(1,,)</f><v></v></c>', b'<c r="C2" t="str"><f>IF(1,,)</f><v></v></c>')
    ))  # fmt: skip


def test_formulas_with_values_are_read_even_where_the_value_is_empty_text(tmp_path):
    workbooks.bring("people", formulas_with_values(tmp_path / "a.xlsx"))

    assert list(Person.objects.values_list("name", "email")) == [("韦春兰", "")]


@pytest.mark.parametrize(
    "epoch", [pytest.param(None, id="counted from 1900"), pytest.param(CALENDAR_MAC_1904, id="counted from 1904")]
)
@pytest.mark.parametrize(
    "is_formatted", [pytest.param(True, id="shown as a date"), pytest.param(False, id="a bare number")]
)
def test_serial_numbers_are_days_of_the_workbooks_own_calendar(epoch, is_formatted, tmp_path):
    def touch(made):
        made.epoch = epoch or made.epoch
        made.active["E2"] = datetime(1990, 1, 5)

    path = good(tmp_path, "people", [PERSON], touch)
    if not is_formatted:
        spoil(path, SHEET, lambda content: content.replace(b'r="E2" s="1"', b'r="E2"'))

    workbooks.bring("people", path)

    assert str(Person.objects.get().born_on) == "1990-01-05"
