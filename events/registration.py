"""What events bring to the shared mechanisms: a review, their part of search, desk and home, words."""

from django.urls import reverse

from members import merging, reviews
from portal.ground import attachments, dated, search, verbs

from . import desk, findable, own_data, rules
from .actions.filing import OWNER
from .models import Event, Filing
from .review import DOSSIER, REVIEW
from .values import SHIPPED
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    reviews.register(Event, describe, kinds={REVIEW: "活动发布"})
    reviews.register(Filing, describe_filings, kinds={DOSSIER: "活动结项材料"})
    dated.register(*SHIPPED)
    attachments.register(OWNER, may_read=rules.may_read_photos, may_change=rules.may_bring_photos)
    search.register(findable.KIND, "活动", Event, findable.event_rows)
    desk.register()
    own_data.register()
    merging.moves("活动报名", "events.Registration.person")
    merging.moves("申报的活动", "events.Event.applicant")
    merging.stays("填写的活动备案", "events.Filing.written_by")


def describe(ids):
    """id → (name, address) of events under review."""
    found = Event.objects.filter(pk__in=ids).select_related("organisation")
    return {
        str(one.pk): (f"{one.organisation}申报的“{one.name}”", reverse("event_detail", args=[one.public_id]))
        for one in found
    }


def describe_filings(ids):
    """id → (name, address) of dossiers under review."""
    found = Filing.objects.filter(pk__in=ids).select_related("event__organisation")
    return {
        str(one.pk): (
            f"{one.event.organisation}“{one.event.name}”的结项材料",
            reverse("event_filing", args=[one.event.public_id]),
        )
        for one in found
    }
