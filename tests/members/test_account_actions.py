"""Accounts of the desk: made, disabled, enabled, second factor renewed, disabled when idle."""

import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from members import actions, tasks
from members.actions import account as account_actions
from members.models import Office, Person
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from tests.entering import enter
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once

OWN_PASSWORD = "ihr-eigenes-2026"
OTHERS = ("worker", "official", "leader", "security", "audit", "honghua_head")
DAYS = timedelta(days=1)


def create(city, username="wang", by="system"):
    return actions.create_account(username=username, name="王芳", phone="", email="", by=city.actors[by])


def disable(city, person, by="system"):
    return actions.disable_account(person, by=city.actors[by])


def enable(city, person, by="system"):
    return actions.enable_account(person, by=city.actors[by], now=NOW)


def reset(city, person, by="system"):
    return actions.reset_second_factor(person, by=city.actors[by])


def disabled(person):
    Person.objects.filter(pk=person.pk).update(is_active=False)
    return person


def sign_in(client, username, password):
    """Does the sign-in page let them in?"""
    client.logout()
    client.post(reverse("account_login"), {"login": username, "password": password})
    return "_auth_user_id" in client.session


def used(city, *, ago):
    """Everybody in office last signed in this long before NOW."""
    Person.objects.update(last_login=NOW - ago, active_since=NOW - 400 * DAYS)
    return city


def idle(person):
    Person.objects.filter(pk=person.pk).update(last_login=NOW - 91 * DAYS)
    return person


@pytest.mark.django_db
def test_create_account_makes_a_person_with_a_first_password(city):
    person, password = create(city)

    assert person.check_password(password)
    assert (person.must_change_password, person.is_active, len(password) >= 10) == (True, True, True)
    assert JournalEntry.objects.get(verb="account.created").person == city.system.person
    assert password not in str(JournalEntry.objects.values_list())


@pytest.mark.django_db
def test_the_first_password_opens_the_desk_only_to_change_it(client, city):
    _person, password = create(city, "zhang")
    assert sign_in(client, "zhang", password)
    assert client.get(reverse("desk")).url == reverse("account_change_password")

    typed = {"oldpassword": password, "password1": OWN_PASSWORD, "password2": OWN_PASSWORD}
    client.post(reverse("account_change_password"), typed)

    assert client.get(reverse("desk")).status_code == 200
    assert not sign_in(client, "zhang", password)
    assert sign_in(client, "zhang", OWN_PASSWORD)


@pytest.mark.django_db
def test_create_account_refuses_a_login_name_in_use(city):
    with pytest.raises(Refused, match="登录名“official”已有人使用。"):
        create(city, "official")

    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_disable_account_ends_open_sessions_at_the_next_request(client, city):
    enter(client, city.official)
    assert client.get(reverse("desk")).status_code == 200

    disable(city, city.official.person)

    assert client.get(reverse("desk")).url.startswith(reverse("account_login"))
    assert not sign_in(client, "official", "a-long-password")


@pytest.mark.django_db
def test_enable_account_lets_in_again_and_counts_idle_days_anew(client, city):
    person = disabled(city.worker.person)

    enable(city, person)

    person.refresh_from_db()
    assert person.active_since == NOW
    assert sign_in(client, "worker", "a-long-password")


@pytest.mark.django_db
def test_reset_second_factor_takes_the_old_one_away(city):
    reset(city, city.official.person)

    assert not Authenticator.objects.filter(user=city.official.person).exists()
    assert JournalEntry.objects.get(verb="account.second_factor_reset").thing_id == str(city.official.person.pk)


