"""Panels of the home that pages of the floors below show: `{% latest_posts organisation %}`."""

from django import template
from django.utils import timezone

from ..models import Post

register = template.Library()
MOST = 6


@register.inclusion_tag("home/_latest_posts.html")
def latest_posts(organisation):
    """What an organisation published last, on its own page or in the portal's columns; nothing where there is nothing."""
    posts = Post.objects.public(timezone.now()).filter(organisation=organisation).select_related("live", "shown_in")
    return {"posts": posts.order_by("-published_at", "-pk")[:MOST]}
