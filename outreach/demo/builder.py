"""Builds the demo city in bulk: the only code beside `actions` that saves."""

import random
import time
from datetime import date

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction

from members.models import Actor, Office, Organisation, Person
from portal.ground import regions
from portal.ground.dates import today
from portal.ground.models import Region

from .. import actions
from ..matching import match_all
from ..models import RegisterEntry
from ..register_import import refresh_units
from . import branches, registers, work
from .registers import CITY
from .times import at

SEED = 20260101
PASSWORD = "demo-guiyang-2026"  # nosec B105  # of the demo, printed at every start
SECOND_FACTOR = "KNUWK6LVMFXGOMRQGI3EI3LPNBUWC3TT"
T = Office.Title
# login name, name, title, region
ACCOUNTS = (
    ("leader", "周敏", T.CHAIR, CITY), ("secretary", "韦立新", T.SECRETARY_GENERAL, CITY),
    ("official", "罗海燕", T.OFFICIAL, CITY), ("stats", "陈静怡", T.STATISTICIAN, CITY),
    ("huaxi", "潘文博", T.OFFICIAL, "520111"), ("huaxi-head", "龙建国", T.CHAIR, "520111"),
    ("nanming", "吴丽娟", T.OFFICIAL, "520102"), ("nanming-head", "石永红", T.CHAIR, "520102"),
    ("yunyan", "莫晓东", T.OFFICIAL, "520103"), ("wudang", "彭秀英", T.OFFICIAL, "520112"),
    ("baiyun", "蒋志强", T.OFFICIAL, "520113"), ("guanshanhu", "曾雪梅", T.OFFICIAL, "520115"),
    ("kaiyang", "陆学军", T.OFFICIAL, "520121"), ("xifeng", "邓桂香", T.OFFICIAL, "520122"),
    ("xiuwen", "冯永红", T.OFFICIAL, "520123"), ("qingzhen", "高立新", T.OFFICIAL, "520181"),
    ("worker", "田春兰", None, ""), ("system", "宋立", T.SYSTEM_ADMINISTRATOR, CITY),
    ("security", "何静", T.SECURITY_ADMINISTRATOR, CITY), ("audit", "梁学军", T.AUDIT_ADMINISTRATOR, CITY),
)  # fmt: skip


def code_now():
    """What the demo accounts' second factor shows at this moment."""
    return format_hotp_value(hotp_value(SECOND_FACTOR, int(time.time()) // 30))


@transaction.atomic
def build():
    """Fill an empty portal with the city; what happened since follows in `since`."""
    rng = random.Random(SEED)  # nosec B311  # the same city every time
    regions.load(
        regions.read_csv(regions.DATA / "regions_5201.csv"),
        prefix=CITY,
        edition="国家统计局2023年版",
        start_on=date(2000, 1, 1),
    )
    counties = list(Region.objects.on(today()).counties().within(CITY).order_by("code"))
    _accounts(counties)
    for year in (2024, 2025, 2026):
        with at(date(year, 1, 8)):
            actions.register_regions(CITY, as_of=date(year, 1, 1), by=None)
    rows = registers.enterprise_rows(rng, counties) + registers.other_rows(rng, counties)
    count = registers.ENTERPRISES
    for year, share in ((2024, 0.86), (2025, 0.93), (2026, 1)):
        registers.edition(year, rows[: int(count * share)] + rows[count:])
    refresh_units(RegisterEntry.objects.values_list("unit", flat=True).distinct())
    branches.make(rng)
    match_all(CITY)
    work.hold_activities(rng)
    work.seat_officers(rng, password=PASSWORD)
    work.apply(rng, by=actor("worker"))


def _accounts(counties):
    city = Organisation.objects.create(kind="association", name="贵阳市科协", region_code=CITY)
    associations = {CITY: city} | {
        county.code: Organisation.objects.create(
            kind="association", name=f"{county.name}科协", region_code=county.code, parent=city
        )
        for county in counties
    }
    for username, name, title, region in ACCOUNTS:
        person = Person.objects.create_user(username, PASSWORD, name=name, email=f"{username}@example.org")
        if title:
            Office.objects.create(
                person=person, organisation=associations[region], title=title, start_on=date(2023, 1, 1)
            )


def actor(username):
    person = Person.objects.get(username=username)
    return Actor(person, person.offices.select_related("organisation").first())


def unit_of(username):
    """The unit covered by the branch this officer serves."""
    branch = Person.objects.get(username=username).offices.get().organisation.branch
    return branch.coverages.exclude(unit=None).first().unit
