"""What is new for programs that read feeds: the whole portal, and each column with those below it, as Atom."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.ground.pages import same_for_visitors

from ..column_tree import Tree
from ..models import Post
from ..sharing import description

MOST = 30
TYPE = "application/atom+xml; charset=utf-8"


@login_not_required
@require_safe
@same_for_visitors
def feed(request, slug=""):
    """The newest posts on the portal or in a column: title, address, summary, source, when it came out and was put right."""
    tree = Tree.load()
    column = tree.by_slug(slug) if slug else None
    if slug and column is None:
        raise Http404
    posts = Post.objects.on_portal(timezone.now()).select_related("live", "organisation")
    if column:
        posts = posts.filter(shown_in__in=tree.within(column))
    posts = list(posts.order_by("-published_at", "-pk")[:MOST])
    for post in posts:
        post.url = request.build_absolute_uri(reverse("article", args=[post.public_id]))
        post.column_name, post.told = tree.name_of(post.shown_in_id), description(post.live)
    return render(request, "home/feed.xml", {
        "posts": posts, "column": column, "self": request.build_absolute_uri(request.path),
        "page": request.build_absolute_uri(reverse("column_page", args=[slug]) if column else reverse("news")),
        "updated": max((post.live.published_at for post in posts), default=None),
    }, content_type=TYPE)  # fmt: skip
