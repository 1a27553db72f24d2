"""Coverage figures of a quarter beside the raw SQL of the same figures; freezing it; the memory this takes."""

import resource
from datetime import date

from django.db import connection

from outreach import facts, reports
from outreach.models import QuarterReport, RegisterEdition

from . import scale, table

DAY = date(2026, 9, 30)
CODE = "5201"

FILL = """
INSERT INTO members_unit (public_id, kind, name, credit_code, region_code, is_region, ownership, tags)
  SELECT 'u' || n, CASE WHEN n <= {townships} THEN 'township' ELSE 'enterprise' END, '单位' || n, '',
         '5201' || lpad((n % 90 + 10)::text, 2, '0'), false, '', '{{}}' FROM generate_series(1, {units}) n;
INSERT INTO outreach_registeredition (city_code, kind, name, as_of, source)
  VALUES ('5201', 'township', '名录', '2026-01-01', ''), ('5201', 'enterprise', '名录', '2026-01-01', '');
INSERT INTO outreach_registerentry
    (edition_id, unit_id, name, region_code, is_above_size, is_high_tech, science_workers, ownership, tags)
  SELECT e.id, u.id, u.name, u.region_code, u.id % 2 = 0, u.id % 3 = 0, 5, 'private', '{{}}'
    FROM members_unit u JOIN outreach_registeredition e ON e.kind = u.kind;
INSERT INTO members_organisation (public_id, kind, name, region_code, created_at)
  SELECT 'o' || n, 'branch', '科协' || n, '5201' || lpad((n % 90 + 10)::text, 2, '0'), now() FROM generate_series(1, {branches}) n;
INSERT INTO outreach_branch (organisation_id, kind, formation, state, contact_name, contact_phone, chair_name,
    approval_document, filed_on, dissolved_reason, members_count)
  SELECT id, 'enterprise', CASE WHEN id % 4 = 0 THEN 'regional' ELSE 'standalone' END, 'filed', '', '', '', '',
         date '2020-01-01' + (id % 2400)::int, '', 9 FROM members_organisation;
INSERT INTO outreach_coverage (branch_id, token, unit_id, is_matched_by_hand)
  SELECT o.id, '', u.id, false FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM members_organisation) o
    JOIN (SELECT id, row_number() OVER (ORDER BY id) n FROM members_unit) u USING (n);
INSERT INTO members_activity (organisation_id, held_on, name, kind, region_code, served_token, served_unit_id, person_times, filed_at)
  SELECT o.id, date '2024-10-01' + (g * 37 + o.id % 300)::int % 730, '活动' || g, '讲座', '', '', NULL, 9, now()
    FROM members_organisation o, generate_series(1, 7) g WHERE o.id % 7 < 6;
ANALYZE;
"""

RAW = """
SELECT left(e.region_code, 6), n.kind, count(*), count(c.unit_id), count(c.unit_id) FILTER (WHERE c.own),
       count(c.unit_id) FILTER (WHERE c.live), count(*) FILTER (WHERE e.is_above_size)
  FROM outreach_registerentry e JOIN outreach_registeredition n ON n.id = e.edition_id
  LEFT JOIN (SELECT c.unit_id, bool_or(b.formation = 'standalone') AS own, bool_or(a.organisation_id IS NOT NULL) AS live
               FROM outreach_coverage c JOIN outreach_branch b ON b.organisation_id = c.branch_id
               LEFT JOIN (SELECT DISTINCT organisation_id FROM members_activity
                           WHERE held_on > '2025-09-30' AND held_on <= '2026-09-30') a USING (organisation_id)
              WHERE b.filed_on <= '2026-09-30' AND b.dissolved_on IS NULL GROUP BY 1) c ON c.unit_id = e.unit_id
 GROUP BY 1, 2
"""


def raw():
    with connection.cursor() as cursor:
        cursor.execute(RAW)
        cursor.fetchall()


def measure():
    townships, enterprises = scale.of(41_352), scale.of(500_000)
    sizes = {"townships": townships, "units": townships + enterprises, "branches": scale.of(300_000)}
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(**sizes))
    sources = reports.live_sources(CODE, day=DAY)
    figures, baseline = table.beside(lambda: list(reports.figures(sources, city_code=CODE, day=DAY)), raw)
    table.timed(f"all indicators of {townships + enterprises} units", "<= 3 x raw SQL", figures, baseline)
    report = QuarterReport.objects.create(city_code=CODE, quarter="2026Q3", requested_at="2026-10-08T00:00Z")
    editions = list(RegisterEdition.objects.values_list("pk", flat=True))
    frozen = table.seconds(lambda: facts.freeze(report.pk, city_code=CODE, day=DAY, edition_ids=editions))
    table.line("freezing the quarter", "<= 60 s", f"{frozen:.1f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    table.line("memory of this process after it", "<= 400 MB", f"{memory} MB")
