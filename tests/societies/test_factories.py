from datetime import date

import pytest

from members.models import Membership, Office
from societies.models import Society
from tests.factories import societies

pytestmark = pytest.mark.django_db


def test_the_smallest_society_has_officers_and_members():
    society = societies.society()
    regular = societies.member_class(society)
    secretary = societies.officer(society)
    member = societies.member(society, member_class=regular, end_on=date(2026, 1, 1))

    assert str(society) == "遵义市某学会"
    assert secretary.serves(society.organisation, Office.Title.SECRETARY_GENERAL)
    assert member.number == "A060010001M"
    assert list(Membership.objects.on(date(2025, 12, 31))) == [member]
    assert not Membership.objects.on(date(2026, 1, 1)).exists()
    assert list(Society.objects.on(date(2026, 1, 1))) == [society]
