"""Two texts compared: words of the Latin script and numbers as a whole, Chinese character by character."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"[A-Za-z0-9.%]+|\s+|.", re.DOTALL)
ALIKE = 0.4


@dataclass(frozen=True)
class Change:
    """A stretch of text: `kept`, `added` or `removed`."""

    kind: str
    text: str


def compare_texts(old, new):
    """The changes that make the one line into the other."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    found = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Change("kept", "".join(before[start:end])))
            continue
        if end > start:
            found.append(Change("removed", "".join(before[start:end])))
        if new_end > new_start:
            found.append(Change("added", "".join(after[new_start:new_end])))
    return found


def compare(old, new):
    """Two plain texts line by line: for every line of either, the changes in it; lines that resemble are paired."""
    before, after = old.splitlines(), new.splitlines()
    lines = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [[Change("kept", line)] for line in before[start:end]]
        else:
            lines += _paired(before[start:end], after[new_start:new_end])
    return lines


def _paired(removed, added):
    """Lines in the same place are compared within, unless they have little in common."""
    lines = []
    for number in range(max(len(removed), len(added))):
        one = removed[number] if number < len(removed) else ""
        other = added[number] if number < len(added) else ""
        if one and other and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE:
            lines.append(compare_texts(one, other))
            continue
        if one:
            lines.append([Change("removed", one)])
        if other:
            lines.append([Change("added", other)])
    return lines


def count_changed(old, new):
    """How many characters were added or removed between two plain texts."""
    return sum(len(part.text) for line in compare(old, new) for part in line if part.kind != "kept")
