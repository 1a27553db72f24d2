"""Who may do what at the addresses of posts; see tests/access.py."""

from portal.home import actions
from portal.home.models import Post, PostVersion
from tests.access import (
    ADMINISTRATORS,
    CITY,
    DESK,
    OTHER_SOCIETY,
    SOCIETY,
    Address,
    act,
    everybody,
    form,
    page,
    public,
    signed_in,
)  # fmt: skip
from tests.factories import posts
from tests.factories.city import NOW
from tests.ground.uploaded import picture
from tests.home.test_article_pages import illustrated, publish, upload

OTHERS = signed_in() - CITY
EDITORS = {"official", "leader"}
OFFICERS = SOCIETY | OTHER_SOCIETY | {"contact"}
WRITERS = DESK | OFFICERS
COLUMN = {
    "name": "人物",
    "slug": "talents",
    "kind": "article",
    "order": 7,
    "posters": ["association"],
    "review": "post",
}


def post_in(stage):
    """A post of the city's association at a stage of its life, written by its official."""

    def make(city):
        posts.office(city, "colleague", "official", city.official.office.organisation)
        return {"public_id": stage(city).public_id}

    return make


def under_correction(city):
    return actions.correct_post(posts.published(city), by=city.official, now=NOW)


def marked(city, **marks):
    post = posts.published(city)
    Post.objects.filter(pk=post.pk).update(**marks)
    PostVersion.objects.filter(post=post).update(lead_picture="abcdefgh12")
    return post


def with_files(city):
    return illustrated(city)[0]


def file_of(stage, *, with_post=True):
    """A file of an illustrated post; `stage` may publish it first."""

    def make(city):
        posts.office(city, "colleague", "official", city.official.office.organisation)
        post, lead, _inside = illustrated(city)
        stage(post, city)
        return {"public_id": post.public_id, "file_id": post.files[0]} if with_post else {"file_id": lead.public_id}

    return make


def unpublished(post, city):
    return post


def typed(city):
    post = Post.objects.get()
    text = {name: value for name, value in posts.TEXT.items() if value is not None}
    return text | {"column": post.column_id, "revision": post.revision}


def closed(city):
    actions.close_column(posts.column("policies"), by=city.official, now=NOW)
    return {"slug": "policies"}


def act_on(which, who, stage, **options):
    return act("post_act", which, who, unknown=OTHERS, thing=post_in(stage), **options)


ADDRESSES = [
    public("feed"), public("column_feed", thing=lambda city: {"slug": "work"}),
    public("news"), public("column_page", thing=lambda city: {"slug": "work"}),
    public("article", thing=post_in(posts.published)), public("article_file", thing=file_of(publish)),
    public("picture", thing=file_of(publish, with_post=False)),
    public("small_picture", thing=file_of(publish, with_post=False)),
    page("desk_whole_picture", CITY, unknown=OTHERS, thing=file_of(unpublished, with_post=False)),
    page("desk_small_picture", CITY, unknown=OTHERS, thing=file_of(unpublished, with_post=False)),
    Address(
        "article_opened", post={204: everybody()}, thing=post_in(posts.published), is_recorded=False, needs_token=False
    ),
    page("stale_posts", WRITERS), page("read_posts", WRITERS), page("dead_links", WRITERS),
    act_on("confirm", CITY, posts.published),
    page("post_list", signed_in()), page("post_detail", CITY, unknown=OTHERS, thing=post_in(posts.written)),
    page("post_compare", CITY, unknown=OTHERS, thing=post_in(under_correction)),
    form("post_new", DESK, refused=OFFICERS, typed=lambda city: {"title": "题目", "column": posts.column().pk}),
    form("post_edit", CITY, unknown=OTHERS, thing=post_in(posts.written), typed=typed, is_recorded=False),
    Address(
        "post_upload", post={302: CITY, 404: OTHERS}, thing=post_in(posts.begun), fixed={"kind": "picture"},
        typed=lambda city: {"files": [upload(picture(), "a.jpg")]},
    ),
    act("post_take_out", "", CITY, unknown=OTHERS, thing=file_of(unpublished), is_recorded=True),
    act_on("pass", {"stats"}, posts.submitted, typed=lambda city: {"revision": Post.objects.get().revision}), act_on("return", {"stats"}, posts.submitted, typed={"remark": "请核实"}),
    act_on("take-back", CITY, posts.submitted), act_on("publish", CITY, posts.approved),
    act_on("schedule", CITY, posts.approved, typed={"at": "2099-01-01T08:00"}),
    act_on("withdraw", CITY, posts.published, typed={"reason": "有误"}), act_on("correct", CITY, posts.published),
    act_on("restore", CITY, posts.published, typed={"number": "1"}), act_on("drop", CITY, under_correction),
    act_on("delete", {"official"}, posts.written), act_on("pin", EDITORS, marked),
    act_on("unpin", EDITORS, lambda city: marked(city, is_pinned=True)), act_on("feature", EDITORS, marked),
    act_on("unfeature", EDITORS, lambda city: marked(city, is_featured=True)),
    page("column_list", DESK | ADMINISTRATORS), form("column_new", EDITORS, typed=COLUMN),
    form("column_edit", EDITORS, thing=lambda city: {"slug": "work"}, typed=COLUMN),
    act("column_act", "close", EDITORS, thing=lambda city: {"slug": "policies"}),
    act("column_act", "reopen", EDITORS, thing=closed),
]  # fmt: skip
