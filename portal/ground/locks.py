"""Advisory locks of periodic jobs: two clocks at once do a job once."""

import zlib

from django.db import connection, transaction


def alone(name, job):
    """Run `job` unless somebody else is at the job of this name just now; both in one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [7301, zlib.crc32(name.encode()) & 0x7FFFFFFF])
            is_alone = cursor.fetchone()[0]
        return job() if is_alone else None
