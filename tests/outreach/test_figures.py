"""Figures of an invented city against a calculation that shares nothing with the code, in every order of imports."""

import itertools
import random
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach import actions, facts, reports
from outreach.models import Branch, Coverage, RegisterEdition
from tests.factories.city import CODE, codes, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.services]
REGISTER = [
    "名称",
    "类别",
    "统一社会信用代码",
    "行政区划代码",
    "规模以上科技企业",
    "高新技术企业",
    "科技工作者人数",
    "控股类型",
]
BRANCHES = [
    "名称",
    "类别",
    "组建方式",
    "行政区划代码",
    "覆盖单位",
    "批复文号",
    "批复日期",
    "备案日期",
    "撤销日期",
    "届满日期",
    "会员数",
    "民政登记",
]
ACTIVITIES = ["组织名称", "日期", "名称", "类型", "行政区划代码", "服务单位", "参与人次"]
COUNTIES = ("520302", "520303")
DAY = date(2026, 9, 30)


@pytest.fixture
def files(tmp_path, city):
    return made_files(tmp_path, COUNTIES)


def made_files(tmp_path, places):
    """120 firms, 40 branches with every kind of date, activities inside and outside the periods."""
    rng = random.Random(7)
    firms = [(code, rng.choice(places), rng.random() < 0.6, rng.random() < 0.3) for code in codes(rng, 120)]
    register = [
        [f"企业{n}", "企业", code, county, "是" if big else "否", "是" if tech else "否", n, "私营"]
        for n, (code, county, big, tech) in enumerate(firms)
    ]
    branches, activities = [], []
    for n in range(40):
        some = rng.sample(firms, 1 if n % 3 else 4)
        covers = [code if rng.random() < 0.7 else f"企业{firms.index(firm)}" for firm in some for code in firm[:1]]
        filed = rng.choice(["2024-03-01", "2026-09-30", "2026-10-01", None])
        dissolved = rng.choice([None, None, "2026-09-30", "2026-10-01"]) if filed == "2024-03-01" else None
        formation = "单独组建" if n % 3 else rng.choice(["区域联建", "行业统建", "依托组建"])
        branches.append(
            [
                f"科协{n}",
                "企业科协",
                formation,
                some[0][1],
                "、".join(covers),
                "x",
                filed and "2024-01-01",
                filed,
                dissolved,
                rng.choice([None, "2026-09-29", "2026-09-30"]),
                5,
                None,
            ]
        )
        held = rng.choice(["2025-09-30", "2025-10-01", "2026-07-01", "2026-06-30"])
        activities.append([f"科协{n}", held, "讲座", "讲座", None, rng.choice([None, rng.choice(firms)[0]]), 9])
    return firms, branches, activities, {
        "register": workbook(tmp_path / "register.xlsx", REGISTER, register),
        "branches": workbook(tmp_path / "branches.xlsx", BRANCHES, branches),
        "activities": workbook(tmp_path / "activities.xlsx", ACTIVITIES, activities),
    }  # fmt: skip


def load(files, order):
    for name in order:
        if name == "register":
            call_command("import_register", files["register"], name="名录", as_of=date(2026, 1, 1))
        elif name == "regions":
            call_command("register_regions", as_of=date(2026, 1, 1))
        else:
            call_command(f"import_{name}", files[name])


def row_of(place, areas):
    """The row a place stands in: the area one of whose codes it begins with, else its county."""
    for name, inside in areas.items():
        if any(place.startswith(code) for code in inside):
            return name
    return place[:6]


def expected(firms, branches, activities, row, areas=None):
    """Plain loops over the lists that made the files; the city's row is everything."""
    index = {f"企业{n}": firm[0] for n, firm in enumerate(firms)}
    active = [b for b in branches if b[7] and b[7] <= "2026-09-30" and not (b[8] and b[8] <= "2026-09-30")]
    covers = {b[0]: {index.get(token, token) for token in b[4].split("、")} for b in active}
    live = {a[0] for a in activities if "2025-10-01" <= a[1] <= "2026-09-30"}
    served = {a[5] for a in activities if a[5] and "2026-07-01" <= a[1] <= "2026-09-30"}
    here = [firm for firm in firms if row in (CODE, row_of(firm[1], areas or {}))]
    covered = {code for name in covers for code in covers[name]}
    own = {code for b in active if b[2] == "单独组建" for code in covers[b[0]]}
    effective = {code for b in active if b[0] in live for code in covers[b[0]]}
    big, tech = [f for f in here if f[2]], [f for f in here if f[3]]
    bare = [f for f in here if f[0] not in covered]
    mine = [b for b in active if row in (CODE, row_of(b[3], areas or {}))]
    return {
        "C4": (sum(f[0] in own for f in big), len(big)), "C4b": (sum(f[0] in covered for f in big), len(big)),
        "C5": (sum(f[0] in covered for f in tech), len(tech)),
        "C10": (sum(f[0] in effective for f in here), sum(f[0] in covered for f in here)),
        "C11": (sum(bool(b[9] and b[9] < "2026-09-30") for b in mine), len(mine)),
        "W1.enterprise": (sum(f[0] in served for f in bare), len(bare)),
        "W2.enterprise": (sum(f[0] in covered or f[0] in served for f in here), len(here)),
        "W2.big": (sum(f[0] in covered or f[0] in served for f in big), len(big)),
    }  # fmt: skip


