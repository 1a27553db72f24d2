"""Opening what strangers bring: a bare child process with little memory and little time, so that only it can break.

The child prints JSON, one value a line, and `END` when it is done; whatever it breaks is its own.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
END = {"end": True}
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"}


class Failed(Exception):
    """The child gave no whole answer."""


class TookTooLong(Failed):
    """The child was still at it when its time was over."""


class TookTooMuch(Failed):
    """The child wanted more memory or processor than it may have."""


class BrokeDown(Failed):
    """The child could not make sense of what it was given."""


def run(module, *arguments, seconds):
    """The values the child printed before its end; raises a kind of `Failed` when it did not come to an end."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=seconds, env=ENVIRONMENT, cwd="/")
    except subprocess.TimeoutExpired as error:
        raise TookTooLong from error
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode == 0 and lines and lines[-1] == json.dumps(END):
        return [json.loads(line) for line in lines[:-1]]
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise TookTooMuch
    raise BrokeDown(done.stderr.decode("utf-8", "replace")[-2000:])


def confine(*, memory, cpu_seconds, written=0):
    """Called by the child before it opens anything: bytes of memory, seconds, and bytes of any file it may write."""
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    os.umask(0o077)
