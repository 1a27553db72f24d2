"""On a demo portal no text message and no letter leaves the machine: the page that asks for the code shows it."""

from django import template
from django.conf import settings
from django.core.cache import cache

register = template.Library()


@register.filter
def texted_code(where):
    """The last code sent to the number or address, on a demo portal only."""
    return cache.get(f"demo-code:{where}") if settings.PORTAL_SHOW_DEMO_CODE and where else None
