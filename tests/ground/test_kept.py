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


def test_within_a_request_everything_is_as_of_one_moment_but_for_what_it_changes_itself(django_assert_num_queries):
    kept.get("pages", "a", lambda: "old")

    with kept.one_request():
        assert kept.get("pages", "a", lambda: "new") == "old"
        cache.set("kept:pages", "another process changed something", None)
        assert kept.get("pages", "a", lambda: "new") == "old"
        kept.changed("pages")
        assert kept.get("pages", "a", lambda: "own") == "own"
    assert kept.get("pages", "a", lambda: "later") == "own"


def test_a_request_asks_the_cache_once_for_what_the_process_remembers(monkeypatch):
    asked = []
    kept.get("pages", "a", lambda: "a"), kept.get("site", "b", lambda: "b")
    monkeypatch.setattr(kept, "_found", lambda addresses: asked.append(addresses) or cache.get_many(addresses))

    with kept.one_request():
        assert (kept.get("pages", "a", list), kept.get("site", "b", list)) == ("a", "b")

    assert len([addresses for addresses in asked if addresses]) == 1


def test_what_another_process_worked_out_is_taken_over():
    kept.get("pages", "a", lambda: "mine")
    cache.set("kept:pages", "v", None)
    cache.set("worked-out:pages:a", ("v", "theirs", 2e12))

    assert kept.get("pages", "a", lambda: "again") == "theirs"


def test_what_is_remembered_ends_when_it_would_in_the_cache(time_machine):
    time_machine.move_to("2026-11-25T08:00:00+08:00", tick=False)
    kept.get("pages", "a", lambda: "old")
    time_machine.shift(kept.LONGEST + 1)

    assert kept.get("pages", "a", lambda: "new") == "new"


def test_a_piece_is_worked_out_once_until_something_changes():
    work = Work()
    assert [kept.piece("pages", "a", work), kept.piece("pages", "a", work)] == [1, 2]  # outside of requests

    with kept.one_request():
        assert [kept.piece("pages", "a", work), kept.piece("pages", "a", work)] == [3, 3]
        assert kept.piece("pages", "b", lambda: "b") == "b"
    with kept.one_request():
        assert kept.piece("pages", "a", work) == 3
        kept.changed("pages")
        assert kept.piece("pages", "a", work) == 4
        with transaction.atomic():
            assert kept.piece("pages", "new", lambda: "inside") == "inside"
        assert kept.piece("pages", "new", lambda: "outside") == "outside"


def test_pieces_are_bounded(monkeypatch):
    monkeypatch.setattr(kept, "PIECES", 2)
    work = Work()

    with kept.one_request():
        for key in ("a", "b", "c", "a"):
            kept.piece("pages", f"bounded-{key}", work)

    assert work.done == 4


def test_an_address_may_hold_any_character(client, db):
    for path in ("/没有/%C2%95%20x/", "/a%0Ab/", "/" + "x" * 400):
        assert client.get(path).status_code == 404
