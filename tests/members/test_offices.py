from datetime import date

import pytest
from django.db import IntegrityError, transaction

from members.models import Office, Organisation, Person

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture
def association():
    return Organisation.objects.create(kind="association", name="某市科协", region_code="5203")


def hold(person, association, title, start=date(2020, 1, 1), end=None):
    with transaction.atomic():
        return Office.objects.create(person=person, organisation=association, title=title, start_on=start, end_on=end)


def test_the_database_refuses_one_person_two_administrators(association):
    person = Person.objects.create_user("a", name="甲")
    hold(person, association, "system_administrator", end=date(2024, 1, 1))

    with pytest.raises(IntegrityError, match="administrators_are_three_people"):
        hold(person, association, "audit_administrator", start=date(2023, 12, 31))
    hold(person, association, "audit_administrator", start=date(2024, 1, 1))


def test_a_single_seat_has_one_holder_a_day(association):
    first, second = Person.objects.create_user("a", name="甲"), Person.objects.create_user("b", name="乙")
    hold(first, association, "chair", end=date(2024, 1, 1))

    with pytest.raises(IntegrityError, match="one_holder_of_a_single_seat"):
        hold(second, association, "chair", start=date(2023, 1, 1))
    hold(second, association, "chair", start=date(2024, 1, 1))
    assert [office.person for office in Office.objects.on(date(2024, 1, 1))] == [second]
