"""How a membership stands on a day: the words of one day, and that dates in hand and rows in the database agree."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from members.models import Exit, Membership, MembershipPeriod, Person, Status
from members.models.status import Terms, status_of, terms_of
from members.standing import standing_of
from portal.ground.models import DatedValue
from tests.factories import societies
from tests.factories.city import NOW

START, END = date(2025, 1, 1), date(2026, 1, 1)
TERMS = Terms(timedelta(days=60), timedelta(days=90))


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2024, 12, 31), Status.NOT_YET), (START, Status.ACTIVE), (date(2025, 11, 1), Status.ACTIVE),
        (date(2025, 11, 2), Status.DUE), (date(2025, 12, 31), Status.DUE), (END, Status.GRACE),
        (date(2026, 3, 31), Status.GRACE), (date(2026, 4, 1), Status.LAPSED),
    ],
)  # fmt: skip
def test_a_year_is_in_force_due_graced_and_lapsed_by_its_days(day, status):
    assert status_of([(START, END)], [], day, TERMS) == status


@pytest.mark.parametrize(
    ("spans", "exits", "day", "status"),
    [
        ([(START, None)], [], date(2090, 1, 1), Status.ACTIVE),
        ([(START, END), (END, date(2027, 1, 1))], [], date(2025, 12, 31), Status.ACTIVE),
        ([(START, END), (date(2026, 2, 1), date(2027, 1, 1))], [], date(2026, 1, 15), Status.GRACE),
        ([(START, END)], [(END, "withdrawn")], date(2025, 12, 31), Status.ACTIVE),
        ([(START, END)], [(END, "withdrawn")], END, Status.WITHDRAWN),
        ([(START, START)], [(START, "expelled")], START, Status.EXPELLED),
        ([(START, END)], [(date(2030, 1, 1), "died")], date(2029, 12, 31), Status.LAPSED),
        ([(START, END)], [(date(2030, 1, 1), "died")], date(2030, 1, 1), Status.DIED),
        ([(START, END), (date(2027, 1, 1), date(2028, 1, 1))], [(END, "withdrawn")], date(2028, 2, 1), Status.GRACE),
        ([], [], START, Status.NOT_YET),
    ],
)
def test_a_status_follows_from_periods_and_exits(spans, exits, day, status):
    assert status_of(spans, exits, day, TERMS) == status


@pytest.mark.django_db
def test_a_society_has_terms_of_its_own_in_place_of_everybodys(city):
    one, two = societies.society(), societies.society("遵义市化学会", "B01")
    DatedValue.objects.create(key="membership.grace", start_on=START, value=30, source="通知")
    DatedValue.objects.create(key="membership.grace", scope=str(two.pk), start_on=START, value=7, source="章程")
    DatedValue.objects.create(key="membership.grace", scope=str(two.pk), start_on=END, value=9, source="章程")

    assert [terms_of(pk, on=START).grace.days for pk in (one.pk, two.pk)] == [30, 7]
    assert [terms_of(pk, on=END).grace.days for pk in (one.pk, two.pk)] == [30, 9]
    for society in (one, two):
        societies.member(society, member_class=societies.member_class(society), start_on=START, end_on=END)
    on = date(2026, 1, 20)
    rows = Membership.objects.status_on(on).order_by("pk").values_list("status", flat=True)
    assert list(rows) == [Status.GRACE, Status.LAPSED]


@pytest.mark.django_db
def test_a_standing_tells_gaps_and_the_days_of_renewal(city):
    society = societies.society()
    regular = societies.member_class(society)
    membership = societies.member(society, member_class=regular, start_on=date(2020, 1, 1), end_on=date(2021, 1, 1))
    MembershipPeriod.objects.create(membership=membership, member_class=regular, start_on=START, end_on=END)

    standing = standing_of(membership, on=date(2025, 12, 1))

    assert (standing.status, standing.last_day) == (Status.DUE, date(2025, 12, 31))
    assert (standing.opens_on, standing.last_grace_day) == (date(2025, 11, 2), date(2026, 3, 31))
    assert [(gap.first, gap.last, gap.days) for gap in standing.gaps] == [(date(2021, 1, 1), date(2024, 12, 31), 1461)]


DAYS = some.integers(0, 40).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
LENGTHS = some.lists(some.tuples(some.integers(0, 4), some.integers(0, 12)), max_size=4)
EXITS = some.lists(some.tuples(DAYS, some.sampled_from([kind.value for kind in Exit.Kind])), max_size=2, unique=True)


def spans_of(lengths, is_for_life):
    """Periods one after another from pairs of a gap and a length, the last one for life when asked."""
    day, spans = date(2026, 1, 2), []
    for gap, length in lengths:
        start = day + timedelta(days=gap)
        day = start + timedelta(days=length)
        spans.append((start, day))
    if is_for_life and spans:
        spans[-1] = (spans[-1][0], None)
    return spans


class StatusAgrees(TestCase):
    """Dates in hand, the annotation and the conditions say the same of any periods and exits on any day."""

    def setUp(self):
        self.society = societies.society()
        self.regular = societies.member_class(self.society)
        self.person = Person.objects.create_user("somebody")

    @settings(max_examples=150, deadline=None)
    @given(LENGTHS, some.booleans(), EXITS, some.tuples(some.integers(0, 9), some.integers(0, 9)), DAYS)
    def test_three_ways_agree(self, lengths, is_for_life, exits, terms, day):
        window, grace = terms
        for key, value in (("membership.window", window), ("membership.grace", grace)):
            DatedValue.objects.create(key=key, scope=str(self.society.pk), start_on=START, value=value, source="")
        spans = spans_of(lengths, is_for_life)
        membership = Membership.objects.create(
            organisation=self.society.organisation, person=self.person, number="1", admitted_at=NOW
        )
        for start, end in spans:
            MembershipPeriod.objects.create(
                membership=membership, member_class=self.regular, start_on=start, end_on=end
            )
        for at, kind in exits:
            Exit.objects.create(
                membership=membership, kind=kind, end_on=at, recorded_by=self.person, recorded_at=timezone.now()
            )
        in_order = [(one.end_on, one.kind) for one in membership.exits.order_by("end_on", "pk")]
        terms = Terms(timedelta(days=window), timedelta(days=grace))
        said = status_of(spans, in_order, day, terms)

        assert Membership.objects.status_on(day).get().status == said
        assert [one for one in Status if Membership.objects.in_status(day, one).exists()] == [said]
        assert standing_of(membership, on=day).status == said
