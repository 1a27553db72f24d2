"""`make bench`: what must be fast, measured beside its baseline in the same run; prints a table, judges nothing.

BENCH_SCALE=1 is the country: 41,352 townships, 500,000 enterprises, 300,000 branches, 2 million activities.
"""

import os
import resource
import statistics
import time
from datetime import date

import django
from django.db import connection
from django.test.utils import get_runner, setup_test_environment

RUNS = 3
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


def median(work):
    """Median seconds of some runs, after one that does not count."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def raw():
    with connection.cursor() as cursor:
        cursor.execute(RAW)
        cursor.fetchall()


def measure():
    from outreach import facts, reports  # noqa: PLC0415  # models exist only after the set-up
    from outreach.models import QuarterReport, RegisterEdition  # noqa: PLC0415

    scale = float(os.environ.get("BENCH_SCALE", "0.2"))
    townships, enterprises = int(41_352 * scale), int(500_000 * scale)
    sizes = {"townships": townships, "units": townships + enterprises, "branches": int(300_000 * scale)}
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(**sizes))
    sources = reports.live_sources(CODE, day=DAY)
    figures = median(lambda: list(reports.figures(sources, city_code=CODE, day=DAY)))
    baseline = median(raw)
    report = QuarterReport.objects.create(city_code=CODE, quarter="2026Q3", requested_at="2026-10-08T00:00Z")
    editions = list(RegisterEdition.objects.values_list("pk", flat=True))
    start = time.perf_counter()
    rows = facts.freeze(report.pk, city_code=CODE, day=DAY, edition_ids=editions)
    frozen = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"scale {scale}: {sizes}")
    print(f"{'work':<34}{'goal':>12}{'figure':>10}{'baseline':>10}{'ratio':>8}")
    print(f"{'all indicators, live':<34}{'<= 3 x raw':>12}{figures:>9.2f}s{baseline:>9.2f}s{figures / baseline:>8.2f}")
    print(f"{f'freezing {rows} unit rows':<34}{'<= 60 s':>12}{frozen:>9.2f}s{'-':>10}{'-':>8}")
    print(f"{'memory of this process':<34}{'<= 400 MB':>12}{memory:>8}MB{'-':>10}{'-':>8}")


def measure_search():
    """The one search beside one indexed query of 30 rows: a rare name, a common word, a word nobody wrote."""
    from portal.ground import finding  # noqa: PLC0415
    from portal.ground.models import SearchEntry  # noqa: PLC0415
    from tests.factories.entries import many  # noqa: PLC0415

    count = int(1_000_000 * float(os.environ.get("BENCH_SCALE", "0.2")))
    many(count)
    rare = SearchEntry.objects.filter(audience="public").order_by("pk")[count // 3].title[:3]
    newest = SearchEntry.objects.order_by("-start_on", "-id").values_list("pk", "title")
    baseline = median(lambda: list(newest[:30]))
    for what, asked in (("rare name", rare), ("word in every title", "科学技术协会"), ("word of nobody", "龘靐")):
        taken = median(lambda asked=asked: finding.find(asked, audiences=["public"], on=DAY))
        name = f"search {count}: {what}"
        print(f"{name:<34}{'':>12}{taken * 1000:>8.1f}ms{baseline * 1000:>8.1f}ms{taken / baseline:>8.1f}")


def measure_pages():
    """Public pages of societies under gunicorn, beside a bare view."""
    from tests import bench_web  # noqa: PLC0415

    bench_web.measure()


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.conf import settings  # noqa: PLC0415

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        measure()
        measure_search()
        measure_pages()
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
