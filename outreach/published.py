"""What the public sees of the newest signed-off quarter: the city's figures, and the counties' when they are shown."""

from django.conf import settings

from . import grains
from .models import FigureRow, QuarterReport

TILE_INDICATORS = ("W2.township", "W2.subdistrict", "C4b", "C5")
LEVELS = ((95, "high"), (90, "mid"), (0, "low"))


def latest_published():
    """The newest quarter the association has signed off, in its newest version."""
    published = QuarterReport.objects.filter(city_code=settings.PORTAL_CITY, state="published")
    return published.order_by("-quarter", "-version").first()


def city_figures(report):
    definitions = {definition["id"]: definition for definition in report.header.get("definitions", [])}
    figures = FigureRow.objects.filter(quarter_report=report, row_code=report.city_code).order_by("pk")
    return [
        {"figure": figure, "title": one.get("title", figure.indicator), "unit": one.get("unit", "")}
        for figure in figures
        for one in [definitions.get(figure.indicator, {})]
    ]


def in_blocks(report, figures):
    """(block, its figures with their titles) in printing order."""
    shown = {item["figure"].indicator: item for item in figures}
    found = (
        (title, [shown[one["id"]] for one in some if one["id"] in shown])
        for title, some in grains.blocks(report.header.get("definitions", []))
    )
    return [(title, some) for title, some in found if some]


def tiles(report, indicator):
    names = {row["code"]: row["name"] for row in report.header.get("rows", [])}
    units = {definition["id"]: definition["unit"] for definition in report.header.get("definitions", [])}
    figures = FigureRow.objects.filter(quarter_report=report, indicator=indicator).exclude(row_code=report.city_code)
    return [
        {
            "name": names.get(figure.row_code, figure.row_code),
            "figure": figure,
            "unit": units.get(indicator, ""),
            "level": _level(figure.ratio),
        }
        for figure in figures.order_by("row_code")
    ]


def _level(ratio):
    return "none" if ratio is None else next(level for least, level in LEVELS if ratio * 100 >= least)


def headline(report):
    """The first indicators' figures with their titles, in their order."""
    shown = {item["figure"].indicator: item for item in city_figures(report)}
    return [shown[name] for name in TILE_INDICATORS if name in shown]


def county_tiles(report):
    """The counties' tiles of the first indicator, when the association shows its counties."""
    return tiles(report, TILE_INDICATORS[0]) if settings.PORTAL_SHOW_COUNTIES else []
