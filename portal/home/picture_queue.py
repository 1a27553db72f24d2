"""Pictures as the moderation desk shows them."""

from django.db.models import F

from portal.ground import attachments
from portal.ground.models import Attachment

from . import picture_rules as rules
from .queue import Entry, Source


def _waiting(actor):
    return rules.decidable_by(actor).filter(state=Attachment.State.HELD)


def _cards(keys, actor):
    """Public id → the picture with what it is shown on."""
    found = list(Attachment.objects.filter(public_id__in=keys).select_related("uploaded_by"))
    titles = attachments.describe(found)
    for one in found:
        one.shown_title, one.shown_url = titles[one.pk]
    return {one.public_id: one for one in found}


SOURCE = Source(
    "picture", "待审核的图片", "home/moderation/_picture.html", _waiting, F("public_id"), F("waiting_since"), F("due_on"),
    _cards,
)  # fmt: skip


def entry_of(picture, *, on):
    """The picture's entry in the queue by itself."""
    card = _cards([picture.public_id], None)[picture.public_id]
    return Entry(SOURCE, picture.public_id, picture.waiting_since, picture.due_on < on, picture.due_on, card)
