"""What the home brings to the shared mechanisms."""

from django.urls import reverse

from members import merging, reviews
from portal.ground import attachments, dated, desk, looking, search, site, verbs
from portal.ground.dates import today

from . import (
    comment_desk,
    comment_queue,
    comment_values,
    findable,
    own_data,
    picture_queue,
    picture_rules,
    places,
    post_comments,
    post_desk,
    post_rules,
    post_values,
    queue,
    site_items,
    site_rules,
)  # fmt: skip
from .models import Post
from .shipped import REVIEWS
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    site.register(*site_items.ITEMS)
    attachments.register("site", may_read=site_rules.may_see_emblem, may_change=site_rules.may_bring_emblem)
    desk.register_menu("管理", _site_menu)
    _register_posts()
    _register_comments()
    _register_merging()


def _register_merging():
    """Two records of one person become one: what they wrote and what was decided about them goes along."""
    merging.moves("文章", "home.Post.author", "home.Post_writers.person")
    merging.moves("留言", "home.Comment.author")
    merging.moves("举报", "home.CommentReport.reporter")
    merging.moves("禁言和申诉", "home.Ban.person", "home.BanAppeal.against", "home.BanAppeal.decided_by")
    merging.stays(
        "办理的内容管理",
        "home.Ban.given_by", "home.Ban.lifted_by", "home.ClosedThread.closed_by", "home.CommentReport.decided_by",
        "home.Decision.decided_by", "home.Post.saved_by", "home.PostRemark.by", "home.PostVersion.published_by",
        "home.WordRule.made_by",
    )  # fmt: skip


def _site_menu(actor):
    """The settings of the portal for the system administrator, with how much a public site still lacks."""
    if site_rules.may_change_site(actor):
        yield desk.Entry("门户设置", reverse("site_settings"), len(site.missing()) + places.is_old(today()))


def _register_posts():
    attachments.register("post", may_read=post_rules.may_read_files, may_change=post_rules.may_bring_files)
    reviews.register(Post, describe_posts, kinds=REVIEWS, written_by=post_rules.written_by)
    search.register("post", "文章", Post, findable.post_rows)
    dated.register(*post_values.SHIPPED)
    post_desk.register()


def describe_posts(ids):
    """id → (title, address on the desk) of posts under review."""
    found = Post.objects.filter(pk__in=ids).values_list("pk", "title", "public_id")
    return {str(pk): (title, reverse("post_detail", args=[public_id])) for pk, title, public_id in found}


def _register_comments():
    own_data.register()
    dated.register(*comment_values.SHIPPED)
    queue.register(*comment_queue.SOURCES, picture_queue.SOURCE)
    looking.register(looking.Watch(picture_rules.moderates, picture_rules.due_on))
    post_comments.register()
    desk.register_menu("内容", comment_desk.menu)
    desk.register_counts(comment_desk.counts)
