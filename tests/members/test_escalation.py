"""What nobody decided in time goes to the next officer, once, and never to somebody who must not decide it."""

from datetime import UTC, datetime, timedelta

import pytest

from members import actions, reviews, tasks
from members.models import Office
from portal.ground.models import Delivery, JournalEntry
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.outreach.test_branch_actions import submitted
from tests.racing import at_once

pytestmark = pytest.mark.django_db
# Handed in on Monday 2 November, due on the 9th; two working days of grace end with the 11th.
STILL, LATE = (datetime(2026, 11, day, 4, tzinfo=UTC) for day in (11, 12))


@pytest.fixture
def society(city):
    return factory.society(city)


def told(actor):
    subjects = Delivery.objects.filter(person=actor.person).values_list("notice__subject", flat=True)
    return [subject for subject in subjects if subject.startswith("超期")]


def test_a_late_review_goes_to_the_next_officer_once(city, society):
    application = factory.submitted(society, factory.person())
    actions.escalate_overdue_reviews(now=STILL)
    assert reviews.waiting(application).escalated_to == ""

    actions.escalate_overdue_reviews(now=LATE)
    actions.escalate_overdue_reviews(now=LATE + timedelta(days=9))

    step = reviews.waiting(application)
    assert (step.titles, step.escalated_to) == (["assistant", "secretary_general"], "secretary_general")
    assert told(city.general) == ["超期转交：申请人1申请加入遵义市物理学会的初审"]
    assert told(city.president) == told(city.assistant) == []
    assert JournalEntry.objects.get(verb="review.escalated").detail["note"] == "初审超期，转交秘书长"
    actions.pass_application(application, by=city.general, now=LATE)
    actions.admit_application(application, by=city.president, now=LATE)


def test_whoever_alone_can_say_the_last_word_is_told_and_does_not_decide(city, society):
    Office.objects.filter(title="president").delete()
    application = factory.submitted(society, factory.person())

    actions.escalate_overdue_reviews(now=LATE)
    actions.escalate_overdue_reviews(now=LATE)

    assert reviews.waiting(application).titles == ["assistant"]
    assert told(city.general) == ["超期请督办：申请人1申请加入遵义市物理学会的初审"]


def test_who_decided_before_or_wants_in_is_passed_over(city, society):
    vice = societies.officer(society, Office.Title.VICE_PRESIDENT, name="vice")
    person = city.general.person
    person.phone, person.phone_verified_at, person.unit_text = "13700000000", NOW, "某所"
    person.save()
    application = factory.submitted(society, factory.Actor(person))

    actions.escalate_overdue_reviews(now=LATE)

    assert reviews.waiting(application).escalated_to == "vice_president"
    assert (told(city.general), len(told(vice))) == ([], 1)


def test_nobody_above_is_nobody_told(city, society):
    application = factory.passed(society, factory.person(), city)
    actions.escalate_overdue_reviews(now=LATE + timedelta(days=30))

    assert reviews.waiting(application).escalated_to == ""
    assert told(city.president) == []


def test_an_associations_review_goes_to_its_own_leaders(city):
    branch = submitted(city)

    actions.escalate_overdue_reviews(now=LATE + timedelta(days=30))

    assert told(city.leader) == []
    assert len(told(city.honghua_head)) == 1
    assert "chair" not in reviews.waiting(branch).titles  # who approves alone does not review first


def test_the_clock_reminds_and_escalates(city, society, time_machine):
    application = factory.submitted(society, factory.person())
    time_machine.move_to(LATE)
    tasks.remind_reviewers()
    assert reviews.waiting(application).escalated_to == "secretary_general"


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_clocks_at_once_tell_once(city, society):
    application = factory.submitted(society, factory.person())

    at_once(lambda: actions.escalate_overdue_reviews(now=LATE))

    assert reviews.waiting(application).titles == ["assistant", "secretary_general"]
    assert len(told(city.general)) == 1