@pytest.mark.django_db
def test_after_reset_second_factor_signing_in_leads_to_setting_it_up(client, city):
    reset(city, city.official.person)

    assert sign_in(client, "official", "a-long-password")
    assert client.get(reverse("desk")).url == reverse("second_factor")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "whom", "sentence"),
    [
        (disable, "system", "不能停用自己的账号。"),
        (disable, "gone", "该账号已经停用。"),
        (enable, "official", "该账号正在使用，不需要启用。"),
        (reset, "system", "不能重置自己的动态口令，请由另一位系统管理员办理。"),
        (reset, "worker", "该账号还没有设置动态口令。"),
    ],
)
def test_refusals_say_why_and_change_nothing(city, act, whom, sentence):
    person = disabled(city.huichuan.person) if whom == "gone" else city.actors[whom].person
    before = Person.objects.filter(pk=person.pk).values().get()

    with pytest.raises(Refused, match=sentence):
        act(city, person)

    assert Person.objects.filter(pk=person.pk).values().get() == before
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", OTHERS)
def test_accounts_are_the_system_administrators_alone(city, who):
    gone = disabled(city.huichuan.person)

    for act in (
        lambda: create(city, by=who),
        lambda: disable(city, city.honghua.person, by=who),
        lambda: enable(city, gone, by=who),
        lambda: reset(city, city.honghua.person, by=who),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.django_db
def test_disable_idle_accounts_disables_whoever_was_away_ninety_days_and_tells_once(city):
    used(city, ago=10 * DAYS)
    idle(city.official.person)

    assert actions.disable_idle_accounts(now=NOW) == 1
    assert actions.disable_idle_accounts(now=NOW) == 0

    assert set(Person.objects.filter(is_active=False)) == {city.official.person}
    entry = JournalEntry.objects.get(verb="account.disabled")
    assert (entry.person, entry.detail["reason"]) == (None, "超过 90 天没有登录")
    delivery = Delivery.objects.get()
    assert delivery.person == city.security.person
    assert "official（official）" in delivery.notice.text


@pytest.mark.django_db
def test_disable_idle_accounts_tells_of_everybody_though_they_go_on_the_same_day(city):
    used(city, ago=10 * DAYS)
    for person in (city.official.person, city.stats.person):
        idle(person)
        actions.disable_idle_accounts(now=NOW)

    texts = Delivery.objects.filter(person=city.security.person).values_list("notice__text", flat=True)
    assert ["official（official）" in text for text in texts] == [True, False]
    assert ["stats（stats）" in text for text in texts] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(("away", "gone"), [(90 * DAYS, False), (90 * DAYS + timedelta(seconds=1), True)])
def test_idle_days_count_from_the_last_sign_in(city, away, gone):
    used(city, ago=DAYS)
    Person.objects.filter(pk=city.official.person.pk).update(last_login=NOW - away)

    actions.disable_idle_accounts(now=NOW)

    assert Person.objects.get(pk=city.official.person.pk).is_active is not gone


@pytest.mark.django_db
def test_idle_days_of_somebody_who_never_signed_in_count_from_the_accounts_beginning(city):
    used(city, ago=DAYS)
    Person.objects.filter(username="official").update(last_login=None, active_since=NOW - 91 * DAYS)
    Person.objects.filter(username="stats").update(last_login=None, active_since=NOW - 89 * DAYS)

    actions.disable_idle_accounts(now=NOW)

    assert set(Person.objects.filter(is_active=False).values_list("username", flat=True)) == {"official"}


@pytest.mark.django_db
def test_an_account_opened_again_is_not_idle_at_once(city):
    used(city, ago=DAYS)
    enable(city, disabled(idle(city.official.person)))

    assert actions.disable_idle_accounts(now=NOW) == 0


@pytest.mark.django_db
def test_science_workers_and_former_officials_may_stay_away_for_long(city):
    used(city, ago=DAYS)
    idle(city.worker.person)
    idle(city.official.person)
    Office.objects.filter(person=city.official.person).update(end_on=NOW.date())

    assert actions.disable_idle_accounts(now=NOW) == 0


@pytest.mark.django_db
def test_the_clock_disables_idle_accounts_as_days_pass(city):
    Person.objects.update(last_login=timezone.now())

    with time_machine.travel(timezone.now() + 89 * DAYS):
        tasks.disable_idle_accounts()
    assert not Person.objects.filter(is_active=False).exists()
    with time_machine.travel(timezone.now() + 91 * DAYS):
        tasks.disable_idle_accounts()

    assert set(Person.objects.filter(is_active=True)) == {city.worker.person}


RACES = {
    "create": (create, "account.created"),
    "disable": (lambda city: disable(city, city.official.person), "account.disabled"),
    "enable": (lambda city: enable(city, city.huichuan.person), "account.enabled"),
    "reset": (lambda city: reset(city, city.official.person), "account.second_factor_reset"),
}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_an_act_asked_for_many_times_at_once_happens_once(city, name):
    act, verb = RACES[name]
    disabled(city.huichuan.person)

    done, refused = at_once(lambda: act(city))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb=verb).count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_account_is_disabled_more_than_once(city, monkeypatch):
    """The control: everybody has read the account before anybody has written it."""
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def let_in(actor):
        gate.wait()
        return True

    monkeypatch.setattr(account_actions.rules, "may_manage_accounts", let_in)
    monkeypatch.setattr(account_actions.Person.objects, "select_for_update", Person.objects.all)

    done, _refused = at_once(lambda: disable(city, city.official.person))

    assert done > 1
