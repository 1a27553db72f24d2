"""Entries of the search, few ones by name and very many at once."""

from datetime import date

from django.db import connection

from portal.ground import grams
from portal.ground.models import SearchEntry

DAY = date(2026, 11, 2)
# Names as a province has them: syllables by number, so that some occur everywhere and most hardly ever; the grams as
# `grams` would cut them.
MANY = """
INSERT INTO ground_searchentry (thing, thing_id, kind, title, text, url, start_on, audience, grams)
  SELECT 'x', n::text, (ARRAY['branch', 'post', 'person'])[1 + n %% 3], title, '', '/x/', date '2015-01-01' + n %% 4000,
         CASE WHEN n %% 10 = 0 THEN 'signed_in' ELSE 'public' END,
         ARRAY(SELECT DISTINCT mark || substr(title, place, length) FROM generate_series(1, char_length(title)) place,
               generate_series(1, 2) length, unnest(ARRAY['', '^']) mark WHERE place + length <= char_length(title) + 1)
    FROM (SELECT n, chr(19968 + n * 7 %% 5003) || chr(19968 + n %% 211) || chr(19968 + n * 13 %% 8009) || '县科学技术协会' AS title
            FROM generate_series(1, %s) n) named
"""


def entry(title, text="", *, kind="branch", start_on=DAY, end_on=None, audience="public", url="/"):
    """One thing that can be found."""
    number = str(SearchEntry.objects.count() + 1)
    return SearchEntry.objects.create(
        thing="x", thing_id=number, kind=kind, title=title, text=text, url=url, start_on=start_on, end_on=end_on,
        audience=audience, grams=grams.of_entry(title, text),
    )  # fmt: skip


def many(count):
    """So many entries, known to the planner."""
    with connection.cursor() as cursor:
        cursor.execute(MANY, [count])
        cursor.execute("ANALYZE ground_searchentry")
