"""The public pages of branches and coverage: kept for visitors, and new as soon as something on them changes."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach import actions
from tests.factories import city as city_factory
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def branch(city):
    cache.clear()
    return city_factory.branch_over(name="红花岗区甲科协", term_ends_on=date(2031, 1, 1))


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode(), len(queries)


@pytest.mark.parametrize("name", ["branch_directory", "coverage", "indicator_dictionary"])
def test_a_public_list_is_worked_out_once(client, branch, name):
    asked(client, reverse(name))

    assert asked(client, reverse(name))[1] == 0


def test_a_branchs_page_shows_an_activity_as_soon_as_it_is_filed(client, city, branch):
    address = reverse("branch_page", args=[branch.organisation.public_id])
    assert "科普进社区" not in asked(client, address)[0]

    actions.file_activity(
        branch.organisation, name="科普进社区", kind="讲座", held_on=date(2026, 10, 1), person_times=40, by=city.official,
        now=NOW,
    )  # fmt: skip

    assert "科普进社区" in asked(client, address)[0]


def test_a_dissolved_branch_leaves_the_directory_at_once(client, city, branch):
    address = reverse("branch_directory")
    assert "红花岗区甲科协" in asked(client, address)[0]

    actions.dissolve_branch(branch, on=date(2026, 11, 2), reason="单位注销", by=city.leader, now=NOW)

    assert "红花岗区甲科协" not in asked(client, address)[0]
