"""Texts as a page shows a part of them."""

from django import template

register = template.Library()


@register.filter
def beginning(text, most):
    """The text, or so many of its characters with an ellipsis as the last."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
