"""`make run`: migrations, the demo city on the first start, then web, worker and beat until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from django.core.management import execute_from_command_line

PYTHON = sys.executable
WAIT_SECONDS = 25


def _manage(*arguments, **environment):
    subprocess.run([PYTHON, "manage.py", *arguments], check=True, env=os.environ | environment)


def main():
    for stop in (signal.SIGINT, signal.SIGTERM):  # said again: a shell that starts us in the background ignores SIGINT
        signal.signal(stop, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    # Asking for the settings starts the embedded servers and keeps them while this process lives.
    execute_from_command_line(["manage.py", "check"])
    port = os.environ.get("PORT", "8000")
    _manage("migrate", "--verbosity", "0")
    _manage("collectstatic", "--noinput", "--verbosity", "0")
    if os.environ.get("DEMO", "1") != "0":
        _manage("build_demo", "--if-empty")
    celery = [PYTHON, "-m", "celery", "-A", "portal.celery"]
    commands = [
        [
            PYTHON,
            "-m",
            "gunicorn",
            "portal.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--no-control-socket",
        ],
        [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        [*celery, "beat", "--loglevel", "WARNING"],
    ]
    parts = [subprocess.Popen(command, start_new_session=True) for command in commands]
    print(f"\n科技工作者之家：http://127.0.0.1:{port}  （Ctrl-C 停止）\n", flush=True)
    try:
        while all(part.poll() is None for part in parts):
            time.sleep(0.5)
    finally:
        _stop(parts)


def _stop(parts):
    for part in parts:
        if part.poll() is None:
            part.terminate()
    deadline = time.monotonic() + WAIT_SECONDS
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
