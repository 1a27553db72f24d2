"""A branch's life: each act done, refused, forbidden, and asked for many times at once (drill R3)."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from members.models import ReviewStep
from outreach import actions
from outreach.actions import branch as branch_actions
from outreach.models import Branch
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from tests.factories.city import NOW, bring_papers
from tests.racing import AT_ONCE, at_once

PAPERS = {
    "kind": "enterprise", "formation": "standalone", "contact_name": "甲", "contact_phone": "13800000000",
    "chair_name": "乙", "is_civil_registered": None, "members_count": 12,
}  # fmt: skip
FOUNDING = {"founded_on": date(2026, 10, 20), "filed_on": date(2026, 11, 1), "term_ends_on": date(2031, 11, 1)}
RENEWAL = {"elected_on": date(2026, 11, 2), "term_ends_on": date(2036, 11, 1), "chair_name": "丙"}


def draft(city, **changes):
    papers = PAPERS | {"name": "甲企业科协", "region_code": "520302", "covers": ["甲企业"]} | changes
    return actions.save_branch_draft(None, by=city.worker, **papers)


def prepared(city):
    branch = draft(city)
    bring_papers(branch, city.worker.person)
    return branch


def submitted(city):
    return actions.submit_branch(prepared(city), by=city.worker, now=NOW)


def passed(city):
    return actions.pass_branch(submitted(city), by=city.honghua, now=NOW)


def approved(city):
    return actions.approve_branch(
        passed(city), document="〔2026〕1号", on=date(2026, 10, 10), by=city.honghua_head, now=NOW
    )


def founded(city):
    branch = approved(city)
    bring_papers(branch, city.worker.person, stage="founding")
    return branch


def filed(city):
    return actions.file_founding(founded(city), **FOUNDING, by=city.honghua, now=NOW)


@pytest.mark.django_db
def test_a_branch_goes_from_draft_to_dissolved(city):
    branch = filed(city)
    assert Branch.objects.on(date(2026, 11, 1)).filter(pk=branch.pk).exists()
    assert not Branch.objects.on(date(2026, 10, 31)).filter(pk=branch.pk).exists()

    actions.dissolve_branch(branch, on=date(2026, 11, 2), reason="注销", by=city.honghua_head, now=NOW)

    assert not Branch.objects.on(date(2026, 11, 2)).filter(pk=branch.pk).exists()
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [f"branch.{act}" for act in ("submitted", "passed", "approved", "filed", "dissolved")]
    assert Delivery.objects.filter(person=city.worker.person).count() == 3


@pytest.mark.django_db
def test_return_branch_sends_it_back_and_it_can_be_handed_in_again(city):
    branch = actions.return_branch(submitted(city), remark="缺章程", by=city.honghua, now=NOW)
    assert branch.state == "returned"

    branch = actions.submit_branch(branch, by=city.worker, now=NOW)

    assert ReviewStep.objects.of(branch).filter(round=2, outcome="").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["worker", "huichuan", "stats"])
def test_return_branch_is_forbidden_to_the_applicant_and_to_other_counties(city, who):
    branch = submitted(city)
    if who == "stats":
        actions.pass_branch(branch, by=city.honghua, now=NOW)

    with pytest.raises(PermissionDenied):
        actions.return_branch(branch, remark="x", by=city.actors[who], now=NOW)


@pytest.mark.django_db
def test_whoever_passed_the_first_step_is_told_that_others_take_the_next(city):
    branch = passed(city)

    with pytest.raises(Refused, match="您已办理过这次审核的另一个步骤，这一步由别的工作人员办理。"):
        actions.pass_branch(branch, by=city.honghua, now=NOW)


@pytest.mark.django_db
def test_refusals_say_why_and_change_nothing(city):
    branch = submitted(city)
    refusals = [
        (lambda: actions.return_branch(branch, remark=" ", by=city.honghua, now=NOW), "补正"),
        (lambda: actions.approve_branch(branch, document="x", on=date(2026, 1, 1), by=city.honghua, now=NOW), "步骤"),
        (lambda: actions.file_founding(branch, **FOUNDING, by=city.honghua, now=NOW), "审核中"),
        (lambda: actions.submit_branch(branch, by=city.worker, now=NOW), "审核中"),
        (
            lambda: actions.submit_branch(draft(city, name="草稿科协"), by=city.worker, now=NOW),
            "还缺材料：① 申请报告、② 申请表",
        ),
    ]
    for act, sentence in refusals:
        with pytest.raises(Refused, match=sentence):
            act()
    assert ReviewStep.objects.filter(outcome="").count() == 2
    with pytest.raises(Refused, match="单独组建"):
        actions.submit_branch(draft(city, covers=["甲", "乙"], name="联合科协"), by=city.worker, now=NOW)
    with pytest.raises(Refused, match="您已有一份“草稿科协”的草稿"):
        draft(city, name="草稿科协")


TRANSITIONS = {
    "submit": (prepared, lambda b, city: actions.submit_branch(b, by=city.worker, now=NOW), "branch.submitted"),
    "pass": (submitted, lambda b, city: actions.pass_branch(b, by=city.honghua, now=NOW), "branch.passed"),
    "return": (
        submitted,
        lambda b, city: actions.return_branch(b, remark="x", by=city.honghua, now=NOW),
        "branch.returned",
    ),
    "approve": (
        passed,
        lambda b, city: actions.approve_branch(b, document="1号", on=date(2026, 10, 1), by=city.honghua_head, now=NOW),
        "branch.approved",
    ),
    "withdraw": (submitted, lambda b, city: actions.withdraw_branch(b, by=city.worker, now=NOW), "branch.withdrawn"),
    "renew": (filed, lambda b, city: actions.renew_term(b, **RENEWAL, by=city.honghua, now=NOW), "branch.term_renewed"),
    "file": (founded, lambda b, city: actions.file_founding(b, **FOUNDING, by=city.honghua, now=NOW), "branch.filed"),
    "dissolve": (
        filed,
        lambda b, city: actions.dissolve_branch(b, on=date(2026, 11, 2), reason="x", by=city.honghua_head, now=NOW),
        "branch.dissolved",
    ),
}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_transition_asked_for_many_times_at_once_happens_once(city, name):
    prepare, act, verb = TRANSITIONS[name]
    branch = prepare(city)

    done, refused = at_once(lambda: act(branch, city))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb=verb).count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_happens_more_than_once(city, monkeypatch):
    """The control: the row is read without a lock, and everybody is let in before anybody has written."""
    branch = submitted(city)
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def unlocked(row):
        found = Branch.objects.select_related("organisation", "applicant").get(pk=row.pk)
        gate.wait()
        return found

    monkeypatch.setattr(branch_actions, "_locked", unlocked)

    done, _refused = at_once(lambda: actions.pass_branch(branch, by=city.honghua, now=NOW))

    assert done > 1
