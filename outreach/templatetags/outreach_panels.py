"""Panels of outreach for pages of any floor."""

from django import template

from portal.ground.dates import today

from ..models import Branch

register = template.Library()


@register.inclusion_tag("outreach/_my_branches_panel.html")
def my_branches_panel(person):
    """The branches a person registered or holds an office in today."""
    mine = Branch.objects.for_person(person, on=today()).select_related("organisation").order_by("-pk")
    return {"branches": mine[:10]}


@register.inclusion_tag("outreach/_newest_branches_panel.html")
def newest_branches_panel():
    """The branches filed last, as the public sees them."""
    newest = Branch.objects.on(today()).select_related("organisation").order_by("-filed_on", "-pk")
    return {"newest": newest[:6]}
