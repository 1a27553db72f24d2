"""Ratios, deadlines and thresholds: shipped with a source, changed from a day on, never constants in code.

An app registers what it asks for; `value(key, on=day)` is the newest row on that day, or what shipped.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from . import kept
from .dates import local_day
from .errors import Refused
from .journal import record
from .models import DatedValue


@dataclass(frozen=True)
class Kind:
    """What a value means, its unit, what it may be, and the default with its source."""

    key: str
    title: str
    unit: str
    default: Decimal
    source: str
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(1_000_000)


_kinds = {}


def register(*kinds):
    """Called once in an app's `ready()`."""
    _kinds.update({kind.key: kind for kind in kinds})


def kinds():
    """Everything that can be asked for, in the order it was registered."""
    return list(_kinds.values())


def kind_of(key):
    """The kind of that key, or None."""
    return _kinds.get(key)


def value(key, *, on, scope=""):
    """The value in force on a day, as a Decimal in the kind's unit; a scope's own before everybody's."""
    rows = DatedValue.objects.filter(key=key, start_on__lte=on, scope__in={"", scope}).order_by("-scope", "-start_on")
    found = rows.values_list("value", flat=True).first()
    return _kinds[key].default if found is None else found


def values(key, *, on):
    """Every scope's value in force on a day; everybody's stands under the empty scope."""
    [found] = values_of(key, on=on)
    return found


def values_of(*keys, on):
    """The same for each of several keys, in one question."""
    found = {key: {"": _kinds[key].default} for key in keys}
    rows = DatedValue.objects.filter(key__in=keys, start_on__lte=on).order_by("start_on")
    for key, scope, number in rows.values_list("key", "scope", "value"):
        found[key][scope] = number
    return [found[key] for key in keys]


@transaction.atomic
def change(key, number, *, start_on, source, by, now, scope=""):
    """From `start_on`, today or later, the value is another; Refused when it lies outside what makes sense."""
    kind = _kinds[key]
    if start_on < local_day(now):
        raise Refused(_("启用日期不能早于今天，已经办理的事项不受影响。"))
    if not kind.least <= number <= kind.most:
        raise Refused(_("数值应在 %(least)s 到 %(most)s 之间。") % {"least": kind.least, "most": kind.most})
    row, _is_new = DatedValue.objects.update_or_create(
        key=key, scope=scope, start_on=start_on, defaults={"value": number, "source": source}
    )
    kept.changed(kept.PAGES)
    detail = {"key": key, "value": str(number), "start_on": start_on.isoformat(), "source": source}
    record("value.changed", row, by=by, **detail, **({"scope": scope} if scope else {}))
    return row
