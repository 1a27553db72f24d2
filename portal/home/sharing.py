"""How an article shows itself elsewhere: a card in a chat, a record for search engines."""

from django.conf import settings
from django.urls import reverse

from . import bodies

LONGEST = 120


def _address(request, name, *arguments):
    return request.build_absolute_uri(reverse(name, args=arguments))


def description(text):
    """The summary, or the beginning of the body."""
    said = text.summary or bodies.plain(text.body).replace("\n", " ")
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def card_of(request, post):
    """Title, description, address and picture of a shared link."""
    text = post.live
    picture = next(filter(None, (text.lead_picture, *bodies.pictures(text.body))), "")
    return {
        "title": text.title, "description": description(text), "url": _address(request, "article", post.public_id),
        "picture": _address(request, "small_picture", picture) if picture else _of_the_society(request, post),
    }  # fmt: skip


def _of_the_society(request, post):
    """A text without pictures of its own shows its society's card."""
    society = getattr(post.organisation, "society", None)
    return _address(request, "share_picture", society.code) if society else ""


def data_of(request, post):
    """The article as schema.org says it."""
    text, card = post.live, card_of(request, post)
    record = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": text.title,
        "description": card["description"], "datePublished": post.published_at.isoformat(),
        "dateModified": text.published_at.isoformat(), "inLanguage": "zh-CN", "mainEntityOfPage": card["url"],
        "author": {"@type": "Person", "name": text.byline} if text.byline else _organisation(post.organisation.name),
        "publisher": _organisation(settings.PORTAL["association"]),
    }  # fmt: skip
    return record | ({"image": [card["picture"]]} if card["picture"] else {})


def _organisation(name):
    return {"@type": "Organization", "name": name}
