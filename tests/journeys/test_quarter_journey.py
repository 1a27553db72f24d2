"""A quarter is asked for, confirmed, reviewed, signed, made by a real worker, downloaded, opened, and corrected."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from outreach.models import UnitFact
from outreach.papers import percent
from portal.ground.dates import Quarter, today
from portal.ground.models import ReportFile
from portal.ground.papers.csv import restore
from tests.factories.city import CODE, workbook
from tests.factories.processes import worker
from tests.journeys.conftest import DESKTOP, PHONE, downloaded, press
from tests.outreach.test_figures import BRANCHES, REGISTER

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.services]

QUARTER = Quarter.of(today()).before()
BEFORE = QUARTER.before()
LONG_AGO = BEFORE.first_day
STEPS = 7
PATIENCE = 60_000
MOVED = "老城街道科协本季备案"
CORRECTION = "补录企业1科协的备案日期"


def branch_row(name, kind, region, covers, filed_on):
    return [name, kind, "单独组建", region, covers, "〔2020〕1号", str(LONG_AGO), str(filed_on), None, None, 9, None]


def import_branches(folder, *rows):
    call_command("import_branches", workbook(folder / "b.xlsx", BRANCHES, rows))


@pytest.fixture
def two_quarters(city, tmp_path):
    """A published quarter, and the one after it, in which a subdistrict founded its branch; a firm did so too late."""
    call_command("register_regions", as_of=LONG_AGO)
    rows = [[f"企业{n}", "企业", None, "520302", "是", "否", 5, "私营"] for n in range(3)]
    call_command("import_register", workbook(tmp_path / "r.xlsx", REGISTER, rows), name="名录", as_of=LONG_AGO)
    import_branches(tmp_path, branch_row("企业1科协", "企业科协", "520302", "企业1", today()))
    call_command("report", str(BEFORE), city=CODE)
    import_branches(tmp_path, branch_row("老城街道科协", "街道科协", "520302001", "520302001", QUARTER.first_day))
    return city


@pytest.fixture
def people(two_quarters, enter):
    """Everybody who has a part in it, each in a browser of their own."""
    return {
        "stats": enter("stats", DESKTOP), "honghua": enter("honghua", PHONE), "huichuan": enter("huichuan", DESKTOP),
        "official": enter("official", DESKTOP), "leader": enter("leader", DESKTOP),
    }  # fmt: skip


def said(page):
    return page.inner_text(".messages")


def confirm(page, address, *, reason=""):
    """A county answers for its rows; a moved figure asks for a reason before the form can be sent."""
    page.goto(address)
    note = page.get_by_label("变动说明")
    if reason:
        page.get_by_role("button", name="确认本地区数据").click()
        assert note.evaluate("field => field.validity.valueMissing")
        note.fill(reason)
    else:
        assert note.evaluate("field => field.validity.valid")
    press(page, "确认本地区数据")
    assert "已确认" in said(page)


def review_and_sign(people, address, screen):
    people["official"].goto(address)
    screen(people["official"], "quarter-review")
    press(people["official"], "复核通过")
    leader = people["leader"]
    leader.goto(address)
    screen(leader, "quarter-signing")
    leader.once("dialog", lambda dialog: dialog.accept())
    press(leader, "签发")
    assert "正在生成文件" in said(leader)


def watch_the_bar(page, log, screen):
    """The bar from 0 to the last step, held there until it was seen, then the files; gives the values it showed."""
    page.evaluate(
        """() => {
            window.shown = [];
            const note = () => { const bar = document.querySelector("main progress"); if (bar) shown.push(bar.value); };
            note();
            new MutationObserver(note).observe(document.querySelector("main"), { childList: true, subtree: true });
        }"""
    )
    expect(page.locator("main progress")).to_have_js_property("value", 0)
    screen(page, "quarter-waiting")
    with worker(log):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {ReportFile._meta.db_table} IN SHARE MODE")
            expect(page.locator("main progress")).to_have_js_property("value", STEPS, timeout=PATIENCE)
            screen(page, "quarter-making")
            values = page.evaluate("shown")
        expect(page.get_by_role("heading", name="文件")).to_be_visible(timeout=PATIENCE)
    return values


def files(page):
    """Every file of the report, downloaded through the browser: ending → bytes."""
    links = page.locator("main section", has=page.get_by_role("heading", name="文件")).get_by_role("link").all()
    found = dict(downloaded(page, link) for link in links)
    return {name.rsplit(".", 1)[1]: content for name, content in found.items()}


# What stands in each file


def of_json(content):
    """(indicator, region) → n, N."""
    return {(one["indicator"], one["region"]): (one["n"], one["N"]) for one in json.loads(content)["figures"]}


def of_csv(content):
    head, *rows, last = csv.reader(StringIO(content.decode("utf-8-sig")))
    assert last == [f"共 {len(rows)} 行"]
    n, total = head.index("n"), head.index("N")
    return {
        (restore(row[2]), restore(row[0])): tuple(int(row[at]) if row[at] else None for at in (n, total))
        for row in rows
    }


def of_xlsx(content):
    """The city's table, and the sheets as rows of values."""
    book = load_workbook(BytesIO(content), read_only=True)
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    of_city = [row for title, rows in sheets.items() if title.startswith("全市") for row in body(rows)]
    return {(row[0], CODE): (row[2], row[3]) for row in of_city}, sheets


