"""Every indicator of the coverage report as plain loops over what the files say; written from the definitions alone.

Nothing here is imported from the portal. Days are texts such as 2026-09-30, which compare as days do.
"""

from fractions import Fraction
from math import ceil, floor

from tests.factories.random_city import CODE, EARLIER, HEADS, KINDS, LATER

NON_PUBLIC = ("私营", "港澳台", "外商")
QUARTERS = {"2026-06-30": ("2026-04-01", "2025-06-30"), "2026-09-30": ("2026-07-01", "2025-09-30")}
ALL_KINDS = ("township", "subdistrict", "township_other", "village", *KINDS.values())
WHOLE = ("W2.township", "W2.subdistrict", "W2.park", "W2.university")


def region_kind(code, name):
    if len(code) == 12:
        return "village"
    return "subdistrict" if name.endswith("街道") else "township" if name[-1] in "镇乡" else "township_other"


def units_on(world, day):
    """The register in force: of each kind the latest edition until the day."""
    units = [
        {"kind": region_kind(code, name), "name": name, "code": code, "place": code, "big": False, "tech": False, "owner": None}
        for code, name in world.regions if len(code) > 6
    ]  # fmt: skip
    for chinese, kind in KINDS.items():
        days = [
            one for one in (EARLIER, LATER) if one <= day and any(e["kind"] == chinese for e in world.registers[one])
        ]
        if days:
            units += [e | {"kind": kind} for e in world.registers[days[-1]] if e["kind"] == chinese]
    return units


def key(world, token):
    """Whom a paper means: a credit or region code, or a name, an old one too."""
    names = {e["name"]: e["code"] or e["name"] for entries in world.registers.values() for e in entries}
    names |= {new: names[old] for old, new in world.renamed.items()}
    return names.get(token, token)


def figures(world, day):
    """(indicator, row) → (n, N); N is None for what only counts, n is None for what is unknown."""
    start, year_ago = QUARTERS[day]
    active = [b for b in world.branches if b["filed"] and b["filed"] <= day and not (b["ended"] and b["ended"] <= day)]
    for branch in active:
        branch["keys"] = {key(world, token) for token in branch["covers"]}
        branch["keys"] |= {into for one, into, on in world.merged if one in branch["keys"] and on <= day}
        branch["live"] = any(a["of"] == branch["name"] and year_ago < a["on"] <= day for a in world.activities)
        branch["heads"] = {t for of, t, since, until in world.heads
                           if of == branch["name"] and since <= day and not (until and until <= day)}  # fmt: skip
    served = {key(world, a["served"]) for a in world.activities if a["served"] and start <= a["on"] <= day}
    served |= {into for one, into, on in world.merged if one in served and on <= day}
    units = [_judged(unit, active, served) for unit in units_on(world, day)]
    found = {}
    for row in rows(world):
        here = [unit for unit in units if row in (CODE, row_of(world, unit["place"]))]
        ours = [branch for branch in active if row in (CODE, row_of(world, branch["place"]))]
        found |= {(name, row): value for name, value in {**_of_units(here), **_of_branches(ours, day)}.items()}
    return found


def rows(world):
    counties = [code for code, _name in world.regions if len(code) == 6]
    return [CODE, *counties, *(["GXQ"] if world.area else [])]


def row_of(world, place):
    return "GXQ" if any(place.startswith(code) for code in world.area) else place[:6]


def _judged(unit, active, served):
    mine = [b for b in active if (unit["code"] or unit["name"]) in b["keys"]]
    return unit | {
        "covered": bool(mine), "own": any(b["formation"] == "单独组建" for b in mine), "live": any(b["live"] for b in mine),
        "served": (unit["code"] or unit["name"]) in served, "heads": max((len(b["heads"]) for b in mine), default=0),
    }  # fmt: skip


def _share(units, test):
    return sum(1 for unit in units if test(unit)), len(units)


def _of_units(units):
    def covered(unit):
        return unit["covered"]

    def reached(unit):
        return unit["covered"] or unit["served"]

    of = {kind: [unit for unit in units if unit["kind"] == kind] for kind in ALL_KINDS}
    big = [unit for unit in of["enterprise"] if unit["big"]]
    towns = [unit for unit in of["township"] + of["subdistrict"] if unit["covered"]]
    found = {
        "C1": _share(of["township"], covered), "C2": _share(of["subdistrict"], covered),
        "C2o": _share(of["township_other"], covered), "C3": _share(of["village"], covered),
        "C4": _share(big, lambda unit: unit["own"]), "C4b": _share(big, covered),
        "C4n": _share([unit for unit in big if unit["owner"] in NON_PUBLIC], covered),
        "C5": _share([unit for unit in of["enterprise"] if unit["tech"]], covered),
        "C6": _share(of["park"], covered), "C7": _share(of["university"], covered),
        "C9": _share(towns, lambda unit: unit["heads"] >= 1), "C9.all": _share(towns, lambda unit: unit["heads"] == len(HEADS)),
        "C10": _share([unit for unit in units if unit["covered"]], lambda unit: unit["live"]),
        "W2.big": _share(big, reached),
    }  # fmt: skip
    for kind, some in of.items():
        found[f"W1.{kind}"] = _share([unit for unit in some if not unit["covered"]], lambda unit: unit["served"])
        found[f"W2.{kind}"] = _share(some, reached)
    return found


def _of_branches(branches, day):
    rural = [b for b in branches if b["kind"] == "农技协"]
    is_known = any(b["registered"] for b in rural)
    registered = sum(1 for b in rural if b["registered"] == "是")
    return {
        "C8": (len(rural), None), "C8.members": (sum(b["members"] or 0 for b in rural), None),
        "C8.registered": (registered if is_known else None, len(rural) or None),
        "C11": (sum(1 for b in branches if b["term"] and b["term"] < day), len(branches)),
    }  # fmt: skip


def ratio(n, total):
    return Fraction(n, total) if total and n is not None else None


def gap(indicator, n, total):
    """Units still missing to the plan's targets; for overdue terms, units too many."""
    if not total or n is None:
        return None
    if indicator in WHOLE:
        return max(0, ceil(Fraction(1) * total) - n)
    if indicator == "W2.big":
        return max(0, floor(Fraction(1, 2) * total) + 1 - n)
    return n if indicator == "C11" else None
