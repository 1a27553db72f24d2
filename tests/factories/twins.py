"""Two records of one human being, and rows that hang on them: the smallest valid ones and no surprises."""

from datetime import date

from members.models import IdentityMark, MemberClass, Membership, MembershipPeriod, Person
from tests.factories import joining
from tests.factories.city import NOW

BORN = date(1980, 5, 1)


def twin(number, **fields):
    """王小燕, in 红花岗区, with a proved phone."""
    phone = {"phone": f"1391234{number:04}", "phone_verified_at": NOW}
    smallest = {"name": "王小燕", "region_code": "520302", "born_on": BORN, "last_login": NOW}
    made = Person(username=f"twin-{number}", **smallest | phone | fields)
    made.set_unusable_password()
    made.save()
    return made


def membership(society, person, number, *, admitted_at=NOW, start_on=date(2024, 1, 1), end_on=date(2027, 1, 1)):
    """A membership with one period."""
    made = Membership.objects.create(
        organisation=society.organisation, person=person, number=number, admitted_at=admitted_at
    )
    regular = MemberClass.objects.filter(organisation=society.organisation, code="regular").first()
    MembershipPeriod.objects.create(membership=made, member_class=regular, start_on=start_on, end_on=end_on)
    return made


def verified(*people):
    """Each with a mark of a verified identity."""
    for person in people:
        IdentityMark.objects.create(person=person, kind="identity", given_at=NOW, subject="证件", evidence="x")


def society(city, **options):
    return joining.society(city, **options)
