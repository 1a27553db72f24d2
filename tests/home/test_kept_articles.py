"""Articles kept for visitors: whatever is done to a comment shows on its page at once, and leaves the others kept."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Actor
from portal.ground import kept, site
from portal.home import actions, threads
from portal.home.models import Comment
from tests.factories import posts
from tests.factories.city import NOW
from tests.factories.talk import ADDRESS, known, reader, say

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "读者说的话"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def news(city):
    return posts.newsroom(city)


@pytest.fixture
def post(news):
    return posts.published(news)


@pytest.fixture
def comment(post):
    return say(post, known(reader(), post), WORDS)


def page(post, **query):
    """As a visitor reads it."""
    return Client().get(reverse("article", args=[post.public_id]), query).content.decode()


def questions(post):
    with CaptureQueriesContext(connection) as asked:
        page(post)
    return len(asked)


def hide(comment, city):
    actions.hide_comment(comment, reason="不当", by=city.official, now=NOW)


def report(comment, city):
    for number in range(3):
        actions.report_comment(comment, reason="abuse", by=reader("举报人", 50 + number), now=NOW)


GONE = {
    "hidden": hide,
    "deleted": lambda comment, city: actions.delete_comment(comment, reason="不当", by=city.official, now=NOW),
    "withdrawn": lambda comment, city: actions.withdraw_comment(comment, by=comment_author(comment), now=NOW),
    "reported": report,
    "edited": lambda comment, city: actions.edit_comment(
        comment, text="改过了", address=ADDRESS, by=comment_author(comment), now=NOW
    ),
    "switched off": lambda comment, city: actions.change_site({"comments_open": False}, by=city.system),
}


def comment_author(comment):
    return Actor(comment.author)


def test_a_visitors_article_is_kept(post, comment):
    assert WORDS in page(post)
    assert questions(post) == 0


@pytest.mark.parametrize("name", GONE)
def test_what_is_gone_is_gone_at_once_from_every_address_of_the_page(news, post, comment, name):
    assert WORDS in page(post)
    assert WORDS in page(post, size="large")

    GONE[name](comment, news)

    assert WORDS not in page(post)
    assert WORDS not in page(post, size="large")


@pytest.mark.parametrize("name", sorted(GONE.keys() - {"switched off"}))
def test_without_word_of_it_the_page_would_stay(news, post, comment, name, monkeypatch):
    """The control: what is kept shows what nobody told it of."""
    assert WORDS in page(post)
    monkeypatch.setattr(threads, "changed", lambda label, thing_id: None)

    GONE[name](comment, news)

    assert WORDS in page(post)


def test_what_is_new_or_shown_again_is_there_at_once(news, post, comment):
    page(post)
    say(post, known(reader("又一位", 9), post), "又一句话")
    assert "又一句话" in page(post)

    hide(comment, news)
    assert WORDS not in page(post)
    actions.restore_comment(comment, reason="误判", by=news.official, now=NOW)
    assert WORDS in page(post)

    held = say(post, reader("新人", 10), "新人的话")
    assert "新人的话" not in page(post)
    actions.approve_comment(held, version=1, by=news.official, now=NOW)
    assert "新人的话" in page(post)


def test_a_thread_closed_and_opened_says_so_at_once(news, post, comment):
    assert "评论已关闭" not in page(post)
    actions.close_thread(post, reason="征求意见结束", by=news.official, now=NOW)
    assert "评论已关闭" in page(post)
    actions.open_thread(post, by=news.official)
    assert "评论已关闭" not in page(post)


def test_a_comment_leaves_every_other_page_kept(news, post, comment):
    other = posts.published(news, title="另一篇")
    page(post), page(other)

    hide(comment, news)

    assert questions(other) == 0
    assert questions(post) > 0


def test_a_decision_that_came_to_nothing_changes_nothing(news, post, comment):
    page(post)
    with transaction.atomic():
        hide(comment, news)
        transaction.set_rollback(True)

    assert questions(post) == 0
    assert Comment.objects.get(pk=comment.pk).state == "shown"


def test_a_page_whose_own_version_was_lost_counts_no_more(post, comment):
    """The cache may drop any key: then the page is worked out anew, never taken for one that has no version."""
    page(post)
    cache.delete(f"kept:{kept.page(reverse('article', args=[post.public_id]))}")

    assert questions(post) > 0
    assert site.value("comments_open")
