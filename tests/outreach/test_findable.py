"""Branches in the search: there once filed, gone when dissolved, true to what changes about them."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from outreach import actions
from outreach.models import Branch, Coverage
from portal.ground import search
from portal.ground.models import Region, SearchEntry
from tests.factories.city import NOW, branch_over
from tests.outreach.test_branch_actions import approved, filed
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def entry_of(branch):
    return SearchEntry.objects.filter(thing="outreach.branch", thing_id=str(branch.pk)).first()


def test_a_branch_is_found_from_the_day_it_was_filed(city):
    assert entry_of(approved(city)) is None
    branch = filed(city)

    entry = entry_of(branch)
    assert (entry.kind, entry.title, entry.start_on, entry.end_on) == ("branch", "甲企业科协", branch.filed_on, None)
    assert "企业科协" in entry.text
    assert "红花岗区" in entry.text
    assert branch.contact_phone not in entry.text
    assert entry.url == f"/branches/{branch.organisation.public_id}/"


def test_a_dissolved_branch_is_found_until_that_day(city):
    branch = actions.dissolve_branch(filed(city), on=date(2026, 11, 2), reason="注销", by=city.honghua_head, now=NOW)

    assert entry_of(branch).end_on == branch.dissolved_on


def test_a_branch_taken_back_with_its_import_is_gone(city):
    branch = branch_over()
    search.refresh("branch", [branch.pk])
    assert entry_of(branch)

    Branch.objects.filter(pk=branch.pk).delete()
    search.refresh("branch", [branch.pk])

    assert entry_of(branch) is None


def test_rebuilding_and_catching_up_tell_the_same(city):
    branch, other = branch_over(name="甲科协"), branch_over(name="乙科协")
    gone = SearchEntry.objects.create(thing="outreach.branch", thing_id="0", kind="branch", title="丙", url="/",
                                      start_on=NOW.date(), audience="public", grams=["丙"])  # fmt: skip
    search.catch_up()
    assert {entry_of(branch).title, entry_of(other).title} == {"甲科协", "乙科协"}
    assert not SearchEntry.objects.filter(pk=gone.pk).exists()
    Region.objects.filter(code="520302").update(name="新城区")
    untouched = entry_of(branch).pk

    search.catch_up()

    assert "新城区" in entry_of(branch).text
    assert entry_of(branch).pk == untouched
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert entry_of(branch).pk != untouched
    assert "基层组织：2" in out.getvalue()


def test_many_take_the_same_queries(city, django_assert_num_queries):
    branches = [branch_over(name=f"科协{number}") for number in range(30)]
    for branch in branches:
        Coverage.objects.create(branch=branch, token="某厂")
    with django_assert_num_queries(8):
        search.refresh("branch", [branches[0].pk])
    with django_assert_num_queries(8):
        search.refresh("branch", [branch.pk for branch in branches])


@pytest.mark.django_db(transaction=True)
def test_many_refresh_one_at_once(city):
    branch = branch_over()

    done, refused = at_once(lambda: search.refresh("branch", [branch.pk]))

    assert (done, refused) == (50, 0)
    assert SearchEntry.objects.count() == 1
