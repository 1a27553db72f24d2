"""Members see which programs of their societies are given their full number."""

import pytest
from django.urls import reverse

from members.models import Actor
from portal.ground import personal
from tests.entering import enter
from tests.factories import joining
from tests.societies.test_api import key_of, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def society(city):
    return joining.society(city)


def test_a_member_sees_the_program_its_reason_and_its_days(client, city, society):
    person, _membership = member(city, society)
    key_of(city, society, shows_phones=True, reason="发送会费提醒")

    page = enter(client, Actor(person)).get(reverse("my_privacy")).content.decode()

    assert "遵义市物理学会：官网" in page
    assert "发送会费提醒" in page


def test_programs_without_the_number_and_of_other_societies_are_none_of_theirs(city, society):
    person, _membership = member(city, society)
    key_of(city, society)
    other = joining.society(city, code="C01", name="遵义市数学学会")
    city.actors["general"] = city.actors["C01-general"]
    key_of(city, other, shows_phones=True, reason="发送会费提醒")

    assert personal.readers(person) == []
    assert personal.readers(city.worker.person) == []
