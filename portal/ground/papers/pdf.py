"""The PDF of an official report."""

from pathlib import Path

from .paper import shown, whole
from .typesetting import FAMILIES, FONTS, typeset

__all__ = ["FONTS", "write"]
TEMPLATE = Path(__file__).parent / "official.typ"


def write(paper, path, *, fonts=FAMILIES, font_dirs=(FONTS,)):
    """Typeset the paper; any warning is a PaperFailed. Characters no font has become 〓 and are returned."""
    with whole(path) as partial:
        pdf, missing = typeset(TEMPLATE, _data(paper), fonts=fonts, font_dirs=font_dirs)
        partial.write_bytes(pdf)
    return missing


def _data(paper):
    return {
        "title": paper.title, "subtitle": paper.subtitle, "issuer": paper.issuer,
        "document_number": paper.document_number, "facts": [list(fact) for fact in paper.facts],
        "paragraphs": list(paper.paragraphs), "signatures": list(paper.signatures), "sealed_by": paper.sealed_by,
        "dated": paper.dated, "source": paper.source,
        "tables": [_table(table) for table in paper.tables if table.in_brief],
    }  # fmt: skip


def _table(table):
    return {
        "title": table.title, "note": table.note,
        "columns": [
            {"title": column.title, "width": column.width, "number": column.kind in ("int", "decimal", "ratio", "change")}
            for column in table.columns
        ],
        "rows": [[shown(value, column.kind) for value, column in zip(row, table.columns, strict=True)] for row in table.rows],
    }  # fmt: skip
