"""An invented city of another code, made by chance: its divisions as CSV, its registers, branches and activities as XLSX."""

import random
from dataclasses import dataclass, field

from tests.factories.city import codes, workbook
from tests.factories.workbooks import HEADERS

CODE = "5205"
KINDS = {"企业": "enterprise", "园区": "park", "高校": "university", "科研院所": "institute", "医院": "hospital",
         "学校": "school", "其他": "other"}  # fmt: skip
BRANCH_KINDS = ("企业科协", "园区科协", "高校科协", "乡镇科协", "农技协", "农技协", "创客之家")
FORMATIONS = ("单独组建", "单独组建", "区域联建", "行业统建", "依托组建")
OWNERS = (None, "国有", "集体", "私营", "港澳台", "外商")
EARLIER, LATER = "2026-01-01", "2026-08-01"
FILED = ("2024-03-01", "2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01", None)
ENDED = (None, None, None, "2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01")
TERMS = (None, "2026-06-29", "2026-06-30", "2026-09-29", "2026-09-30", "2030-01-01")
HELD = ("2025-06-30", "2025-07-01", "2025-09-30", "2025-10-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01",
        "2026-09-30", "2026-10-01")  # fmt: skip
NAMES = ("街道", "镇", "乡", "农场")
HEADS = ("hospital_head", "school_head", "agro_head")


@dataclass
class World:
    """What the files say, as plain lists and dicts."""

    regions: list = field(default_factory=list)
    registers: dict = field(default_factory=dict)
    branches: list = field(default_factory=list)
    activities: list = field(default_factory=list)
    heads: list = field(default_factory=list)
    renamed: dict = field(default_factory=dict)
    merged: list = field(default_factory=list)
    area: list = field(default_factory=list)


def made(seed):
    """A world of two or three counties, some eighty units and fifty branches; every edge of a date is in it."""
    rng, world = random.Random(seed), World()
    _make_regions(rng, world)
    _make_registers(rng, world)
    tokens = [token for entry in world.registers[LATER] for token in (entry["code"], entry["name"]) if token]
    places = [code for code, _name in world.regions if len(code) > 6]
    for number in range(50):
        _make_branch(rng, world, number, tokens, places)
    for number in range(200):
        branch, kind = rng.choice(world.branches), rng.choice(("讲座", "走访"))
        served = rng.choice([None, rng.choice(tokens), rng.choice(places)])
        world.activities.append(
            {"of": branch["name"], "on": rng.choice(HELD), "name": f"{kind}{number}", "served": served}
        )
    _change_units(rng, world)
    towns = [code for code in places if len(code) == 9]
    world.area = rng.sample(towns, 2) if seed % 2 else []
    return world


def _make_regions(rng, world):
    world.regions = [(CODE, "某市")]
    for county in (f"{CODE}0{n}" for n in range(1, rng.choice((3, 4)))):
        world.regions.append((county, f"第{county[-1]}县"))
        for n in range(1, 6):
            town = f"{county}{n:03}"
            world.regions.append((town, f"{county[-1]}{n}{rng.choice(NAMES)}"))
            world.regions += [(f"{town}{v:03}", f"{county[-1]}{n}{v}村") for v in range(1, 3)]


def _make_registers(rng, world):
    """The later edition repeats most units of the earlier one, with other facts, and holds no schools at all."""
    places = [code for code, _name in world.regions]
    numbers = codes(rng, 80)
    for day in (EARLIER, LATER):
        entries = []
        for n, code in enumerate(numbers):
            kind = list(KINDS)[0 if n < 45 else n % len(KINDS)]
            if rng.random() < 0.15 or (day == LATER and kind == "学校"):
                continue
            place = random.Random(n).choice(places)
            entries.append({"name": f"单位{n}", "kind": kind, "code": code if n % 4 else None, "place": place,
                            "big": rng.random() < 0.6, "tech": rng.random() < 0.4, "owner": rng.choice(OWNERS)})  # fmt: skip
        world.registers[day] = entries


def _make_branch(rng, world, number, tokens, places):
    filed = rng.choice(FILED)
    ended = rng.choice([day for day in ENDED if day is None or (filed and day >= filed)])
    formation = rng.choice(FORMATIONS)
    if number < 12:
        some = rng.sample([code for code in places if len(code) == 9], 1)
    else:
        some = rng.sample(tokens, 1 if formation == "单独组建" else 3) if rng.random() < 0.7 else rng.sample(places, 1)
    kind = rng.choice(BRANCH_KINDS)
    place = rng.choice([CODE, *[code for code, _name in world.regions if len(code) >= 6]])
    registered = rng.choice((None, "是", "否"))
    branch = {"name": f"科协{number}", "kind": kind, "formation": formation, "place": place, "covers": some, "filed": filed,
              "ended": ended, "term": rng.choice(TERMS), "members": rng.choice((None, 0, 7, 31)), "registered": registered}  # fmt: skip
    world.branches.append(branch)
    if rng.random() < 0.5:
        world.heads += [(branch["name"], title, rng.choice(("2026-01-01", "2026-07-01")), rng.choice(ENDED))
                        for title in rng.sample(HEADS, rng.choice((1, 2, 3, 3)))]  # fmt: skip


def _change_units(rng, world):
    """Some firms get another name, some with a code go into another."""
    later = [entry for entry in world.registers[LATER] if entry["code"]]
    some = rng.sample(later, 8)
    world.renamed = {entry["name"]: f"{entry['name']}新" for entry in some[:4]}
    world.merged = [(some[4]["code"], some[5]["code"], "2026-07-01"), (some[6]["code"], some[7]["code"], "2026-10-01")]


def files(world, folder):
    """The world as somebody would send it: name of the step → path."""
    paths = {"divisions": folder / "regions.csv"}
    lines = [f"{code},{name}" for code, name in world.regions]
    paths["divisions"].write_text("\n".join(["code,name", *lines]), encoding="utf-8")
    yes = {True: "是", False: "否"}
    for day, entries in world.registers.items():
        rows = [
            [e["name"], e["kind"], e["code"], e["place"], yes[e["big"]], yes[e["tech"]], 5, e["owner"], None]
            for e in entries
        ]
        paths[day] = workbook(folder / f"{day}.xlsx", HEADERS["register"], rows)
    rows = [[b["name"], b["kind"], b["formation"], b["place"], "、".join(b["covers"]), "1号", b["filed"] and "2024-01-01",
             b["filed"], b["ended"], b["term"], b["members"], b["registered"], None] for b in world.branches]  # fmt: skip
    paths["branches"] = workbook(folder / "branches.xlsx", HEADERS["branches"], rows)
    rows = [[a["of"], a["on"], a["name"], "讲座", None, a["served"], 9] for a in world.activities]
    paths["activities"] = workbook(folder / "activities.xlsx", HEADERS["activities"], rows)
    return paths
