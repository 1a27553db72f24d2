"""Applications that end because the organisation does."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, reviews, rules
from ..models import Application


@transaction.atomic
def close_applications(organisation, *, reason, by, now):
    """Every open application to the organisation ends with the reason, and whoever applied is told; returns how many."""
    require(rules.may_close_applications(by, organisation))
    if not reason.strip():
        raise Refused(_("请写明终止的原因，申请人会看到。"))
    applications = (
        Application.objects.select_for_update(of=("self",))
        .filter(organisation=organisation, state__in=Application.OPEN)
        .select_related("organisation", "applicant", "person").order_by("pk")
    )  # fmt: skip
    closed = list(applications)
    for application in closed:
        reviews.cancel(application)
        application.state, application.decided_at = Application.State.CLOSED, now
        application.decision = reason.strip()
        application.save(update_fields=["state", "decided_at", "decision"])
        record("application.closed", application, by=by, reason=reason.strip())
        notifications.application_closed(application)
    return len(closed)
