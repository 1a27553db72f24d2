"""A private pair of servers that a drill may break, with the portal's tables in it and this process connected to it."""

import os
import shutil
import signal
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from portal import embedded


class Pair:
    """PostgreSQL and Valkey of our own, and what may happen to them."""

    def __init__(self, folder):
        self._servers = embedded._Servers(folder)
        self.addresses = self._servers.addresses

    def start(self):
        self._servers.start()

    def kill_broker(self):
        """As a power cut would: and whatever it had written is gone too."""
        pid = self._servers._valkey_pid()
        os.kill(pid, signal.SIGKILL)
        embedded._wait(lambda: not self._servers._valkey_pid())
        shutil.rmtree(self._servers.valkey)
        (self._servers.sockets / "valkey.sock").unlink()

    def restart_database_at_once(self):
        """Every connection is cut, nothing is finished; the server starts from its log."""
        servers = self._servers
        options = f"-c listen_addresses='' -c unix_socket_directories={servers.sockets} -c unix_socket_permissions=0700"
        stop = [servers._postgres("pg_ctl"), "-D", servers.data, "-m", "immediate", "-w", "stop"]
        servers._run(*stop)
        start = [servers._postgres("pg_ctl"), "-D", servers.data, "-w", "-t", "60", "-o", options]
        servers._run(*start, "-l", servers.home / "postgres.log", "start")

    def remove(self):
        self._servers.stop()
        shutil.rmtree(self._servers.home, ignore_errors=True)
        shutil.rmtree(self._servers.sockets, ignore_errors=True)


@contextmanager
def private_pair(folder):
    """The pair with the portal's tables, while this process and whatever it starts use it."""
    pair = Pair(folder)
    pair.start()
    here = connection.settings_dict.copy()
    there = {"NAME": "portal", "USER": "portal_owner", "OPTIONS": {"host": str(pair._servers.sockets)}}
    connection.close()
    connection.settings_dict.update(there)
    cache = settings.CACHES["default"] | {"LOCATION": pair.addresses.redis}
    broker = pair.addresses.redis.replace("unix://", "redis+socket://")
    try:
        call_command("migrate", verbosity=0)
        with override_settings(CACHES={"default": cache}, CELERY_BROKER_URL=broker):
            yield pair
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(here)
        caches.close_all()
        pair.remove()
