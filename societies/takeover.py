"""What a society's old roster would become when it takes the roster over: one line a person, nothing written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from members.models import MemberClass, Membership, RosterClaim

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A claim with the class and the days it would become, what is already there, or what stands in the way."""

    claim: RosterClaim
    member_class: MemberClass | None
    start_on: date
    end_on: date | None
    membership: Membership | None
    problem: str

    @property
    def last_day(self):
        return self.end_on - ONE_DAY if self.end_on else None


def claims_of(society):
    """What rosters say of this society's members by its name, until it is taken over; who joined first comes first."""
    names = {society.organisation.name, society.short_name} - {""}
    claims = RosterClaim.objects.filter(society_name__in=names, membership=None)
    return claims.select_related("person__unit").order_by("joined_on", "pk")


def classes_of(society, *, on):
    """The classes persons have in the society on the day, offered or not."""
    versions = MemberClass.objects.on(on).filter(organisation=society.organisation)
    return list(versions.filter(subject=MemberClass.Subject.PERSON))


def plan(society, claims, *, classes, until, on):
    """A line for every claim; `classes` says which class each name of the roster means.

    Who has no day of joining began on `on`, whose dues have no day are paid through `until`.
    """
    people = [claim.person_id for claim in claims]
    known = {
        one.person_id: one for one in Membership.objects.filter(organisation=society.organisation, person__in=people)
    }
    numbers = Counter(claim.former_number for claim in claims if claim.former_number)
    return [_line(claim, classes.get(claim.member_class), known, numbers, until, on) for claim in claims]


def _line(claim, member_class, known, numbers, until, on):
    start_on = claim.joined_on or on
    is_for_life = member_class is not None and not member_class.years
    end_on = None if is_for_life else (claim.paid_until or until) + ONE_DAY
    died_on, problem = claim.person.died_on, ""
    if died_on and (end_on is None or end_on > died_on):
        end_on = died_on  # nobody is a member after their death, whatever a roster says
    if member_class is None:
        problem = _("没有对应的会员类别")
    elif numbers[claim.former_number] > 1:
        problem = _("原会员号与别人重复")
    elif died_on and died_on <= start_on:
        problem = _("入会日期晚于离世日期")
    elif end_on and end_on <= start_on:
        problem = _("会费缴至早于入会日期")
    return Line(claim, member_class, start_on, end_on, known.get(claim.person_id), problem)
