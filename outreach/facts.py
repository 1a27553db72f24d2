"""The facts of a day, grain by grain, each row with yes/no answers.

The live page reads the grains' SELECTs as they are, freezing puts INSERT in front of them: a figure and the list behind it
agree because they are the same rows. Source of every rule: domain.md 9.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection
from django.db.models.expressions import RawSQL

from portal.ground.dates import SHANGHAI, Quarter, months_before

from . import grains

ROW_CODE = """COALESCE(
    (SELECT a.code FROM ground_reportingarea a, unnest(a.region_codes) r
      WHERE a.city_code = left({region}, 4) AND a.start_on <= %(day)s AND (a.end_on IS NULL OR a.end_on > %(day)s)
        AND {region} LIKE r || '%%' ORDER BY length(r) DESC, a.code LIMIT 1),
    left({region}, 6))"""
NO_AREAS = "left({region}, 6)"
EDITIONS_IN_FORCE = """
    SELECT DISTINCT ON (city_code, kind) id FROM outreach_registeredition
     WHERE city_code LIKE %(city)s || '%%' AND as_of <= %(day)s ORDER BY city_code, kind, as_of DESC"""
SHARES = (0.5, 0.9)


@dataclass(frozen=True)
class Source:
    """Where facts of one grain come from: a live SELECT for a day, or the rows of a frozen quarter."""

    grain: str
    sql: str
    params: dict

    @property
    def _grain(self):
        return grains.grain(self.grain)

    def cube(self):
        """Counts by row, kind and answers – a few hundred rows from which every indicator follows."""
        keys = ", ".join(("row_code", "kind", *self._grain.flags))
        sums = "".join(f", {sql} AS {name}" for name, sql in self._grain.sums.items())
        sql = f"SELECT {keys}, count(*) AS units{sums} FROM ({self.sql}) f GROUP BY {keys}"  # nosec B608  # names are those of our own facts
        return _fetch(sql, self.params)

    def shares(self, names):
        """row code → (rows, median, 90th percentile) of what the grain measures, all rows together under the key None."""
        where, values = grains.where(names)
        sql = f"""SELECT row_code, GROUPING(row_code) = 1 AS is_all, count(*) AS units,
            percentile_cont(%(shares)s::float8[]) WITHIN GROUP (ORDER BY {self._grain.measured}) AS shares
            FROM ({self.sql}) f WHERE {where} GROUP BY GROUPING SETS ((row_code), ())"""  # nosec B608  # names are those of our own facts
        found = _fetch(sql, self.params | values | {"shares": list(SHARES)})
        return {
            None if row["is_all"] else row["row_code"]: (row["units"], *(row["shares"] or (None, None)))
            for row in found
        }

    def rows(self, names, *, row_code="", limit=None, offset=0):
        """Ids of the rows for which all named facts hold, in a report row or everywhere."""
        where, values = grains.where(names)
        identity = self._grain.identity
        sql = f"SELECT {identity} FROM ({self.sql}) f WHERE {where}"  # nosec B608  # names are those of our own facts
        if row_code:
            sql, values = sql + " AND row_code = %(row)s", values | {"row": row_code}
        sql += f" ORDER BY region_code, {identity}"
        if limit:
            sql, values = sql + " LIMIT %(limit)s OFFSET %(offset)s", values | {"limit": limit, "offset": offset}
        return [row[identity] for row in _fetch(sql, self.params | values)]

    def subquery(self, names, *, without=(), row_code=""):
        """The same ids as a subquery for `pk__in`: all of `names` hold, and not all of `without`."""
        where, values = grains.where(names)
        if without:
            other, more = grains.where(without, "other")
            where, values = f"{where} AND ({other}) IS NOT TRUE", values | more
        if row_code:
            where, values = where + " AND row_code = %(row)s", values | {"row": row_code}
        sql = f"SELECT {self._grain.identity} FROM ({self.sql}) f WHERE {where}"  # nosec B608  # names are those of our own facts
        with connection.cursor() as cursor:
            filled = cursor.mogrify(sql, self.params | values).decode()
        return RawSQL(filled.replace("%", "%%"), [])  # nosec B611  # values are quoted by the driver, above


def _fetch(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]


def has_areas_of(city_code):
    """Does any reporting area take units out of their county's row?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM ground_reportingarea WHERE city_code LIKE %s || '%%')", [city_code]
        )
        return cursor.fetchone()[0]


def live(name, *, city_code, day, edition_ids=None, has_areas=True):
    """The facts of a day as they stand now; with `edition_ids`, against those editions (a correction)."""
    first = Quarter.of(day).first_day
    params = {
        "city": city_code, "day": day, "year_ago": months_before(day, 12), "quarter_start": first,
        "before": first - timedelta(days=1), "start": _midnight(first), "end": _midnight(day + timedelta(days=1)),
        "is_home": city_code == settings.PORTAL_CITY,
    }  # fmt: skip
    editions, grain = EDITIONS_IN_FORCE, grains.grain(name)
    if edition_ids is not None:
        editions, params = "SELECT unnest(%(editions)s::bigint[]) AS id", params | {"editions": list(edition_ids)}
    row_code = (ROW_CODE if has_areas else NO_AREAS).format(region=grain.region)
    return Source(name, grain.sql.format(row_code=row_code, editions=editions), params)


def _midnight(day):
    return datetime.combine(day, time(), SHANGHAI)


def frozen(name, *, quarter_report_id):
    """The facts as they were frozen with a quarter report."""
    sql = f"SELECT * FROM {grains.grain(name).table} WHERE quarter_report_id = %(quarter_report)s"  # nosec B608  # a table of our own
    return Source(name, sql, {"quarter_report": quarter_report_id})


def freeze(quarter_report_id, *, city_code, day: date, edition_ids):
    """Write the facts of the day under a quarter report, in place of whatever was there."""
    has_areas = has_areas_of(city_code)
    with connection.cursor() as cursor:
        for grain in grains.every():
            columns = ", ".join(grain.columns)
            source = live(grain.name, city_code=city_code, day=day, edition_ids=edition_ids, has_areas=has_areas)
            grain.model.objects.filter(quarter_report=quarter_report_id).delete()
            sql = f"INSERT INTO {grain.table} (quarter_report_id, {columns}) SELECT %(quarter_report)s, {columns} FROM "  # nosec B608  # names are those of our own facts
            cursor.execute(f"{sql}({source.sql}) f", source.params | {"quarter_report": quarter_report_id})
