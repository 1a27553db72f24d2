"""The help pages: one plain text for each role, kept beside the code and so with its history.

A text begins with the role and a sentence; 【…】 begins a section, “1. …” is a step, “图：name：words” a picture.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "help"
ROLES = ("public", "worker", "society", "branch", "county", "city", "leader", "statistics", "administrators")


@dataclass
class Section:
    """A thing one does: its steps in order, and what the page looks like."""

    title: str
    steps: list = field(default_factory=list)
    pictures: list = field(default_factory=list)


@dataclass
class Book:
    """What one role has to know."""

    role: str
    title: str
    summary: str
    sections: list


@cache
def book_of(role):
    """The help of a role, or None."""
    return _read(role, (FOLDER / f"{role}.txt").read_text(encoding="utf-8")) if role in ROLES else None


def books():
    """The help of every role, in order."""
    return [book_of(role) for role in ROLES]


def _read(role, text):
    title, summary, *lines = filter(None, map(str.strip, text.splitlines()))
    sections = []
    for line in lines:
        if line.startswith("【"):
            sections.append(Section(line.strip("【】")))
        elif line.startswith("图："):
            _sign, name, words = line.split("：", 2)
            sections[-1].pictures.append({"file": f"help/{name}.webp", "words": words})
        else:
            _number, _dot, step = line.partition(". ")
            sections[-1].steps.append(step)
    return Book(role, title, summary, sections)
