"""A report as data: what its writers need and nothing about any format."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal


class PaperFailed(Exception):
    """A paper could not be made as it should look; the message says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what its values are (text, code, int, decimal, ratio 0..1, change as text, date), its width in characters."""

    title: str
    kind: str = "text"
    width: int = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart beside a table: which column names the categories, which hold the values."""

    kind: str
    title: str
    categories_column: int
    value_columns: Sequence[int]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `in_brief` ones also go on paper, the others (rows behind the figures) only into the workbook."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence]
    note: str = ""
    chart: Chart | None = None
    sheet: str = ""
    in_brief: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """An official report: cover facts, sentences, tables, who signs and whose seal goes where."""

    title: str
    subtitle: str
    issuer: str
    document_number: str = ""
    facts: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    signatures: Sequence[str] = ()
    sealed_by: str = ""
    dated: str = ""
    source: str = ""
    labels: dict = field(default_factory=dict)


def shown(value, kind):
    """A value as people read it: "–" for none, ratios to 0.1 % half up, thousands apart, what is
    measured to one decimal, money with its fen."""
    if value is None or value == "":
        return "–"
    if kind == "ratio":
        return f"{(Decimal(value) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
    if kind == "int":
        return f"{value:,}"
    if kind == "decimal":
        return f"{value:,}" if isinstance(value, int) else f"{Decimal(value):,.1f}"
    if kind == "money":
        return f"{Decimal(value):,.2f}"
    return str(value)


@contextlib.contextmanager
def whole(path):
    """A path beside `path` to write to; it takes its place only when nothing went wrong."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
