"""Societies with classes, members and officers: the smallest valid rows and no surprises."""

from datetime import date

from members.models import (
    Actor,
    Admission,
    MemberClass,
    Membership,
    MembershipPeriod,
    Office,
    Organisation,
    Person,
)
from societies.models import Society
from tests.entering import give_second_factor
from tests.factories.city import CODE, NOW

SINCE = date(2020, 1, 1)


def society(name="遵义市某学会", code="A06", *, region=CODE, is_open=True, **fields):
    """A society of the city that takes members in and numbers them A060010001M."""
    organisation = Organisation.objects.create(kind="society", name=name, region_code=region)
    Admission.objects.create(organisation=organisation, is_open=is_open, prefix=f"{code}001")
    return Society.objects.create(organisation=organisation, code=code, **{"field": "science"} | fields)


def member_class(society, code="regular", *, valid_from=SINCE, **fields):
    """普通会员: for persons, a year or three, no dues, asked for nothing but name and unit."""
    smallest = {"name": "普通会员", "years": [1, 3]}
    return MemberClass.objects.create(
        organisation=society.organisation, code=code, valid_from=valid_from, **smallest | fields
    )


def officer(society, title=Office.Title.SECRETARY_GENERAL, *, name="", start_on=SINCE, end_on=None):
    """Somebody new in this office of the society, as the Actor they are."""
    username = f"{society.code}-{title}-{Person.objects.count()}"
    person = Person.objects.create_user(username, "a-long-password", name=name or username)
    office = Office.objects.create(
        person=person, organisation=society.organisation, title=title, start_on=start_on, end_on=end_on
    )
    give_second_factor(person)
    return Actor(person, office)


def member(society, person=None, *, member_class, number="", start_on=SINCE, end_on=None, **fields):
    """A membership with one period; without a person somebody new's."""
    number = number or f"{society.code}001{Membership.objects.count() + 1:04}{member_class.letter}"
    if person is None and not fields:
        person = Person.objects.create_user(f"member-{number}", name=f"会员{number}")
    membership = Membership.objects.create(
        organisation=society.organisation, person=person, number=number, admitted_at=NOW, **fields
    )
    MembershipPeriod.objects.create(membership=membership, member_class=member_class, start_on=start_on, end_on=end_on)
    return membership
