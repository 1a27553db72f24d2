"""Who of everybody on record is probably somebody else on record, beside grouping the same people by name and birth date."""

from django.db import connection

from members import duplicates

from . import table

PEOPLE = 200_000  # whatever the scale: the goal is an absolute one
FILL = """
INSERT INTO members_person (public_id, username, name, phone, email, sex, born_on, unit_text, region_code,
    professional_title, discipline, confirmed_on, is_active, password, joined_at)
  SELECT 'alike' || n, 'alike-' || n, chr(19968 + n %% 61) || chr(20000 + (n::bigint * 7919 %% 2999)::int)
         || chr(23000 + (n::bigint * 104729 %% 4999)::int), '1' || lpad((n::bigint * 15485863 %% 9999999967)::text, 10, '0'),
         '', '', date '1950-01-01' + (n::bigint * 31 %% 18013)::int, '', '520102', '', '', '{}', true, '!', now()
    FROM generate_series(1, %s) n;
INSERT INTO members_person (public_id, username, name, phone, email, sex, born_on, unit_text, region_code,
    professional_title, discipline, confirmed_on, is_active, password, joined_at)
  SELECT 'again' || id, 'again-' || id, name, '', '', '', born_on, '', '520102', '', '', '{}', true, '!', now()
    FROM members_person WHERE username LIKE 'alike-%%00';
ANALYZE members_person;
"""
GROUPED = "SELECT name, born_on, count(*) FROM members_person GROUP BY 1, 2 HAVING count(*) > 1"


def _grouped():
    with connection.cursor() as cursor:
        cursor.execute(GROUPED)
        cursor.fetchall()


def measure():
    with connection.cursor() as cursor:
        cursor.execute(FILL, [PEOPLE])
    taken, baseline = table.beside(duplicates.likely_same, _grouped)
    table.timed(f"people alike among {PEOPLE}", "<= 2 s", taken, baseline)
