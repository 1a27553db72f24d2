"""What events bring to the shared mechanisms: a review, their part of search, desk and home, words."""

from django.urls import reverse

from members import merging, reviews
from portal.ground import search, verbs

from . import desk, findable, own_data
from .models import Event
from .review import REVIEW
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    reviews.register(Event, describe, kinds={REVIEW: "活动发布"})
    search.register(findable.KIND, "活动", Event, findable.event_rows)
    desk.register()
    own_data.register()
    merging.moves("活动报名", "events.Registration.person")
    merging.moves("申报的活动", "events.Event.applicant")


def describe(ids):
    """id → (name, address) of events under review."""
    found = Event.objects.filter(pk__in=ids).select_related("organisation")
    return {
        str(one.pk): (f"{one.organisation}申报的“{one.name}”", reverse("event_detail", args=[one.public_id]))
        for one in found
    }
