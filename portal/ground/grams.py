"""Cutting texts for the search: Chinese into pairs of neighbouring characters and single ones, the rest into words.

So names of two characters and words in mid-sentence are found through one index at any size. The grams of a title
stand in an entry a second time, marked, so that what a title says can be asked for alone.
"""

import re
import unicodedata
from itertools import pairwise

TITLE_MARK = "^"
TEXT_LIMIT = 8_000
QUERY_LIMIT = 60
WORD_LIMIT = 40
CHINESE = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(rf"(?P<chinese>[{CHINESE}]+)|[^\W_{CHINESE}]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+")
# Inside names of people (阿卜杜·热合曼) the dot is written in many ways, or not at all.
DOTS = re.compile("[·•・‧∙⋅]")


class _Fold(dict):
    """Every character as it is compared: half-width, small; one for one, so that places in a text stay."""

    def __missing__(self, code):
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold()
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_fold = _Fold()


def fold(text):
    """The text as it is compared, character for character as long as the original."""
    return text.translate(_fold)


def clean(text):
    """A text as it is kept for the search: one line, without signs that nobody sees."""
    return CONTROL.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _runs(text):
    """(is it Chinese, run) of every run of letters of a text."""
    for match in RUNS.finditer(DOTS.sub("", fold(text))):
        yield match["chinese"] is not None, match[0]


def _all(text):
    found = set()
    for is_chinese, run in _runs(text):
        if is_chinese:
            found.update(run)
            found.update(a + b for a, b in pairwise(run))
        else:
            found.add(run[:WORD_LIMIT])
    return found


def of_entry(title, text):
    """The grams of a thing, those of its title a second time with the mark."""
    titled = _all(title)
    return sorted(titled | _all(text) | {TITLE_MARK + gram for gram in titled})


def of_query(text):
    """The grams all of which an entry must have, none when nothing was asked."""
    found = set()
    for is_chinese, run in _runs(clean(text)[:QUERY_LIMIT]):
        if is_chinese and len(run) > 1:
            found.update(a + b for a, b in pairwise(run))
        else:
            found.add(run[:WORD_LIMIT])
    return sorted(found)


def in_title(wanted):
    """The same grams, asked of the title alone."""
    return [TITLE_MARK + gram for gram in wanted]


def terms(text):
    """What is marked in a result: the runs that were asked for, longest first."""
    return sorted({run for _is_chinese, run in _runs(clean(text)[:QUERY_LIMIT])}, key=len, reverse=True)
