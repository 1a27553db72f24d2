"""The sections of a run, in the order that lets each find the rows it needs."""

from . import coverage, duplicates, notices, pages, search

SECTIONS = {
    "coverage": coverage.measure,
    "search": search.measure,
    "duplicates": duplicates.measure,
    "pages": pages.measure,
    "notices": notices.measure,
}
