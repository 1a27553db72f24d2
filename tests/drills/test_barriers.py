"""Drill A3, axe: no barriers on any page of the portal, as one of those it is for; at full size at a desk as well.

Every page comes out of the table of addresses (tests/access.py), so a new one is walked from its first day; the pages
of errors are met as people meet them. What the portal answered is shown to the browser as it stands.
"""

import mimetypes
import os
from contextlib import contextmanager
from copy import deepcopy
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as portal
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.ground.views import server_error
from tests.access import ROLES
from tests.entering import enter
from tests.factories.city import NOW
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_accessibility import findings
from tests.test_access import ADDRESSES

pytestmark = [pytest.mark.django_db, pytest.mark.full_size]
SHOWN = "http://portal.test/page/"
# In the suite the pages of one's own, of moderation and of the site; in the drill every page there is.
SMALL = ("my_", "moderation_", "site_", "help_", "search", "person_page", "society_join", "dead_links", "ban_detail")


@pytest.fixture
def shown(browser):
    """Shows one answer of the portal after another; gives what axe finds at both widths."""
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", bypass_csp=True)
    page, answers = context.new_page(), {}

    def serve(route):
        path = urlsplit(route.request.url).path
        found = finders.find(path.removeprefix(portal.STATIC_URL)) if path.startswith(portal.STATIC_URL) else None
        if route.request.url in answers:
            route.fulfill(body=answers[route.request.url], content_type="text/html; charset=utf-8")
        elif found:
            route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0])
        else:
            route.fulfill(status=404)

    page.route("**/*", serve)

    def show(name, content):
        answers.clear()
        answers[SHOWN] = content
        page.goto(SHOWN)
        found = []
        for viewport in (DESKTOP, PHONE) if is_full() else (PHONE,):
            page.set_viewport_size(viewport)
            found += [f"{name} {viewport['width']}: {one.removeprefix(SHOWN)}" for one in findings(page)]
        return found

    yield show
    context.close()


def is_full():
    return os.environ.get("DRILLS") == "full"


def pages():
    readable = [one for one in ADDRESSES if any(status == 200 and roles for status, roles in one.get.items())]
    return [one for one in readable if is_full() or one.name.startswith(SMALL)]


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answered(address, city, actors):
    """The page as somebody it is for gets it: a visitor only where nobody else is meant."""
    roles = address.get[200]
    role = next((one for one in ROLES if one in roles and one not in ("visitor", "stranger")), "visitor")
    client = enter(Client(), actors[role]) if actors[role] else Client()
    arguments = dict(address.thing(city) if address.thing else {}) | dict(address.fixed)
    return client.get(reverse(address.name, kwargs=arguments))


def test_no_page_has_barriers(city, shown):
    actors = {name: make(city) for name, make in ROLES.items()}  # a thing may belong to any of them
    walked, found = 0, []
    for address in pages():
        cache.clear()
        with taken_back(), time_machine.travel(NOW):
            response = answered(address, *deepcopy((city, actors)))
            content = response.getvalue()
            if response.status_code == 200 and b"</html>" in content:  # no file, and no part of a page
                walked += 1
                found += shown(address, content)

    assert not found, "\n".join(found)
    assert walked > len(pages()) * 0.8


def test_no_page_of_an_error_has_barriers(city, settings, shown):
    visitor, stranger = Client(), enter(Client(), city.worker)
    login = reverse("account_login")
    found = shown("403", stranger.get(reverse("journal_list")).content) + shown("404", visitor.get("/nothing/").content)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    found += shown("413", visitor.post(login, {"login": "x" * 20}).content)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None, 1
    found += shown("400", visitor.post(login, {"login": 1, "b": 2}).content)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, settings.ACCOUNT_RATE_LIMITS = None, {"login": "1/7s/ip"}
    answers = [visitor.post(login, {"login": "a", "password": "b"}, REMOTE_ADDR="198.51.100.7") for _time in range(2)]
    found += shown("429", answers[-1].content) + shown("500", server_error(RequestFactory().get("/")).content)

    assert answers[-1].status_code == 429
    assert not found, "\n".join(found)


def test_a_barrier_is_found(shown, client):
    """The control: a page with a picture nobody can hear of."""
    content = client.get(reverse("help_index")).content.replace(b"</main>", b'<img src="/static/x.png"></main>')

    assert any("image-alt" in one for one in shown("spoilt", content))
