"""A child grows up: told on the birthday, handed over by the guardian, taken over by the young person themselves."""

import secrets
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import takeover
from members.models import Consent, ConsentText, Guardianship, Person
from portal.ground import mine, outbox
from portal.ground.dates import today, years_after
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice
from tests.entering import enter
from tests.members import test_sign_up, test_sign_up_by_email
from tests.members.test_guardians import NOW, enter_child, given, guardian  # noqa: F401  # a fixture
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db
Kind = ConsentText.Kind
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PORTAL_SHOW_DEMO_CODE = True


@pytest.fixture
def phone():
    return f"137{secrets.randbelow(10**8):08}"


@pytest.fixture
def child(guardian):  # noqa: F811
    return enter_child(guardian)


def grow(child, *, on=None):
    """Make today, or another day, the child's fourteenth birthday."""
    Person.objects.filter(pk=child.pk).update(born_on=years_after(on or today(), -14))
    child.refresh_from_db()
    return child


def hand_over(child, by, **reached):
    return actions.hand_child_over(child, **reached, by=by, now=LATER)


def told(person):
    return list(
        Notice.objects.filter(deliveries__person=person).distinct().order_by("id").values_list("subject", flat=True)
    )


def test_on_the_birthday_both_are_told_once_and_not_a_day_before(guardian, child):  # noqa: F811
    grow(child, on=today() + timedelta(days=1))
    assert actions.tell_of_grown_children(now=timezone.now()) == 0
    grow(child)

    for _time in range(2):
        assert actions.tell_of_grown_children(now=timezone.now()) == 1

    assert told(guardian.person) == ["田小满已满 14 周岁，可以自己管理记录了"]
    assert told(child) == ["您已满 14 周岁，可以自己管理记录了"]


def test_somebody_born_on_29_february_is_told_on_1_march(guardian, child):  # noqa: F811
    Person.objects.filter(pk=child.pk).update(born_on=date(2012, 2, 29))

    assert actions.tell_of_grown_children(now=NOW.replace(year=2026, month=2, day=28, hour=3)) == 0
    assert actions.tell_of_grown_children(now=NOW.replace(year=2026, month=3, day=1, hour=3)) == 1


def test_from_then_on_the_guardian_agrees_to_nothing_more_but_may_take_back(guardian, child):  # noqa: F811
    grow(child)

    with pytest.raises(Refused, match="请交给本人接管"):
        actions.give_child_consent(child, Kind.CHILD_SHOW, by=guardian, now=LATER)
    actions.withdraw_child_consent(child, Kind.CHILD_EVENTS, by=guardian, now=LATER)

    assert given(child) == {Kind.CHILD}


def test_agreeing_again_to_what_holds_leaves_nothing_in_the_journal(guardian, child):  # noqa: F811
    actions.give_child_consent(child, Kind.CHILD_EVENTS, by=guardian, now=LATER)

    assert not JournalEntry.objects.filter(verb="child.consent_given").exists()


def test_the_record_waits_for_the_guardian_to_hand_it_over(guardian, child, phone):  # noqa: F811
    assert not [one for one in mine.waiting(guardian) if "田小满" in one.title]
    grow(child)
    assert [one.reason for one in mine.waiting(guardian) if "田小满" in one.title] == ["已满 14 周岁"]

    hand_over(child, guardian, phone=phone)

    assert not [one for one in mine.waiting(guardian) if "田小满" in one.title]


@pytest.mark.parametrize("by", ["phone", "email"])
def test_the_young_person_signs_up_and_finds_the_record_theirs(client, guardian, child, phone, by):  # noqa: F811
    address = f"man-{phone}@example.org"
    grow(child)
    hand_over(child, guardian, **({"phone": phone} if by == "phone" else {"email": address}))

    if by == "phone":
        test_sign_up.sign_up(client, phone, name="田小满")
        test_sign_up.confirm(client, cache.get(f"demo-code:{phone}"))
    else:
        test_sign_up_by_email.sign_up(client, address, name="田小满")
        test_sign_up_by_email.confirm(client, cache.get(f"demo-code:{address}"))

    assert int(client.session["_auth_user_id"]) == child.pk
    assert Guardianship.objects.get().ended_at
    assert given(child) == set()
    assert {kind for kind in ConsentText.REQUIRED if Consent.objects.in_force(child, kind)} == set(ConsentText.REQUIRED)
    assert told(guardian.person) == ["田小满已接管自己的记录"]
    assert JournalEntry.objects.filter(verb="child.taken_over", person=child).count() == 1
    assert enter(Client(), guardian).get(reverse("my_child", args=[child.public_id])).status_code == 404


