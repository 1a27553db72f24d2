"""The quarterly coverage report as papers: the same rows for XLSX, PDF, DOCX, CSV and JSON."""

import json
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from portal.ground import site
from portal.ground.dates import Quarter, in_words, local_day
from portal.ground.papers import csv, docx, pdf, xlsx
from portal.ground.papers.paper import Chart, Column, Paper, Table

from . import blocks, grains, reports
from .models import FigureRow, IndicatorDefinition

COMPARISONS = {"at_least": "≥", "more_than": ">", "at_most": "≤"}
FIGURE_COLUMNS = (
    Column("指标", "code", 24), Column("名称", "text", 33), Column("n", "int", 8), Column("N", "int", 8),
    Column("比率", "ratio", 9), Column("目标", "change", 9), Column("差距", "int", 9), Column("较上季（百分点）", "change", 22),
)  # fmt: skip
HEADLINES = ("W2.township", "W2.subdistrict", "W2.park", "W2.university", "W2.big", "C3", "C4b", "C5", "C10", "C11")


def percent(ratio):
    """A ratio to 0.1 %, half up; "–" where there is none."""
    if ratio is None:
        return "–"
    return f"{(Decimal(ratio) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def points(change):
    """A change in percentage points with its sign, half up."""
    if change is None:
        return "–"
    moved = (Decimal(change) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{moved:+}" if moved else "0.0"


def target_text(figure):
    """The target with its comparison: "≥100%"."""
    return "–" if figure.target is None else COMPARISONS[figure.comparison] + _whole_percent(figure.target)


def _whole_percent(ratio):
    """A target as papers name it: 100%, 62.5%."""
    return percent(ratio).replace(".0%", "%")


def _aim(figure):
    """The target in a sentence."""
    aim = _whole_percent(figure.target)
    return {"at_least": f"目标{aim}", "more_than": f"目标{aim}以上", "at_most": f"目标不超过{aim}"}[figure.comparison]


def write_all(quarter_report, folder, progress):
    """The five files of a quarter report whose facts and figures are frozen."""
    stem = f"coverage-{quarter_report.city_code}-{quarter_report.quarter}-v{quarter_report.version}"
    paper, figures, rows = build(quarter_report)
    for done, (ending, write) in enumerate((("xlsx", xlsx.write), ("pdf", pdf.write), ("docx", docx.write)), 3):
        write(paper, folder / f"{stem}.{ending}")
        progress(done, 7)
    names = {row.code: row.name for row in rows}
    titles = _titles(quarter_report)
    csv_columns = [
        Column("地区代码", "code"),
        Column("地区"),
        *FIGURE_COLUMNS[:5],
        Column("目标", "ratio"),
        FIGURE_COLUMNS[6],
        Column("用时（天）", "decimal"),
    ]
    csv_rows = [
        (
            f.row_code,
            names[f.row_code],
            f.indicator,
            titles[f.indicator],
            f.n,
            f.total,
            f.ratio,
            f.target,
            f.gap,
            f.value,
        )
        for f in figures
    ]
    csv.write_rows(csv_columns, csv_rows, folder / f"{stem}.csv")
    progress(6, 7)
    (folder / f"{stem}.json").write_text(json.dumps(as_json(quarter_report, figures), ensure_ascii=False, indent=1))
    progress(7, 7)


def as_json(quarter_report, figures):
    """{"header": …, "figures": [{indicator, region, n, N, ratio, target, gap, change, value}]} with null where nothing exists."""
    return {
        "header": quarter_report.header,
        "figures": [
            {
                "indicator": figure.indicator, "region": figure.row_code, "n": figure.n, "N": figure.total,
                "ratio": _number(figure.ratio), "target": _number(figure.target),
                "comparison": figure.comparison or None, "gap": figure.gap, "change": _number(figure.change),
                "value": _number(figure.value),
            }
            for figure in figures
        ],
    }  # fmt: skip


def _number(value):
    return None if value is None else float(value)


def _titles(quarter_report):
    return {definition["id"]: definition["title"] for definition in quarter_report.header["definitions"]}


def build(quarter_report):
    """The Paper of a frozen quarter report, its figures and its rows."""
    quarter = Quarter.parse(quarter_report.quarter)
    rows = list(reports.rows(quarter_report.city_code, day=quarter.last_day))
    figures = list(FigureRow.objects.filter(quarter_report=quarter_report).order_by("pk"))
    titles = _titles(quarter_report)
    by_key = {(figure.indicator, figure.row_code): figure for figure in figures}
    city = rows[0]
    parts = dict(blocks.of(quarter_report))
    tables = [_city_table(city, figures, {one["id"]: one["title"] for one in parts.pop(blocks.COVERAGE, ())})]
    tables += [_county_table(indicator, titles[indicator], rows, by_key) for indicator in HEADLINES if len(rows) > 1]
    if quarter_report.version > 1:
        tables.append(_differences(quarter_report, rows, by_key, titles))
    tables += [table for block, some in parts.items() for table in blocks.tables(block, some, rows, by_key)]
    tables.append(_matrix(rows, by_key, titles))
    counted = {one["grain"] for one in quarter_report.header["definitions"]}
    tables += [grain.sheet(quarter_report) for grain in grains.every() if grain.name in counted]
    tables.append(_definitions_table(quarter_report))
    header = quarter_report.header
    facts = [
        ("报告季度", quarter.title), ("截止时间", f"{in_words(quarter.last_day)} 24:00（北京时间）"),
        ("版本", f"第{quarter_report.version}版"), ("地区", f"{city.name}（{city.code}）"),
        *[(f"{edition['kind_title']}名录", _edition(edition)) for edition in header["editions"]],
        ("未匹配的覆盖单位", f"{header['unmatched']}个"),
    ]  # fmt: skip
    if quarter_report.reason:
        facts.append(("更正原因", quarter_report.reason))
    paper = Paper(
        title=f"{city.name}科协组织覆盖情况报告", subtitle=quarter.title, issuer=site.value("association"),
        document_number="", facts=facts, paragraphs=_briefing(quarter, city, by_key, titles), tables=list(_numbered(tables)),
        signatures=["制表人", "审核人", "签发人"], sealed_by=site.value("association"),
        dated=f"{in_words(local_day(quarter_report.signed_at))}", source="来源：科技工作者之家",
    )  # fmt: skip
    return paper, figures, rows


def _edition(edition):
    """A register as the cover names it: its name, its day, how many units it holds."""
    return f"{edition['name']}（{in_words(date.fromisoformat(edition['as_of']))}，{edition['entries']:,}个单位）"


def _numbered(tables):
    """Those that go on paper are referred to by number."""
    number = 0
    for table in tables:
        number += table.in_brief
        yield replace(table, title=f"附表{number}　{table.title}") if table.in_brief else table


def _briefing(quarter, city, by_key, titles):
    """What a leader reads first: the headline figures in sentences, with the gap where a target is missed."""
    sentences = [f"截至{in_words(quarter.last_day)}，{city.name}科协组织覆盖情况如下。"]
    for indicator in HEADLINES:
        figure = by_key.get((indicator, city.code))
        if figure is None or figure.ratio is None:
            continue
        sentence = f"{titles[indicator]}{percent(figure.ratio)}（{figure.n}/{figure.total}）"
        if figure.gap:
            sentence += f"，{_aim(figure)}，{'超出' if figure.comparison == 'at_most' else '还差'}{figure.gap}个"
        elif figure.gap == 0:
            sentence += f"，{_aim(figure)}，已经达到"
        sentences.append(sentence + "。")
    return sentences + blocks.sentences(city, by_key)


def _line(figure, titles):
    return (figure.indicator, titles[figure.indicator], figure.n, figure.total, figure.ratio, target_text(figure),
            figure.gap, points(figure.change) + ("*" if figure.is_change_from_live else ""))  # fmt: skip


def _city_table(city, figures, titles):
    lines = [_line(figure, titles) for figure in figures if figure.row_code == city.code and figure.indicator in titles]
    note = (
        "n 为分子，N 为分母。比率按四舍五入保留一位小数，目标按未取整的数值比较；差距是离目标还差几个，“届满未换届比例”是超出几个；"
        "分母为零、情况不明或没有上季数字的记“–”；带 * 的变动以上季实时数据为基数。各指标口径见最后一张附表。"
    )
    return Table("全市指标", list(FIGURE_COLUMNS), lines, note=note, sheet="全市")


def _county_table(indicator, title, rows, by_key):
    columns = [Column("地区", "text", 14), *FIGURE_COLUMNS[2:]]
    lines = [(row.name, *_line(by_key[indicator, row.code], {indicator: title})[2:]) for row in rows]
    chart = Chart("column", title, 0, [3], "%")
    return Table(f"{title}（{indicator}）", columns, lines, chart=chart, sheet=indicator)


def _matrix(rows, by_key, titles):
    columns = [Column("指标", "code", 12), Column("名称", "text", 28), *[Column(row.name, "ratio", 11) for row in rows]]
    lines = [
        (indicator, title, *[by_key[indicator, row.code].ratio for row in rows]) for indicator, title in titles.items()
    ]
    return Table("区（市、县）对照", columns, lines, sheet="对照表", in_brief=False)


def _differences(quarter_report, rows, by_key, titles):
    """What this version says otherwise than the one before, figure by figure."""
    before = quarter_report.__class__.objects.get(
        city_code=quarter_report.city_code, quarter=quarter_report.quarter, version=quarter_report.version - 1
    )
    old = {(figure.indicator, figure.row_code): figure for figure in before.figures.all()}
    names = {row.code: row.name for row in rows}
    lines = [
        (names[key[1]], key[0], titles[key[0]], old[key].n, figure.n, old[key].total, figure.total)
        for key, figure in by_key.items()
        if key in old and (old[key].n, old[key].total) != (figure.n, figure.total)
    ]
    columns = [Column("地区", "text", 14), Column("指标", "code", 12), Column("名称", "text", 26),
               Column("原 n", "int"), Column("现 n", "int"), Column("原 N", "int"), Column("现 N", "int")]  # fmt: skip
    return Table(f"与第 {before.version} 版的差异", columns, lines, note=quarter_report.reason, sheet="差异")


def _definitions_table(quarter_report):
    """What every figure means; where they all rest on one paper, it is named once, below."""
    definitions = quarter_report.header["definitions"]
    columns = [
        Column("指标", "code", 22),
        Column("名称", "text", 30),
        Column("口径", "text", 56),
        Column("版本", "int", 7),
    ]
    lines = [(d["id"], d["title"], d["basis"], d["version"]) for d in definitions]
    sources, note = {d["source"] for d in definitions}, ""
    if len(sources) == 1:
        note = f"依据：{sources.pop()}"
    else:
        columns.append(Column("依据", "text", 30))
        lines = [(*line, d["source"]) for line, d in zip(lines, definitions, strict=True)]
    return Table("指标口径", columns, lines, note=note, sheet="指标口径")


def definition_data(definition: IndicatorDefinition):
    """A definition as it is frozen into the header."""
    return {
        "id": definition.indicator, "version": definition.version, "title": definition.title,
        "basis": definition.basis, "grain": definition.grain, "numerator": definition.numerator,
        "denominator": definition.denominator, "unit": definition.unit, "source": definition.source,
    }  # fmt: skip
