"""A real Celery worker beside a test: another process, on the test's database, files and queue."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

COMMAND = ["-m", "celery", "-A", "portal.celery", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
PATIENCE = 30


@contextmanager
def worker(log):
    """Lives as long as the block; what it says goes into the file `log`."""
    with open(log, "wb") as said:
        process = subprocess.Popen(
            [sys.executable, *COMMAND], cwd=settings.BASE_DIR, env=os.environ | _environment(), stdout=said,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(PATIENCE)


def _environment():
    database = _database()
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DATABASE_URL": database, "DATABASE_OWNER_URL": database,
        "REDIS_URL": settings.CACHES["default"]["LOCATION"], "PORTAL_VAR": str(settings.VAR_DIR),
        "PORTAL_CITY": settings.PORTAL_CITY,
    }  # fmt: skip


def _database():
    """The address of the database this test runs on."""
    at = connection.settings_dict
    password = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgres://{at['USER']}{password}@{at['HOST']}{port}/{at['NAME']}?{urlencode(at['OPTIONS'])}"
