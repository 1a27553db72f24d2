"""Icons from the one sprite: beside words they stay silent, alone they carry a label."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()
SPRITE = "vendor/bootstrap-icons/icons.svg"


@register.simple_tag
@cache
def icon(name, label=""):
    """An icon by its name in the sprite; `label` says what it means where no words stand beside it."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')  # nosec B308
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', spoken, static(SPRITE), name)
