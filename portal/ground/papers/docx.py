"""The briefing as an editable DOCX for the office that puts its own words around the figures."""

import io
import zipfile
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from .paper import shown, whole

BODY, TITLE = "仿宋_GB2312", "方正小标宋简体"
FIXED = datetime(2020, 1, 1, tzinfo=UTC)


def write(paper, path):
    """Write title, cover facts, sentences, the brief tables and the lines for signature and seal."""
    document = Document()
    document.core_properties.created = document.core_properties.modified = FIXED
    document.core_properties.title, document.core_properties.author = paper.title, paper.issuer
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
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
    _line(document, "　　".join(f"{name}：________" for name in paper.signatures), BODY, 12)
    _line(document, f"{paper.sealed_by}（盖章）", BODY, 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _line(document, paper.dated, BODY, 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    with whole(path) as partial:
        partial.write_bytes(_fixed_dates(document))


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
    _line(document, table.title, TITLE, 14)
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        _style(cell.paragraphs[0].add_run(column.title), "黑体", 9)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        for cell, value, column in zip(grid.add_row().cells, row, table.columns, strict=True):
            _style(cell.paragraphs[0].add_run(shown(value, column.kind)), BODY, 9)
    if table.note:
        _line(document, table.note, BODY, 9)


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
