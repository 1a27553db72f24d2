"""Posts carry the thread: read under the article, gone with it; and they wait on the moderation desk under review."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import reviews
from portal.home import actions, post_rules, queue, threads
from portal.home.models import Comment
from tests.entering import enter
from tests.factories import posts
from tests.factories.city import NOW
from tests.factories.talk import known, reader, say

pytestmark = pytest.mark.django_db
QUEUE = "/desk/moderation/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def news(city):
    return posts.newsroom(city)


def article(client, post):
    return client.get(reverse("article", args=[post.public_id])).content.decode()


def test_an_article_carries_its_comments_and_the_form(client, news):
    post, writer = posts.published(news), reader()
    say(post, known(writer, post), "看得见的话")
    assert "看得见的话" in article(client, post)
    assert "登录并核验手机后可以评论" in article(client, post)

    page = article(enter(client, writer), post)

    assert f"/comments/home.post/{post.public_id}/write/" in page
    client.post(reverse("write_comment", args=["home.post", post.public_id]), {"text": "我也来说", "shown_as": "name"})
    assert "我也来说" in article(client, post)


def test_a_hidden_comment_changes_the_article_for_whoever_has_it_already(client, news):
    post = posts.published(news)
    comment = say(post, known(reader(), post), "不该说的话")
    address = reverse("article", args=[post.public_id])
    tag = client.get(address)["ETag"]
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304

    actions.hide_comment(comment, reason="不当", by=news.official, now=NOW)

    response = client.get(address, HTTP_IF_NONE_MATCH=tag)
    assert response.status_code == 200
    assert "不该说的话" not in response.content.decode()


def test_comments_go_with_a_post_that_is_withdrawn(client, news):
    post, writer = posts.published(news), reader()
    comment = say(post, known(writer, post))
    actions.withdraw_post(post, reason="内容有误", by=news.official, now=NOW)
    enter(client, writer)

    assert client.get(reverse("thread_part", args=["home.post", post.public_id])).status_code == 404
    assert client.post(reverse("write_comment", args=["home.post", post.public_id]), {"text": "x"}).status_code == 404
    assert "全市科普月活动启动" in enter(client, news.official).get(
        reverse("moderated_comment", args=[comment.public_id])
    ).content.decode()  # fmt: skip


def test_a_societys_officers_moderate_under_its_own_posts_only(client, news):
    own, citys = posts.own_page(news), posts.published(news)
    writer = known(reader(), own)
    mine, others = say(own, writer, "学会页面的话"), say(citys, writer, "门户页面的话")
    assert (mine.organisation, others.organisation) == (news.president.office.organisation, None)

    page = enter(client, news.president).get(f"{QUEUE}comments/").content.decode()

    assert "学会页面的话" in page
    assert "门户页面的话" not in page


def test_a_post_under_review_waits_on_the_desk_of_who_decides_its_step(client, news):
    post = posts.submitted(news)

    page = enter(client, news.colleague).get(QUEUE).content.decode()

    assert post.title in page
    assert reverse("post_detail", args=[post.public_id]) in page
    assert post.title not in enter(client, news.official).get(QUEUE).content.decode()  # wrote it
    assert post.title not in enter(client, news.leader).get(QUEUE).content.decode()  # decides the last step
    actions.pass_post(post, revision=post.revision, by=news.colleague, now=NOW)
    assert post.title not in enter(client, news.colleague).get(QUEUE).content.decode()  # decided one already


def test_what_the_queue_offers_may_be_decided(news):
    post = posts.submitted(news)
    for actor in (news.colleague, news.official, news.leader, news.stats, news.honghua, news.president):
        found = next(one for one in queue.sources() if one.name == "post").waiting(actor)
        may_decide = post_rules.may_decide_post(actor, post, reviews.waiting(post))
        assert found.exists() == may_decide, actor.title


def test_the_queue_takes_the_same_queries_with_more_posts(client, news):
    enter(client, news.colleague)
    posts.submitted(news)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE)
    for _number in range(3):
        posts.submitted(news)
    with CaptureQueriesContext(connection) as many:
        page = client.get(QUEUE).content.decode()

    assert page.count("逐段批注") == 4
    assert len(many) == len(few)


def test_a_closed_post_says_why(client, news):
    post = posts.published(news)
    actions.close_thread(post, reason="征求意见结束", by=news.official, now=NOW)

    assert "评论已关闭：征求意见结束" in article(client, post)
    assert threads.count([post]) == {}
    assert not Comment.objects.exists()


def in_queue(client, post, act, **data):
    address = reverse("post_act", args=[post.public_id, act])
    return client.post(address, data, HTTP_HX_REQUEST="true").content.decode()


def test_a_post_is_read_and_passed_in_the_queue(client, news):
    post = posts.submitted(news)
    enter(client, news.stats)
    address = reverse("post_detail", args=[post.public_id])
    assert f'hx-get="{address}"' in client.get(QUEUE).content.decode()

    part = client.get(address, HTTP_HX_REQUEST="true").content.decode()
    assert "第二段" in part
    assert "<html" not in part
    assert "<html" in client.get(address).content.decode()

    said = in_queue(client, post, "pass", revision=post.revision)
    assert "已通过，转交" in said
    assert post.title not in client.get(QUEUE).content.decode()


def test_a_post_is_returned_in_the_queue_with_what_to_change(client, news):
    post = posts.submitted(news)
    enter(client, news.stats)

    assert "请写明需要修改的内容" in in_queue(client, post, "return", remark="")
    assert "已退回" in in_queue(client, post, "return", remark="请核实数字")
    post.refresh_from_db()
    assert post.state == "returned"


def test_a_text_that_was_changed_meanwhile_is_not_passed_unread(client, news):
    post = posts.submitted(news)
    seen = post.revision
    changed = posts.save(actions.take_back_post(post, by=news.official, now=NOW), news.official, body="另一段。")
    actions.submit_post(changed, by=news.official, now=NOW)
    enter(client, news.stats)

    said = in_queue(client, post, "pass", revision=seen)

    assert "请看过新的内容再审核" in said
    assert f'value="{changed.revision}"' in said
    assert reviews.waiting(post).order == 1


def test_a_post_is_decided_in_the_queue_by_nobody_else(client, news):
    post = posts.submitted(news)
    enter(client, news.official)
    address = reverse("post_act", args=[post.public_id, "pass"])

    assert client.post(address, {"revision": post.revision}, HTTP_HX_REQUEST="true").status_code == 403