def test_the_young_person_is_told_how_at_their_own_address(guardian, child):  # noqa: F811
    grow(child)
    hand_over(child, guardian, email="xiaoman@example.org")
    outbox.deliver_waiting(now=timezone.now())

    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == (["xiaoman@example.org"], "您的记录可以由您自己管理了")


def test_nobody_claims_a_child_whose_record_was_not_handed_over(client, guardian, child, phone):  # noqa: F811
    grow(child)

    test_sign_up.sign_up(client, phone, name="田小满")
    test_sign_up.confirm(client, cache.get(f"demo-code:{phone}"))

    assert int(client.session["_auth_user_id"]) != child.pk
    assert Guardianship.objects.running().exists()


def test_another_name_claims_nothing(client, guardian, child, phone):  # noqa: F811
    grow(child)
    hand_over(child, guardian, phone=phone)

    test_sign_up.sign_up(client, phone, name="别人")
    test_sign_up.confirm(client, cache.get(f"demo-code:{phone}"))

    assert int(client.session["_auth_user_id"]) != child.pk


@pytest.mark.parametrize(
    ("reached", "sentence"),
    [
        ({}, "填一样就行"),
        ({"phone": "13712345678", "email": "a@example.org"}, "填一样就行"),
        ({"phone": "13912345678"}, "您自己的手机号"),
    ],
)
def test_hand_over_refuses_what_does_not_reach_the_young_person(guardian, child, reached, sentence):  # noqa: F811
    grow(child)

    with pytest.raises(Refused, match=sentence):
        hand_over(child, guardian, **reached)


def test_a_child_is_not_handed_over_before_the_birthday_nor_by_others(city, guardian, child, phone):  # noqa: F811
    with pytest.raises(Refused, match="还未满 14 周岁"):
        hand_over(child, guardian, phone=phone)
    grow(child)
    with pytest.raises(PermissionDenied):
        hand_over(child, city.stats, phone=phone)
    child.refresh_from_db()
    assert child.phone == ""


def test_below_the_age_proving_a_number_ends_nothing(guardian, child, phone):  # noqa: F811
    actions.set_phone(child, phone, verified=True, now=LATER)

    assert Guardianship.objects.running().exists()


def test_the_guardians_page_leads_to_it(client, guardian, child, phone):  # noqa: F811
    page = reverse("my_child", args=[child.public_id])
    enter(client, guardian)
    assert "交给本人接管" not in client.get(page).content.decode()
    grow(child)
    assert "交给本人接管" in client.get(page).content.decode()

    answer = client.post(reverse("hand_child_over", args=[child.public_id]), {"phone": phone}, follow=True)

    assert "已通知田小满" in answer.content.decode()
    assert f"{phone[:3]}****{phone[-4:]}" in answer.content.decode()


def ended_at_once(child):
    at_once(lambda: takeover.take_over(child, now=LATER))
    return JournalEntry.objects.filter(verb="child.taken_over").count()


@pytest.mark.django_db(transaction=True)
def test_fifty_takeovers_at_once_are_one(guardian, child):  # noqa: F811
    assert ended_at_once(grow(child)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_is_taken_over_more_than_once(guardian, child, monkeypatch):  # noqa: F811
    together = threading.Barrier(AT_ONCE)

    def unlocked(person):
        found = list(Guardianship.objects.running().filter(child=person).select_related("guardian"))
        together.wait(timeout=60)
        return found

    monkeypatch.setattr(takeover, "running", unlocked)

    assert ended_at_once(grow(child)) > 1
