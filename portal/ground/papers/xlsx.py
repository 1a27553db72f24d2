"""The workbook: a cover, a sheet per table, charts that Excel draws itself. Memory stays flat however long a table is."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter

from .paper import whole

OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
FORMATS = {"int": "#,##0", "decimal": "#,##0.0", "ratio": "0.0%", "money": "#,##0.00"}
PORTRAIT = 100  # characters that stand legibly across an upright page
LINE_HEIGHT = 16  # points
CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed: the same rows give the same bytes


def write(paper, path):
    """Write the whole paper; values stay numbers, text stays text."""
    with whole(path) as partial, xlsxwriter.Workbook(partial, OPTIONS) as book:
        book.set_properties(
            {"title": paper.title, "subject": paper.subtitle, "company": paper.issuer, "created": CREATED}
        )
        formats = _formats(book)
        _cover(book, paper, formats)
        used = {"封面"}
        for table in paper.tables:
            _table(book, table, _sheet_name(table, used), formats)


def _formats(book):
    grid = {"border": 1, "border_color": "#C9D3E2", "valign": "vcenter"}
    formats = {kind: book.add_format(grid | {"num_format": code}) for kind, code in FORMATS.items()}
    formats["text"] = formats["code"] = formats["date"] = book.add_format(grid | {"num_format": "@", "text_wrap": True})
    formats["change"] = book.add_format(grid | {"num_format": "@", "align": "right"})
    formats["head"] = book.add_format(
        grid | {"bold": True, "bg_color": "#E8F0FC", "text_wrap": True, "align": "center"}
    )
    formats["title"] = book.add_format({"bold": True, "font_size": 18, "align": "center"})
    formats["name"] = book.add_format({"bold": True, "font_size": 14})
    formats["plain"] = book.add_format({"text_wrap": True, "valign": "top"})
    formats["quiet"] = book.add_format({"font_color": "#63728A", "text_wrap": True})
    return formats


def _cover(book, paper, formats):
    sheet = book.add_worksheet("封面")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 76)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    lines = [(paper.issuer, ""), (paper.title, ""), (paper.subtitle, ""), ("", "")]
    lines += [*paper.facts, ("", ""), *[("", text) for text in paper.paragraphs], ("", "")]
    lines += [(f"{name}：", "") for name in paper.signatures]
    seal = [(f"{paper.sealed_by}（盖章）", paper.dated)] if paper.sealed_by else []
    lines += [("", ""), *seal, (paper.source, "")]
    for number, (name, value) in enumerate(lines):
        style = formats["name"] if number < 3 else formats["plain"]
        sheet.write_string(number, 0, name, style if number < 3 or not value else formats["quiet"])
        if value:
            sheet.write_string(number, 1, value, formats["plain"])


def _sheet_name(table, used):
    base = re.sub(r"[\[\]:*?/\\']", " ", table.sheet or table.title)[:28].strip() or "表"
    name, number = base, 2
    while name in used:
        name, number = f"{base}{number}", number + 1
    used.add(name)
    return name


def _table(book, table, name, formats):
    sheet = book.add_worksheet(name)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width)
    if sum(column.width for column in table.columns) > PORTRAIT:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    sheet.write_string(0, 0, table.title, formats["name"])
    for index, column in enumerate(table.columns):
        sheet.write_string(1, index, column.title, formats["head"])
    line = 1
    for line, row in enumerate(table.rows, 2):
        for index, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(sheet, line, index, value, formats[_kind(value, column)])
    last = line
    sheet.autofilter(1, 0, max(last, 1), len(table.columns) - 1)
    sheet.write_string(last + 1, 0, f"共 {last - 1} 行", formats["quiet"])
    if table.note:
        _note(sheet, last + 2, table, formats["quiet"])
    if table.chart and last > 1:
        _chart(book, sheet, table, name, last)


def _note(sheet, line, table, style):
    """Across the whole table, as high as its text needs there; a Chinese character is as wide as two others."""
    width = sum(column.width for column in table.columns)
    sheet.set_row(line, LINE_HEIGHT * (1 + 2 * len(table.note) // width))
    if len(table.columns) > 1:
        sheet.merge_range(line, 0, line, len(table.columns) - 1, table.note, style)
    else:
        sheet.write_string(line, 0, table.note, style)


def _kind(value, column):
    """A whole number among measured ones stays whole."""
    return "int" if column.kind == "decimal" and isinstance(value, int) else column.kind


def _cell(sheet, line, index, value, style):
    if value is None:
        sheet.write_blank(line, index, None, style)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, index, value, style)
    else:
        sheet.write_string(line, index, str(value), style)


def _chart(book, sheet, table, name, last):
    """Under the table, so that both stand on one printed page."""
    chart = table.chart
    drawn = book.add_chart({"type": chart.kind})
    for column in chart.value_columns:
        drawn.add_series({
            "name": [name, 1, column], "categories": [name, 2, chart.categories_column, last, chart.categories_column],
            "values": [name, 2, column, last, column], "fill": {"color": "#1A5FC4"}, "data_labels": {"value": True},
        })  # fmt: skip
    drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
    drawn.set_legend({"none": len(chart.value_columns) == 1})
    if all(table.columns[column].kind == "ratio" for column in chart.value_columns):
        drawn.set_y_axis(
            {"num_format": "0%", "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#E3E9F2"}}}
        )
    drawn.set_size({"width": 720, "height": 380})
    sheet.insert_chart(last + 4, 0, drawn)
