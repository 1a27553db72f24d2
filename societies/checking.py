"""What the public check of a member's papers says: enough to compare with what somebody shows, and nothing else."""

from dataclasses import dataclass
from datetime import date

from members.models import Membership, Status
from members.standing import standing_of

COVERED = "*"


@dataclass(frozen=True)
class Finding:
    """A membership as it is told to anybody who holds its code; why it ended is nobody's business."""

    name: str
    society: str
    member_class: str
    number: str
    valid_until: date | None
    is_valid: bool
    is_graced: bool
    starts_on: date


def masked_name(name):
    """田*兰; 田* for two characters, 阿***提 for long ones."""
    if len(name) <= 2:
        return name[:1] + COVERED
    return name[0] + COVERED * min(len(name) - 2, 3) + name[-1]


def check(public_id, *, on):
    """The finding for a code, or None when there is no such paper."""
    found = Membership.objects.filter(public_id=public_id).select_related("organisation", "person", "unit")
    membership = found.first()
    if membership and membership.continued_in_id:  # a paper of a record merged since
        return check(membership.continued_in.public_id, on=on)
    standing = standing_of(membership, on=on) if membership else None
    if standing is None or standing.period is None:
        return None
    name = str(membership.subject)
    return Finding(
        name=masked_name(name) if membership.person_id else name, society=membership.organisation.name,
        member_class=standing.period.member_class.name, number=membership.number, valid_until=standing.last_day,
        is_valid=standing.is_member, is_graced=standing.status == Status.GRACE, starts_on=standing.period.start_on,
    )  # fmt: skip
