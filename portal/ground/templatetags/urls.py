"""Addresses that keep what was filtered, and figures as people read them."""

from urllib.parse import urlencode

from django import template

from portal.ground.dates import Quarter
from portal.ground.papers.paper import shown

register = template.Library()


@register.simple_tag(takes_context=True)
def with_query(context, **changes):
    """The current query string with some values changed; an empty value drops its key."""
    asked = context["request"].GET.lists()
    pairs = [(key, value) for key, values in asked if key not in changes for value in values]
    return urlencode([*pairs, *((key, value) for key, value in changes.items() if value not in ("", None))])


@register.simple_tag
def page_numbers(page):
    """The numbers to offer beside the page shown, with gaps: 1 … 4 5 6 … 20."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def quarter_title(name):
    """2026年第三季度 for 2026Q3."""
    return Quarter.parse(name).title


@register.filter
def percent(ratio):
    """A ratio to 0.1 %, half up; "–" for none."""
    return shown(ratio, "ratio")


@register.filter
def points(change):
    """A change of a ratio in percentage points, without its sign: 0.053 → 5.3."""
    return f"{abs(change) * 100:.1f}"


@register.filter
def masked(phone):
    """138****1234."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""
