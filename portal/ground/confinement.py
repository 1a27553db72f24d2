"""Opening what strangers bring: a bare child process with little memory and little time, so that only it can break.

The child prints JSON, one value a line, and `END` when it is done; whatever it breaks is its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
END = {"end": True}
TOO_MUCH = (b"MemoryError", b"File too large")
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
    """Give the values the child printed, one by one; raises a kind of `Failed`, before the first, when it came to no end.

    What it prints goes through a file, which counts as written by it: a long answer takes no memory here.
    """
    with tempfile.TemporaryFile() as printed:
        _let_print(module, arguments, printed, seconds)
        printed.seek(0)
        for line in printed:
            value = json.loads(line)
            if value != END:
                yield value


def _let_print(module, arguments, printed, seconds):
    command = [sys.executable, "-m", module, *map(str, arguments)]
    try:
        done = subprocess.run(
            command, check=False, stdout=printed, stderr=subprocess.PIPE, timeout=seconds, env=ENVIRONMENT, cwd="/"
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong from error
    if done.returncode < 0 or any(sign in done.stderr for sign in TOO_MUCH):
        raise TookTooMuch
    if done.returncode or not _ended(printed):
        raise BrokeDown(done.stderr.decode("utf-8", "replace")[-2000:])


def _ended(printed):
    last = json.dumps(END).encode() + b"\n"
    printed.seek(max(0, printed.seek(0, os.SEEK_END) - len(last)))
    return printed.read() == last


def confine(*, memory, cpu_seconds, written):
    """Called by the child before it opens anything: bytes of memory, seconds, and bytes of any file it may write."""
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    os.umask(0o077)
