"""Feeds: what is new on the portal and in a column, well-formed, without what was withdrawn or stands elsewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree

from portal.home import actions
from tests.factories import posts
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def news(city):
    return posts.newsroom(city)


def read(client, address):
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    return etree.fromstring(response.content)


def test_the_feed_tells_of_what_is_new(client, news):
    post = posts.published(news, title="讲座 <1> & 展览", summary="摘要")
    posts.own_page(news, title="只在学会主页")

    feed = read(client, reverse("feed"))

    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == ["讲座 <1> & 展览"]
    assert feed.xpath("a:entry/a:id/text()", namespaces=ATOM)[0].endswith(reverse("article", args=[post.public_id]))
    assert feed.xpath("a:entry/a:summary/text()", namespaces=ATOM) == ["摘要"]
    assert feed.xpath("a:updated/text()", namespaces=ATOM)[0].startswith("2026-11-02T")


def test_a_columns_feed_holds_its_own_and_those_below(client, news):
    posts.published(news)

    def entries(slug):
        return len(read(client, reverse("column_feed", args=[slug])).findall("a:entry", ATOM))

    assert (entries("work"), entries("news"), entries("notices")) == (1, 1, 0)
    assert client.get(reverse("column_feed", args=["nothing"])).status_code == 404


def test_what_was_withdrawn_leaves_the_feed(client, news):
    post = posts.published(news)
    actions.withdraw_post(post, reason="有误", by=news.official, now=NOW)

    assert read(client, reverse("feed")).findall("a:entry", ATOM) == []


def test_the_feed_takes_the_same_queries_however_much_there_is(client, news):
    posts.published(news)
    read(client, reverse("feed"))
    with CaptureQueriesContext(connection) as few:
        read(client, reverse("feed"))
    for number in range(3):
        posts.published(news, title=f"第{number}篇")
    with CaptureQueriesContext(connection) as many:
        read(client, reverse("feed"))

    assert len(many) == len(few)


def test_pages_name_their_feed(client, news):
    posts.published(news)
    assert reverse("feed") in client.get(reverse("news")).content.decode()
    assert reverse("column_feed", args=["work"]) in client.get(reverse("column_page", args=["work"])).content.decode()