@pytest.mark.parametrize("order", [
    order for order in itertools.permutations(["register", "branches", "activities", "regions"])
    if order.index("branches") < order.index("activities")
])  # fmt: skip
def test_figures_agree_with_plain_loops_whatever_the_order(files, order):
    firms, branches, activities, paths = files
    load(paths, order)

    found = {(f.indicator, f.row_code): (f.n, f.total) for f in reports.live_figures(CODE, day=DAY)}

    for row in (CODE, *COUNTIES):
        for indicator, wanted in expected(firms, branches, activities, row).items():
            assert found[indicator, row] == wanted, (indicator, row)
    assert found["C1", CODE] == (0, 3)
    assert found["C2", CODE] == (0, 2)
    assert found["C2o", CODE] == (0, 1)


def test_figures_with_reporting_areas_agree_with_plain_loops(tmp_path, city):
    """One area is a subdistrict, the other takes a town from each of two counties."""
    areas = {"GXQ": ["520302001"], "JKQ": ["520302102", "520303101"]}
    places = (*COUNTIES, "520302001", "520302101", "520302102", "520303001", "520303101")
    firms, branches, activities, paths = made_files(tmp_path, places)
    load(paths, ["register", "branches", "activities"])
    for code, inside in areas.items():
        actions.make_reporting_area(
            CODE, code=code, name=code, region_codes=inside, start_on=date(2026, 1, 1), document="1号", by=city.stats
        )

    found = {(f.indicator, f.row_code): (f.n, f.total) for f in reports.live_figures(CODE, day=DAY)}

    for row in (CODE, *COUNTIES, *areas):
        for indicator, wanted in expected(firms, branches, activities, row, areas).items():
            assert found[indicator, row] == wanted, (indicator, row)
    assert all(found["W2.enterprise", row][1] for row in areas)
    assert sum(found["W2.enterprise", row][1] for row in (*COUNTIES, *areas)) == found["W2.enterprise", CODE][1] == 120


def test_importing_the_same_files_again_changes_nothing(files, capsys):
    load(files[3], ["register", "branches", "activities"])
    before = Coverage.objects.order_by("pk").values_list("pk", "unit")
    known = list(before)

    load(files[3], ["register", "branches", "activities"])

    assert list(before.all()) == known
    assert "新增 0，更新 0" in capsys.readouterr().out.splitlines()[-1]


def test_a_branch_covers_from_filing_until_the_day_it_is_dissolved(files):
    load(files[3], ["register", "branches"])
    branch = Branch.objects.filter(filed_on=date(2024, 3, 1), dissolved_on=None, formation="standalone").first()
    unit = branch.coverages.get().unit
    Branch.objects.exclude(pk=branch.pk).delete()
    branch.dissolved_on = date(2024, 5, 1)
    branch.save()

    days = (date(2024, 2, 29), date(2024, 3, 1), date(2024, 4, 30), date(2024, 5, 1))
    sources = [facts.live("unit", city_code=CODE, day=day, edition_ids=_editions()) for day in days]

    assert [unit.pk in source.rows(["covered"]) for source in sources] == [False, True, True, False]


def _editions():
    return list(RegisterEdition.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("value", "comparison", "n", "total", "gap"),
    [
        ("0.5", "more_than", 50, 100, 1), ("0.5", "more_than", 51, 100, 0), ("1", "at_least", 66, 67, 1),
        ("0.9", "at_least", 27, 30, 0), ("0.9995", "at_least", 1999, 2001, 1), ("0", "at_most", 3, 10, 3),
        ("0.5", "at_least", 9, 10, 0),
    ],
)  # fmt: skip
def test_gap_is_exact_and_never_negative(value, comparison, n, total, gap):
    assert reports.gap_to(Decimal(value), comparison, n, total) == gap


def test_import_refuses_a_file_with_errors_and_writes_nothing(tmp_path, city, capsys):
    rows = [["甲", "企业", "123", "红花岗区", "是", "否", 1, None], ["乙", "工厂", None, "999999", "是", "否", 1, None],
            ["丙", "企业", None, "520302", None, None, None, None], ["丙", "企业", None, "520302", None, None, None, None]]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", REGISTER, rows)

    for check in (True, False):
        with pytest.raises(CommandError, match="没有写入"):
            call_command("import_register", path, name="名录", as_of=date(2026, 1, 1), check=check)

    said = capsys.readouterr().out
    assert "第 2 行 C 统一社会信用代码" in said
    assert "不在可选范围" in said
    assert "与第 4 行是同一单位" in said
    assert not RegisterEdition.objects.exists()


def test_a_list_of_figures_takes_the_same_queries_whatever_the_size(files, django_assert_num_queries):
    load(files[3], ["branches"])
    with CaptureQueriesContext(connection) as few:
        reports.live_figures(CODE, day=DAY)
    load(files[3], ["register", "regions", "activities"])
    with django_assert_num_queries(len(few)):
        reports.live_figures(CODE, day=DAY)
