"""The sections of a run, in the order that lets each find the rows it needs."""

from . import coverage, notices, pages, search

SECTIONS = {"coverage": coverage.measure, "search": search.measure, "pages": pages.measure, "notices": notices.measure}
