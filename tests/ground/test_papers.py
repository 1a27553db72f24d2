from csv import reader
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.ground.papers import csv, docx, pdf, xlsx
from portal.ground.papers.paper import Chart, Column, Paper, Table, shown
from portal.ground.sheets import cells


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


RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@given(st.text() | st.builds(str.__add__, st.sampled_from([*RISKY, "'"]), st.text()))
def test_csv_protection_can_be_undone(text):
    assert csv.restore(csv.protect(text)) == text
    assert not csv.protect(text).startswith(RISKY)


@pytest.mark.parametrize("text", ["平常", "'quoted", "it's", ""])
def test_csv_leaves_other_cells_alone(text):
    assert csv.restore(text) == text


def test_csv_comes_back_as_it_was_and_ends_with_its_row_count(tmp_path):
    names = [f"{mark}甲，“乙”\n丙" for mark in (*RISKY, "'", "")]

    assert (
        csv.write_rows([Column("名称"), Column("n", "int")], [(name, -1) for name in names], tmp_path / "a.csv") == 12
    )

    with open(tmp_path / "a.csv", encoding="utf-8", newline="") as file:
        assert file.read(1) == "\ufeff"
        header, *rows, last = reader(file)
    assert header == ["名称", "n"]
    assert [row[0][0] for row in rows] == ["'"] * 11 + ["甲"]
    assert [(csv.restore(name), number) for name, number in rows] == [(name, "-1") for name in names]
    assert last == ["共 12 行"]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "'"])
def test_what_the_csv_protects_an_import_restores(mark):
    assert cells.text(csv.protect(f"{mark}甲")) == f"{mark}甲"
