"""Posts asked for many things at once (drill R3), each with the control that fails without the lock."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError

from portal.ground.models import JournalEntry
from portal.home import actions, tasks
from portal.home.actions import post as writing
from portal.home.actions import post_review, publishing
from portal.home.models import Post, PostVersion
from tests.factories import posts
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once, without_locks

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _newsroom(city):
    posts.newsroom(city)


def live(city):
    return posts.published(city)


TRANSITIONS = {
    "submit": (posts.written, lambda p, c: actions.submit_post(p, by=c.official, now=NOW), "post.submitted"),
    "pass": (posts.submitted, lambda p, c: actions.pass_post(p, revision=p.revision, by=c.stats, now=NOW), "post.passed"),
    "return": (
        posts.submitted, lambda p, c: actions.return_post(p, remark="x", places={}, by=c.stats, now=NOW), "post.returned",
    ),
    "take back": (posts.submitted, lambda p, c: actions.take_back_post(p, by=c.official, now=NOW), "post.taken_back"),
    "publish": (posts.approved, lambda p, c: actions.publish_post(p, by=c.official, now=NOW), "post.published"),
    "schedule": (
        posts.approved, lambda p, c: actions.schedule_post(p, at=LATER, by=c.official, now=NOW), "post.scheduled",
    ),
    "withdraw": (
        live, lambda p, c: actions.withdraw_post(p, reason="x", by=c.official, now=NOW), "post.withdrawn",
    ),
    "correct": (live, lambda p, c: actions.correct_post(p, by=c.official, now=NOW), "post.correction_begun"),
    "pin": (live, lambda p, c: actions.pin_post(p, by=c.official, now=NOW), "post.pinned"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_transition_asked_for_many_times_at_once_happens_once(city, name):
    prepare, act, verb = TRANSITIONS[name]
    post = prepare(city)

    done, refused = at_once(lambda: act(post, city))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb=verb, thing_id=str(post.pk)).count() == 1


def test_two_reviewers_at_once_decide_one_step(city):
    post = posts.submitted(city)
    both = iter([city.stats, city.colleague] * (AT_ONCE // 2))

    done, refused = at_once(lambda: actions.pass_post(post, revision=post.revision, by=next(both), now=NOW))

    # The second person may take the second step; nobody takes two, and the third waits for a leader.
    assert (done, refused) == (2, AT_ONCE - 2)
    assert JournalEntry.objects.filter(verb="post.passed").values("person").distinct().count() == 2
    post.refresh_from_db()
    assert post.state == "submitted"


def test_of_many_savers_of_one_revision_one_saves(city):
    post = posts.begun(city)

    done, refused = at_once(lambda: posts.save(post, city.official))

    assert (done, refused) == (1, AT_ONCE - 1)


def test_many_clocks_at_once_publish_once(city):
    post = actions.schedule_post(posts.approved(city), at=LATER, by=city.official, now=NOW)
    Post.objects.filter(pk=post.pk).update(scheduled_at=NOW)

    at_once(tasks.publish_due_posts, times=8)

    assert PostVersion.objects.filter(post=post).count() == 1
    assert JournalEntry.objects.filter(verb="post.published").count() == 1


def test_without_the_lock_many_clocks_publish_more_than_once_or_meet_the_database(city, monkeypatch):
    """The control: no clock skips what another one has taken."""
    post = actions.schedule_post(posts.approved(city), at=LATER, by=city.official, now=NOW)
    Post.objects.filter(pk=post.pk).update(scheduled_at=NOW)
    without_locks(monkeypatch, 8)

    with pytest.raises(IntegrityError):
        at_once(tasks.publish_due_posts, times=8)


@pytest.fixture
def unlock(monkeypatch):
    """For the controls: rows are read without a lock, and everybody is let in before anybody has written."""
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def read(post):
        found = Post.objects.select_related("organisation", "author", "column", "live").get(pk=post.pk)
        gate.wait()
        return found

    return lambda module: monkeypatch.setattr(module, "locked", read)


def test_without_the_lock_a_step_is_decided_more_than_once(city, unlock):
    post = posts.submitted(city)
    unlock(post_review)

    done, _refused = at_once(lambda: actions.pass_post(post, revision=post.revision, by=city.stats, now=NOW))

    assert done > 1


def test_without_the_lock_of_many_savers_several_save(city, unlock):
    post = posts.begun(city)
    unlock(writing)

    done, _refused = at_once(lambda: posts.save(post, city.official))

    assert done > 1


def test_without_the_lock_a_post_is_scheduled_more_than_once(city, unlock):
    post = posts.approved(city)
    unlock(publishing)

    done, _refused = at_once(lambda: actions.schedule_post(post, at=LATER, by=city.official, now=NOW))

    assert done > 1
