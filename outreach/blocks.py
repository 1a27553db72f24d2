"""The blocks of the report beside coverage: societies and members, as tables of the city and over its counties."""

from portal.ground.papers.paper import Column, Table

from . import grains

COVERAGE = "组织覆盖"
COLUMNS = (
    Column("指标", "code", 12), Column("名称", "text", 33), Column("n", "int", 9), Column("N", "int", 9),
    Column("比率", "ratio", 9), Column("用时（天）", "decimal", 10),
)  # fmt: skip
NOTE = (
    "n 为计入的数，有 N 的是其中占多少；还没有在门户登记的情况和没有数字的记“–”。人和会籍分开计，一个人可以有几个会籍，两者不相加；"
    "按地区看时，按工作单位所在地，没有的按本人填写的地区，都没有的和外地的只计入全市。"
)


def of(quarter_report):
    """(block, its definitions as frozen) in printing order."""
    return grains.blocks(quarter_report.header["definitions"])


def amount(figure):
    """What a figure without a ratio says: how many, or what was measured."""
    return figure.n if figure.value is None else figure.value


def tables(block, definitions, rows, by_key):
    """The city's figures of a block; over its counties those that there are, counts and ratios apart."""
    city = rows[0]
    shown = [(one["id"], one["title"], by_key[one["id"], city.code]) for one in definitions]
    lines = [(name, title, one.n, one.total, one.ratio, one.value) for name, title, one in shown]
    yield Table(f"全市{block}指标", list(COLUMNS), lines, note=NOTE, sheet=f"全市{block}")
    if len(rows) > 1:
        yield _over_rows(block, definitions, rows, by_key)


def _over_rows(block, definitions, rows, by_key):
    columns = [
        Column("指标", "code", 12),
        Column("名称", "text", 33),
        *[Column(row.name, "decimal", 11) for row in rows],
    ]
    lines = [(one["id"], one["title"], *[amount(by_key[one["id"], row.code]) for row in rows]) for one in definitions]
    return Table(
        f"{block}指标，区（市、县）对照",
        columns,
        lines,
        note="有比率的指标这里是 n。",
        sheet=f"{block}对照表",
        in_brief=False,
    )


def sentences(city, by_key):
    """What a leader reads of societies and members, after coverage; nothing where the report has no such block."""
    found = {name: by_key.get((name, city.code)) for name in ("S1", "M1", "M3", "M4", "M5", "M6", "M8")}
    if None in found.values():
        return []
    n = {name: figure.n for name, figure in found.items()}
    said = [
        f"市级学会{n['S1']}个，注册科技工作者{n['M1']}人，学会会员{n['M3']}人，会籍{n['M4']}个，本季新增{n['M5']}个、离开{n['M6']}个。"
    ]
    if found["M8"].value is not None:
        said.append(f"本季办结入会申请{found['M8'].total}件，用时中位数{found['M8'].value:.1f}天。")
    return said
