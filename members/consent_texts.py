"""The texts people agree to, as they ship."""

from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
VALID_FROM = date(2026, 1, 1)
KINDS = ("terms", "privacy", "directory", "child", "child_events", "child_show")


def shipped():
    """Field values of version 1 of every text."""
    for kind in KINDS:
        text = (FOLDER / f"{kind}.txt").read_text(encoding="utf-8")
        yield {"kind": kind, "version": 1, "text": text, "valid_from": VALID_FROM}
