"""The desk of posts: the pages people write, review and publish on, and who gets to see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.models import Branch
from portal.home import actions
from portal.home.models import Column, Post
from tests.entering import enter
from tests.factories import posts
from tests.factories.city import NOW
from tests.ground.uploaded import picture
from tests.home.test_article_pages import status, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _newsroom(city):
    posts.newsroom(city)


def typed(post, **changes):
    """What the editor's form sends."""
    text = {name: value for name, value in posts.TEXT.items() if value is not None}
    return text | {"column": post.column_id, "revision": post.revision} | changes


def edit(post):
    return reverse("post_edit", args=[post.public_id])


def test_a_post_is_begun_written_and_handed_in(client, city, time_machine):
    time_machine.move_to(NOW)
    enter(client, city.official)
    client.post(reverse("post_new"), {"title": "新的稿件", "column": posts.column().pk})
    post = Post.objects.get()
    assert (post.title, post.organisation) == ("新的稿件", city.official.office.organisation)

    response = client.post(edit(post), typed(post, body="", submit="1"), follow=True)
    assert "已保存，还不能提交：还没有填写：正文。" in response.content.decode()
    post.refresh_from_db()
    response = client.post(edit(post), typed(post, submit="1"), follow=True)

    assert "已提交，初审将在 11月" in response.content.decode()
    post.refresh_from_db()
    assert post.state == "submitted"


def test_a_stale_save_shows_both_texts(client, city):
    post = posts.written(city)
    posts.save(post, city.colleague, body="同事改的一段。")

    response = enter(client, city.official).post(edit(post), typed(post, body="我自己改的一段。", save="1"))

    page = response.content.decode()
    assert "colleague在您之后保存过" in page
    assert "<del>同事</del>" in page
    assert "我自己改的一段。" in page
    fresh = Post.objects.get()
    response = client.post(edit(post), typed(fresh, body="我自己改的一段。", save="1"))
    assert Post.objects.get().body == "<p>我自己改的一段。</p>"


def test_autosave_answers_in_a_word(client, city):
    post = posts.written(city)
    enter(client, city.official)

    good = client.post(edit(post), typed(post, body="自动"), headers={"X-Autosave": "1"})
    stale = client.post(edit(post), typed(post, body="旧的"), headers={"X-Autosave": "1"})
    wrong = client.post(edit(post), typed(post, title=""), headers={"X-Autosave": "1"})

    assert (good.status_code, good.json()["revision"]) == (200, post.revision + 1)
    assert (stale.status_code, wrong.status_code) == (409, 400)
    assert Post.objects.get().body == "<p>自动</p>"


def test_what_a_form_adds_beyond_its_fields_changes_nothing(client, city):
    post = posts.written(city)
    foreign = {"state": "published", "author": city.worker.person.pk, "organisation": 1, "is_pinned": "on", "live": 1,
               "files": "x", "lead_picture": "x", "published_at": "2026-01-01"}  # fmt: skip

    enter(client, city.official).post(edit(post), typed(post, **foreign))

    kept = Post.objects.get()
    assert kept.revision == post.revision + 1
    for name in ("state", "author", "organisation", "is_pinned", "live", "files", "lead_picture", "published_at"):
        assert getattr(kept, name) == getattr(post, name)


def test_pictures_go_up_from_the_editor(client, city):
    post = posts.begun(city)
    enter(client, city.official)
    address = reverse("post_upload", args=[post.public_id, "picture"])

    good = client.post(address, {"files": [upload(picture(), "a.jpg")]}, headers={"X-Editor": "1"})
    bad = client.post(address, {"files": [upload(b"nothing", "a.jpg")]}, headers={"X-Editor": "1"})

    assert good.json()["pictures"][0].startswith("/pictures/")
    assert status(client.get(good.json()["pictures"][0], follow=True)) == 200
    assert (bad.status_code, bool(bad.json()["said"])) == (400, True)
    assert enter(client, city.honghua).post(address, {"files": [upload(picture(), "a.jpg")]}).status_code == 404


def test_a_reviewer_returns_with_remarks_in_their_places(client, city):
    post = posts.submitted(city)
    enter(client, city.stats)
    assert "批注第 2 段" in client.get(reverse("post_detail", args=[post.public_id])).content.decode()

    client.post(
        reverse("post_act", args=[post.public_id, "return"]), {"remark": "", "place-2": "请核实", "place-x": "y"}
    )

    page = enter(client, city.official).get(edit(post)).content.decode()
    assert "初审退回修改" in page
    assert "请核实" in page
    posts.save(Post.objects.get(), city.official, body="新的一段。\n第一段。\n第二段。")
    page = client.get(reverse("post_detail", args=[post.public_id])).content.decode()
    assert page.index("第二段。") < page.index("请核实")


@pytest.mark.parametrize("act", ["pass", "publish", "withdraw", "schedule", "take-back", "correct", "drop", "delete", "pin",
                                 "unpin", "feature", "unfeature", "restore", "return"])  # fmt: skip
def test_strangers_get_404_for_every_act(client, city, act):
    post = posts.submitted(city)
    for actor in (city.worker, city.honghua, city.assistant):
        assert enter(client, actor).post(reverse("post_act", args=[post.public_id, act])).status_code == 404
    assert Post.objects.get().state == "submitted"


