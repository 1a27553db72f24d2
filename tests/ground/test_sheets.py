"""Files people really send: each is met with a sentence, none with an error page."""

import zipfile

import pytest
from openpyxl import Workbook

from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column, letter, parse, write_errors, write_template
from portal.ground.sheets.reading import Limits, SheetRefused, read_rows

COLUMNS = (
    Column("name", "名称", cells.text, required=True, aliases=("单位名称",)),
    Column("phone", "手机", cells.phone),
    Column("held_on", "日期", cells.day),
)


def make(path, *rows, sheets=1):
    book = Workbook()
    for _ in range(sheets - 1):
        book.create_sheet()
    for sheet in book.worksheets:
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def raw(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600, "旧版 Excel"),
        ("名称,手机\n甲,1".encode(), "CSV"),
        (b"<html><table></table></html>", "网页"),
        (b"PK\x03\x04 truncated", "不完整"),
    ],
)
def test_read_rows_refuses_what_is_no_workbook(tmp_path, content, sentence):
    with pytest.raises(SheetRefused, match=sentence):
        read_rows(raw(tmp_path / "a.xlsx", content))


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"mimetype": b"x", "content.xml": b"x"}, "ODS"),
        ({"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}, "宏"),
        ({"word/document.xml": b"x"}, "不是 Excel"),
        ({"xl/workbook.xml": b"broken"}, "结构已损坏"),
        ({"xl/workbook.xml": b"0" * 9_000_000}, "解压后过大"),
    ],
)
def test_read_rows_refuses_wrong_archives(tmp_path, members, sentence):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)

    with pytest.raises(SheetRefused, match=sentence):
        read_rows(path)


def test_read_rows_reads_the_bomb_when_the_limit_is_lifted(tmp_path):
    path = make(tmp_path / "a.xlsx", ["名称"], *[["甲" * 50]] * 3000)
    strict = Limits(ratio=2)

    with pytest.raises(SheetRefused, match="解压后过大"):
        read_rows(path, limits=strict)
    assert len(read_rows(path).rows) == 3001


def test_read_rows_refuses_too_many_rows_and_two_sheets(tmp_path):
    with pytest.raises(SheetRefused, match="超过 5 行"):
        read_rows(make(tmp_path / "a.xlsx", *[["甲"]] * 9), limits=Limits(rows=5))
    with pytest.raises(SheetRefused, match="多张工作表"):
        read_rows(make(tmp_path / "b.xlsx", ["名称"], ["甲"], sheets=2))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["名称", "手机"]], "只有表头"),
        ([["甲", "乙"], ["丙", "丁"]], "找不到表头"),
        ([["名称", "名称"], ["甲", "乙"]], "出现了两次"),
        ([["手机"], ["13800000000"]], "缺少列：名称"),
    ],
)
def test_parse_refuses_wrong_headers(tmp_path, rows, sentence):
    sheet = read_rows(make(tmp_path / "a.xlsx", *rows))

    with pytest.raises(SheetRefused, match=sentence):
        parse(sheet, COLUMNS)


def test_parse_is_patient_with_order_place_blank_rows_and_sums(tmp_path):
    rows = [["某市科协"], [], ["手机", "单位名称*", "备注"], [13800000000, "𠮷野·䶮", "x"], [], ["合计", None, 2]]
    sheet = read_rows(make(tmp_path / "a.xlsx", *rows))

    parsed = parse(sheet, COLUMNS)

    assert [row.values["name"] for row in parsed.rows] == ["𠮷野·䶮"]
    assert parsed.rows[0].values["phone"] == "13800000000"
    assert any("合计" in warning for warning in parsed.warnings)
    assert any("备注" in warning for warning in parsed.warnings)


