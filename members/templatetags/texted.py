"""On a demo portal no text message leaves the machine: the page that asks for the code shows it."""

from django import template
from django.conf import settings
from django.core.cache import cache

register = template.Library()


@register.filter
def texted_code(phone):
    """The last code sent to the number, on a demo portal only."""
    return cache.get(f"demo-code:{phone}") if settings.PORTAL_SHOW_DEMO_CODE and phone else None
