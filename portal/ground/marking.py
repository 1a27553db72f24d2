"""Showing why something was found: its text in pieces, each with whether it was asked for. Nothing here is HTML."""

from . import grams

# Longer than a line on a phone, short enough to be read.
LONG = 90
BEFORE = 20


def marked(text, asked):
    """The text in pieces, (piece, was it asked for)."""
    folded, places = grams.fold(text), set()
    for term in grams.terms(asked):
        at = folded.find(term)
        while at >= 0:
            places.update(range(at, at + len(term)))
            at = folded.find(term, at + len(term))
    pieces, start = [], 0
    for place in range(1, len(text) + 1):
        if place == len(text) or (place in places) != (start in places):
            pieces.append((text[start:place], start in places))
            start = place
    return pieces


def snippet(text, asked):
    """The part of a text around the first place that says what was asked for, in pieces as `marked` gives them."""
    folded = grams.fold(text)
    found = [at for at in (folded.find(term) for term in grams.terms(asked)) if at >= 0]
    start = max(0, min(min(found, default=0) - BEFORE, len(text) - LONG))  # what is short is shown whole
    pieces = marked(text[start : start + LONG], asked)
    if start:
        pieces.insert(0, ("…", False))
    if start + LONG < len(text):
        pieces.append(("…", False))
    return pieces
