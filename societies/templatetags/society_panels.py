"""Panels of societies for pages of any floor."""

from django import template
from django.db.models import Prefetch

from members.models import Application, Membership, MembershipPeriod
from portal.ground.dates import today

from ..models import Society

register = template.Library()


@register.inclusion_tag("societies/_my_societies_panel.html")
def my_societies_panel(person):
    """A person's memberships with their numbers and last days, and the applications that are on their way."""
    periods = MembershipPeriod.objects.select_related("member_class").order_by("start_on")
    memberships = Membership.objects.filter(person=person).select_related("organisation__society")
    memberships = list(memberships.prefetch_related(Prefetch("periods", periods, to_attr="spans")).order_by("pk"))
    for membership in memberships:
        membership.span = membership.spans[-1] if membership.spans else None
        membership.holds = any(
            one.start_on <= today() and (not one.end_on or one.end_on > today()) for one in membership.spans
        )
    open_ones = Application.objects.filter(applicant=person, state__in=Application.OPEN).select_related("organisation")
    return {"memberships": memberships, "applications": list(open_ones.order_by("-pk"))}


@register.inclusion_tag("societies/_newest_societies_panel.html")
def newest_societies_panel():
    """The societies founded last."""
    founded = Society.objects.on(today()).filter(founded_on__isnull=False).select_related("organisation")
    return {"newest": founded.order_by("-founded_on", "-pk")[:6]}
