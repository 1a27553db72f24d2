"""A kept connection that the server has ended is noticed before anybody asks it something, without asking every time."""

import time

import pytest
from django.db import connection, connections
from django.db.utils import InterfaceError, OperationalError

from portal.ground.postgres import base

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture
def kept():
    """A second connection to the test's database, opened and looked at once."""
    copy = connections["default"].copy()
    copy.ensure_connection()
    assert copy.is_usable()
    yield copy
    copy.close()


def end(other):
    """As a server does that restarts; its word is there at once."""
    pid = other.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
            if cursor.fetchone() is None:
                return
            time.sleep(0.01)
    raise AssertionError("the server kept the connection")


def asked(kept, monkeypatch):
    """How often the server itself is asked while the connection is looked at."""
    calls = []
    monkeypatch.setattr(base.base.DatabaseWrapper, "is_usable", lambda self: calls.append(self) or True)
    assert kept.is_usable()
    return len(calls)


def test_a_connection_in_use_is_alive_without_asking(kept, monkeypatch):
    assert asked(kept, monkeypatch) == 0


def test_one_that_lay_quiet_is_asked(kept, monkeypatch):
    kept._looked_at -= base.QUIET

    assert asked(kept, monkeypatch) == 1


def test_one_the_server_ended_is_not_usable(kept):
    end(kept)

    assert not kept.is_usable()


def test_control_without_looking_at_the_socket_the_next_question_fails(kept, monkeypatch):
    monkeypatch.setattr(base.DatabaseWrapper, "_has_unread", lambda self: False)
    end(kept)

    assert kept.is_usable()
    with pytest.raises((OperationalError, InterfaceError)), kept.cursor() as cursor:
        cursor.execute("SELECT 1")
