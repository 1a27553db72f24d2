"""Typesetting by typst from data alone, so nothing a person typed is ever read as markup.

Every character is looked up first, for typst is silent about one it cannot draw: what the fonts lack, rare names come
from the second, becomes 〓 and is returned.
"""

import functools
import json
import shutil
import tempfile
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from .paper import PaperFailed

FONTS = Path(__file__).parent.parent / "fonts"
FAMILIES = ("Noto Sans SC", "Noto Sans SC Rare")
MISSING = "〓"
SCREEN = 144


@functools.cache
def _known(font_dirs):
    """Every character the fonts of some folders can draw."""
    found = set()
    for folder in font_dirs:
        for path in sorted(Path(folder).glob("*.[ot]tf")):
            with TTFont(path, lazy=True) as font:
                found.update(font.getBestCmap())
    return frozenset(found)


def weight_for(text):
    """Bold where the bold font has every character, else regular: no name is set half in one and half in the other."""
    return "bold" if all(ord(character) in _bold() for character in text) else "regular"


@functools.cache
def _bold():
    with TTFont(FONTS / "NotoSansSC-Bold.otf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def typeset(template, content, *, pictures=None, form="pdf", ppi=SCREEN, fonts=FAMILIES, font_dirs=(FONTS,)):
    """The bytes of a template (a path) filled with plain data, as `pdf` or `png`, and the characters no font has.

    The template reads the data from `paper.json`, with the font families under `fonts`, and finds the pictures
    (name → bytes) beside it. Any warning is a PaperFailed.
    """
    known, missing = _known(tuple(font_dirs)), set()

    def clean(text):
        lost = {character for character in text if ord(character) not in known and character not in "\n\t"}
        missing.update(lost)
        return "".join(MISSING if character in lost else character for character in text)

    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, folder)
        data = _cleaned(content, clean) | {"fonts": list(fonts)}
        Path(folder, "paper.json").write_text(json.dumps(data, ensure_ascii=False))
        for name, picture in (pictures or {}).items():
            Path(folder, name).write_bytes(picture)
        options = {"ppi": ppi} if form == "png" else {}
        try:
            made, warnings = typst.compile_with_warnings(
                str(Path(folder, Path(template).name)), root=folder, font_paths=[str(one) for one in font_dirs],
                ignore_system_fonts=True, format=form, **options,
            )  # fmt: skip
        except typst.TypstError as error:
            raise PaperFailed(str(error)) from error
    if warnings:
        raise PaperFailed("; ".join(str(warning) for warning in warnings))
    return made, missing


def _cleaned(value, clean):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(one, clean) for key, one in value.items()}
    return [_cleaned(one, clean) for one in value] if isinstance(value, list) else value
