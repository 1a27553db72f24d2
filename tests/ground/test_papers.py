from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.ground.papers import csv, docx, pdf, xlsx
from portal.ground.papers.paper import Chart, Column, Paper, Table, shown


@pytest.fixture
def paper():
    columns = [Column("地区"), Column("n", "int"), Column("比率", "ratio")]
    rows = [("南明区", 1234, Decimal("0.9315")), ("=1+1", None, None)]
    table = Table("覆盖率", columns, rows, chart=Chart("column", "覆盖率", 0, [2]), sheet="表/一")
    facts = [("截止时间", "2026年9月30日")]
    return Paper(
        "报告", "第三季度", "某市科协", facts=facts, paragraphs=["𠮷野䶮。"], tables=[table], signatures=["制表人"]
    )


@pytest.mark.parametrize("write", [xlsx.write, pdf.write, docx.write])
def test_write_gives_the_same_bytes_for_the_same_paper_and_leaves_nothing_else(paper, write, tmp_path):
    write(paper, tmp_path / "a")
    write(paper, tmp_path / "b")

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_xlsx_keeps_numbers_numbers_and_text_text(paper, tmp_path):
    xlsx.write(paper, tmp_path / "a.xlsx")

    sheet = load_workbook(tmp_path / "a.xlsx")["表 一"]
    assert [cell.value for cell in sheet[3]] == ["南明区", 1234, 0.9315]
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=1+1", "s")
    assert sheet["A5"].value == "共 2 行"


def test_pdf_puts_a_mark_for_characters_no_font_has(paper, tmp_path):
    strange = Paper("报告\U0001f600", "", "某市科协")

    assert pdf.write(strange, tmp_path / "a.pdf") == {"\U0001f600"}
    assert pdf.write(paper, tmp_path / "b.pdf") == set()


def test_shown_rounds_half_up():
    assert [shown(Decimal(text), "ratio") for text in ("0.0005", "0.99949", "0.9995")] == ["0.1%", "99.9%", "100.0%"]
    assert shown(None, "ratio") == "–"


@given(st.text())
def test_csv_protection_can_be_undone(text):
    assert csv.restore(csv.protect(text)) == text
    assert not csv.protect(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
