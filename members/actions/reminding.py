"""Members are reminded before the end of a period, at its end, and at the end of grace; each once a period."""

from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from portal.ground.dates import local_day
from portal.ground.models import Notice

from .. import membership_notifications as notifications
from ..models import Delegate, Membership, MembershipPeriod, Renewal, Status
from ..models.status import IN_FORCE
from ..standing import standings

AT_ONCE = 500
REMEMBERED = timedelta(days=14)  # who lapsed longer ago, on a roster that came late, is not written to
TOLD = (
    (Status.DUE, "membership-due", notifications.membership_due),
    (Status.GRACE, "membership-graced", notifications.membership_graced),
    (Status.LAPSED, "membership-lapsed", notifications.membership_lapsed),
)


def remind_members(*, now):
    """Tell whoever stands there today and has not been told for this period; returns how many were."""
    return sum(_remind(*one, day=local_day(now)) for one in TOLD)


@transaction.atomic
def _remind(status, key, notify, *, day):
    found = _untold(status, key, day=day).select_related("organisation", "person")[:AT_ONCE]
    memberships = {one.pk: one for one in found}
    for pk, standing in standings(list(memberships.values()), on=day).items():
        notify(memberships[pk], standing)
    return len(memberships)


def _contacted():
    """Memberships of units that somebody acts for."""
    return Delegate.objects.acting().values("membership")


def _untold(status, key, *, day):
    """Who stands so, has not asked to renew and was not told yet, those that entered the portal first coming first."""
    waiting = Renewal.objects.filter(state=Renewal.State.WAITING).values("membership")
    found = Membership.objects.in_status(day, status).filter(
        Q(person__died_on=None, person__is_active=True) & ~Q(person=None) | Q(unit__isnull=False, pk__in=_contacted())
    )
    if status == Status.LAPSED:
        found = found.filter(
            pk__in=Membership.objects.in_status(day - REMEMBERED, *IN_FORCE, Status.GRACE).values("pk")
        )
    last = MembershipPeriod.objects.filter(membership=OuterRef("pk"), start_on__lte=day)
    last = last.filter(Q(end_on=None) | Q(end_on__gt=F("start_on"))).order_by("-start_on")
    said = Concat(Value(f"{key}:"), Cast(Subquery(last.values("pk")[:1]), CharField()))
    told = Exists(Notice.objects.filter(key=OuterRef("said")))
    return found.exclude(pk__in=waiting).alias(said=said).exclude(told).order_by("pk")
