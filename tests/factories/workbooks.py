"""Workbooks as people really send them: good ones of every kind, and each way of being broken."""

import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.apps import apps
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from stdnum.cn import uscc

from portal.ground.models import JournalEntry

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MOST_ROWS = 1_048_576
AS_OF = date(2026, 1, 1)
HEADERS = {
    "register": ["名称", "类别", "统一社会信用代码", "行政区划代码", "规模以上科技企业", "高新技术企业",
                 "科技工作者人数", "控股类型", "标签"],
    "branches": ["名称", "类别", "组建方式", "行政区划代码", "覆盖单位", "批复文号", "批复日期", "备案日期", "撤销日期",
                 "届满日期", "会员数", "民政登记", "上级组织"],
    "activities": ["组织名称", "日期", "名称", "类型", "行政区划代码", "服务单位", "参与人次"],
    "people": ["姓名", "手机", "邮箱", "性别", "出生日期", "单位", "统一社会信用代码", "行政区划代码", "职称", "学科",
               "学会", "原会员号", "会员类别", "入会日期", "会费缴至"],
    "societies": ["名称", "学会代码", "学科门类", "学科", "统一社会信用代码", "注册资金（万元）", "成立日期", "注销日期", "联系电话"],
}  # fmt: skip


def credit_code(start="91520302MA6DQX0A5"):
    """Seventeen characters and their check digit."""
    return start + uscc.calc_check_digit(start)


ROWS = {
    "register": [
        ["甲公司", "企业", credit_code(), "520302", "是", "否", 10, "私营", "民营、专精特新"],
        ["乙园区", "园区", None, "汇川区", None, None, None, None, None],
    ],
    "branches": [
        ["总科协", "企业科协联盟", "行业统建", "5203", None, "1号", "2024-01-01", "2024-03-01", None, None, 5, "否", None],
        ["甲科协", "企业科协", "单独组建", "520302", "甲公司", "2号", "2024-01-01", "2024-03-01", None, None, 5, None,
         "总科协"],
    ],
    "activities": [
        ["甲科协", "2025-10-01", "科普讲座", "讲座", None, "甲公司", 9],
        ["甲科协", "2025-10-02", "科普讲座", "讲座", "520302", None, 8],
    ],
    "people": [
        ["韦春兰", "13800000001", "a@example.org", "女", "1990-01-05", "某大学", None, "520302", "教授", "物理",
         "市物理学会", "007", "个人会员", "2015-03-01", "2026"],
        ["𠮷野·䶮", None, None, "男", "1991-02-03", "某研究所", None, "520303", None, None, None, None, None, None, None],
    ],
    "societies": [
        ["市桥梁学会", "B01", "工科", "桥梁工程、岩土工程", credit_code("51520300MJR000000"), "3.5", "2001-05-06", None, None],
        ["市护理学会", "D01", "医科", None, None, None, "1999年1月2日", "2020-01-01", "0851-80001234"],
    ],
}  # fmt: skip
NEEDED_BEFORE = {
    "register": (), "branches": ("register",), "activities": ("register", "branches"), "people": (), "societies": (),
}  # fmt: skip


def book(path, *rows, touch=None):
    """A workbook of these rows; `touch(book)` may spoil it before it is saved."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if touch:
        touch(made)
    made.save(path)
    return path


def good(folder, kind, rows=None, touch=None):
    """A file of a kind that imports without a fault, or with other rows."""
    return book(folder / f"{kind}.xlsx", HEADERS[kind], *(ROWS[kind] if rows is None else rows), touch=touch)


def shared(path, *rows):
    """The same, its texts kept once in a table of shared strings, as Excel does."""
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def row_of(kind, **changes):
    """The first good row of a kind with some cells (by column title) written otherwise."""
    return [changes.get(title, value) for title, value in zip(HEADERS[kind], ROWS[kind][0], strict=True)]


def bring(kind, path, **options):
    """Import a file the way the command line does."""
    if kind == "register":
        options = {"name": "2026年名录", "as_of": AS_OF, **options}
    call_command(f"import_{kind}", str(path), **options)


def bring_before(folder, kind):
    """Import what a kind needs to be there first."""
    for needed in NEEDED_BEFORE[kind]:
        bring(needed, good(folder, needed))


def dump(*, with_batches=True):
    """Every row of the tables imports write to, so that two moments can be compared."""
    models = [*apps.get_app_config("members").get_models(), *apps.get_app_config("outreach").get_models(),
              *apps.get_app_config("societies").get_models()]  # fmt: skip
    if with_batches:
        models += [apps.get_model("ground.ImportBatch"), JournalEntry]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def refusal(kind, path, capsys, **options):
    """What the command says when it refuses a file; nothing may have been written."""
    before = dump()
    capsys.readouterr()
    with pytest.raises(CommandError) as refused:
        bring(kind, path, **options)
    assert refused.value.returncode == 1
    assert dump() == before
    return f"{capsys.readouterr().out}{refused.value}"


def spoil(path, member, change):
    """Rewrite one part of a workbook: `change(bytes) -> bytes`, or None to leave it out."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    before = parts.get(member, b"")
    parts[member] = change(before)
    assert parts[member] != before, "nothing was spoiled"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def rows_from(path, pattern, count=MOST_ROWS):
    """A sheet of very many rows, streamed: the pattern takes the row's number as %(n)d."""
    book(path)
    spoil(path, SHEET, lambda content: None)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(SHEET, "w") as sheet,
    ):
        sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
        for start in range(1, count + 1, 4096):
            numbers = range(start, min(start + 4096, count + 1))
            sheet.write("".join(pattern % {"n": number} for number in numbers).encode())
        sheet.write(b"</sheetData></worksheet>")
    return path


def encrypted(path):
    """The mark of a password on every part, as zip programs set it."""
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(signature, place + 1)
    path.write_bytes(content)
    return path
