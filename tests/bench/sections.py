"""The sections of a run, in the order that lets each find the rows it needs."""

from . import burst, coverage, duplicates, exports, imports, notices, pages, portal, search

SECTIONS = {
    "coverage": coverage.measure,
    "search": search.measure,
    "duplicates": duplicates.measure,
    "pages": pages.measure,
    "notices": notices.measure,
    "burst": burst.measure,
    "exports": exports.measure,
    "imports": imports.measure,
    "portal": portal.measure,
}
