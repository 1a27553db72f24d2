"""Bans with reason and term, lifted, appealed once, decided by somebody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry, Notice
from portal.home import actions
from portal.home.models import Ban, BanAppeal
from tests.factories.city import NOW
from tests.factories.talk import branch, commented_branches, reader, say
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture
def thing(city):
    with commented_branches():
        yield branch()


@pytest.fixture
def person(thing):
    return reader()


def ban(city, actor, *, by="official", days=7, reason="多次辱骂他人", now=NOW, **more):
    return actions.ban_person(actor.person, reason=reason, days=days, by=city.actors[by], now=now, **more)


def appeal(given, by, now=NOW):
    return actions.appeal_ban(given, text="我只是引用了原文。", by=by, now=now)


def uphold(one, by, now=NOW):
    return actions.uphold_ban(one, reason="事实清楚", by=by, now=now)


def grant(one, by, now=NOW):
    return actions.lift_on_appeal(one, reason="确属引用", by=by, now=now)


def lift(given, by, now=NOW):
    return actions.lift_ban(given, reason="已经道歉", by=by, now=now)


def test_ban_person_for_some_days_is_told_with_reason_term_and_appeal(city, thing, person):
    comment = say(thing, person)

    given = ban(city, person, comment=comment)

    assert given.ends_at == NOW + timedelta(days=7)
    text = Notice.objects.get(key=f"banned:{given.pk}").text
    assert "多次辱骂他人" in text
    assert "2026年11月9日" in text
    assert "申诉" in text
    assert JournalEntry.objects.get(verb="ban.given").detail["days"] == 7


def test_ban_person_until_it_is_lifted(city, person):
    assert ban(city, person, days=None).ends_at is None
    assert Ban.objects.at(NOW + timedelta(days=9999)).exists()


def test_ban_person_refuses_a_second_one_at_a_time(city, person):
    ban(city, person)

    with pytest.raises(Refused, match="正在禁言中"):
        ban(city, person, by="leader", days=None)
    assert ban(city, person, now=NOW + timedelta(days=7))


@pytest.mark.parametrize("days", [0, -1, 366])
def test_ban_person_refuses_a_term_that_makes_no_sense(city, person, days):
    with pytest.raises(Refused, match="1 到 365"):
        ban(city, person, days=days)


@pytest.mark.parametrize("who", ["worker", "stats", "honghua", "system", "security", "audit"])
def test_banning_and_lifting_are_for_officials_of_the_city(city, person, who):
    with pytest.raises(PermissionDenied):
        ban(city, person, by=who)
    given = ban(city, person)
    with pytest.raises(PermissionDenied):
        lift(given, city.actors[who])


def test_nobody_bans_or_frees_themselves(city, person):
    with pytest.raises(PermissionDenied):
        ban(city, city.official)
    given = ban(city, city.official, by="leader")
    with pytest.raises(PermissionDenied):
        lift(given, city.official)


def test_lift_ban_lets_them_speak_again(city, thing, person):
    given = lift(ban(city, person), city.official, LATER)

    assert (given.ends_at, given.lifted_by) == (LATER, city.official.person)
    assert say(thing, person, now=LATER)
    assert "已经道歉" in Notice.objects.get(key=f"ban-lifted:{given.pk}").text


def test_lift_ban_refuses_what_is_over_and_what_is_appealed(city, person):
    given = ban(city, person)
    with pytest.raises(Refused, match="已经结束"):
        lift(given, city.leader, NOW + timedelta(days=8))
    appeal(given, person)

    with pytest.raises(Refused, match="请在申诉中处理"):
        lift(given, city.leader)


def test_appeal_ban_goes_to_the_other_officials(city, person):
    one = appeal(ban(city, person), person)

    assert (one.against, one.due_on.isoformat()) == (city.official.person, "2026-11-09")
    told = set(Delivery.objects.filter(notice__key=f"ban-appealed:{one.pk}").values_list("person__username", flat=True))
    assert told == {"leader"}


def test_appeal_ban_is_once_and_while_it_lasts(city, person):
    given = ban(city, person)
    with pytest.raises(Refused, match="不用申诉"):
        appeal(given, person, NOW + timedelta(days=7))
    uphold(appeal(given, person), city.leader)

    with pytest.raises(Refused, match="只能申诉一次"):
        appeal(given, person)


def test_appeal_ban_is_for_the_banned(city, person):
    given = ban(city, person)

    for actor in (reader(number=2), city.official, city.leader):
        with pytest.raises(PermissionDenied):
            appeal(given, actor)


def test_uphold_ban_leaves_it_and_says_why(city, person):
    one = uphold(appeal(ban(city, person), person), city.leader)

    assert one.outcome == "upheld"
    assert Ban.objects.at(NOW).exists()
    assert "事实清楚" in Notice.objects.get(key=f"ban-upheld:{one.pk}").text


def test_lift_on_appeal_ends_the_ban(city, thing, person):
    one = grant(appeal(ban(city, person), person), city.leader)

    assert one.outcome == "lifted"
    assert not Ban.objects.at(NOW).exists()
    assert say(thing, person)


def test_an_appeal_may_be_right_after_the_ban_is_over(city, person):
    given = ban(city, person)
    one = appeal(given, person)
    over = NOW + timedelta(days=30)

    grant(one, city.leader, over)
    given.refresh_from_db()

    assert (given.ends_at, given.lifted_at) == (NOW + timedelta(days=7), over)


@pytest.mark.parametrize("decide", [uphold, grant])
def test_an_appeal_is_not_decided_by_who_banned_nor_by_strangers(city, person, decide):
    one = appeal(ban(city, person), person)

    for actor in (city.official, person, city.worker, city.honghua):
        with pytest.raises(PermissionDenied):
            decide(one, actor)


def test_an_appeal_is_decided_once(city, person):
    one = uphold(appeal(ban(city, person), person), city.leader)

    with pytest.raises(Refused, match="已由leader处理"):
        grant(one, city.leader)


def test_the_database_keeps_the_two_apart_and_one_ban_at_a_time(city, person):
    given = ban(city, person, days=None)
    one = appeal(given, person)

    with pytest.raises(IntegrityError), transaction.atomic():
        BanAppeal.objects.filter(pk=one.pk).update(decided_by=city.official.person, outcome="upheld")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.create(person=person.person, reason="x", start_at=LATER, given_by=city.leader.person)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_bans_at_once_are_one(city):
    person = reader()

    done, refused = at_once(lambda: ban(city, person))

    assert (done, refused, Ban.objects.count()) == (1, AT_ONCE - 1, 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_appeals_at_once_are_one(city):
    person = reader()
    given = ban(city, person)

    done, refused = at_once(lambda: appeal(given, person))

    assert (done, refused, BanAppeal.objects.count()) == (1, AT_ONCE - 1, 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("decide", [uphold, grant])
def test_many_decisions_of_an_appeal_at_once_are_one(city, decide):
    person = reader()
    one = appeal(ban(city, person), person)

    done, refused = at_once(lambda: decide(one, city.leader))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb__in=["ban.upheld", "ban.lifted"]).count() == 1
