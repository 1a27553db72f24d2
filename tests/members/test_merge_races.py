"""Merging at once with itself, with a confirmation, an undoing and an admission; each with a control."""

import threading

import pytest
from django.db import connection

from members import actions
from members.actions import admission
from members.actions import merge as merging_acts
from members.models import Membership, Person, PersonMerge
from tests.factories import joining
from tests.factories.city import NOW
from tests.factories.twins import twin, verified
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def ask(kept, other, by):
    return actions.ask_merge(kept, other, evidence="x", by=by, now=NOW)


def test_fifty_merges_at_once_are_one(city):
    kept, other = twin(1), twin(2)

    done, refused = at_once(lambda: ask(kept, other, city.official))

    assert (done, refused, PersonMerge.objects.count()) == (1, 49, 1)


def test_both_ways_at_once_make_no_ring(city):
    one, other = twin(1), twin(2)
    turns = iter([(one, other), (other, one)] * 25)

    done, _refused = at_once(lambda: ask(*next(turns), city.official))

    assert (done, Person.objects.filter(merged_into=None, pk__in=(one.pk, other.pk)).count()) == (1, 1)


def test_fifty_confirmations_and_fifty_undoings_at_once_are_one_each(city):
    kept, other = twin(1), twin(2)
    verified(kept, other)
    asked = ask(kept, other, city.official)

    confirmed = at_once(lambda: actions.confirm_merge(asked, by=city.leader, now=NOW))
    undone = at_once(lambda: actions.undo_merge(asked, reason="x", by=city.leader, now=NOW))

    assert (confirmed, undone) == ((1, 49), (1, 49))


def meet(*acts):
    """Each act in a thread of its own; what went wrong."""
    failed = []

    def run(act):
        try:
            act()
        except Exception as error:  # noqa: BLE001  # looked at by the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def _admission_meets_a_merge(city):
    """The merge has looked at everything else when the admission is decided; members who are no record any more."""
    a06 = joining.society(city)
    kept, other = joining.person(1, name="王小燕"), joining.person(2, name="王小燕")
    application = joining.passed(a06, other, city)
    inside = threading.Barrier(2, timeout=3)
    carry_out = merging_acts._move_everything

    def slowly(writer):
        lines = carry_out(writer)
        inside.wait()
        threading.Event().wait(0.4)  # the admission has begun
        return lines

    def admit():
        inside.wait()
        actions.admit_application(application, by=city.general, now=NOW)

    merging_acts._move_everything = slowly
    try:
        failed = meet(lambda: ask(kept.person, other.person, city.official), admit)
    finally:
        merging_acts._move_everything = carry_out
    assert failed == []
    return Membership.objects.filter(person=other.person).count(), Membership.objects.filter(person=kept.person).count()


def test_an_admission_at_the_same_time_makes_the_kept_record_a_member(city):
    assert _admission_meets_a_merge(city) == (0, 1)


def test_without_its_lock_the_admission_makes_a_member_of_a_record_that_is_gone(city, monkeypatch):
    """The control: an application read before the merge and not locked is admitted for the record it named."""
    monkeypatch.setattr(admission, "_locked", lambda application: application)

    assert _admission_meets_a_merge(city) == (1, 0)
