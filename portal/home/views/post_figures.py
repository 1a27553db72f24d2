"""Posts looked at together: those long not looked at, and how often each is read."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.ground.dates import local_day, today
from portal.ground.errors import require
from portal.ground.lists import Column, list_page

from .. import post_reports as reports
from .. import post_rules
from ..post_lists import post_url

TITLE = Column("标题", lambda post: post.live.title, "title", post_url, width=40)
COLUMN = Column("栏目", lambda post: post.shown_in.name, "shown_in__order")
ORGANISATION = Column("发布组织", lambda post: post.organisation.name, "organisation__name", width=30)
STALE_COLUMNS = (
    TITLE, COLUMN, ORGANISATION, Column("责任人", lambda post: post.live.keeper or post.author.name, "live__keeper"),
    Column("最近修改或复核", lambda post: local_day(post.looked_at), "looked_at", kind="date"),
)  # fmt: skip
READ_COLUMNS = (
    TITLE, COLUMN, ORGANISATION, Column("发布日期", lambda post: local_day(post.published_at), "published_at", kind="date"),
    Column("近 30 天阅读", lambda post: post.lately, "lately", kind="int"),
    Column("累计阅读", lambda post: post.ever, "ever", kind="int"),
)  # fmt: skip


LINK_COLUMNS = (
    Column("标题", lambda link: link.version.title, "version__title", lambda link: post_url(link.version.post), width=40),
    Column("失效链接", lambda link: link.url, "url", lambda link: link.url, width=40),
    Column("原因", lambda link: link.why, "why"),
    Column("失效自", lambda link: local_day(link.failing_since), "failing_since", kind="date"),
    Column("发布组织", lambda link: link.version.post.organisation.name, "version__post__organisation__name", width=30),
    Column("责任人", lambda link: link.version.keeper or link.version.post.author.name),
)  # fmt: skip


def _public(request):
    require(post_rules.writes(request.actor))
    return post_rules.visible_posts(request.actor).select_related("live", "shown_in", "organisation", "author")


@require_safe
def stale_posts(request):
    """Guides and downloads that nobody put right or confirmed for long, the longest first."""
    posts = reports.stale(_public(request), now=timezone.now()).order_by("looked_at", "pk")
    return list_page(request, "home/stale_posts.html", posts, STALE_COLUMNS, name=_("待复核的指南和下载"))


@require_safe
def read_posts(request):
    """How often what is public was opened, the most read of late first."""
    posts = reports.read(_public(request), on=today()).order_by("-lately", "-ever", "-pk")
    return list_page(request, "home/read_posts.html", posts, READ_COLUMNS, name=_("阅读情况"))


@require_safe
def dead_links(request):
    """What public texts lead to and is there no more."""
    require(post_rules.writes(request.actor))
    links = reports.dead_links(post_rules.visible_posts(request.actor))
    return list_page(request, "home/dead_links.html", links, LINK_COLUMNS, name=_("失效链接"))
