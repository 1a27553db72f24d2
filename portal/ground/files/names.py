"""The name a file is shown and saved under: readable, harmless, ending as its content does."""

import re
import unicodedata

LONGEST = 100
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FORBIDDEN = re.compile(r'[<>:"|?*]')
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
SYNONYMS = {".jpeg": ".jpg"}


def clean(typed, *, ending):
    """The last part of what was sent, without control, bidi and zero-width characters, cut to 100 with its ending."""
    stem = re.split(r"[/\\]", str(typed))[-1]
    stem = "".join(one for one in unicodedata.normalize("NFC", stem) if unicodedata.category(one) not in INVISIBLE)
    stem = _without_ending(_tidy(FORBIDDEN.sub("_", stem)), ending)
    return (_tidy(stem[: LONGEST - len(ending)]) or "附件") + ending


def _tidy(text):
    return " ".join(text.split()).strip(". ")


def _without_ending(stem, ending):
    """Drop the last ending, and the true one when a false one stood behind it: 报告.pdf.exe is 报告."""
    bare = ENDING.sub("", stem)
    inner = ENDING.search(bare)
    if inner and SYNONYMS.get(inner[0].lower(), inner[0].lower()) == ending:
        bare = bare[: inner.start()]
    return bare
