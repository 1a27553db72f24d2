"""One thing asked for many times at once, each from a thread with its own connection (drill R3)."""

import re
import threading
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.backends.utils import CursorWrapper

from portal.ground.errors import Refused

AT_ONCE = 50
ROW_LOCK = re.compile(r" FOR UPDATE( OF \S+(, \S+)*)?( SKIP LOCKED| NOWAIT)?")


def at_once(act, times=AT_ONCE):
    """(how often it was done, how often it was refused with a sentence); anything else that happens is raised."""
    done, refused, failed = [], [], []

    def run():
        try:
            done.append(act())
        except (Refused, PermissionDenied) as refusal:
            refused.append(refusal)
        except BaseException as error:  # noqa: BLE001  # handed to the test's own thread
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return len(done), len(refused)


def without_locks(monkeypatch, times, *, reading=None):
    """The control: rows are read without a lock, nobody waits for a turn, and nobody goes on before all have read.

    They wait for each other after the read that follows the first lock each of them asks for, or after their first look
    into the table of this name.
    """
    gate, here, execute = threading.Barrier(times, timeout=20), threading.local(), CursorWrapper.execute

    def read_and_wait(cursor, sql, parameters=None):
        unlocked = ROW_LOCK.sub("", sql)
        is_turn = "pg_advisory_xact_lock" in sql
        is_asking = is_turn or unlocked != sql or bool(reading and f'FROM "{reading}"' in sql)
        if is_asking and not getattr(here, "is_past", False):
            here.is_past = here.is_due = True
        answer = execute(cursor, "SELECT 1") if is_turn else execute(cursor, unlocked, parameters)
        if not is_turn and getattr(here, "is_due", False):
            here.is_due = False
            with suppress(threading.BrokenBarrierError):
                gate.wait()
        return answer

    monkeypatch.setattr(CursorWrapper, "execute", read_and_wait)
