"""Thin rows say what whole ones say, and ask for what was left out only when it is read."""

import pytest
from django.urls import reverse

from members.models import MembershipPeriod
from portal.ground import thin
from portal.ground.addresses import address_of
from portal.ground.dates import today
from tests.factories import societies

pytestmark = pytest.mark.django_db
READS = (
    "start_on",
    "end_on",
    "member_class__name",
    "membership__number",
    "membership__person__name",
    "membership__unit__name",
)


@pytest.fixture
def periods(city):
    society = societies.society()
    member_class = societies.member_class(society)
    for _each in range(3):
        societies.member(society, member_class=member_class)
    return MembershipPeriod.objects.on(today()).order_by("membership__number")


def test_rows_say_what_whole_rows_say_in_one_question(periods, django_assert_num_queries):
    whole = [(one.pk, one.last_day, one.member_class.name, one.membership.number, one.membership.person.name, one.membership.unit)
             for one in periods]  # fmt: skip
    with django_assert_num_queries(1):
        found = thin.rows(periods.all()[:2], READS)
        said = [(one.pk, one.last_day, one.member_class.name, one.membership.number, one.membership.person.name, one.membership.unit)
                for one in found]  # fmt: skip

    assert said == whole[:2]
    assert found == list(periods[:2])


def test_what_was_not_asked_for_is_fetched_when_it_is_read(periods, django_assert_num_queries):
    (row,) = thin.rows(periods[:1], ("start_on",))

    with django_assert_num_queries(1):
        found = row.member_class_id
    assert found == periods.get(pk=row.pk).member_class_id


@pytest.mark.parametrize("part", ["a_-9", "Z 01", "学会", "50%", "a+b?c#d"])
def test_an_address_is_what_the_resolver_gives(part):
    assert address_of("membership_detail", part) == reverse("membership_detail", args=[part])
