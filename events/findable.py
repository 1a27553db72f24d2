"""What of events the search finds: published ones, with what they are about."""

from django.urls import reverse

from portal.ground import search
from portal.ground.dates import local_day

from .models import Event

KIND = "event"


def event_rows(ids):
    """Name, theme, host, place, speakers and the text: what the event's own page says."""
    for event in Event.objects.public().filter(pk__in=ids).select_related("organisation"):
        said = [event.theme, event.organisation.name, event.co_hosts, event.venue, event.speakers, event.about]
        yield search.Row(
            event.pk, event.name, "，".join(filter(None, said)), reverse("event_page", args=[event.public_id]),
            local_day(event.published_at),
        )  # fmt: skip
