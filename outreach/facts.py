"""The facts of a day: one row per unit on the registers in force, one per active branch, each with yes/no answers.

The live page reads these SELECTs as they are, freezing puts INSERT in front of them: a figure and the list behind it
agree because they are the same rows. Source of every rule: domain.md 9.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models.expressions import RawSQL

from portal.ground.dates import Quarter, months_before

ROW_CODE = """COALESCE(
    (SELECT a.code FROM ground_reportingarea a, unnest(a.region_codes) r
      WHERE a.city_code = left({region}, 4) AND a.start_on <= %(day)s AND (a.end_on IS NULL OR a.end_on > %(day)s)
        AND {region} LIKE r || '%%' ORDER BY length(r) DESC, a.code LIMIT 1),
    left({region}, 6))"""
NO_AREAS = "left({region}, 6)"

EDITIONS_IN_FORCE = """
    SELECT DISTINCT ON (city_code, kind) id FROM outreach_registeredition
     WHERE city_code LIKE %(city)s || '%%' AND as_of <= %(day)s ORDER BY city_code, kind, as_of DESC"""

UNITS = """
WITH edition AS MATERIALIZED ({editions}),
open_branch AS MATERIALIZED (
    SELECT b.organisation_id, b.formation = 'standalone' AS own, d.organisation_id IS NOT NULL AS is_live,
           COALESCE(h.heads, 0) AS heads
      FROM outreach_branch b
      LEFT JOIN (SELECT DISTINCT organisation_id FROM members_activity
                  WHERE held_on > %(year_ago)s AND held_on <= %(day)s) d USING (organisation_id)
      LEFT JOIN (SELECT organisation_id, count(DISTINCT title) AS heads FROM members_office
                  WHERE title IN ('hospital_head', 'school_head', 'agro_head')
                    AND start_on <= %(day)s AND (end_on IS NULL OR end_on > %(day)s)
                  GROUP BY organisation_id) h USING (organisation_id)
     WHERE b.filed_on <= %(day)s AND (b.dissolved_on IS NULL OR b.dissolved_on > %(day)s)
       AND (b.approved_on IS NULL OR b.approved_on <= %(day)s)),
merger AS MATERIALIZED (SELECT unit_id, into_id FROM members_unitmerger WHERE merged_on <= %(day)s),
link AS MATERIALIZED (
    SELECT c.unit_id, b.own, b.is_live, b.heads
      FROM outreach_coverage c JOIN open_branch b ON b.organisation_id = c.branch_id
     WHERE c.unit_id IS NOT NULL AND (c.start_on IS NULL OR c.start_on <= %(day)s)
       AND (c.end_on IS NULL OR c.end_on > %(day)s)),
cover AS MATERIALIZED (
    SELECT unit_id, bool_or(own) AS own, bool_or(NOT own) AS joint, bool_or(is_live) AS live, max(heads) AS heads
      FROM (SELECT * FROM link
            UNION ALL SELECT into_id, own, is_live, heads FROM link JOIN merger USING (unit_id)) l
     GROUP BY unit_id),
visited AS MATERIALIZED (
    SELECT DISTINCT served_unit_id AS unit_id FROM members_activity
     WHERE served_unit_id IS NOT NULL AND held_on BETWEEN %(quarter_start)s AND %(day)s),
served AS MATERIALIZED (
    SELECT unit_id FROM visited UNION SELECT into_id FROM visited JOIN merger USING (unit_id))
