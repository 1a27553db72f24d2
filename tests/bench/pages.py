"""Pages of the portal beside the bare site under the same gunicorn: requests a second and p95.

60 societies with 100,000 members. Every request of an uncached round has another address, so that no page is kept.
"""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.factories.processes import web

from . import load

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


PUBLIC = (
    ("directory of societies", ">= 0.60 of bare", "/societies/"),
    ("directory of societies as a table", ">= 0.60 of bare", "/societies/?view=list"),
    ("directory of branches", ">= 0.60 of bare", "/branches/"),
    ("news", ">= 0.60 of bare", "/news/"),
    ("society", ">= 0.40 of bare", "/societies/Z01/"),
    ("front page", ">= 0.40 of bare", "/"),
)


@contextmanager
def served():
    """(address of the portal, address of the bare site), both under gunicorn on the bench's database."""
    cache.clear()
    bare = {
        "application": "tests.bench.bare.wsgi:application", "SECRET_KEY": settings.SECRET_KEY,
    }  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as folder,
        web(Path(folder, "bare.log"), **bare) as beside,
        web(Path(folder, "portal.log")) as portal,
    ):
        yield portal, beside


def _asked(address):
    mark = "&" if "?" in address else "?"
    return lambda number: f"{address}{mark}n={number}"


def measure():
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    with served() as (portal, bare):
        beside = load.Site(bare, lambda number: "/")
        for work, goal, address in PUBLIC:
            load.lines(work, goal, load.Site(portal, _asked(address)), beside)
        for work, _goal, address in PUBLIC:
            kept = load.Site(portal, lambda number, address=address: address)
            load.lines(f"{work}, kept for visitors", ">= 1.00 of bare", kept, beside)
