"""What we count: every indicator for the city, each county and each reporting area, on any day or frozen."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Left

from portal.ground.dates import Quarter, in_force
from portal.ground.models import Region, ReportingArea

from . import facts
from .models import Branch, Coverage, FigureRow, IndicatorDefinition, QuarterReport, RegisterEntry, Target

STAGES = {"approved": 4, "submitted": 3, "returned": 2, "draft": 1}


@dataclass(frozen=True)
class Figure:
    """One indicator in one report row. `n` of `total` units (or people); `ratio` unrounded, None where none exists.

    `gap` is how many more units the target needs, never negative; `change` is in ratio points against the quarter before.
    """

    indicator: str
    row_code: str
    n: int | None
    total: int | None
    ratio: Decimal | None
    target: Decimal | None = None
    comparison: str = ""
    gap: int | None = None
    change: Decimal | None = None
    is_change_from_live: bool = False

    @property
    def missing(self):
        """How many are in the denominator and not counted; None without a denominator."""
        return None if self.total is None or self.n is None else self.total - self.n

    @property
    def meets(self):
        """Is the target reached, on the unrounded value? None without a target or a ratio."""
        return None if self.gap is None else self.gap == 0


@dataclass(frozen=True)
class Row:
    """A line of the report: the city, a county or a reporting area."""

    code: str
    name: str
    is_city: bool = False
    is_area: bool = False

    @property
    def is_county(self):
        return not (self.is_city or self.is_area)


def rows(city_code, *, day):
    """City first, then counties by code, then reporting areas; a city without counties has only itself."""
    here = Region.objects.on(day).filter(Q(code=city_code) | Q(level=Region.Level.COUNTY, code__startswith=city_code))
    names = dict(here.order_by("code").values_list("code", "name"))
    yield Row(city_code, names.pop(city_code, city_code), is_city=True)
    yield from (Row(code, name) for code, name in names.items())
    areas = ReportingArea.objects.filter(in_force(day), city_code=city_code).order_by("code")
    yield from (Row(code, name, is_area=True) for code, name in areas.values_list("code", "name"))


def definitions(*, day):
    """The version of each indicator in force on the day, in printing order."""
    newest = {}
    for definition in IndicatorDefinition.objects.filter(valid_from__lte=day).order_by("version"):
        newest[definition.indicator] = definition
    return sorted(newest.values(), key=lambda definition: definition.order)


def figures(sources, *, city_code, day, previous=None, chosen=None, report_rows=None):
    """Every figure of the report, indicator by indicator, row by row.

    `sources` maps grain → facts.Source; `previous` maps (indicator, row) → (ratio, is live).
    """
    cubes = {grain: source.cube() for grain, source in sources.items()}
    report_rows = report_rows or list(rows(city_code, day=day))
    targets = _targets(day)
    for definition in chosen or definitions(day=day):
        counted = _count(definition, cubes[definition.grain])
        for row in report_rows:
            figure = _figure(definition, row, counted)
            figure = _with_target(figure, targets.get(definition.indicator, ()), city_code)
            yield _with_change(figure, previous)


def _count(definition, cube):
    """row code → (n, total, is anything known), and the sum of all rows under the key None."""
    counted = defaultdict(lambda: [0, 0, False])
    counted_among = definition.numerator if definition.denominator is None else definition.denominator
    weight = "members" if definition.aggregate == "members" else "units"
    for cell in cube:
        in_total = all(facts.holds(name, cell) for name in counted_among)
        if not in_total:
            continue
        in_n = all(facts.holds(name, cell) for name in definition.numerator)
        for key in (cell["row_code"], None):
            sums = counted[key]
            sums[0] += cell[weight] if in_n else 0
            sums[1] += cell["units"]
            sums[2] |= not definition.known or cell[definition.known] is not None
    return counted


def _figure(definition, row, counted):
    n, total, is_known = counted.get(None if row.is_city else row.code, (0, 0, not definition.known))
    if definition.denominator is None:
        return Figure(definition.indicator, row.code, int(n), None, None)
    if not is_known:
        return Figure(definition.indicator, row.code, None, None if total == 0 else total, None)
    return Figure(definition.indicator, row.code, n, total, Decimal(n) / Decimal(total) if total else None)


def _targets(day):
    """indicator → targets in force."""
    found = defaultdict(list)
    for target in Target.objects.filter(in_force(day)):
        found[target.indicator].append(target)
    return found


def _with_target(figure, targets, city_code):
    """The row's own target, else the one of the most particular region above it; an area lies in the city."""
    code = figure.row_code
    region = code if code.startswith(city_code) else city_code
    reaching = [one for one in targets if one.region_code == code or region.startswith(one.region_code)]
    if not reaching:
        return figure
    target = max(reaching, key=lambda one: (one.region_code == code, len(one.region_code)))
    gap = None if figure.ratio is None else gap_to(target.value, target.comparison, figure.n, figure.total)
    return replace(figure, target=target.value, comparison=target.comparison, gap=gap)


