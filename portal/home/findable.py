"""What of the home the search finds: articles, for as long as they are public."""

from django.urls import reverse
from django.utils import timezone

from portal.ground import search
from portal.ground.dates import local_day

from . import bodies
from .models import Post


def post_rows(ids):
    """Everything an article says, with its column and whom it speaks for."""
    posts = Post.objects.public(timezone.now()).filter(pk__in=ids).select_related("live", "organisation", "shown_in")
    for post in posts:
        text = post.live
        said = [post.shown_in.name, text.source or post.organisation.name, text.subtitle, text.byline, text.summary]
        said += [text.guide_facts, text.guide_steps, bodies.plain(text.body)]
        yield search.Row(
            post.pk, text.title, "\n".join(filter(None, said)), reverse("article", args=[post.public_id]),
            local_day(post.published_at),
        )  # fmt: skip
