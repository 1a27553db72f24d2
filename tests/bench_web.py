"""Public pages of societies under gunicorn, beside a bare view under the same gunicorn: requests a second and p95.

60 societies with 100,000 members. Every request of the uncached rounds has another address, so that nothing is kept.
"""

import http.client
import tempfile
import time
from itertools import count
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import connection

from tests.factories.processes import web

CONNECTIONS, SECONDS = 8, 5
FILL = """
INSERT INTO members_organisation (public_id, kind, name, region_code, created_at)
  SELECT 'bench-s' || n, 'society', '贵阳市第' || n || '学会', '5201', now() FROM generate_series(1, 60) n;
INSERT INTO societies_society (organisation_id, code, short_name, field, disciplines, credit_code, supervising_unit, scope,
    introduction, legal_representative, address, phone, email, website, founded_on)
  SELECT id, 'Z' || lpad(row_number() OVER (ORDER BY id)::text, 2, '0'), '', 'science', '{学科}', '', '', '', repeat('研究与交流。', 40),
         '', '', '', '', '', '1990-01-01' FROM members_organisation WHERE public_id LIKE 'bench-s%';
INSERT INTO members_admission (organisation_id, is_open, is_by_minutes, prefix, width, is_lettered, last_serial, words)
  SELECT organisation_id, true, false, code || '001', 4, true, 0, '' FROM societies_society WHERE code LIKE 'Z%';
INSERT INTO members_memberclass (organisation_id, code, valid_from, "order", name, subject, letter, conditions, rights, duties,
    asked, papers, years, yearly_dues, is_offered)
  SELECT organisation_id, 'regular', '2000-01-01', 1, '普通会员', 'person', 'M', '', '', '', '{}', '{}', '{1}', 0, true
    FROM societies_society WHERE code LIKE 'Z%';
INSERT INTO members_person (public_id, username, password, name, phone, email, sex, region_code, professional_title,
    discipline, is_active, joined_at)
  SELECT 'bench-' || n, 'bench-' || n, '!', '会员' || n, '', '', '', '', '', '', true, now() FROM generate_series(1, 100000) n;
INSERT INTO members_membership (public_id, organisation_id, person_id, number, former_number, admitted_at)
  SELECT 'bench-' || p.id, c.organisation_id, p.id, p.id::text, '', now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM members_person WHERE public_id LIKE 'bench-%') p
    JOIN (SELECT organisation_id, row_number() OVER (ORDER BY code) n FROM societies_society WHERE code LIKE 'Z%') c ON c.n = p.n % 60 + 1;
INSERT INTO members_membershipperiod (membership_id, member_class_id, start_on, end_on)
  SELECT m.id, c.id, date '2020-01-01' + (m.id % 2000)::int, NULL
    FROM members_membership m JOIN members_memberclass c USING (organisation_id);
ANALYZE;
"""


def load(served, address):
    """(requests a second, p95 in milliseconds) of so many connections; `address` is asked with the request's number."""
    host = urlsplit(served).netloc
    taken, numbers, until = [], count(), time.perf_counter() + SECONDS

    def run():
        kept = http.client.HTTPConnection(host, timeout=30)
        while time.perf_counter() < until:
            start = time.perf_counter()
            kept.request("GET", address(next(numbers)))
            response = kept.getresponse()
            response.read()
            assert response.status == 200, response.status
            taken.append(time.perf_counter() - start)

    threads = [Thread(target=run) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken) / (time.perf_counter() - start), sorted(taken)[int(len(taken) * 0.95)] * 1000


PAGES = (
    ("directory of societies, uncached", ">= 60 % of bare", lambda n: f"/societies/?n={n}"),
    ("directory of societies, visitors", ">= 100 % of bare", lambda n: "/societies/"),
    ("society page, uncached", ">= 40 % of bare", lambda n: f"/societies/Z01/?n={n}"),
    ("society page, visitors", ">= 100 % of bare", lambda n: "/societies/Z01/"),
)


def measure():
    """Prints a line for each page beside the bare view, all in one sitting."""
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    cache.clear()
    print(f"{'page (requests/s, p95)':<38}{'goal':>18}{'figure':>18}{'bare':>18}{'ratio':>8}")
    with (
        tempfile.TemporaryDirectory() as folder,
        web(Path(folder, "bare.log"), application="tests.bench_bare:application") as bare,
        web(Path(folder, "portal.log")) as portal,
    ):
        for title, goal, address in PAGES:
            load(portal, address)
            figure, baseline = load(portal, address), load(bare, lambda n: "/")
            shown = [f"{rate:.0f}/s {late:.0f} ms" for rate, late in (figure, baseline)]
            print(f"{title:<38}{goal:>18}{shown[0]:>18}{shown[1]:>18}{figure[0] / baseline[0]:>8.2f}")
