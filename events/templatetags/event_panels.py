"""Panels of events for pages of any floor."""

from django import template
from django.utils import timezone

from ..models import Event, Registration

register = template.Library()
MOST = 6


@register.inclusion_tag("events/_my_events_panel.html")
def my_events_panel(person):
    """What a person has a place at or waits for, the nearest first."""
    mine = Registration.objects.open().filter(person=person, event__ends_at__gt=timezone.now())
    rows = mine.select_related("event__organisation").order_by("event__starts_at", "pk")
    return {"registrations": rows[:MOST]}


@register.inclusion_tag("events/_coming_events_panel.html")
def coming_events_panel(organisation=None, most=MOST):
    """What is on next, of one host or of everybody."""
    events = Event.objects.coming(timezone.now()).select_related("organisation").order_by("starts_at", "pk")
    return {
        "events": (events.filter(organisation=organisation) if organisation else events)[:most],
        "host": organisation,
    }
