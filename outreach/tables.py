"""Tables of one indicator or of one place, for pages, charts and workbooks alike."""

from django.utils.translation import gettext as _

from portal.ground import site
from portal.ground.charts import drawing
from portal.ground.papers.paper import Chart, Column, Paper, Table, shown

from .blocks import amount

RATIO_FIRST = (Column("比率", "ratio", 10), Column("n", "decimal", 9), Column("N", "int", 9))
INDICATOR_COLUMNS = (
    Column("指标", "code", 16), Column("名称", "text", 32), Column("n", "decimal", 9), Column("N", "int", 9),
    Column("比率", "ratio", 10), Column("目标", "ratio", 10), Column("还差", "int", 9),
)  # fmt: skip


def by_place(title, places):
    """An indicator over [(name, figure)] in the order given; indicators without a ratio compare their count."""
    columns = [Column("地区", "text", 16), *RATIO_FIRST, Column("目标", "ratio", 10), Column("还差", "int", 9)]
    rows = [(name, f.ratio, amount(f), f.total, f.target, f.gap) for name, f in places]
    return Table(title, columns, rows, chart=_chart("bar", title, [f for _name, f in places]), sheet=_("地区对照"))


def over_time(title, quarters):
    """An indicator over [(quarter as people read it, figure)], oldest first."""
    columns = [Column("季度", "text", 18), *RATIO_FIRST]
    rows = [(name, f.ratio, amount(f), f.total) for name, f in quarters]
    return Table(title, columns, rows, chart=_chart("line", title, [f for _name, f in quarters]), sheet=_("历季变化"))


def by_indicator(title, lines):
    """All indicators of one place: [(title, figure)]."""
    rows = [(f.indicator, name, amount(f), f.total, f.ratio, f.target, f.gap) for name, f in lines]
    return Table(title, list(INDICATOR_COLUMNS), rows, sheet=_("全部指标"))


def _chart(kind, title, figures):
    has_ratio = any(figure.ratio is not None for figure in figures)
    return Chart(kind, title, 0, [1 if has_ratio else 2], "%" if has_ratio else "")


def picture(table, figures, *, as_of, source, unit="个"):
    """The table drawn, with n/N at every value and the target where all of them share one."""
    unit = _("单位：%s") % (table.chart.unit or unit)
    labels = [
        f"{shown(f.ratio, 'ratio')}（{f.n}/{f.total}）" if f.ratio is not None else shown(amount(f), "decimal")
        for f in figures
    ]
    targets = {figure.target for figure in figures}
    return drawing(
        table, note="　".join((unit, as_of, source)), labels=labels, target=targets.pop() if len(targets) == 1 else None
    )


def workbook_of(title, subtitle, tables, *, source):
    """The tables as a paper for the workbook's writer."""
    return Paper(title=title, subtitle=subtitle, issuer=site.value("association"), tables=tables,
                 source=source)  # fmt: skip
