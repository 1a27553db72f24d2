"""Django looks after a kept connection by asking the server something before every request; that is one answer more to wait for.

A server that ends a connection says so, or its system does, and what it said lies unread in the socket. A connection in
use lately with nothing unread is alive; any other is asked.
"""

import select
import time

from django.db.backends.postgresql import base

QUIET = 30  # seconds after which something between here and the server may have forgotten the connection


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose health is seen from its socket where that tells."""

    _looked_at = float("-inf")

    def is_usable(self):
        """Does the connection live? Asked for once before each request that needs the database."""
        before, self._looked_at = self._looked_at, time.monotonic()
        if self._looked_at - before < QUIET and not self._has_unread():
            return True
        return super().is_usable()

    def _has_unread(self):
        """Did the server say something nobody asked for? A connection that is closed on this side counts as well."""
        if self.connection is None or self.connection.closed:
            return True
        watched = select.poll()
        watched.register(self.connection.fileno(), select.POLLIN)
        return bool(watched.poll(0))
