"""Six thousand science workers, four thousand memberships of every class and age, and member units."""

from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from members.demo import names
from members.models import Admission, MemberClass, Membership, MembershipPeriod, Person, Unit
from portal.ground.dates import SHANGHAI, today, years_after

PEOPLE, MEMBERSHIPS = 6000, 4000
TITLES = (
    "助理工程师",
    "工程师",
    "高级工程师",
    "讲师",
    "副教授",
    "教授",
    "主治医师",
    "副主任医师",
    "农艺师",
    "助理研究员",
    "",
)
RARE = ("田𠮷兰", "阿依努尔·买买提", "龙䶮", "石小\u3400")
FIRST_YEAR = 2017
SHARES = {"regular": 78, "senior": 12, "student": 7, "foreign": 1, "honorary": 2}
STARS = {"B02": 9, "D01": 7, "B01": 6, "D03": 5, "E01": 5}  # large societies


def build(rng, societies):
    """Members by the societies' own classes; serials run on from the first admitted."""
    people = _people(rng)
    by_society = _classes(societies)
    weights = [STARS.get(society.code, rng.choice((0.2, 0.5, 1, 1, 1.5, 2))) for society in societies]
    wanted = _shared_out(rng, societies, weights, people)
    _name_disciplines(societies, wanted, people)
    memberships, periods = [], []
    for society in societies:
        joined = sorted((_joined(rng, society), person) for person in wanted[society.code])
        for serial, (day, index) in enumerate(joined, 1):
            member_class = _class_for(rng, by_society[society.pk])
            membership = _membership(society, serial, day, member_class, person=people[index])
            memberships.append(membership)
            periods += _periods(rng, membership, member_class, day)
        units = _units(rng, society, by_society[society.pk], len(joined))
        memberships += [membership for membership, _period in units]
        periods += [period for _membership, period in units]
    Membership.objects.bulk_create(memberships, batch_size=2000)
    MembershipPeriod.objects.bulk_create(periods, batch_size=2000)
    _count_serials(societies, memberships)


def _people(rng):
    units = list(
        Unit.objects.exclude(kind__in=("village", "township", "subdistrict")).order_by("pk").only("pk", "region_code")
    )
    unusable = make_password(None)
    return Person.objects.bulk_create(
        [_person(rng, number, rng.choice(units) if units else None, unusable) for number in range(PEOPLE)],
        batch_size=2000,
    )


def _person(rng, number, unit, unusable):
    name = RARE[number] if number < len(RARE) else names.person_name(rng)
    is_known = rng.random() < 0.7
    return Person(
        username=f"w-{number:05}", name=name, password=unusable, phone=f"1380000{number:04}", sex=rng.choice("fm"),
        born_on=datetime(rng.randint(1955, 2003), rng.randint(1, 12), rng.randint(1, 28)).date() if is_known else None,
        unit=unit, region_code=unit.region_code if unit else "",
        professional_title=rng.choice(TITLES) if is_known else "",
    )  # fmt: skip


def _classes(societies):
    found = {society.pk: {} for society in societies}
    for one in MemberClass.objects.filter(organisation__in=found):
        found[one.organisation_id][one.code] = one
    return found


def _shared_out(rng, societies, weights, people):
    """society's code → who joined, as indexes into `people`; nobody twice in one society."""
    wanted = {society.code: set() for society in societies}
    total = 0
    while total < MEMBERSHIPS:
        code = rng.choices(societies, weights)[0].code
        index = rng.randrange(len(people))
        if index not in wanted[code]:
            wanted[code].add(index)
            total += 1
    for number in range(len(RARE)):
        wanted["A03"].add(number)
    return wanted


def _name_disciplines(societies, wanted, people):
    """Who belongs to a society works in one of its fields."""
    named = {}
    for society in societies:
        for index in sorted(wanted[society.code]):
            people[index].discipline = society.disciplines[index % len(society.disciplines)]
            named[index] = people[index]
    Person.objects.bulk_update(named.values(), ["discipline"], batch_size=2000)


def _joined(rng, society):
    """A day since the portal's records begin, more of them lately, never before the society was founded."""
    since = (today() - timedelta(days=365 * 8)).toordinal()
    day = today() - timedelta(days=int((today().toordinal() - since) * rng.random() ** 1.6))
    return max(day, society.founded_on + timedelta(days=30))


def _class_for(rng, offered):
    codes = [code for code in SHARES if code in offered]
    return offered[rng.choices(codes, [SHARES[code] for code in codes])[0]]


def _membership(society, serial, day, member_class, **subject):
    return Membership(
        organisation_id=society.pk, number=f"{society.code}001{serial:04}{member_class.letter}",
        admitted_at=datetime.combine(day, time(10), SHANGHAI), **subject,
    )  # fmt: skip


def _periods(rng, membership, member_class, day):
    """Renewed until some day; about one in nine has lapsed, and a class without years is for life."""
    if not member_class.years:
        return [MembershipPeriod(membership=membership, member_class=member_class, start_on=day)]
    periods, start, lapses = [], day, rng.random() < 0.11
    while start <= today():
        end = years_after(start, rng.choice(member_class.years))
        if lapses and periods and end > today():
            break
        periods.append(MembershipPeriod(membership=membership, member_class=member_class, start_on=start, end_on=end))
        start = end
    return periods


def _units(rng, society, offered, serial):
    """A handful of member units where the charter has them."""
    member_class = offered.get("unit")
    if member_class is None:
        return []
    found = Unit.objects.filter(kind__in=("enterprise", "university", "institute")).order_by("pk")
    size = found.count()
    chosen = {rng.randrange(size) for _ in range(rng.randint(0, 9))} if size else ()
    made = []
    for number, index in enumerate(sorted(chosen), serial + 1):
        day = _joined(rng, society)
        membership = _membership(society, number, day, member_class, unit=found[index])
        made.append((membership, MembershipPeriod(
            membership=membership, member_class=member_class, start_on=day, end_on=years_after(today(), rng.choice((1, 2))),
        )))  # fmt: skip
    return made


def _count_serials(societies, memberships):
    used = {}
    for membership in memberships:
        used[membership.organisation_id] = used.get(membership.organisation_id, 0) + 1
    admissions = list(Admission.objects.filter(organisation__in=used))
    for admission in admissions:
        admission.last_serial = used[admission.organisation_id]
    Admission.objects.bulk_update(admissions, ["last_serial"])
