"""A clean body cut into its paragraphs, and read as plain text."""

import re
from dataclasses import dataclass

from lxml.html import fragments_fromstring, tostring


@dataclass(frozen=True)
class Paragraph:
    """A part of a body at the top: paragraph, heading, list, table or picture; numbered from 1."""

    number: int
    html: str
    text: str


def paragraphs(body):
    """The parts of a clean body in order."""
    parts = [part for part in fragments_fromstring(body) if not isinstance(part, str)] if body.strip() else []
    for part in parts:
        part.tail = None
    return [
        Paragraph(number, tostring(part, encoding="unicode"), _one_line(part.text_content()))
        for number, part in enumerate(parts, 1)
    ]


def plain(body):
    """A clean body's words, one line for each part."""
    return "\n".join(part.text for part in paragraphs(body) if part.text)


def frame(body):
    """Everything of a clean body but its words: tags with where they lead and what they show."""
    return re.findall(r"<[^>]*>", body)


def _one_line(text):
    return re.sub(r"\s+", " ", text).strip()
