"""Societies in the search: there while they exist, with what was approved of their page."""

from datetime import date

import pytest

from portal.ground import search
from portal.ground.models import SearchEntry
from tests.factories import societies

pytestmark = pytest.mark.django_db


def test_a_society_is_found_by_what_it_says(db):
    society = societies.society(introduction="研究喀斯特", dissolved_on=date(2030, 1, 1))

    search.refresh("society", [society.pk])

    entry = SearchEntry.objects.get(kind="society")
    assert entry.title == society.organisation.name
    assert "喀斯特" in entry.text
    assert entry.end_on == date(2030, 1, 1)
    assert entry.url == f"/societies/{society.code}/"
