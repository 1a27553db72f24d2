"""Two clocks at once do a job once."""

import threading

import pytest
from django.db import connection

from portal.ground.locks import alone

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def while_another_is_at(name, job):
    """What `job` gives while another connection is in the middle of the job of this name."""
    begun, finish = threading.Event(), threading.Event()

    def wait():
        begun.set()
        assert finish.wait(timeout=20)

    def run():
        alone(name, wait)
        connection.close()

    other = threading.Thread(target=run)
    other.start()
    assert begun.wait(timeout=20)
    try:
        return job()
    finally:
        finish.set()
        other.join()


def test_alone_does_nothing_while_another_clock_is_at_the_job():
    assert while_another_is_at("count", lambda: alone("count", lambda: "done")) is None


def test_alone_does_the_job_when_the_other_clock_is_at_another():
    """The control: nothing but the name keeps it from the job."""
    assert while_another_is_at("count", lambda: alone("tell", lambda: "done")) == "done"


def test_alone_does_the_job_again_when_the_other_clock_has_finished():
    while_another_is_at("count", lambda: None)

    assert alone("count", lambda: "done") == "done"


def test_alone_gives_the_lock_back_when_the_job_fails():
    with pytest.raises(ZeroDivisionError):
        alone("count", lambda: 1 / 0)

    assert while_another_is_at("tell", lambda: alone("count", lambda: "done")) == "done"
