"""Addresses that keep what was filtered, and figures as people read them."""

from django import template

from portal.ground.dates import Quarter
from portal.ground.papers.paper import shown

register = template.Library()


@register.simple_tag(takes_context=True)
def with_query(context, **changes):
    """The current query string with some values changed; an empty value drops its key."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in ("", None):
            query[key] = value
    return query.urlencode()


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


@register.filter(name="shown")
def shown_cell(cell):
    """A list's cell as people read it: days as 2026年9月30日, figures and ratios as printed, "–" for nothing."""
    if hasattr(cell.value, "strftime"):
        return f"{cell.value.year}年{cell.value.month}月{cell.value.day}日"
    return shown(cell.value, cell.kind)


@register.filter
def masked(phone):
    """138****1234."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""
