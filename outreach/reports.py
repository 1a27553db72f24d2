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

from . import facts, grains
from .models import Branch, Coverage, FigureRow, IndicatorDefinition, QuarterReport, RegisterEntry, Target

# Named aggregates: rows are counted, or summed by what their grain sums; shares are of what it measures.
WEIGHTS = {"count": "units", "unrecorded": "units"}
UNRECORDED = "unrecorded"  # what the portal does not keep yet: only of how many it would be is known
SHARES = ("median", "p90")
STAGES = {"approved": 4, "submitted": 3, "returned": 2, "draft": 1}


@dataclass(frozen=True)
class Figure:
    """One indicator in one report row. `n` of `total` units (or people); `ratio` unrounded, None where none exists.

    `gap` is how many more units the target needs, never negative; `change` is in ratio points against the quarter before.
    `value` is what was measured instead of counted, in the indicator's unit (days); then `total` is of how many rows.
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
    value: Decimal | None = None

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


@dataclass(frozen=True)
class Layout:
    """The lines of a city's report on a day, and whether any area, now or then, takes units out of their county's."""

    rows: list
    has_areas: bool


def layout(city_code, *, day):
    """City first, then counties by code, then reporting areas; a city without counties has only itself."""
    here = Region.objects.on(day).filter(Q(code=city_code) | Q(level=Region.Level.COUNTY, code__startswith=city_code))
    areas = ReportingArea.objects.filter(city_code=city_code)
    is_now = Case(When(in_force(day), then=Value(True)), default=Value(False))
    lines = [
        *here.annotate(is_area=Value(False), is_now=Value(True)).values_list("is_area", "code", "name", "is_now")
        .union(areas.annotate(is_area=Value(True), is_now=is_now).values_list("is_area", "code", "name", "is_now"))
        .order_by("is_area", "code")
    ]  # fmt: skip
    names = {code: name for is_area, code, name, _is_now in lines if not is_area}
    found = [Row(city_code, names.pop(city_code, city_code), is_city=True)]
    found += [Row(code, name) for code, name in names.items()]
    found += [Row(code, name, is_area=True) for is_area, code, name, is_now in lines if is_area and is_now]
    return Layout(found, any(is_area for is_area, *_rest in lines))


def rows(city_code, *, day):
    """The lines of a city's report on a day, in printing order."""
    return layout(city_code, day=day).rows


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
    chosen = chosen or definitions(day=day)
    targets = _targets(day)
    for figure in _counted(sources, chosen, report_rows or rows(city_code, day=day)):
        aimed = _with_target(figure, targets.get(figure.indicator, ()), city_code)
        yield _with_change(aimed, previous)


def _counted(sources, chosen, report_rows):
    """The bare figures, indicator by indicator, row by row; each grain is counted once."""
    cubes, shares = {}, {}
    for definition in chosen:
        source, key = sources[definition.grain], (definition.grain, *definition.numerator)
        if definition.aggregate in SHARES:
            if key not in shares:
                shares[key] = source.shares(definition.numerator)
            yield from (_measured(definition, row, shares[key]) for row in report_rows)
            continue
        if definition.grain not in cubes:
            cubes[definition.grain] = source.cube()
        counted = _count(definition, cubes[definition.grain])
        yield from (_figure(definition, row, counted) for row in report_rows)


def _count(definition, cube):
    """row code → (n, total, is anything known), and the sum of all rows under the key None."""
    counted = defaultdict(lambda: [0, 0, False])
    counted_among = definition.numerator if definition.denominator is None else definition.denominator
    weight = WEIGHTS.get(definition.aggregate, definition.aggregate)
    for cell in cube:
        in_total = all(grains.holds(name, cell) for name in counted_among)
        if not in_total:
            continue
        in_n = all(grains.holds(name, cell) for name in definition.numerator)
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
    if not is_known or definition.aggregate == UNRECORDED:
        return Figure(definition.indicator, row.code, None, None if total == 0 else total, None)
    return Figure(definition.indicator, row.code, n, total, Decimal(n) / Decimal(total) if total else None)


def _measured(definition, row, shares):
    units, *values = shares.get(None if row.is_city else row.code, (0, None, None))
    value = values[SHARES.index(definition.aggregate)]
    rounded = None if value is None else Decimal(value).quantize(Decimal("0.000001"))
    return Figure(definition.indicator, row.code, None, units, None, value=rounded)


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


def live_sources(city_code, *, day, edition_ids=None, has_areas=None):
    """Facts of every grain as they stand for a day; `has_areas` saves asking whether any area matters."""
    if has_areas is None:
        has_areas = facts.has_areas_of(city_code)
    return {
        grain.name: facts.live(grain.name, city_code=city_code, day=day, edition_ids=edition_ids, has_areas=has_areas)
        for grain in grains.every()
    }


def frozen_sources(quarter_report):
    """Facts of every grain as frozen with a quarter report."""
    return {one.name: facts.frozen(one.name, quarter_report_id=quarter_report.pk) for one in grains.every()}


def published(city_code, quarter):
    """The latest published version of a quarter, or None."""
    reports = QuarterReport.objects.filter(city_code=city_code, quarter=str(quarter), state="published")
    return reports.order_by("-version").first()


def previous_ratios(city_code, *, day, chosen=None, plan=None):
    """Ratios of the quarter before: its latest published version, else live figures, marked so."""
    quarter = Quarter.of(day).before()
    report = published(city_code, quarter)
    if report:
        rows_before = FigureRow.objects.filter(quarter_report=report).values_list("indicator", "row_code", "ratio")
        return {(indicator, row): (ratio, False) for indicator, row, ratio in rows_before}
    plan = plan or layout(city_code, day=quarter.last_day)
    sources = live_sources(city_code, day=quarter.last_day, has_areas=plan.has_areas)
    before = _counted(sources, with_ratio(chosen or definitions(day=quarter.last_day)), plan.rows)
    return {(figure.indicator, figure.row_code): (figure.ratio, True) for figure in before}


def with_ratio(definitions):
    """Those of which a ratio follows, and so a change."""
    return [one for one in definitions if one.denominator is not None and one.aggregate != UNRECORDED]


def live_figures(city_code, *, day, chosen=None, plan=None):
    """All figures of a day as they stand now, in the rows of `plan`, with the change against the quarter before."""
    chosen, plan = chosen or definitions(day=day), plan or layout(city_code, day=day)
    previous = previous_ratios(city_code, day=day, chosen=chosen, plan=plan)
    sources = live_sources(city_code, day=day, has_areas=plan.has_areas)
    return list(figures(sources, city_code=city_code, day=day, previous=previous, chosen=chosen, report_rows=plan.rows))


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
