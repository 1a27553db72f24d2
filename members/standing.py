"""One membership as its page, its papers and its acts need it: the status of a day, the period it rests on, what comes next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from .models import Exit, MembershipPeriod, Status
from .models.status import IN_FORCE, RENEWABLE, Terms, run_end, status_of, terms_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """The days between two periods on which somebody was no member, first and last."""

    first: date
    last: date

    @property
    def days(self):
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Standing:
    """How a membership stands on a day; `end_on` ends the days without a gap it is in, or was in last."""

    day: date
    status: Status
    period: MembershipPeriod | None
    end_on: date | None
    terms: Terms
    exit: Exit | None
    periods: tuple
    is_short: bool  # an exit has been entered that ends the days it is in

    @property
    def is_member(self):
        return self.status in IN_FORCE

    @property
    def may_renew(self):
        return self.status in RENEWABLE

    @property
    def last_day(self):
        """The last good day; None while it never ends."""
        return self.end_on - ONE_DAY if self.end_on else None

    @property
    def opens_on(self):
        """The first day renewal is taken; None when there is nothing to renew."""
        return self.end_on - self.terms.window if self.end_on and not self.is_short else None

    @property
    def last_grace_day(self):
        """The last day renewal is taken without a gap."""
        return self.end_on + self.terms.grace - ONE_DAY if self.end_on else None

    @property
    def gaps(self):
        """The days without membership between the periods so far."""
        pairs = zip(self.periods, self.periods[1:], strict=False)
        return [
            Gap(one.end_on, two.start_on - ONE_DAY) for one, two in pairs if one.end_on and one.end_on < two.start_on
        ]


def standing_of(membership, *, on):
    """How one membership stands on the day."""
    return standings([membership], on=on)[membership.pk]


def standings(memberships, *, on):
    """pk → how it stands on the day, of some memberships with the same few queries."""
    pks = [one.pk for one in memberships]
    periods, exits = defaultdict(list), defaultdict(list)
    for period in (
        MembershipPeriod.objects.filter(membership__in=pks).select_related("member_class").order_by("start_on")
    ):
        if period.end_on is None or period.end_on > period.start_on:
            periods[period.membership_id].append(period)
    for one in Exit.objects.filter(membership__in=pks, lifted_at=None).order_by("end_on", "pk"):
        exits[one.membership_id].append(one)
    terms = {pk: terms_of(pk, on=on) for pk in {one.organisation_id for one in memberships}}
    return {one.pk: _standing(periods[one.pk], exits[one.pk], on, terms[one.organisation_id]) for one in memberships}


def _standing(periods, exits, day, terms):
    spans = [(period.start_on, period.end_on) for period in periods]
    left = [(one.end_on, one.kind) for one in exits]
    status = status_of(spans, left, day, terms)
    begun = [period for period in periods if period.start_on <= day]
    period = begun[-1] if begun else None
    end_on = period and period.end_on
    if status in IN_FORCE:
        end_on = run_end(spans, day)
    leaving = [one for one in exits if one.end_on <= day and (not end_on or one.end_on >= end_on)]
    return Standing(
        day, status, period, end_on, terms, leaving[-1] if leaving and status not in IN_FORCE else None,
        tuple(periods), is_short=end_on in {one.end_on for one in exits},
    )  # fmt: skip
