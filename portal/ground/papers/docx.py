"""The briefing as an editable DOCX for the office that puts its own words around the figures."""

import io
import zipfile
from datetime import UTC, datetime
from itertools import zip_longest

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from .paper import shown, whole

BODY, TITLE = "仿宋_GB2312", "方正小标宋简体"
MARGINS = {
    "top_margin": 3.7,
    "bottom_margin": 3.5,
    "left_margin": 2.8,
    "right_margin": 2.6,
}  # GB/T 9704, in centimetres
ACROSS = 21 - MARGINS["left_margin"] - MARGINS["right_margin"]
NUMBERS, FIGURES = {"int", "decimal", "ratio", "change", "money"}, WD_ALIGN_PARAGRAPH.RIGHT
SHORT = 20  # rows that stay on one page
FIXED = datetime(2020, 1, 1, tzinfo=UTC)


def write(paper, path):
    """Write title, cover facts, sentences, the brief tables and the lines for signature and seal."""
    document = Document()
    document.core_properties.created = document.core_properties.modified = FIXED
    document.core_properties.title, document.core_properties.author = paper.title, paper.issuer
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    for side, centimetres in MARGINS.items():
        setattr(section, side, Cm(centimetres))
    _line(document, paper.title, TITLE, 22, centred=True)
    _line(document, paper.subtitle, BODY, 16, centred=True)
    if paper.document_number:
        _line(document, paper.document_number, BODY, 16, centred=True)
    for text in paper.paragraphs:
        _line(document, text, BODY, 16).paragraph_format.first_line_indent = Pt(32)
    for name, value in paper.facts:
        _line(document, f"{name}：{value}", BODY, 12)
    for table in paper.tables:
        if table.in_brief:
            _table(document, table)
    _closing(document, paper)
    with whole(path) as partial:
        partial.write_bytes(_fixed_dates(document))


def _closing(document, paper):
    """Who signs, whose seal, which day: never torn apart by the end of a page."""
    lines = [("　　".join(f"{name}：________" for name in paper.signatures), 12, WD_ALIGN_PARAGRAPH.LEFT)]
    if paper.sealed_by:
        lines += [
            (f"{paper.sealed_by}（盖章）", 16, WD_ALIGN_PARAGRAPH.RIGHT),
            (paper.dated, 16, WD_ALIGN_PARAGRAPH.RIGHT),
        ]
    for text, size, side in lines:
        paragraph = _line(document, text, BODY, size)
        paragraph.alignment, paragraph.paragraph_format.keep_with_next = side, True
    paragraph.paragraph_format.keep_with_next = False


def _line(document, text, font, size, *, centred=False):
    paragraph = document.add_paragraph()
    _style(paragraph.add_run(text), font, size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _style(run, font, size):
    run.font.size, run.font.name = Pt(size), font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(document, table):
    """A title that stays with its table, a header on every page, no row torn in two, and no short table either."""
    _line(document, table.title, TITLE, 14).paragraph_format.keep_with_next = True
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    wanted = [_wanted(column) for column in table.columns]
    widths = [Cm(ACROSS * one / sum(wanted)) for one in wanted]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _row(grid.rows[0], [column.title for column in table.columns], widths, font="黑体")
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    sides, rows = [FIGURES if column.kind in NUMBERS else None for column in table.columns], list(table.rows)
    for row in rows:
        texts = [shown(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
        _row(grid.add_row(), texts, widths, sides=sides)
    if len(rows) <= SHORT:
        for paragraph in (cell.paragraphs[0] for row in grid.rows[:-1] for cell in row.cells):
            paragraph.paragraph_format.keep_with_next = True
    if table.note:
        _line(document, table.note, BODY, 9)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _wanted(column):
    """How wide a column would be: on paper a figure is never broken, and its title may be."""
    return min(max(column.width, 14), 16) if column.kind in NUMBERS else column.width


def _row(row, texts, widths, *, font=BODY, sides=()):
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width, side in zip_longest(row.cells, texts, widths, sides):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.alignment, paragraph.paragraph_format.space_after = side, Pt(0)
        _style(paragraph.add_run(text), font, 9)


def _fixed_dates(document):
    """The same paper gives the same bytes: the archive's own clock is taken out."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, FIXED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return fixed.getvalue()