def test_an_unknown_act_is_404(client, city):
    post = posts.submitted(city)
    assert enter(client, city.official).post(reverse("post_act", args=[post.public_id, "x"])).status_code == 404


def test_acts_run_from_the_page(client, city):
    post = posts.approved(city)
    enter(client, city.official)
    act = lambda name, **data: client.post(reverse("post_act", args=[post.public_id, name]), data, follow=True)  # noqa: E731

    assert "自动发布" in act("schedule", at="2099-01-01T08:00").content.decode()
    assert "已发布。" in act("publish").content.decode()
    assert "已置顶" in act("pin").content.decode()
    assert "需要题图" in act("feature").content.decode()
    assert "更正说明" in act("correct").content.decode()
    assert "已放弃更正" in act("drop").content.decode()
    assert "请写明" in act("withdraw", reason=" ").content.decode() or Post.objects.get().live_id
    assert "已撤下" in act("withdraw", reason="有误").content.decode()
    assert "已恢复到编辑区" in act("restore", number="1").content.decode()
    assert client.post(reverse("post_act", args=[post.public_id, "restore"]), {"number": "9"}).status_code == 404


def test_versions_are_compared(client, city):
    post = actions.correct_post(posts.published(city), by=city.official, now=NOW)
    posts.save(post, city.official, body="第一段。\n第二段改了。", title="全市科普月活动闭幕", change_note="x")

    page = enter(client, city.official).get(reverse("post_compare", args=[post.public_id])).content.decode()

    assert "<del>启动</del><ins>闭幕</ins>" in page
    assert "第二段<ins>改了</ins>。" in page
    assert client.get(reverse("post_compare", args=[posts.begun(city).public_id])).status_code == 404


@pytest.mark.parametrize(
    ("who", "seen"), [("official", 3), ("leader", 3), ("assistant", 2), ("honghua", 0), ("worker", 0)]
)
def test_each_office_sees_its_own_and_what_was_handed_in(client, city, who, seen):
    posts.submitted(city)
    posts.written(city)
    posts.submitted(city, "assistant", "societies", place="own")
    posts.written(city, "assistant", "societies")

    assert enter(client, city.actors[who]).get(reverse("post_list")).context["page"].paginator.count == seen


@pytest.mark.parametrize("name", ["post_list", "column_list", "desk"])
def test_desk_lists_ask_the_same_however_long(client, city, name):
    enter(client, city.official)
    posts.submitted(city, by="assistant", slug="societies")
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        assert client.get(reverse(name)).status_code == 200
    for _ in range(4):
        posts.submitted(city, by="assistant", slug="societies")
    with CaptureQueriesContext(connection) as more:
        client.get(reverse(name))

    assert len(more) == len(few) <= (24 if name == "desk" else 12)


def test_only_officers_write(client, city):
    for actor, expected in ((city.worker, 403), (city.system, 403), (city.assistant, 200), (city.official, 200)):
        assert enter(client, actor).get(reverse("post_new")).status_code == expected
    post = posts.submitted(city, "assistant", "societies")
    assert enter(client, city.official).get(edit(post)).status_code == 403


def test_columns_are_edited_on_the_desk(client, city):
    enter(client, city.official)
    fields = {
        "name": "科技人物",
        "slug": "talents",
        "kind": "article",
        "order": 7,
        "posters": ["association"],
        "review": "post",
    }

    client.post(reverse("column_new"), fields)
    client.post(reverse("column_edit", args=["talents"]), fields | {"name": "人物", "slug": "changed"})
    client.post(reverse("column_act", args=["talents", "close"]))

    column = Column.objects.get(slug="talents")
    assert (column.name, column.closed_on is not None) == ("人物", True)
    assert "人物" in client.get(reverse("column_list")).content.decode()
    assert client.post(reverse("column_act", args=["talents", "x"])).status_code == 404
    assert enter(client, city.stats).get(reverse("column_new")).status_code == 403
    assert enter(client, city.worker).get(reverse("column_list")).status_code == 403


def test_the_editors_page_lets_styles_and_nothing_else_be_inline(client, city):
    post = posts.begun(city)
    policy = enter(client, city.official).get(edit(post))["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert "default-src 'self'" in policy
    assert "unsafe" not in client.get(reverse("post_detail", args=[post.public_id]))["Content-Security-Policy"]


def test_nobody_is_asked_to_review_what_they_wrote_or_reviewed(client, city):
    post = posts.submitted(city)
    title = "全市科普月活动启动"
    assert title not in enter(client, city.official).get(reverse("desk")).content.decode()
    assert title in enter(client, city.stats).get(reverse("desk")).content.decode()

    posts.passed(post, city.stats)

    assert title not in enter(client, city.stats).get(reverse("desk")).content.decode()
    assert title in enter(client, city.colleague).get(reverse("desk")).content.decode()


def test_an_organisations_page_shows_its_latest_posts(client, city):
    own = posts.own_page(city, title="学会自己的新闻")
    branch = posts.Organisation.objects.create(kind="branch", name="某科协", region_code="520302")
    Branch.objects.create(
        organisation=branch, kind="enterprise", formation="standalone", state="filed", filed_on=NOW.date()
    )
    page = reverse("branch_page", args=[branch.public_id])
    assert "最新文章" not in client.get(page).content.decode()

    Post.objects.filter(pk=own.pk).update(organisation=branch)

    assert "学会自己的新闻" in client.get(page).content.decode()
