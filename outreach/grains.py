"""What a quarter counts, grain by grain; every app above may bring grains of its own when it is ready.

A grain is a SELECT that gives its rows on a day, each with a report row, a kind, yes/no answers and an id, and the table
they are frozen into. Indicators are data that name its answers; which block of the report they stand in, the grain says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

_grains = {}


@dataclass(frozen=True)
class Grain:
    """`sql` may use %(city)s, %(day)s, %(before)s (the day before the quarter), the moments %(start)s and %(end)s the quarter and
    the day are between, %(is_home)s, and {row_code} over `region`; `flags` are its answers, `more` what else is frozen.

    `sums` are named sums over some rows, `measured` is the column whose median and 90th percentile count. `listing(ids, actor,
    day, is_missing)` gives rows, columns and filter of a list, `sheet(quarter_report)` the rows of a frozen quarter.
    """

    name: str
    block: str
    model: type
    sql: str
    identity: str
    region: str
    flags: tuple = ()
    more: tuple = ()
    sums: dict = field(default_factory=dict)
    measured: str = ""
    listing: Callable = None
    sheet: Callable = None

    @property
    def columns(self):
        """What is frozen of a row."""
        return ("row_code", "region_code", "kind", self.identity, *self.flags, *self.more)

    @property
    def table(self):
        return self.model._meta.db_table


def register(*grains):
    """Called once in an app's `ready()`."""
    _grains.update({grain.name: grain for grain in grains})


def grain(name):
    """The grain of that name; KeyError when no app brought it."""
    return _grains[name]


def every():
    """All grains, in the order in which they were registered."""
    return tuple(_grains.values())


def blocks(definitions):
    """(title of a block, its definitions), blocks and definitions in their order; of a definition as row or as data."""
    found = {}
    for one in definitions:
        name = one["grain"] if isinstance(one, dict) else one.grain
        found.setdefault(_grains[name].block, []).append(one)
    return list(found.items())


# Named facts, the only words an indicator definition may use: name → (column, value).
NAMED = {
    "township_level": ("kind", ("township", "subdistrict")),
    "big": ("is_big", True),
    "high_tech": ("is_high_tech", True),
    "non_public": ("is_non_public", True),
    "covered": ("is_covered", True),
    "not_covered": ("is_covered", False),
    "own_branch": ("has_own", True),
    "effective": ("is_effective", True),
    "served": ("is_served", True),
    "a_head": ("has_a_head", True),
    "three_heads": ("has_three_heads", True),
    "overdue": ("is_overdue", True),
    "registered": ("is_registered", True),
    # Reached by organisation or by work, as below came or went: a fact that is an "or" of two columns.
    "reached": (("is_covered", "is_served"), True),
    "account": ("has_account", True),
    "phone_verified": ("has_phone", True),
    "unit_confirmed": ("has_unit", True),
    "identity_verified": ("has_identity", True),
    "member": ("is_member", True),
    "in_force": ("is_in_force", True),
    "new": ("is_new", True),
    "left": ("is_left", True),
    "moved": (("is_new", "is_left"), True),
}


def condition(name):
    """(column, wanted value) of a named fact; `kind:park` names a kind. KeyError for an unknown name."""
    if name.startswith("kind:"):
        return "kind", (name[5:],)
    return NAMED[name]


def holds(name, row):
    """Is the named fact true of a row given as a mapping?"""
    column, wanted = condition(name)
    if isinstance(column, tuple):
        return any(row[part] for part in column)
    return row[column] in wanted if isinstance(wanted, tuple) else row[column] is wanted


def where(names, prefix="fact"):
    """The same conjunction as SQL over the columns of a facts SELECT: (text, parameters)."""
    parts, values = ["TRUE"], {}
    for number, name in enumerate(names):
        column, wanted = condition(name)
        if isinstance(column, tuple):
            parts.append("(" + " OR ".join(column) + ")")
        elif isinstance(wanted, tuple):
            parts.append(f"{column} = ANY(%({prefix}{number})s)")
            values[f"{prefix}{number}"] = list(wanted)
        else:
            parts.append(column if wanted else f"NOT {column}")
    return " AND ".join(parts), values
