"""The PDF: typeset by typst from data alone, so nothing a person typed is ever read as markup."""

import functools
import json
import shutil
import tempfile
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from .paper import PaperFailed, shown, whole

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
MISSING = "〓"


@functools.cache
def _known(font_dirs):
    """Every character the fonts of some folders can draw."""
    found = set()
    for folder in font_dirs:
        for path in sorted(Path(folder).glob("*.[ot]tf")):
            with TTFont(path, lazy=True) as font:
                found.update(font.getBestCmap())
    return frozenset(found)


def write(paper, path, *, fonts=("Noto Sans SC",), font_dirs=(FONTS,)):
    """Typeset the paper; any warning is a PaperFailed. Characters no font has become 〓 and are returned."""
    known, missing = _known(tuple(font_dirs)), set()

    def clean(text):
        lost = {character for character in text if ord(character) not in known and character not in "\n\t"}
        missing.update(lost)
        return "".join(MISSING if character in lost else character for character in text)

    with tempfile.TemporaryDirectory() as folder, whole(path) as partial:
        shutil.copy(HERE / "official.typ", folder)
        content = _cleaned(_data(paper), clean) | {"fonts": list(fonts)}
        Path(folder, "paper.json").write_text(json.dumps(content, ensure_ascii=False))
        try:
            pdf, warnings = typst.compile_with_warnings(
                str(Path(folder, "official.typ")), root=folder, font_paths=[str(one) for one in font_dirs],
                ignore_system_fonts=True, format="pdf",
            )  # fmt: skip
        except typst.TypstError as error:
            raise PaperFailed(str(error)) from error
        if warnings:
            raise PaperFailed("; ".join(str(warning) for warning in warnings))
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
            {"title": column.title, "width": column.width, "number": column.kind in ("int", "ratio")}
            for column in table.columns
        ],
        "rows": [[shown(value, column.kind) for value, column in zip(row, table.columns, strict=True)] for row in table.rows],
    }  # fmt: skip


def _cleaned(value, clean):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(one, clean) for key, one in value.items()}
    return [_cleaned(one, clean) for one in value] if isinstance(value, list) else value
