"""What published texts lead to, opened every night, and named on the desk when it is there no more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.home import actions
from portal.home.models import PostLink
from tests.entering import enter
from tests.factories import posts
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
NIGHT = timedelta(days=1)


@pytest.fixture
def city(city):
    return posts.newsroom(city)


def published(city, website, *paths, **more):
    body = "".join(f'<p><a href="{website.address}{path}">链接</a></p>' for path in paths)
    return actions.publish_post(posts.approved(city, body=body, **more), by=city.official, now=NOW)


def failures():
    return {link.url.rpartition("/")[2]: link.failures for link in PostLink.objects.all()}


def test_links_are_opened_once_a_night_and_dead_after_two(client, city, website):
    post = published(city, website, "/there", "/gone", "/there")

    assert actions.check_links(now=NOW) == 2
    assert actions.check_links(now=NOW + timedelta(minutes=10)) == 0
    assert sorted(website.asked) == ["/gone", "/there"]
    assert not PostLink.objects.dead().exists()
    actions.check_links(now=NOW + NIGHT)
    assert failures() == {"there": 0, "gone": 2}

    enter(client, city.official)
    page = client.get(reverse("dead_links")).content.decode()
    assert f"{website.address}/gone" in page
    assert "网页不存在" in page
    assert f"{website.address}/there" not in page
    assert "有失效链接的文章" in client.get(reverse("desk")).content.decode()
    assert "失效链接</h2>" in client.get(reverse("post_detail", args=[post.public_id])).content.decode()


def test_a_site_that_is_back_or_a_text_put_right_is_named_no_more(city, website):
    post = published(city, website, "/gone", "/broken", "/there")
    for nights in range(2):
        actions.check_links(now=NOW + nights * NIGHT)
    assert PostLink.objects.dead().shown().count() == 2

    website.moved["/broken"] = "/there"
    actions.check_links(now=NOW + 2 * NIGHT)
    assert PostLink.objects.dead().shown().get().url == f"{website.address}/gone"
    actions.withdraw_post(post, reason="过时", by=city.official, now=NOW)
    assert not PostLink.objects.dead().shown().exists()


def test_nothing_is_held_against_sites_while_our_own_network_is_away(city, website):
    published(city, website, "/there")
    website.shutdown()
    website.server_close()

    assert actions.check_links(now=NOW) == 0
    assert PostLink.objects.get().looked_at is None


def test_the_list_takes_the_same_few_queries_with_one_link_and_with_many(client, city, website):
    post = published(city, website, *(f"/{number}" for number in range(9)))
    actions.note_links()
    links = PostLink.objects.order_by("pk")
    links.filter(pk=links[0].pk).update(failures=2, failing_since=NOW, why="网页不存在")
    enter(client, city.official)
    client.get(reverse("dead_links"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("dead_links"))
    links.update(failures=2, failing_since=NOW, why="网页不存在")
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("dead_links"))

    assert len(page.context["page"].object_list) == post.live.links.count() == 9
    assert len(many) == len(few) <= 12