def gap_to(value, comparison, n, total):
    """Units still missing (or too many, for "at most"), exactly, never negative (domain.md 9)."""
    needed = Fraction(value) * total
    if comparison == Target.Comparison.AT_MOST:
        return max(0, n - floor(needed))
    missing = ceil(needed) if comparison == Target.Comparison.AT_LEAST else floor(needed) + 1
    return max(0, missing - n)


def _with_change(figure, previous):
    before, is_live = (previous or {}).get((figure.indicator, figure.row_code), (None, False))
    if before is None or figure.ratio is None:
        return figure
    return replace(figure, change=figure.ratio - before, is_change_from_live=is_live)


def live_sources(city_code, *, day, edition_ids=None):
    """Facts of both grains as they stand for a day."""
    has_areas = facts.has_areas_of(city_code)
    return {
        grain: facts.live(grain, city_code=city_code, day=day, edition_ids=edition_ids, has_areas=has_areas)
        for grain in ("unit", "branch")
    }


def frozen_sources(quarter_report):
    """Facts of both grains as frozen with a quarter report."""
    return {grain: facts.frozen(grain, quarter_report_id=quarter_report.pk) for grain in ("unit", "branch")}


def published(city_code, quarter):
    """The latest published version of a quarter, or None."""
    reports = QuarterReport.objects.filter(city_code=city_code, quarter=str(quarter), state="published")
    return reports.order_by("-version").first()


def previous_ratios(city_code, *, day, chosen=None, report_rows=None):
    """Ratios of the quarter before: its latest published version, else live figures, marked so."""
    quarter = Quarter.of(day).before()
    report = published(city_code, quarter)
    if report:
        rows_before = FigureRow.objects.filter(quarter_report=report).values_list("indicator", "row_code", "ratio")
        return {(indicator, row): (ratio, False) for indicator, row, ratio in rows_before}
    sources = live_sources(city_code, day=quarter.last_day)
    before = figures(sources, city_code=city_code, day=quarter.last_day, chosen=chosen, report_rows=report_rows)
    return {(figure.indicator, figure.row_code): (figure.ratio, True) for figure in before}


def live_figures(city_code, *, day, chosen=None, report_rows=None):
    """All figures of a day as they stand now, with the change against the quarter before."""
    chosen = chosen or definitions(day=day)
    report_rows = report_rows or list(rows(city_code, day=day))
    previous = previous_ratios(city_code, day=day, chosen=chosen, report_rows=report_rows)
    return list(
        figures(
            live_sources(city_code, day=day), city_code=city_code, day=day, previous=previous, chosen=chosen,
            report_rows=report_rows,
        )
    )  # fmt: skip


def nearest(units, *, day):
    """Units not yet covered, those soonest to be first: `stage` of a branch on its way (4 approved … 0 none), `joint`
    branches of the same county that could take the unit in, then the number of science `workers` on the register."""
    on_the_way = Branch.objects.filter(coverages__unit=OuterRef("pk"))
    order = Case(*[When(state=state, then=Value(rank)) for state, rank in STAGES.items()], default=Value(0))
    stage = on_the_way.annotate(rank=order).order_by("-rank").values("rank")[:1]
    joint = (
        Branch.objects.on(day).filter(
            formation__in=["regional", "industry"], kind=OuterRef("kind"),
            organisation__region_code__startswith=OuterRef("county"),
        )
        .order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")
    )  # fmt: skip
    workers = RegisterEntry.objects.filter(unit=OuterRef("pk"), edition__as_of__lte=day).order_by("-edition__as_of")
    return units.annotate(county=Left("region_code", 6)).annotate(
        stage=Coalesce(Subquery(stage), 0), joint=Coalesce(Subquery(joint), 0),
        workers=Subquery(workers.values("science_workers")[:1]),
    ).order_by("-stage", "-joint", F("workers").desc(nulls_last=True), "region_code", "pk")  # fmt: skip


def unmatched_count(city_code, *, day):
    """Coverage links of branches open on the day whose unit no register knows (printed on the cover)."""
    return (
        Coverage.objects.on(day)
        .filter(unit=None, branch__organisation__region_code__startswith=city_code)
        .filter(in_force(day, "branch__filed_on", "branch__dissolved_on"))
        .count()
    )
