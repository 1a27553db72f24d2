"""What societies show on pages of the floors above: my memberships and applications."""

from django import template

from members.models import Application, Membership, MembershipPeriod
from portal.ground.dates import today

register = template.Library()


@register.inclusion_tag("societies/_my_memberships.html", takes_context=True)
def my_memberships(context):
    """The societies somebody belongs to, until when, and what they have applied for."""
    person, day = context["request"].user, today()
    memberships = list(
        Membership.objects.filter(person=person).select_related("organisation__society").order_by("admitted_at", "pk")
    )
    periods = MembershipPeriod.objects.on(day).filter(membership__in=memberships).select_related("member_class")
    running = {period.membership_id: period for period in periods}
    applications = Application.objects.filter(applicant=person, state__in=Application.OPEN)
    return {
        "memberships": [(one, running.get(one.pk)) for one in memberships],
        "applications": applications.select_related("organisation__society", "member_class").order_by("-pk"),
    }
