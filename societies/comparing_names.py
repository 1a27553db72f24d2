"""名单比对: a list of names held against a society's members: who is one, who was one, whom nobody knows, who cannot be told apart.

Only the society's own memberships are asked, so nobody learns from it who else is on record.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Membership, Status
from members.models.status import IN_FORCE
from portal.ground.errors import Refused
from portal.ground.sheets import cells

MOST = 5000
APART = re.compile(r"[\s,，;；、|]+")
PHONE = re.compile(r"1\d{10}")
MEMBER, FORMER, UNKNOWN, AMBIGUOUS = "member", "former", "unknown", "ambiguous"
WORDS = {MEMBER: "会员", FORMER: "曾是会员", UNKNOWN: "查无此会员", AMBIGUOUS: "重名，请补手机号或会员号"}


@dataclass(frozen=True)
class Line:
    """One name of the list as it was given, the membership it means when that is certain, and what comes of it."""

    name: str
    phone: str
    number: str
    outcome: str
    membership: Membership | None = None

    @property
    def words(self):
        return WORDS[self.outcome]

    @property
    def status(self):
        return Status(self.membership.status).label if self.membership else ""


def read(text):
    """(name, phone, number) of every line that is not empty; Refused when there are too many, or one cannot be read."""
    rows = [_parts(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(rows) > MOST:
        raise Refused(_("一次最多比对 %(most)s 人，请分几次。") % {"most": MOST})
    return rows


def _parts(place, line):
    """A line copied from a table is told apart by its tabs alone: a name may hold a blank."""
    try:
        found = [cells.text(part) for part in (line.split("\t") if "\t" in line else APART.split(cells.text(line)))]
    except cells.CellError as wrong:
        raise Refused(_("第 %(place)s 行：%(why)s") % {"place": place, "why": wrong}) from wrong
    name, *rest = [part for part in found if part] or [""]
    phone = next((part for part in rest if PHONE.fullmatch(part)), "")
    number = next((part for part in rest if part != phone), "")
    return name, phone, number


def compare(organisation, rows, *, on):
    """A line for every row, in their order."""
    names, numbers = {row[0] for row in rows}, {row[2].upper() for row in rows if row[2]}
    found = (
        Membership.objects.filter(organisation=organisation, continued_in=None)
        .exclude(person=None)
        .filter(Q(person__name__in=names) | Q(number__in=numbers) | Q(former_number__in=numbers))
    )
    by_name, by_number = defaultdict(list), {}
    for one in found.status_on(on).select_related("person").order_by("pk"):
        by_name[one.person.name].append(one)
        by_number |= {number.upper(): one for number in (one.number, one.former_number) if number}
    return [_line(row, by_name, by_number) for row in rows]


def _line(row, by_name, by_number):
    name, phone, number = row
    meant = by_name.get(name, [])
    if number:
        meant = [one for one in [by_number.get(number.upper())] if one and one.person.name == name]
    if phone:
        meant = [one for one in meant if one.person.phone == phone]
    if not meant:
        return Line(*row, UNKNOWN)
    if len(meant) > 1:
        return Line(*row, AMBIGUOUS)
    return Line(*row, MEMBER if meant[0].status in IN_FORCE else FORMER, meant[0])
