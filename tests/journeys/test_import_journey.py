"""A register with errors is brought, mended, confirmed, looked at, and taken back without a trace."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories.workbooks import HEADERS, book, dump, good, row_of
from tests.journeys.conftest import DESKTOP, PHONE, downloaded, press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

SOUND = [
    row_of("register"),
    row_of("register", 名称="丙公司", 统一社会信用代码=None, 行政区划代码="汇川区"),
    row_of("register", 名称="丁公司", 统一社会信用代码=None),
    row_of("register", 名称="乙园区", 类别="园区", 统一社会信用代码=None),
]
WRONG = [
    SOUND[0],
    row_of("register", 名称="丙公司", 统一社会信用代码=None, 行政区划代码="月球区"),
    row_of("register", 名称="丁公司", 统一社会信用代码=None, 科技工作者人数="许多"),
    SOUND[3],
]
SAID = [
    ["第 3 行", "行政区划代码（D 列）", "月球区", "找不到名为“月球区”的区（市、县），请填区划代码。"],
    ["第 4 行", "科技工作者人数（G 列）", "许多", "请填不小于零的整数。"],
]


def upload(page, path):
    page.goto("/desk/imports/new/")
    page.select_option("[name=kind]", label="单位名录")
    page.set_input_files("[name=file]", path)
    page.fill("[name=name]", "2026年单位名录")
    page.fill("[name=as_of]", "2026-01-01")
    press(page, "上传并检查")


def counts(page):
    """What the preview says it would do: new, changed, unchanged, wrong."""
    return [int(text) for text in page.locator(".kpi b").all_inner_texts()]


def errors(page):
    return [row.locator("td").all_inner_texts() for row in page.locator("main tbody tr").all()]


def reasons(content):
    """What the downloaded file says beside each row, by row number."""
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert list(rows[0][: len(HEADERS["register"])]) == HEADERS["register"]
    return {number: row[-1] for number, row in enumerate(rows, 1) if number > 1 and row[-1]}


def test_a_register_is_mended_confirmed_and_undone(city, enter, screen, tmp_path):
    page, before = enter("stats", DESKTOP), dump(with_batches=False)
    page.goto("/desk/imports/new/")
    screen(page, "import-file")
    upload(page, book(tmp_path / "名录.xlsx", HEADERS["register"], *WRONG))
    assert counts(page)[3] == 2
    assert errors(page) == SAID
    screen(page, "import-errors")
    assert page.get_by_role("button", name="确认导入").count() == 0
    _name, content = downloaded(page, page.get_by_role("link", name="下载带问题说明的文件"))
    told = reasons(content)
    assert set(told) == {3, 4}
    assert "月球区" in told[3]
    assert "整数" in told[4]
    assert dump(with_batches=False) == before

    page.get_by_role("link", name="改好后重新上传").click()
    upload(page, good(tmp_path, "register", SOUND))
    assert counts(page) == [4, 0, 0, 0]
    screen(page, "import-preview")
    assert dump(with_batches=False) == before
    press(page, "确认导入")
    assert "已导入" in page.inner_text(".messages")
    address = page.url

    page.goto("/desk/registers/")
    screen(page, "register-list")
    page.get_by_role("row").filter(has=page.get_by_role("cell", name="企业", exact=True)).get_by_role(
        "link", name="2026年单位名录"
    ).click()
    assert "甲公司" in page.inner_text("#list")
    assert "丙公司" in page.inner_text("#list")
    assert "乙园区" not in page.inner_text("#list")
    screen(page, "register-rows")

    page.goto(address)
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, "撤销这次导入")
    assert "数据恢复到导入之前" in page.inner_text(".messages")
    screen(page, "import-undone")
    assert dump(with_batches=False) == before
    page.goto("/desk/registers/")
    assert "还没有名录" in page.inner_text("#list")


def test_errors_of_an_import_can_be_read_on_a_phone(city, enter, screen, tmp_path):
    page = enter("stats", PHONE)
    page.goto("/desk/imports/new/")
    screen(page, "import-file")
    upload(page, book(tmp_path / "名录.xlsx", HEADERS["register"], *WRONG))

    assert errors(page) == SAID
    screen(page, "import-errors")
    page.goto("/desk/imports/")
    screen(page, "import-list")
