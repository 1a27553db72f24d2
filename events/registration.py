"""What events bring to the shared mechanisms: a review, their part of search, desk and home, words."""

from django.urls import reverse

from members import reviews
from portal.ground import search, verbs

from . import desk, findable
from .models import Event
from .review import REVIEW
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    reviews.register(Event, describe, kinds={REVIEW: "活动发布"})
    search.register(findable.KIND, "活动", Event, findable.event_rows)
    desk.register()


def describe(ids):
    """id → (name, address) of events under review."""
    found = Event.objects.filter(pk__in=ids).select_related("organisation")
    return {
        str(one.pk): (f"{one.organisation}申报的“{one.name}”", reverse("event_detail", args=[one.public_id]))
        for one in found
    }