def test_parse_says_what_is_wrong_and_where(tmp_path):
    rows = [["名称", "手机", "日期"], ["=1+1", "1.38E+10", "2020-02-30"], [None, 520102199001011234, "#N/A"]]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active["A2"].data_type = "f"
    book.save(tmp_path / "a.xlsx")
    sheet = read_rows(tmp_path / "a.xlsx")

    parsed = parse(sheet, COLUMNS)

    found = {(error.row, error.column): error.reason for error in parsed.errors}
    assert "公式没有计算结果" in found[2, "A"]
    assert "科学记数" in found[2, "B"]
    assert "没有“2020-02-30”这一天" in found[2, "C"]
    assert "必填" in found[3, "A"]
    assert "数字过长" in found[3, "B"]
    assert "错误值" in found[3, "C"]
    write_errors(tmp_path / "e.xlsx", sheet, parsed.header_row, parsed.errors)
    assert "必填" in read_rows(tmp_path / "e.xlsx").rows[2][1][-1]


def test_write_template_has_headers_only(tmp_path):
    write_template(tmp_path / "t.xlsx", COLUMNS)

    with pytest.raises(SheetRefused, match="只有表头"):
        parse(read_rows(tmp_path / "t.xlsx"), COLUMNS)


@pytest.mark.parametrize(
    ("clean", "typed", "value"),
    [
        (cells.text, " 贵\u200b阳\u00a0市\u202e ", "贵阳 市"),
        (cells.text, "ＡＢＣ１２３（甲）", "ABC123（甲）"),
        (cells.text, "甲_x000D_乙", "甲 乙"),
        (cells.day, "2020.1.5", "2020-01-05"),
        (cells.day, "2020年1月5日", "2020-01-05"),
        (cells.day, "43835", "2020-01-05"),
        (cells.phone, "+86 138-0000-0000", "13800000000"),
        (cells.whole_number, "１,２３４", "1234"),
        (cells.region_code, "520102000000", "520102"),
        (cells.resident_id, "11010519491231002x", "11010519491231002X"),
        (cells.names_list, "甲、乙，丙；丁\n", "['甲', '乙', '丙', '丁']"),
    ],
)
def test_cells_are_made_clean(clean, typed, value):
    assert str(clean(typed)) == value


@pytest.mark.parametrize(
    ("clean", "typed", "sentence"),
    [
        (cells.text, "甲\x00", "无法识别"),
        (cells.credit_code, "91520102MA6DOIXXXX", "不会有字母"),
        (cells.credit_code, "911100001000000000", "校验位"),
        (cells.credit_code, "123", "18 位"),
        (cells.resident_id, "110105491231002", "15 位"),
        (cells.resident_id, "110105194912310021", "校验位"),
        (cells.whole_number, "-3", "整数"),
        (cells.whole_number, "3.5", "整数"),
        (cells.yes_no, "也许", "是"),
        (cells.day, "31", "2026-09-30"),
        (cells.email, "a@b", "格式"),
    ],
)
def test_cells_say_what_is_wrong(clean, typed, sentence):
    with pytest.raises(cells.CellError, match=sentence):
        clean(typed)


ID_CARD = "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param(110105194912310021, "数字过长，末几位已被 Excel 改掉，请把该列设为“文本”后重新填写。", id="a number, digits lost"),
        pytest.param(1.10105194912310e17, "数字过长", id="a float, digits lost"),
        pytest.param("110105194912310021", "身份证号的校验位不对，请核对。", id="bad check digit"),
        pytest.param("110105194913310020", "没有“19491331”这一天。", id="month 13"),
        pytest.param("110105491231002", "15 位的旧证件号已停用，请填 18 位号码。", id="15 digits as text"),
        pytest.param(110105491231002, "15 位的旧证件号已停用", id="15 digits as a number"),
        pytest.param("11010519491231", "身份证号应为 18 位。", id="too short"),
    ],
)  # fmt: skip
def test_an_id_number_that_cannot_be_right_is_named(typed, sentence, tmp_path):
    columns = (Column("id_card", "身份证号", cells.resident_id),)
    sheet = read_rows(make(tmp_path / "a.xlsx", ["身份证号"], [ID_CARD.lower()], [typed]))

    parsed = parse(sheet, columns)

    assert [row.values["id_card"] for row in parsed.rows] == [ID_CARD]
    assert [(error.row, error.column) for error in parsed.errors] == [(3, "A")]
    assert sentence in parsed.errors[0].reason


def test_letter_names_columns():
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