SELECT {row_code} AS row_code, e.region_code, n.kind, e.unit_id,
       e.is_above_size AS is_big, e.is_high_tech, e.ownership IN ('private', 'hmt', 'foreign') AS is_non_public,
       c.unit_id IS NOT NULL AS is_covered, COALESCE(c.own, false) AS has_own, COALESCE(c.joint, false) AS has_joint,
       COALESCE(c.live, false) AS is_effective, s.unit_id IS NOT NULL AS is_served,
       COALESCE(c.heads, 0) >= 1 AS has_a_head, COALESCE(c.heads, 0) >= 3 AS has_three_heads
  FROM outreach_registerentry e
  JOIN outreach_registeredition n ON n.id = e.edition_id
  LEFT JOIN cover c ON c.unit_id = e.unit_id
  LEFT JOIN served s ON s.unit_id = e.unit_id
 WHERE e.edition_id IN (SELECT id FROM edition)"""

BRANCHES = """
SELECT {row_code} AS row_code, o.region_code, b.kind, b.organisation_id AS branch_id,
       COALESCE(b.term_ends_on < %(day)s, false) AS is_overdue,
       NOT EXISTS (SELECT 1 FROM members_activity a WHERE a.organisation_id = b.organisation_id
                    AND a.held_on > %(year_ago)s AND a.held_on <= %(day)s) AS is_dormant,
       b.is_civil_registered AS is_registered, b.members_count
  FROM outreach_branch b JOIN members_organisation o ON o.id = b.organisation_id
 WHERE o.region_code LIKE %(city)s || '%%' AND b.filed_on <= %(day)s
   AND (b.dissolved_on IS NULL OR b.dissolved_on > %(day)s) AND (b.approved_on IS NULL OR b.approved_on <= %(day)s)"""

UNIT_FLAGS = (
    "is_big", "is_high_tech", "is_non_public", "is_covered", "has_own", "has_joint", "is_effective", "is_served",
    "has_a_head", "has_three_heads",
)  # fmt: skip
BRANCH_FLAGS = ("is_overdue", "is_dormant", "is_registered")

# Named facts, the only words an indicator definition may use: name → (column, value).
NAMED = {
    "township_level": ("kind", ("township", "subdistrict")),
    "big": ("is_big", True),
    "high_tech": ("is_high_tech", True),
    "non_public": ("is_non_public", True),
    "covered": ("is_covered", True),
    "not_covered": ("is_covered", False),
    "own_branch": ("has_own", True),
    "effective": ("is_effective", True),
    "served": ("is_served", True),
    "a_head": ("has_a_head", True),
    "three_heads": ("has_three_heads", True),
    "overdue": ("is_overdue", True),
    "registered": ("is_registered", True),
    # Reached by organisation or by work: the one fact that is an "or" of two columns.
    "reached": (("is_covered", "is_served"), True),
}


def condition(name):
    """(column, wanted value) of a named fact; `kind:park` names a kind. KeyError for an unknown name."""
    if name.startswith("kind:"):
        return "kind", (name[5:],)
    return NAMED[name]


def holds(name, row):
    """Is the named fact true of a row given as a mapping?"""
    column, wanted = condition(name)
    if isinstance(column, tuple):
        return any(row[part] for part in column)
    return row[column] in wanted if isinstance(wanted, tuple) else row[column] is wanted


def _where(names, prefix="fact"):
    """The same conjunction as SQL over the columns of a facts SELECT: (text, parameters)."""
    parts, values = ["TRUE"], {}
    for number, name in enumerate(names):
        column, wanted = condition(name)
        if isinstance(column, tuple):
            parts.append("(" + " OR ".join(column) + ")")
        elif isinstance(wanted, tuple):
            parts.append(f"{column} = ANY(%({prefix}{number})s)")
            values[f"{prefix}{number}"] = list(wanted)
        else:
            parts.append(column if wanted else f"NOT {column}")
    return " AND ".join(parts), values


@dataclass(frozen=True)
class Source:
    """Where facts of one grain come from: a live SELECT for a day, or the rows of a frozen quarter."""

    grain: str
    sql: str
    params: dict

    def cube(self):
        """Counts by row, kind and answers – a few hundred rows from which every indicator follows."""
        flags = UNIT_FLAGS if self.grain == "unit" else BRANCH_FLAGS
        extra = "" if self.grain == "unit" else ", COALESCE(sum(members_count), 0) AS members"
        sql = f"SELECT row_code, kind, {', '.join(flags)}, count(*) AS units{extra} FROM ({self.sql}) f"  # nosec B608  # names are those of our own facts
        sql += f" GROUP BY row_code, kind, {', '.join(flags)}"
        return _fetch(sql, self.params)

    def rows(self, names, *, row_code="", limit=None, offset=0):
        """Ids of the units (or branches) for which all named facts hold, in a report row or everywhere."""
        where, values = _where(names)
        identity = "unit_id" if self.grain == "unit" else "branch_id"
        sql = f"SELECT {identity} FROM ({self.sql}) f WHERE {where}"  # nosec B608  # names are those of our own facts
        if row_code:
            sql, values = sql + " AND row_code = %(row)s", values | {"row": row_code}
        sql += f" ORDER BY region_code, {identity}"
        if limit:
            sql, values = sql + " LIMIT %(limit)s OFFSET %(offset)s", values | {"limit": limit, "offset": offset}
        return [row[identity] for row in _fetch(sql, self.params | values)]

    def subquery(self, names, *, without=(), row_code=""):
        """The same ids as a subquery for `pk__in`: all of `names` hold, and not all of `without`."""
        where, values = _where(names)
        if without:
            other, more = _where(without, "other")
            where, values = f"{where} AND ({other}) IS NOT TRUE", values | more
        if row_code:
            where, values = where + " AND row_code = %(row)s", values | {"row": row_code}
        identity = "unit_id" if self.grain == "unit" else "branch_id"
        sql = f"SELECT {identity} FROM ({self.sql}) f WHERE {where}"  # nosec B608  # names are those of our own facts
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


def live(grain, *, city_code, day, edition_ids=None, has_areas=True):
    """The facts of a day as they stand now; with `edition_ids`, against those editions (a correction)."""
    params = {
        "city": city_code, "day": day, "year_ago": months_before(day, 12),
        "quarter_start": Quarter.of(day).first_day,
    }  # fmt: skip
    row_code = ROW_CODE if has_areas else NO_AREAS
    if grain == "branch":
        return Source(grain, BRANCHES.format(row_code=row_code.format(region="o.region_code")), params)
    editions = EDITIONS_IN_FORCE
    if edition_ids is not None:
        editions, params = "SELECT unnest(%(editions)s::bigint[]) AS id", params | {"editions": list(edition_ids)}
    return Source(grain, UNITS.format(row_code=row_code.format(region="e.region_code"), editions=editions), params)


def frozen(grain, *, quarter_report_id):
    """The facts as they were frozen with a quarter report."""
    table = "outreach_unitfact" if grain == "unit" else "outreach_branchfact"
    return Source(grain, f"SELECT * FROM {table} WHERE quarter_report_id = %(quarter_report)s",  # nosec B608  # one of two tables
                  {"quarter_report": quarter_report_id})  # fmt: skip


def freeze(quarter_report_id, *, city_code, day: date, edition_ids):
    """Write the facts of the day under a quarter report; returns the number of unit rows."""
    unit_columns = "row_code, region_code, kind, unit_id, " + ", ".join(UNIT_FLAGS)
    branch_columns = "row_code, region_code, kind, branch_id, " + ", ".join(BRANCH_FLAGS) + ", members_count"
    counts = []
    with connection.cursor() as cursor:
        for grain, table, columns in (
            ("unit", "outreach_unitfact", unit_columns), ("branch", "outreach_branchfact", branch_columns),
        ):  # fmt: skip
            source = live(
                grain, city_code=city_code, day=day, edition_ids=edition_ids, has_areas=has_areas_of(city_code)
            )
            sql = f"INSERT INTO {table} (quarter_report_id, {columns}) SELECT %(quarter_report)s, {columns} FROM "  # nosec B608  # names are those of our own facts
            cursor.execute(f"{sql}({source.sql}) f", source.params | {"quarter_report": quarter_report_id})
            counts.append(cursor.rowcount)
    return counts[0]
