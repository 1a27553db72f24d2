"""The demo city's registers: firms, universities, parks and institutes, year by year."""

from datetime import date

from members.demo import names
from members.models import Unit

from ..models import RegisterEdition
from ..register_import import write_entries
from . import words

CITY = "5201"
ENTERPRISES = 2500
ZONE = ["520113101", "520113102", "520115004"]  # the high-tech zone: two towns and a subdistrict of two counties


def enterprise_rows(rng, counties):
    taken, rows = set(), []
    weights = [3, 3, 3, 2, 2, 4, 1, 1, 1, 2][: len(counties)]
    while len(rows) < ENTERPRISES:
        county = rng.choices(counties, weights)[0]
        industry, big, high_tech = rng.choice(words.INDUSTRIES)
        given = rng.choice(names.GIVEN) + rng.choice(names.GIVEN)
        name = f"贵阳{rng.choice(words.BRANDS)}{given}{industry}{rng.choice(words.FORMS)}"
        if name in taken:
            continue
        taken.add(name)
        place = _in_the_zone(county.code, len(rows))
        rows.append(_row(name, "enterprise", place, names.credit_code(rng, county.code), rng.random() < big * 0.6,
                         rng.random() < high_tech * 0.5, rng.randint(2, 240),
                         rng.choices(["private", "state", "collective", "foreign", "hmt"], [70, 18, 4, 5, 3])[0]))  # fmt: skip
    return rows


def _in_the_zone(county, number):
    """Every fourth firm of two counties lies in the high-tech zone, where its row of the report is."""
    towns = [town for town in ZONE if town.startswith(county)]
    return towns[number // 4 % len(towns)] if towns and number % 4 == 0 else county


def other_rows(rng, counties):
    rows = [
        _row(name, "university", county, "", False, False, rng.randint(200, 2500), "state")
        for name, county in words.UNIVERSITIES
    ]
    for county in counties:
        short = county.name.removesuffix("区").removesuffix("县").removesuffix("市")
        rows += [
            _row(f"{short}{park}", "park", county.code, "", False, False, rng.randint(50, 900), "")
            for park in rng.sample(words.PARKS, 3)
        ]
        rows.append(
            _row(f"{short}农业科学研究所", "institute", county.code, "", False, False, rng.randint(20, 90), "state")
        )
    return rows


def _row(name, kind, region, code, is_big, is_high_tech, workers, ownership):
    return {"name": name, "kind": kind, "region_code": region, "credit_code": code, "is_above_size": is_big,
            "is_high_tech": is_high_tech, "science_workers": workers, "ownership": ownership, "tags": []}  # fmt: skip


def edition(year, rows):
    titles = dict(Unit.Kind.choices)
    for kind in ("enterprise", "university", "park", "institute"):
        edition = RegisterEdition.objects.create(
            city_code=CITY,
            kind=kind,
            as_of=date(year, 1, 1),
            name=f"{year}年贵阳市{titles[kind]}名录",
            source="演示数据",
        )
        write_entries(edition, [row for row in rows if row["kind"] == kind])
