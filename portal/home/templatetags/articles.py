"""Articles in templates: bodies that are clean, data for search engines, files with their kind."""

import json

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from portal.ground.dates import today

register = template.Library()
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
KINDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "jpg": "图片", "png": "图片"}


@register.filter
def as_body(text):
    """A body as it was cleaned when it was saved; nothing else may be put here."""
    return mark_safe(text)  # nosec B308 B703


@register.simple_tag
def ld_json(data):
    """A block of data that no browser runs."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # nosec B308 B703  # escaped above


@register.filter
def kind_of_file(attachment):
    """PDF, Word, Excel, 图片."""
    return KINDS.get(attachment.name.rpartition(".")[2].lower(), "文件")


@register.filter
def short_day(moment):
    """9月30日 of this year, 2025年9月 of another."""
    at = timezone.localtime(moment)
    return f"{at.month}月{at.day}日" if at.year == today().year else f"{at.year}年{at.month}月"
