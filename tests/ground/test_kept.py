"""What is kept in the cache until something changes; and whole pages kept for visitors."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from portal.ground import kept
from portal.ground.pages import KeptPagesMiddleware, same_for_visitors

pytestmark = pytest.mark.django_db(transaction=True)


class Work:
    def __init__(self):
        self.done = 0

    def __call__(self, *_arguments):
        self.done += 1
        return self.done


def test_it_is_worked_out_once_until_something_changes():
    work = Work()
    assert [kept.get("pages", "a", work), kept.get("pages", "a", work)] == [1, 1]

    with transaction.atomic():
        kept.changed("pages")
        assert kept.get("pages", "b", lambda: "inside") == "inside"
    assert kept.get("pages", "a", work) == 2
    kept.changed("other")

    assert kept.get("pages", "a", work) == 2
    assert kept.get("pages", "b", lambda: "outside") == "outside"


def test_a_change_that_came_to_nothing_changes_nothing():
    work = Work()
    kept.get("pages", "a", work)
    with transaction.atomic():
        kept.changed("pages")
        transaction.set_rollback(True)

    assert kept.get("pages", "a", work) == 1


def test_what_was_read_before_a_change_is_not_kept_after_it():
    def read_slowly():
        kept.changed("pages")
        return "old"

    kept.get("pages", "a", read_slowly)

    assert kept.get("pages", "a", lambda: "new") == "new"


def test_without_versions_what_was_read_before_a_change_would_stay():
    def read_slowly():
        cache.delete("control")
        return "old"

    cache.set("control", read_slowly())

    assert cache.get("control") == "old"
    cache.delete("control")


def asked(view, address="/", **cookies):
    request = RequestFactory().get(address)
    request.COOKIES.update(cookies)
    return view(request)


def test_visitors_share_a_page_and_nobody_else_does():
    work = Work()
    view = same_for_visitors(lambda request: HttpResponse(f"{work()}"))

    assert [asked(view).content, asked(view).content] == [b"1", b"1"]
    assert asked(view, "/?page=2").content == b"2"
    assert asked(view, elder="1").content == b"3"
    assert asked(view, sessionid="x").content == b"4"
    assert asked(view, messages="x").content == b"5"
    assert asked(view).content == b"1"
    kept.changed("pages")
    assert asked(view).content == b"6"


def test_an_unchanged_page_is_not_sent_again():
    view = same_for_visitors(lambda request: HttpResponse("同一页"))
    first = asked(view)
    request = RequestFactory().get("/", headers={"If-None-Match": first["ETag"]})

    again = view(request)

    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first["Cache-Control"]
    assert "Cookie" in first["Vary"]


def test_a_kept_page_is_given_before_anything_else_is_asked():
    """With the headers of every other page; a session, or a change, leads past it."""
    gone_on = KeptPagesMiddleware(lambda request: HttpResponse("fresh"))
    view = same_for_visitors(lambda request: HttpResponse("同一页"))
    assert asked(gone_on).content == b"fresh"
    asked(view)

    assert asked(gone_on).content.decode() == "同一页"
    assert asked(gone_on, sessionid="x").content == b"fresh"
    kept.changed("pages")
    assert asked(gone_on).content == b"fresh"


def test_a_kept_page_carries_the_headers_of_a_fresh_one(client, city):
    fresh, again = dict(client.get("/").headers), dict(client.get("/").headers)

    assert again == fresh
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"} <= set(again)


def test_what_somebody_looked_for_is_not_kept():
    work = Work()
    view = same_for_visitors(lambda request: HttpResponse(f"{work()}"))

    assert [asked(view, "/?q=13971052846").content, asked(view, "/?q=13971052846").content] == [b"1", b"2"]
