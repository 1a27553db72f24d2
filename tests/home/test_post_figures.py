"""How often posts are read, without a word of who; and what has stood long without anybody looking at it."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.ground import dated
from portal.ground.dates import local_day
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry
from portal.home import actions, post_reports, reads
from portal.home.actions import reading
from portal.home.models import Column, Post, PostVersion, ReadCount
from portal.home.post_values import STALE_MONTHS
from tests.entering import enter
from tests.factories import posts
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=400)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def news(city):
    return posts.newsroom(city)


def opened(post, times=1):
    for _time in range(times):
        answer = Client().post(reverse("article_opened", args=[post.public_id]))
        assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})


def counts():
    return dict(ReadCount.objects.values_list("day", "count"))


# --- readers


@pytest.mark.django_db(transaction=True)
def test_readings_are_counted_and_brought_over_once(news):
    post = posts.published(news)
    opened(post, 3)

    assert actions.take_reads(now=NOW) == 3
    assert actions.take_reads(now=NOW) == 0
    opened(post, 2)
    assert actions.take_reads(now=NOW) == 2
    assert counts() == {local_day(NOW): 5}


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_before_midnight_belongs_to_its_day(news):
    post = posts.published(news)
    opened(post)

    actions.take_reads(now=NOW + timedelta(days=1))

    assert counts() == {local_day(NOW): 1}


@pytest.mark.django_db(transaction=True)
def test_readings_of_a_try_that_failed_are_counted_by_the_next(news):
    post = posts.published(news)
    opened(post, 2)
    with transaction.atomic():
        actions.take_reads(now=NOW)
        transaction.set_rollback(True)

    assert actions.take_reads(now=NOW) == 2


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_clocks_at_once_count_once(news):
    post = posts.published(news)
    opened(post, 7)

    assert at_once(lambda: actions.take_reads(now=NOW), times=8) == (8, 0)
    assert counts() == {local_day(NOW): 7}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_their_turn_many_clocks_count_more_than_once(news, monkeypatch):
    post, gate = posts.published(news), threading.Barrier(8, timeout=20)
    opened(post, 7)
    counted = reads.counted

    def all_have_read(*arguments):
        found = counted(*arguments)
        gate.wait()
        return found

    monkeypatch.setattr(reading, "in_turn", lambda name: None)
    monkeypatch.setattr(reads, "counted", all_have_read)
    at_once(lambda: actions.take_reads(now=NOW), times=8)

    assert counts() == {local_day(NOW): 56}


def test_what_is_not_public_is_not_counted(news):
    draft = posts.written(news)

    assert Client().post(reverse("article_opened", args=[draft.public_id])).status_code == 404
    assert reads.counted([draft.public_id], [local_day(NOW)]) == {}


def test_the_page_tells_where_to_say_that_it_was_opened(client, news):
    post = posts.published(news)
    page = client.get(reverse("article", args=[post.public_id])).content.decode()
    assert f'data-opened="{reverse("article_opened", args=[post.public_id])}"' in page


def test_the_list_of_readers_has_the_most_read_first(client, news):
    few, many = posts.published(news, title="少人看"), posts.published(news, title="多人看")
    day = local_day(NOW)
    ReadCount.objects.create(post=few, day=day - timedelta(days=60), count=900)
    ReadCount.objects.create(post=few, day=day, count=2)
    ReadCount.objects.create(post=many, day=day, count=30)
    enter(client, news.official)

    page = client.get(reverse("read_posts")).content.decode()

    assert page.index("多人看") < page.index("少人看")
    assert "902" in page


# --- long not looked at


def a_guide(news, **changes):
    return posts.published(news, slug="guides", **changes)


def waiting(now):
    return list(post_reports.stale(Post.objects.all(), now=now).values_list("title", flat=True))


def test_guides_are_due_after_months_and_news_never(news):
    a_guide(news, title="怎样入会")
    posts.published(news, title="新闻一则")
    months = int(dated.value(STALE_MONTHS, on=local_day(NOW)))

    assert months == 12
    assert waiting(NOW + timedelta(days=360)) == []
    assert waiting(LATER) == ["怎样入会"]


def test_confirm_puts_it_off_and_is_recorded(news):
    post = a_guide(news)

    actions.confirm_post(post, by=news.official, now=LATER)

    assert waiting(LATER) == []
    assert waiting(LATER + timedelta(days=400)) == [post.title]
    assert JournalEntry.objects.filter(verb="post.confirmed").count() == 1


def test_confirm_refuses_twice_a_day_and_what_is_not_public(news):
    post = a_guide(news)
    actions.confirm_post(post, by=news.official, now=LATER)
    with pytest.raises(Refused, match="今天已经复核过"):
        actions.confirm_post(post, by=news.official, now=LATER)
    with pytest.raises(Refused, match="没有公开"):
        actions.confirm_post(posts.written(news), by=news.official, now=LATER)


def test_confirm_is_for_the_organisations_writers(news):
    post = a_guide(news)
    for actor in (news.worker, news.honghua, news.president):
        with pytest.raises(PermissionDenied):
            actions.confirm_post(post, by=actor, now=LATER)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_confirm_at_once_happens_once(news):
    post = a_guide(news)

    assert at_once(lambda: actions.confirm_post(post, by=news.official, now=LATER)) == (1, AT_ONCE - 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_confirm_happens_more_than_once(news, monkeypatch):
    post, gate = a_guide(news), threading.Barrier(AT_ONCE, timeout=20)

    def read(one):
        found = Post.objects.select_related("organisation", "column").get(pk=one.pk)
        gate.wait()
        return found

    monkeypatch.setattr(reading, "locked", read)
    done, _refused = at_once(lambda: actions.confirm_post(post, by=news.official, now=LATER))

    assert done > 1


@pytest.mark.parametrize("name", ["stale_posts", "read_posts"])
def test_the_lists_ask_the_same_for_one_and_for_many(client, news, name):
    a_guide(news)
    enter(client, news.official)

    def asked():
        PostVersion.objects.update(published_at=NOW - timedelta(days=500))
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as questions:
            assert client.get(reverse(name)).status_code == 200
        return len(questions)

    few = asked()
    for number in range(3):
        a_guide(news, title=f"第{number}件事")
    assert asked() == few
    assert Column.objects.filter(kind="guide").exists()
