"""A society takes its old roster over: what the roster claimed becomes membership, everybody or nobody."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from members import numbers
from members import rules as people
from members.models import Membership, MembershipPeriod, RosterClaim
from portal.ground import kept
from portal.ground.dates import SHANGHAI, local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, takeover

BATCH = 1000


@transaction.atomic
def take_roster_over(society, *, classes, until, by, now):
    """Members from the day the roster says, with a number of the society's own and the old one kept.

    Who is a member already keeps the membership; the roster's number is written beside it. Returns the lines.
    """
    require(people.may_manage_admission(by, society.organisation))
    claims = list(takeover.claims_of(society).select_for_update(of=("self",)))
    if not claims:
        raise Refused(_("名册里没有等待确认的人。"))
    lines = takeover.plan(society, claims, classes=classes, until=until, on=local_day(now))
    wrong = [line for line in lines if line.problem]
    if wrong:
        raise Refused(
            _("有 %(count)s 人还不能接收，第一个是%(name)s：%(problem)s。")
            % {"count": len(wrong), "name": wrong[0].claim.person, "problem": wrong[0].problem}
        )
    made = _make(society.organisation, [line for line in lines if line.membership is None])
    known = [line.membership for line in lines if line.membership]
    _link(lines, {membership.person_id: membership for membership in (*made, *known)})
    kept.changed(kept.PAGES)
    record("roster.taken_over", society.organisation, by=by, people=len(lines), numbered=len(made))
    notifications.roster_taken_over(society, lines)
    return lines


def _make(organisation, lines):
    issued = numbers.issue(organisation, [line.member_class for line in lines]) if lines else []
    made = Membership.objects.bulk_create(
        (
            Membership(
                organisation=organisation, person=line.claim.person, number=number,
                former_number=line.claim.former_number, admitted_at=datetime.combine(line.start_on, time(), SHANGHAI),
            )
            for line, number in zip(lines, issued, strict=True)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    MembershipPeriod.objects.bulk_create(
        (
            MembershipPeriod(
                membership=membership, member_class=line.member_class, start_on=line.start_on, end_on=line.end_on
            )
            for membership, line in zip(made, lines, strict=True)
        ),
        batch_size=BATCH,
    )
    return made


def _link(lines, memberships):
    """Each claim points at what it became; a member without an old number gets the roster's."""
    without = []
    for line in lines:
        membership = line.claim.membership = memberships[line.claim.person_id]
        if line.membership and line.claim.former_number and not membership.former_number:
            membership.former_number = line.claim.former_number
            without.append(membership)
    RosterClaim.objects.bulk_update([line.claim for line in lines], ["membership"], batch_size=BATCH)
    Membership.objects.bulk_update(without, ["former_number"], batch_size=BATCH)
