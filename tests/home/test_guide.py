"""The help of every role: read, led to, with pictures that are there and light."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from portal.home import guide_book

pytestmark = pytest.mark.django_db
LIMIT = 1_500_000


@pytest.mark.parametrize("role", guide_book.ROLES)
def test_every_role_has_its_help(client, role):
    html = client.get(reverse("help_page", args=[role])).content.decode()

    assert html.count("<h2") >= 3
    assert html.count("<li>") >= 6
    for address in re.findall(r'src="/static/(help/[^"]+)"', html):
        assert finders.find(address), address


def test_an_unknown_role_has_none(client):
    assert client.get(reverse("help_page", args=["nobody"])).status_code == 404
    assert client.get(reverse("help_index")).content.decode().count("/help/") >= len(guide_book.ROLES)


def test_the_pictures_are_light_and_all_in_use():
    shown = {
        picture["file"] for book in guide_book.books() for section in book.sections for picture in section.pictures
    }
    files = [finders.find(name) for name in shown]

    assert len(shown) >= 12
    assert sum(Path(file).stat().st_size for file in files) < LIMIT
