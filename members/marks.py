"""The three marks as they are shown: each for itself, never one for another."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from .models import IdentityMark


@dataclass(frozen=True)
class Shown:
    """One of the three: its words, when it was given and by whom; no moment while it is missing."""

    kind: str
    label: str
    given_at: datetime | None = None
    by: str = ""
    row: IdentityMark | None = None


def marks_of(person):
    """The three marks of one person, in order."""
    return marks_of_each([person])[person.pk]


def marks_of_each(people):
    """Person's id → their three marks, asked for at once."""
    rows = IdentityMark.objects.filter(person__in=people, ended_at=None).select_related("organisation")
    given = defaultdict(dict)
    for row in rows:
        given[row.person_id][row.kind] = row
    return {person.pk: _three(person, given[person.pk]) for person in people}


def _three(person, given):
    marks = [Shown("phone", _("手机已核验"), person.phone_verified_at)]
    for kind in IdentityMark.Kind:
        row = given.get(kind)
        by = row.organisation.name if row and row.organisation_id else ""
        marks.append(Shown(kind, kind.label, row.given_at if row else None, by, row))
    return marks