def body(rows):
    """A sheet's own rows, whose number stands below them."""
    last = next(
        number for number, row in enumerate(rows) if str(row[0]).startswith("共 ") and str(row[0]).endswith(" 行")
    )
    assert rows[last][0] == f"共 {last - 2} 行"
    return rows[2:last]


def of_docx(content):
    """The city's table, and everything that stands in the paragraphs and tables."""
    document = Document(BytesIO(content))
    grids = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    of_city = [row for grid in grids if grid[0][:4] == ["指标", "名称", "n", "N"] for row in grid[1:]]
    city = {(row[0], CODE): (number(row[2]), number(row[3])) for row in of_city}
    text = "\n".join([one.text for one in document.paragraphs] + ["|".join(row) for grid in grids for row in grid])
    return city, text


def number(text):
    return None if text == "–" else int(text.replace(",", ""))


def of_pdf(content):
    """The text without its line breaks, and the number of pages."""
    reader = PdfReader(BytesIO(content))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def check_the_five_agree(made):
    """Gives the figures all five files hold, and what is written in words."""
    figures = of_json(made["json"])
    assert of_csv(made["csv"]) == figures
    city = {key: value for key, value in figures.items() if key[1] == CODE}
    in_book, sheets = of_xlsx(made["xlsx"])
    in_docx, docx_text = of_docx(made["docx"])
    pdf_text = of_pdf(made["pdf"])
    assert in_book == city
    assert in_docx == city
    titles = {one["id"]: one["title"] for one in json.loads(made["json"])["header"]["definitions"]}
    for indicator in ("W2.subdistrict", "W2.township", "C4b"):
        n, total = city[indicator, CODE]
        sentence = f"{titles[indicator]}{percent(n / total)}（{n}/{total}）"
        assert sentence in docx_text
        assert sentence in pdf_text
    return figures, sheets, {"docx": docx_text, "pdf": pdf_text}


def test_a_quarter_from_request_to_correction(people, two_quarters, screen, tmp_path):
    stats, leader = people["stats"], people["leader"]
    stats.goto("/desk/quarters/")
    stats.fill("[name=quarter]", str(QUARTER))
    screen(stats, "quarter-list")
    press(stats, "发起", exact=True)
    assert "已发起" in said(stats)
    address = stats.url

    people["honghua"].goto(address)
    assert "街道" in people["honghua"].inner_text("main li:has-text('上升')")
    screen(people["honghua"], "quarter-confirming")
    confirm(people["honghua"], address, reason=MOVED)
    confirm(people["huichuan"], address)
    screen(people["huichuan"], "quarter-confirmed")
    review_and_sign(people, address, screen)
    values = watch_the_bar(leader, tmp_path / "worker.log", screen)
    assert (values[0], values[-1]) == (0, STEPS)
    assert values == sorted(values)
    screen(leader, "quarter-published")
    people["honghua"].goto(address)
    screen(people["honghua"], "quarter-published")

    first = files(leader)
    assert set(first) == {"xlsx", "pdf", "docx", "csv", "json"}
    figures, sheets, _text = check_the_five_agree(first)
    assert figures["W2.subdistrict", "520302"] == (1, 1)
    assert figures["C4", "520302"] == (0, 3)
    assert len(body(sheets["单位明细"])) == UnitFact.objects.filter(quarter_report__quarter=str(QUARTER)).count() == 11
    assert len(body(sheets["组织明细"])) == 1

    second_address = back_date_and_correct(stats, address, tmp_path, screen)
    confirm(people["honghua"], second_address, reason=MOVED)
    confirm(people["huichuan"], second_address)
    review_and_sign(people, second_address, screen)
    watch_the_bar(leader, tmp_path / "worker.log", screen)
    second = files(leader)
    screen(leader, "quarter-corrected")

    leader.goto(address)
    assert files(leader) == first
    corrected, sheets, texts = check_the_five_agree(second)
    assert corrected["C4", "520302"] == (1, 3)
    assert ["红花岗区", "C4"] in [row[:2] for row in body(sheets["差异"])]
    assert next(row[3:] for row in body(sheets["差异"]) if row[:2] == ["红花岗区", "C4"]) == [0, 1, 3, 3]
    assert json.loads(second["json"])["header"]["reason"] == CORRECTION
    assert any(CORRECTION in str(cell) for row in sheets["封面"] for cell in row)
    for text in texts.values():
        assert CORRECTION in text
        assert "与第1版的差异" in text.replace(" ", "")


def back_date_and_correct(stats, address, folder, screen):
    """The firm's branch turns out to have been filed within the quarter; gives the address of version 2."""
    path = workbook(
        folder / "改.xlsx", BRANCHES, [branch_row("企业1科协", "企业科协", "520302", "企业1", QUARTER.last_day)]
    )
    stats.goto("/desk/imports/new/")
    stats.select_option("[name=kind]", label="基层组织")
    stats.set_input_files("[name=file]", path)
    press(stats, "上传并检查")
    assert stats.locator(".kpis").inner_text().split() == ["新增", "0", "更新", "1", "不变", "0", "有问题的行", "0"]
    press(stats, "确认导入")
    stats.goto(address)
    stats.fill("[name=reason]", CORRECTION)
    press(stats, "发起更正版")
    assert "第 2 版已发起" in said(stats)
    screen(stats, "quarter-correction")
    return stats.url
