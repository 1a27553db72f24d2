"""Drill A1: who gets which answer at every address, and that no address is left out."""

from dataclasses import replace
from itertools import chain

import pytest
import time_machine
from django.core.cache import cache
from django.urls import get_resolver, path

from portal.ground.views import healthz
from tests.access import complaints
from tests.events.access import ADDRESSES as EVENTS
from tests.factories.city import NOW
from tests.ground.access import ADDRESSES as GROUND
from tests.home.access import ADDRESSES as HOME
from tests.members.access import ADDRESSES as MEMBERS
from tests.outreach.access import ADDRESSES as OUTREACH
from tests.societies.access import ADDRESSES as SOCIETIES

pytestmark = pytest.mark.django_db
ADDRESSES = [*GROUND, *MEMBERS, *EVENTS, *SOCIETIES, *OUTREACH, *HOME]
BY_NAME = {str(address): address for address in ADDRESSES}


def names(patterns):
    """The name of every address; one without a name stands for itself."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def undeclared(patterns):
    return set(names(patterns)) - {address.name for address in ADDRESSES}


def test_every_address_is_declared():
    assert undeclared(get_resolver().url_patterns) == set(), (
        "declare it in its floor's access.py; tests/access.py says how"
    )
    assert {address.name for address in ADDRESSES} - set(names(get_resolver().url_patterns)) == set()
    assert len(BY_NAME) == len(ADDRESSES)


def test_an_undeclared_address_is_noticed():
    """The control: a page somebody adds without a word."""
    added = [path("secret/", healthz, name="secret"), path("nameless/", healthz)]

    assert undeclared(chain(get_resolver().url_patterns, added)) == {"secret", "nameless/"}


@pytest.mark.parametrize("name", BY_NAME)
def test_an_address_answers_as_declared(city, name, tmp_path):
    cache.clear()
    with time_machine.travel(NOW):
        assert complaints(BY_NAME[name], city) == []


@pytest.mark.parametrize(
    "name",
    ["quarter_detail", "branch_act-pass", "account_list", "office_act-end", "person_act-recover", "decide_comment-hide"],
)  # fmt: skip
def test_a_declaration_that_is_not_true_is_noticed(city, name):
    """The control: somebody let in who is not, and somebody kept out who is let in."""
    address = BY_NAME[name]
    method = "get" if address.get else "post"
    allowed, roles = next(iter(getattr(address, method).items()))
    with time_machine.travel(NOW):
        let_in = complaints(
            replace(address, **{method: getattr(address, method) | {allowed: roles | {"stranger"}}}), city
        )
    assert let_in[0].split(":")[0] == f"{method.upper()} stranger"
