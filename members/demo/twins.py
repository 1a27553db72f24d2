"""People of the demo city with two records: some to be looked at, one told apart, one merged, one that waits for a second official."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from .. import actions
from ..models import Actor, IdentityMark, Person

ALIKE, VERIFIED, APART, MERGED = range(9), range(9, 10), range(10, 11), range(11, 12)


@transaction.atomic
def build():
    """After everybody else: second records of some of them, as another society's roster would have brought them."""
    people = Person.objects.filter(username__startswith="w-", born_on__isnull=False, marks=None).order_by("username")
    chosen = list(people.exclude(unit=None)[: MERGED.stop])
    made = Person.objects.bulk_create(_second(number, one) for number, one in enumerate(chosen))
    pairs = list(zip(chosen, made, strict=True))
    now = timezone.now()
    official, leader = _actor("official"), _actor("leader")
    for number in VERIFIED:
        _verify(pairs[number], now)
        actions.ask_merge(*pairs[number], evidence="本人来电说明注册过两次", by=official, now=now - timedelta(hours=20))
    for number in APART:
        actions.say_distinct(*pairs[number], by=official, now=now - timedelta(days=3))
    for number in MERGED:
        actions.ask_merge(*pairs[number], evidence="电话核实本人，两份都是他", by=leader, now=now - timedelta(days=6))


def _second(number, one):
    """Every third came with the phone and a slip of the pen in the name, the others with the birth date only."""
    second = Person(username=f"v-{number:04}", name=one.name, region_code=one.region_code, sex=one.sex)
    if number % 3 == 0 and one.phone:
        second.phone, second.name = one.phone, one.name[0] + "晓" + one.name[2:]
    else:
        second.born_on, second.professional_title = one.born_on, one.professional_title
    second.set_unusable_password()
    return second


def _verify(pair, now):
    IdentityMark.objects.bulk_create(
        IdentityMark(
            person=one, kind=IdentityMark.Kind.IDENTITY, given_at=now, evidence="演示核验", subject="居民身份证"
        )
        for one in pair
    )


def _actor(username):
    person = Person.objects.get(username=username)
    return Actor(person, person.offices.select_related("organisation").first())
