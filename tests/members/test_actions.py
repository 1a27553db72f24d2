from datetime import date

import pytest

from members import actions
from members.models import Office, Person
from portal.ground.errors import Refused

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 1)


def people(*names):
    return [(name, name, "a-long-password") for name in names]


def test_create_administrators_makes_three_people_and_only_once():
    actions.create_administrators("某市科协", "5203", people("a", "b", "c"), on=ON)

    assert set(Office.objects.values_list("title", flat=True)) == set(Office.ADMINISTRATORS)
    with pytest.raises(Refused, match="已有管理员"):
        actions.create_administrators("某市科协", "5203", people("d", "e", "f"), on=ON)


def test_create_administrators_refuses_one_person_twice():
    with pytest.raises(Refused, match="三个不同的人"):
        actions.create_administrators("某市科协", "5203", people("a", "a", "b"), on=ON)

    assert not Person.objects.exists()
