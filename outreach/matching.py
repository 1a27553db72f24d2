"""Finding the unit a paper means: by credit code (an old one too), by region code, by a name that is unique.

Worked out anew after every import from the registers alone, so the order of imports does not matter; what a person
matched by hand stays. A name is looked for in the branch's own county first, then in the city; two candidates are none.
A unit that went into another of the same name stands for both: the merger carries its cover on from its day.
"""

from django.db import connection

NAMES = """
    heir AS MATERIALIZED (
        SELECT m.into_id, u.name FROM members_unitmerger m JOIN members_unit u ON u.id = m.unit_id),
    said AS MATERIALIZED (
        SELECT e.name, e.unit_id, left(e.region_code, 6) AS county
          FROM outreach_registerentry e JOIN outreach_registeredition n ON n.id = e.edition_id
         WHERE n.city_code = %(city)s
         UNION SELECT unnest(ARRAY[c.name, u.name]), u.id, left(u.region_code, 6)
          FROM members_unitchange c JOIN members_unit u ON u.id = c.unit_id
         WHERE u.region_code LIKE %(city)s || '%%'),
    names AS MATERIALIZED (
        SELECT s.* FROM said s
         WHERE NOT EXISTS (SELECT 1 FROM heir h WHERE h.into_id = s.unit_id AND h.name = s.name)),
    old_code AS MATERIALIZED (
        SELECT credit_code, min(unit_id) AS unit_id FROM members_unitchange WHERE credit_code <> ''
         GROUP BY credit_code HAVING count(DISTINCT unit_id) = 1),
    in_county AS MATERIALIZED (
        SELECT name, county, min(unit_id) AS unit_id FROM names GROUP BY name, county HAVING count(DISTINCT unit_id) = 1),
    in_city AS MATERIALIZED (
        SELECT name, min(unit_id) AS unit_id FROM names GROUP BY name HAVING count(DISTINCT unit_id) = 1),
    registered AS MATERIALIZED (
        SELECT DISTINCT e.unit_id FROM outreach_registerentry e
          JOIN outreach_registeredition n ON n.id = e.edition_id WHERE n.city_code = %(city)s)"""

FOUND = "COALESCE(by_code.id, old_code.unit_id, by_region.id, i.unit_id, j.unit_id)"
CANDIDATES = """
    LEFT JOIN members_unit by_code ON by_code.credit_code = {token} AND by_code.credit_code <> ''
    LEFT JOIN old_code ON old_code.credit_code = {token}
    LEFT JOIN members_unit by_region ON by_region.is_region AND by_region.region_code = {token}
    LEFT JOIN in_county i ON i.name = {token} AND i.county = left(o.region_code, 6)
    LEFT JOIN in_city j ON j.name = {token}"""

COVERAGE = f"""
WITH {NAMES},
found AS (
    SELECT c.id, c.branch_id, {FOUND} AS unit_id
      FROM outreach_coverage c JOIN members_organisation o ON o.id = c.branch_id {CANDIDATES.format(token="c.token")}
     WHERE o.region_code LIKE %(city)s || '%%' AND NOT c.is_matched_by_hand),
first AS (
    SELECT found.id, found.unit_id,
           row_number() OVER (PARTITION BY found.branch_id, found.unit_id ORDER BY found.id) AS place
      FROM found JOIN registered USING (unit_id)
     WHERE NOT EXISTS (SELECT 1 FROM outreach_coverage h WHERE h.branch_id = found.branch_id
                        AND h.unit_id = found.unit_id AND h.is_matched_by_hand))
UPDATE outreach_coverage c SET unit_id = first.unit_id FROM first WHERE first.id = c.id AND first.place = 1"""  # nosec B608  # put together from the constants above

ACTIVITIES = f"""
WITH {NAMES}
UPDATE members_activity a SET served_unit_id = f.unit_id
  FROM (SELECT a.id, {FOUND} AS unit_id
          FROM members_activity a JOIN members_organisation o ON o.id = a.organisation_id
               {CANDIDATES.format(token="a.served_token")}
         WHERE o.region_code LIKE %(city)s || '%%' AND a.served_token <> '') f
 WHERE f.id = a.id AND a.served_unit_id IS DISTINCT FROM f.unit_id"""  # nosec B608  # put together from the constants above


def match_all(city_code):
    """Match every coverage link and every served unit of a city anew."""
    with connection.cursor() as cursor:
        # Links are emptied first: two of one branch may swap units, which the exclusion constraint would refuse.
        cursor.execute(
            "UPDATE outreach_coverage SET unit_id = NULL FROM members_organisation o WHERE o.id = branch_id"
            " AND o.region_code LIKE %s || '%%' AND NOT is_matched_by_hand AND unit_id IS NOT NULL",
            [city_code],
        )
        cursor.execute(COVERAGE, {"city": city_code})
        cursor.execute(ACTIVITIES, {"city": city_code})


def candidates(link_ids, *, most=3):
    """link id → ids of the units whose names are most like what its papers say, the branch's county first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, near.id FROM outreach_coverage c JOIN members_organisation o ON o.id = c.branch_id
             CROSS JOIN LATERAL (
                SELECT u.id, similarity(u.name, c.token)
                       + CASE WHEN left(u.region_code, 6) = left(o.region_code, 6) THEN 0.1 ELSE 0 END AS likeness
                  FROM members_unit u
                 WHERE u.name %% c.token AND u.region_code LIKE left(o.region_code, 4) || '%%'
                   AND NOT EXISTS (SELECT 1 FROM members_unitmerger m WHERE m.unit_id = u.id)
                 ORDER BY likeness DESC, u.id LIMIT %(most)s) near
             WHERE c.id = ANY(%(links)s) ORDER BY c.id, near.likeness DESC, near.id""",
            {"links": list(link_ids), "most": most},
        )
        found = {}
        for link, unit in cursor.fetchall():
            found.setdefault(link, []).append(unit)
        return found
