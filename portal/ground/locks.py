"""Advisory locks: two clocks at once do a job once, and acts that have no row to lock yet wait for each other."""

import zlib

from django.db import connection, transaction

JOBS, TURNS = 7301, 7302


def alone(name, job):
    """Run `job` unless somebody else is at the job of this name just now; both in one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [JOBS, _number(name)])
            is_alone = cursor.fetchone()[0]
        return job() if is_alone else None


def in_turn(name):
    """Wait until no other transaction has its turn under this name; ours ends with the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, _number(name)])


def _number(name):
    return zlib.crc32(name.encode()) & 0x7FFFFFFF
