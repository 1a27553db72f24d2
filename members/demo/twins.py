"""People of the demo city with two records: some to be looked at, one told apart, one merged, one that waits for a second official."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from portal.ground.journal import record

from .. import actions
from ..models import Actor, HelpedAccount, IdentityMark, Person

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


HELPED = (
    ("杨秀英", date(1951, 3, 9), "f", True),
    ("吴正华", date(1948, 11, 2), "m", False),
    ("龙桂香", date(1955, 7, 21), "f", False),
)


@transaction.atomic
def help_some():
    """Elderly people a county registered; one has claimed the record since."""
    by, now = _actor("huaxi"), timezone.now()
    for number, (name, born_on, sex, is_claimed) in enumerate(HELPED):
        person = Person(username=f"h-{number:04}", name=name, born_on=born_on, sex=sex)
        person.region_code, person.unit_text = by.office.organisation.region_code, "农村专业技术协会"
        person.set_unusable_password()
        person.save()
        at = now - timedelta(days=30 - number)
        HelpedAccount.objects.create(
            person=person, organisation=by.office.organisation, made_by=by.person, made_at=at, evidence="到家里当面查验身份证",
            claimed_at=at + timedelta(days=9) if is_claimed else None,
        )  # fmt: skip
        record("helped.registered", person, by=by, evidence="到家里当面查验身份证")
