"""What is said about marks and papers: one function per message."""

from django.conf import settings

from portal.ground import outbox
from portal.ground.dates import local_day

from .models import IdentityClaim, Office
from .notifications import MAIL, holders


def mark_given(mark, *, now):
    outbox.notify(
        MAIL + "mark_given.txt",
        to=[mark.person],
        key=f"mark-given:{mark.pk}",
        context={"mark": mark},
        url="/me/record/",
    )


def mark_revoked(mark, *, now):
    outbox.notify(
        MAIL + "mark_revoked.txt",
        to=[mark.person],
        key=f"mark-revoked:{mark.pk}",
        context={"mark": mark},
        url="/me/record/",
    )


def identity_checked(claim, *, now):
    is_verified = claim.state == IdentityClaim.State.VERIFIED
    outbox.notify(MAIL + "identity_checked.txt", to=[claim.person], key=f"identity-checked:{claim.pk}",
                  context={"claim": claim, "is_verified": is_verified}, url="/me/identity/")  # fmt: skip


def identity_refused(claim, *, now):
    outbox.notify(MAIL + "identity_refused.txt", to=[claim.person], key=f"identity-refused:{claim.pk}",
                  context={"claim": claim}, url="/me/identity/")  # fmt: skip


def identity_unanswered(claim, *, now):
    outbox.notify(MAIL + "identity_unanswered.txt", to=[claim.person], key=f"identity-unanswered:{claim.pk}",
                  context={"claim": claim}, url="/me/identity/")  # fmt: skip


def identity_lost(claim, *, now):
    outbox.notify(MAIL + "identity_lost.txt", to=[claim.person], key=f"identity-lost:{claim.pk}",
                  context={"claim": claim}, url="/me/identity/")  # fmt: skip


def identity_case_opened(case, *, now):
    """The city's officials decide; the notice names nobody."""
    titles = (Office.Title.SECRETARY_GENERAL, Office.Title.OFFICIAL)
    to = holders(titles, settings.PORTAL_CITY, on=local_day(now))
    outbox.notify(MAIL + "identity_case_opened.txt", to=to, key=f"identity-case:{case.pk}",
                  url=f"/desk/identity/{case.public_id}/")  # fmt: skip
