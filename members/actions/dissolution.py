"""An organisation ends, and with it every membership in it: in a few statements, however many there are."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from portal.ground import kept
from portal.ground.errors import require
from portal.ground.journal import record

from .. import membership_notifications as notifications
from .. import rules
from ..models import Exit, ExitCut, Expulsion, Membership, MembershipPeriod, Renewal, Status
from ..models.status import ENDED, IN_FORCE

BATCH = 2000


@transaction.atomic
def end_memberships(organisation, *, end_on, reason, by, now):
    """Nobody is a member from the day on and nobody can renew; who was one is told. Returns how many memberships ended.

    One that somebody had left before stays as it was left; numbers and records stay.
    """
    require(rules.may_close_applications(by, organisation))
    ours = Membership.objects.filter(organisation=organisation, continued_in=None)
    locked = list(ours.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    gone = set(ours.in_status(end_on, *ENDED).values_list("pk", flat=True))
    exits = Exit.objects.bulk_create(
        (
            Exit(membership_id=pk, kind=Exit.Kind.DISSOLVED, end_on=end_on, reason=reason, recorded_by=by.person,
                 recorded_at=now)
            for pk in locked if pk not in gone
        ),
        batch_size=BATCH,
    )  # fmt: skip
    _cut(organisation, exits, end_on)
    waiting = Renewal.objects.filter(membership__in=ours, state=Renewal.State.WAITING)
    waiting.update(state=Renewal.State.WITHDRAWN, decided_at=now)
    hearing = Expulsion.objects.filter(membership__in=ours, state=Expulsion.State.HEARING)
    hearing.update(state=Expulsion.State.DROPPED, decision=reason, decided_at=now)
    kept.changed(kept.PAGES)
    record("memberships.ended", organisation, by=by, end_on=end_on.isoformat(), count=len(exits), reason=reason)
    were = ours.in_status(end_on - timedelta(days=1), *IN_FORCE, Status.GRACE)
    notifications.memberships_ended(organisation, were, end_on=end_on, reason=reason)
    return len(exits)


def _cut(organisation, exits, end_on):
    """What was granted beyond the day is cut to it; what had not begun keeps its row and has no days."""
    by_membership = {one.membership_id: one for one in exits}
    ended = Exit.objects.filter(membership__organisation=organisation, kind=Exit.Kind.DISSOLVED, lifted_at=None)
    beyond = MembershipPeriod.objects.filter(
        Q(end_on=None) | Q(end_on__gt=end_on) & ~Q(end_on=F("start_on")), membership__in=ended.values("membership")
    )
    ExitCut.objects.bulk_create(
        (
            ExitCut(exit=by_membership[membership], period_id=pk, end_on=last)
            for pk, membership, last in beyond.values_list("pk", "membership", "end_on")
        ),
        batch_size=BATCH,
    )
    beyond.update(end_on=Greatest(F("start_on"), Value(end_on)))
