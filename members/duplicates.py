"""Who is probably the same human being as somebody on record: asked the same way of one person, a file, or everybody.

Alike are: one paper claimed by both; one phone and the same surname; one name and birth date, unless their units are
known and differ. Records merged already, children (whose guardians keep their records) and pairs somebody has said to
be two people are left out. One set-based statement, however many are asked about.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from . import vouching
from .models import DistinctPair, Person

PAPER, PHONE, BIRTH = "paper", "phone", "birth"
REASONS = {PAPER: _("同一证件"), PHONE: _("手机号相同"), BIRTH: _("姓名和出生日期相同")}
EVERYBODY = None
FEW = 50  # asked about at once; more go the way of everybody

RECORDS = """
  SELECT p.id::text AS ref, p.id, p.name, p.phone, p.born_on, coalesce(u.name, p.unit_text) AS unit
    FROM members_person p LEFT JOIN members_unit u ON u.id = p.unit_id
   WHERE p.merged_into_id IS NULL"""
PAPERS = """
  SELECT person_id::text AS ref, digest FROM members_identityclaim WHERE state IN ('kept', 'verified', 'contested')"""
TYPED = """
  SELECT ref, nullif(id, 0) AS id, name, phone, born_on, unit
    FROM unnest(%(refs)s::text[], %(ids)s::int[], %(names)s::text[], %(phones)s::text[], %(births)s::date[],
                %(units)s::text[]) AS typed (ref, id, name, phone, born_on, unit)"""
TYPED_PAPERS = """
  SELECT ref, digest FROM unnest(%(refs)s::text[], %(digests)s::text[]) AS typed (ref, digest) WHERE digest <> ''"""
ALIKE = """
WITH said AS ({said}), said_papers AS ({papers}), alike AS (
  SELECT s.ref, s.id AS said_id, c.person_id AS id, 'paper' AS reason
    FROM said s JOIN said_papers d USING (ref) JOIN members_identityclaim c ON c.digest = d.digest
   WHERE c.state IN ('kept', 'verified', 'contested') AND c.person_id {other} s.id
  UNION ALL
  SELECT s.ref, s.id, p.id, 'phone' FROM said s JOIN members_person p ON p.phone = s.phone
   WHERE s.phone <> '' AND left(p.name, 1) = left(s.name, 1) AND p.id {other} s.id
  UNION ALL
  SELECT s.ref, s.id, p.id, 'birth' FROM said s
    JOIN members_person p ON p.name = s.name AND p.born_on = s.born_on LEFT JOIN members_unit u ON u.id = p.unit_id
   WHERE p.id {other} s.id AND (s.unit = '' OR coalesce(u.name, p.unit_text) IN ('', s.unit))
)
SELECT a.ref, a.id, array_agg(DISTINCT a.reason) FROM alike a JOIN members_person p ON p.id = a.id
 WHERE p.merged_into_id IS NULL
   AND NOT EXISTS (SELECT 1 FROM members_guardianship g WHERE g.child_id = a.id)
   AND NOT EXISTS (SELECT 1 FROM members_guardianship g WHERE g.child_id = a.said_id)
   AND NOT EXISTS (SELECT 1 FROM members_distinctpair d
                    WHERE d.first_id = least(a.id, a.said_id) AND d.second_id = greatest(a.id, a.said_id))
 GROUP BY 1, 2 ORDER BY 1, 2
"""
NESTED = (
    "SELECT set_config('enable_nestloop', %s, true)"  # row by row over everybody takes minutes when statistics are old
)


@dataclass(frozen=True)
class Said:
    """What is said of somebody who may be on record; `person_id` when they are, so that nobody is alike themselves."""

    ref: Hashable
    name: str
    phone: str = ""
    born_on: date | None = None
    unit: str = ""
    digest: str = ""
    person_id: int = 0


@dataclass(frozen=True)
class Likeness:
    """The one asked about, by `ref`, may be this person; why."""

    ref: Hashable
    person_id: int
    reasons: tuple
    addresses: tuple = ()  # public ids of a pair on record

    @property
    def pk(self):
        """Both of them: what a list tells its rows by."""
        return self.ref, self.person_id

    @property
    def words(self):
        return "、".join(str(words) for reason, words in REASONS.items() if reason in self.reasons)


def likely_same(said=EVERYBODY):
    """Likenesses of those who are named (`Said` rows), or of everybody on record: then each pair once, `ref` the older id."""
    if said is EVERYBODY:
        return [Likeness(int(ref), *rest) for ref, *rest in _without_loops(RECORDS, PAPERS, ">", {})]
    by_ref = {str(one.ref): one for one in said}
    if not by_ref:
        return []
    typed = {
        "refs": list(by_ref), "ids": [one.person_id for one in said], "names": [one.name for one in said],
        "phones": [one.phone for one in said], "births": [one.born_on for one in said],
        "units": [one.unit for one in said], "digests": [one.digest for one in said],
    }  # fmt: skip
    ask = _rows if len(said) <= FEW else _without_loops
    return [Likeness(by_ref[ref].ref, *rest) for ref, *rest in ask(TYPED, TYPED_PAPERS, "IS DISTINCT FROM", typed)]


@transaction.atomic
def _without_loops(*asked):
    with connection.cursor() as cursor:
        cursor.execute(NESTED, ["off"])
        found = _rows(*asked)
        cursor.execute(NESTED, ["on"])
    return found


def _rows(said, papers, other, typed):
    statement = ALIKE.format(said=said, papers=papers, other=other)
    with connection.cursor() as cursor:
        cursor.execute(statement, typed)
        return [(ref, pk, tuple(reasons)) for ref, pk, reasons in cursor.fetchall()]


def pairs_known_to(actor, *, now):
    """Pairs on record that are probably one human being, both known to the acting office; the surest first."""
    found = likely_same()
    ids = set(chain.from_iterable((one.ref, one.person_id) for one in found))
    known = dict(vouching.known_to(actor, now=now).filter(pk__in=ids).values_list("pk", "public_id"))
    both = [
        replace(one, addresses=(known[one.ref], known[one.person_id]))
        for one in found
        if one.ref in known and one.person_id in known
    ]
    return sorted(both, key=lambda one: (-_weight(one), one.ref, one.person_id))


def _weight(likeness):
    """A paper says more than anything, two reasons more than one."""
    return (PAPER in likeness.reasons) * 10 + len(likeness.reasons)


def of_person(person):
    """Who is probably the same as one person on record."""
    unit = person.unit.name if person.unit_id else person.unit_text
    digests = person.identity_claims.filter(state__in=["kept", "verified", "contested"]).values_list(
        "digest", flat=True
    )
    said = Said(person.pk, person.name, person.phone, person.born_on, unit, next(iter(digests), ""), person.pk)
    return likely_same([said])


def are_distinct(one, other):
    """Did somebody say that these two records are two people?"""
    first, second = sorted((one.pk, other.pk))
    return DistinctPair.objects.filter(first=first, second=second).exists()


def people_of(likenesses):
    """Person by id for everybody in some likenesses, with their units."""
    ids = set(chain.from_iterable((one.ref, one.person_id) for one in likenesses))
    return Person.objects.filter(pk__in=ids).select_related("unit").in_bulk()
