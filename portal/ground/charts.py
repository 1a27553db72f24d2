"""A paper's table as a picture with the table behind it: what `_chart.html` shows and `js/charts.js` draws."""

from decimal import ROUND_HALF_UP, Decimal

from .papers.paper import shown

NUMBERS = {"int", "decimal", "ratio"}


def drawing(table, *, note, labels=None, target=None, links=None):
    """The picture of a table that names its chart.

    `note` says unit, date and source; `labels` stand at the values where there is room (else the values alone);
    `target` is a line to compare with, in the values' own unit (a ratio 0..1 for ratios); `links` are the addresses behind
    the cells, row by row, empty where there is none.
    """
    chart = table.chart
    rows = [list(row) for row in table.rows]
    column = table.columns[chart.value_columns[0]]
    values = [row[chart.value_columns[0]] for row in rows]
    shorts = [shown(value, column.kind) for value in values]
    links = links or [[""] * len(table.columns)] * len(rows)
    return {
        "title": table.title, "note": note,
        "columns": [{"title": one.title, "is_number": one.kind in NUMBERS} for one in table.columns],
        "rows": [
            [
                {"text": shown(value, one.kind), "title": one.title, "is_number": one.kind in NUMBERS, "url": url}
                for value, one, url in zip(row, table.columns, behind, strict=True)
            ]
            for row, behind in zip(rows, links, strict=True)
        ],
        "data": {
            "kind": chart.kind, "title": table.title, "note": note, "unit": chart.unit, "series": column.title,
            "categories": [str(row[chart.categories_column]) for row in rows],
            "values": [_point(value, column.kind) for value in values],
            "labels": labels or shorts, "shorts": shorts,
            "target": _point(target, column.kind), "target_label": f"目标 {shown(target, column.kind)}",
            "is_ratio": column.kind == "ratio",
        },
    }  # fmt: skip


def _point(value, kind):
    """A number as it is drawn: ratios in percent to 0.1, half up; nothing stays nothing."""
    if value is None:
        return None
    if kind == "ratio":
        return float((Decimal(value) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return float(value)
