"""What societies say: one function per message."""

from django.urls import reverse

from members.notifications import deciders
from portal.ground import outbox
from portal.ground.dates import local_day
from portal.ground.models import Delivery

MAIL = "societies/mail/"


def _page_url(version):
    return reverse("page_version", args=[version.society.code, version.number])


def page_waits(version, step, *, now):
    """Whoever may decide the step, but for the writer."""
    to = deciders(step, on=local_day(now)).exclude(pk=version.written_by_id)
    outbox.notify(MAIL + "page_waits.txt", to=to, key=f"page-waits:{step.pk}",
                  context={"version": version, "step": step}, url=_page_url(version))  # fmt: skip


def page_approved(version, *, now):
    outbox.notify(MAIL + "page_approved.txt", to=[version.written_by], key=f"page-approved:{version.pk}",
                  context={"version": version}, url=reverse("society_page", args=[version.society.code]))  # fmt: skip


def page_returned(version, step, *, now):
    outbox.notify(MAIL + "page_returned.txt", to=[version.written_by], key=f"page-returned:{step.pk}",
                  context={"version": version, "step": step}, url=_page_url(version))  # fmt: skip


def page_closed(version):
    outbox.notify(MAIL + "page_closed.txt", to=[version.written_by], key=f"page-closed:{version.pk}",
                  context={"version": version}, url=reverse("society_page", args=[version.society.code]))  # fmt: skip


def roster_taken_over(society, lines):
    """One notice for everybody on the roster; who has claimed the record reads it, the others find it when they do."""
    first = min(line.claim.pk for line in lines)
    outbox.notify(MAIL + "roster_taken_over.txt", to=[line.claim.person for line in lines],
                  key=f"roster-taken-over:{society.pk}:{first}", context={"society": society})  # fmt: skip


def staff_invited(invitation, people, batch):
    """Whoever is on the list and was not invited before; a text message too, as most have no account yet."""
    channels = (Delivery.Channel.IN_APP, Delivery.Channel.SMS)
    outbox.notify(MAIL + "staff_invited.txt", to=people, key=f"staff-invited:{batch.pk}", channels=channels,
                  context={"invitation": invitation}, url=reverse("invitation", args=[invitation.public_id]))  # fmt: skip
