"""Panels of societies for pages of any floor."""

from django import template

from members.models import Application, Membership
from members.standing import standings
from portal.ground.dates import today

from ..life_columns import STATUS_TAGS
from ..models import Society

register = template.Library()


@register.inclusion_tag("societies/_my_societies_panel.html")
def my_societies_panel(person):
    """The memberships a person looks after, their numbers and last days, and the applications that are on their way."""
    mine = Membership.objects.in_the_hand_of(person).select_related("organisation__society", "unit")
    memberships = list(mine.order_by("pk"))
    for pk, standing in standings(memberships, on=today()).items():
        membership = next(one for one in memberships if one.pk == pk)
        membership.standing, membership.tag = standing, STATUS_TAGS[standing.status]
    open_ones = Application.objects.filter(applicant=person, state__in=Application.OPEN).select_related("organisation")
    return {"memberships": memberships, "applications": list(open_ones.order_by("-pk"))}


@register.inclusion_tag("societies/_newest_societies_panel.html")
def newest_societies_panel():
    """The societies founded last."""
    founded = Society.objects.on(today()).filter(founded_on__isnull=False).select_related("organisation")
    return {"newest": founded.order_by("-founded_on", "-pk")[:6]}
