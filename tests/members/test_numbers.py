"""Member numbers: by the organisation's pattern, one after another, never twice, none left out."""

import threading

import pytest
from django.db import transaction

from members import numbers
from members.models import Admission, MemberClass, Membership
from portal.ground.errors import Refused
from tests.factories import joining as factory
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once


def issue(society, *codes):
    classes = {one.code: one for one in MemberClass.objects.filter(organisation=society.organisation)}
    with transaction.atomic():
        return numbers.issue(society.organisation, [classes[code] for code in codes])


def set_pattern(society, **fields):
    Admission.objects.filter(organisation=society.organisation).update(**fields)


@pytest.mark.django_db
def test_issue_gives_the_next_eleven_characters_whatever_the_class(city):
    society = factory.society(city)

    assert issue(society, "regular", "honorary") == ["A060010001M", "A060010002H"]
    assert issue(society, "regular") == ["A060010003M"]
    assert len("A060010003M") == 11


@pytest.mark.django_db
def test_issue_follows_the_societys_own_pattern(city):
    society = factory.society(city, prefix="GYWL-", width=6, is_lettered=False)

    assert issue(society, "honorary") == ["GYWL-000001"]


@pytest.mark.django_db
def test_issue_refuses_to_overflow_and_uses_nothing_up(city):
    society = factory.society(city, last_serial=9998)

    with pytest.raises(Refused, match="会员号只剩 1 个，不够发给 2 人"):
        issue(society, "regular", "regular")
    assert issue(society, "regular") == ["A060019999M"]
    with pytest.raises(Refused, match="会员号只剩 0 个"):
        issue(society, "regular")


@pytest.mark.django_db
def test_issue_refuses_a_society_that_has_not_said_how_it_numbers(city):
    society = factory.society(city)
    Admission.objects.all().delete()

    with pytest.raises(Refused, match="还没有设定入会办法"):
        issue(society, "regular")


@pytest.mark.django_db
def test_a_number_given_back_by_a_failed_transaction_is_given_again(city):
    society = factory.society(city)
    with transaction.atomic():
        issue(society, "regular")
        transaction.set_rollback(True)

    assert issue(society, "regular") == ["A060010001M"]


@pytest.mark.django_db
def test_clashes_finds_numbers_a_new_pattern_would_repeat(city):
    society = factory.society(city)
    Membership.objects.create(
        organisation=society.organisation, person=city.worker.person, number="A060010012M", admitted_at=NOW
    )
    admission = Admission.objects.get()

    admission.prefix, admission.width, admission.last_serial = "A0600", 5, 12
    assert numbers.clashes(admission)  # 10012 is still to come
    admission.last_serial = 10012
    assert not numbers.clashes(admission)


@pytest.mark.django_db
def test_a_member_is_found_by_the_number_and_by_the_one_from_before(city):
    society = factory.society(city)
    membership = Membership.objects.create(
        organisation=society.organisation, person=city.worker.person, number="A060010001M", former_number="旧-77",
        admitted_at=NOW,
    )  # fmt: skip

    for text in ("A060010001M", "a060010001m", "旧-77"):
        assert Membership.objects.numbered(text).get() == membership


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_fifty_numbers_asked_for_at_once_are_fifty_in_a_row(city):
    society, given = factory.society(city), []

    at_once(lambda: given.extend(issue(society, "regular")))

    assert sorted(given) == [f"A06001{serial:04}M" for serial in range(1, AT_ONCE + 1)]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_numbers_are_given_twice(city, monkeypatch):
    """The control: everybody reads the last serial before anybody has written the next."""
    society, given = factory.society(city), []
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def unlocked(organisation):
        found = Admission.objects.get(organisation=organisation)
        gate.wait()
        return found

    monkeypatch.setattr(numbers, "_locked", unlocked)
    at_once(lambda: given.extend(issue(society, "regular")))

    assert len(given) == AT_ONCE
    assert len(set(given)) < AT_ONCE
