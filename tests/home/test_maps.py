"""The site map, the list for search engines, and what they leave alone."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from tests.factories.entries import entry

pytestmark = pytest.mark.django_db
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(client, address):
    return [one.text for one in ElementTree.fromstring(client.get(address).content).iter(LOCATION)]


def test_the_list_names_what_is_public_and_nothing_else(client):
    entry("公开", url="/branches/open/?a=1&b=2")
    entry("会员", url="/branches/hidden/", audience="signed_in")

    (part,) = locations(client, reverse("sitemap_index"))

    assert locations(client, part) == ["http://testserver/branches/open/?a=1&b=2"]
    assert client.get("/sitemap-99999999.xml").status_code == 404


def test_robots_are_told_what_to_leave_alone(client):
    text = client.get(reverse("robots")).content.decode()

    assert "Disallow: /desk/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_site_map_leads_everywhere(client):
    page = client.get(reverse("site_map")).content.decode()

    for name in ("search", "branch_directory", "coverage"):
        assert f'href="{reverse(name)}"' in page
