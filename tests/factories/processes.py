"""Real parts of the portal beside a test: other processes, on the test's database, files and queue."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

PATIENCE = 30
WORKER = ["celery", "-A", "portal.celery", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
CLOCK = ["celery", "-A", "portal.celery", "beat", "--loglevel", "WARNING"]
WEB = ["gunicorn", "-c", "portal/web.py"]


@contextmanager
def worker(log, **environment):
    """A Celery worker that lives as long as the block; what it says goes into the file `log`."""
    with _running(WORKER, log, environment) as process:
        yield process


@contextmanager
def clock(log, **environment):
    """Celery's clock, while the block lasts."""
    with _running(CLOCK, log, environment) as process:
        yield process


@contextmanager
def web(log, *, application="portal.wsgi", **environment):
    """gunicorn as production starts it, while the block lasts; gives its address. Another application is served alike."""
    port = free_port()
    with _running([*WEB, application], log, {"BIND": "127.0.0.1", "PORT": str(port)} | environment) as process:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


def free_port():
    """A port nobody listens on at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def _running(arguments, log, environment):
    with open(log, "ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=settings.BASE_DIR, env=os.environ | _environment() | environment,
            stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            end(process)


def end(process):
    """Ask a process of ours to stop, and its group to die when it does not."""
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
