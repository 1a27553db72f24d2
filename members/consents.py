"""How somebody stands to the texts: what holds, since when, in which version, and what has to be agreed to anew."""

from dataclasses import dataclass
from datetime import datetime

from .models import Consent, ConsentText


@dataclass(frozen=True)
class Standing:
    """One text as it stands for one person; no moment when it was not agreed to or taken back."""

    text: ConsentText
    given_at: datetime | None
    version: int
    is_current: bool
    withdrawn_at: datetime | None


def standing(person, kinds, *, on):
    """Every text of these kinds in force on the day, in order."""
    rows = Consent.objects.filter(person=person, text__kind__in=kinds).select_related("text").order_by("at", "pk")
    last = {row.text.kind: row for row in rows}
    return [_stands(text, last.get(kind)) for kind in kinds if (text := ConsentText.objects.on(kind, on))]


def _stands(text, row):
    if row is None:
        return Standing(text, None, 0, False, None)
    if row.act == Consent.Act.WITHDRAWN:
        return Standing(text, None, 0, False, row.at)
    return Standing(text, row.at, row.text.version, row.text_id == text.pk, None)


def missing(person, *, on):
    """Texts everybody agrees to that this person took back, or agreed to in an older version only.

    Accounts made by an administrator never agreed to any and are asked nothing here.
    """
    return [one.text for one in standing(person, ConsentText.REQUIRED, on=on) if _is_open(one)]


def _is_open(one):
    return bool(one.withdrawn_at) or (one.given_at is not None and not one.is_current)
