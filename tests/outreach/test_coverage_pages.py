"""Coverage as pages, pictures and workbooks: the same figures in each."""

import json
import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.entering import enter
from tests.outreach.test_quarter import published, registered  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def drawn(response, name):
    """The data of a picture as the page carries it."""
    return json.loads(
        re.search(rf'<script id="{name}" type="application/json">(.+?)</script>', response.content.decode())[1]
    )


def cells(response):
    book = load_workbook(BytesIO(response.content), read_only=True)
    return [value for sheet in book for row in sheet.values for value in row]


def test_the_public_page_draws_counties_and_quarters_and_exports_the_same(client, registered):  # noqa: F811
    published(registered)
    address = reverse("coverage"), {"indicator": "W2.subdistrict"}

    page = client.get(*address)
    places, trend = drawn(page, "places"), drawn(page, "trend")
    export = client.get(reverse("coverage_export"), address[1])

    assert places["categories"] == ["红花岗区", "汇川区"]
    assert places["labels"] == ["100.0%（1/1）", "0.0%（0/1）"]
    assert (trend["categories"], trend["values"]) == (["2026年第三季度"], [50.0])
    assert 'class="chosen"' in page.content.decode()
    assert {"红花岗区", "2026年第三季度", 0.5} <= set(cells(export))


def test_counties_stay_out_of_page_and_workbook_when_the_association_says_so(client, registered, settings):  # noqa: F811
    settings.PORTAL_SHOW_COUNTIES = False
    published(registered)

    page, export = client.get(reverse("coverage")), client.get(reverse("coverage_export"))

    assert "红花岗区" not in page.content.decode()
    assert "红花岗区" not in cells(export)


def test_without_a_published_quarter_there_is_nothing_to_export(client, db):
    assert client.get(reverse("coverage")).status_code == 200
    assert client.get(reverse("coverage_export")).status_code == 404


def test_the_desk_compares_counties_and_a_county_sees_only_itself(client, registered):  # noqa: F811
    enter(client, registered.official)
    page = client.get(reverse("live_coverage"), {"indicator": "W2.subdistrict"})
    export = client.get(reverse("live_coverage_export"), {"indicator": "W2.subdistrict"})

    assert drawn(page, "comparison")["categories"] == ["红花岗区", "汇川区"]
    assert "汇川区" in cells(export)

    enter(client, registered.honghua)
    assert 'id="comparison"' not in client.get(reverse("live_coverage")).content.decode()
    assert "汇川区" not in cells(client.get(reverse("live_coverage_export")))


@pytest.mark.parametrize("show", ["", "missing"])
def test_every_figure_leads_to_the_rows_behind_it(client, registered, show):  # noqa: F811
    enter(client, registered.official)

    page = client.get(reverse("figure_rows", args=["W2.subdistrict"]), {"row": "5203", "show": show})

    assert page.status_code == 200
    assert ("老城街道" in page.content.decode()) == (show == "")
