"""One thing asked for many times at once, each from a thread with its own connection (drill R3)."""

import threading

from django.core.exceptions import PermissionDenied
from django.db import connection

from portal.ground.errors import Refused

AT_ONCE = 50


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
