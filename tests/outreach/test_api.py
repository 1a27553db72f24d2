"""What other programs read of the ground and of outreach; what all addresses share is tested in tests/test_interface.py."""

import pytest
from django.urls import reverse

from outreach.models import FigureRow, QuarterReport
from tests.factories.city import NOW
from tests.outreach.test_branch_actions import draft, filed

pytestmark = pytest.mark.django_db


def test_regions_are_found_by_prefix(client, city):
    answer = client.get(reverse("api_regions"), {"within": "520302", "level": "township"}).json()

    assert [row["name"] for row in answer["results"]] == ["老城街道", "巷口镇", "海龙乡", "某开发区"]


def test_branches_show_public_fields_of_active_ones_only(client, city):
    draft(city, name="草稿科协")
    branch = filed(city)

    answer = client.get(reverse("api_branches")).json()

    assert [row["id"] for row in answer["results"]] == [branch.organisation.public_id]
    assert not {"contact_phone", "contact_name", "applicant"} & set(answer["results"][0])


def test_figures_are_those_of_the_newest_published_version(client, city, settings):
    for version, state, n in ((1, "published", 1), (2, "published", 2), (3, "reviewing", 3)):
        report = QuarterReport.objects.create(
            city_code="5203", quarter="2026Q3", version=version, state=state, requested_at=NOW
        )
        for row in ("5203", "520302"):
            FigureRow.objects.create(quarter_report=report, indicator="C1", row_code=row, n=n, total=3)

    assert [row["n"] for row in client.get(reverse("api_figures")).json()["results"]] == [2, 2]
    settings.PORTAL_SHOW_COUNTIES, settings.PORTAL_CITY = False, "5203"
    assert [row["region"] for row in client.get(reverse("api_figures")).json()["results"]] == ["5203"]
