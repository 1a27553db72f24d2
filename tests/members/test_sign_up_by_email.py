"""Signing up with an address: the code in the letter, what the page does not tell, limits, many at once."""

import re
import secrets
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import sign_up as sign_up_actions
from members.marks import marks_of
from members.models import Consent, Person, Unit
from portal.ground.models import JournalEntry
from tests.members.test_sign_up import ABOUT_ME
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits(settings, city):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PORTAL_SHOW_DEMO_CODE = False


@pytest.fixture
def address():
    """An address of this test's own: limits are counted per address in the cache server."""
    return f"tian-{secrets.token_hex(6)}@example.org"


def sign_up(client, address, **changes):
    return client.post(reverse("account_signup") + "?by=email", {"email": address} | ABOUT_ME | changes, follow=True)


def codes(address):
    """The codes in letters to this address, in order."""
    letters = [letter for letter in mail.outbox if letter.to == [address]]
    return [code for letter in letters for code in re.findall(r"^\d{6}$", letter.body, re.M)]


def confirm(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)


def begin(address, name="田春兰", unit_name=""):
    return actions.begin_sign_up_by_email(email=address, name=name, unit_name=unit_name, now=timezone.now())


def test_somebody_with_only_an_address_signs_up_with_a_code(client, address):
    page = sign_up(client, address.upper())
    assert address in page.content.decode()
    assert "_auth_user_id" not in client.session

    confirm(client, *codes(address))

    person = Person.objects.get(email=address)
    assert int(client.session["_auth_user_id"]) == person.pk
    assert (person.name, person.unit_text, person.phone_verified_at) == ("田春兰", "甲厂", None)
    assert EmailAddress.objects.get(user=person).verified
    assert set(Consent.objects.filter(person=person).values_list("text__kind", flat=True)) == {"terms", "privacy"}
    assert JournalEntry.objects.filter(verb="account.email_verified", person=person).count() == 1


def test_nothing_says_that_a_phone_was_verified(client, address):
    sign_up(client, address)
    confirm(client, *codes(address))

    person = Person.objects.get(email=address)
    assert not [mark for mark in marks_of(person) if mark.kind == "phone" and mark.given_at]
    assert "没有核验" in client.get(reverse("my_security")).content.decode()


def test_the_address_is_entered_only_once_the_code_proved_it(client, address):
    sign_up(client, address)

    assert not Person.objects.filter(email=address).exists()
    assert not EmailAddress.objects.get(email=address).verified


def test_a_wrong_code_signs_nobody_in(client, address):
    sign_up(client, address)
    confirm(client, "000000" if codes(address) != ["000000"] else "111111")

    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get(email=address).verified


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agrees": ""}, "请先阅读并同意"),
        ({"is_of_age": ""}, "由监护人"),
        ({"email": "tian@"}, "电子邮箱"),
        ({"email": ""}, "电子邮箱"),
        ({"name": ""}, "姓名"),
    ],
)
def test_sign_up_says_what_is_missing_and_makes_nobody(client, address, changes, sentence):
    before = Person.objects.count()
    page = sign_up(client, address, **changes)

    assert sentence in page.content.decode()
    assert 'role="alert"' in page.content.decode()
    assert (Person.objects.count(), mail.outbox) == (before, [])


def test_the_page_does_not_tell_whether_an_address_is_known(client, address):
    owner = Person.objects.create(username="p-1", name="别人", email=address)
    EmailAddress.objects.create(user=owner, email=address, verified=True, primary=True)
    other = f"other-{address}"

    known, unknown = sign_up(client, address), sign_up(Client(), other)

    pages = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()) for page in (known, unknown)]
    assert pages[0].replace(address, "") == pages[1].replace(other, "").replace(address, "")
    assert (len(codes(address)), len(codes(other))) == (1, 1)
    assert [person.name for person in Person.objects.filter(emailaddress__email=address)] == ["别人"]


def test_whoever_had_the_address_already_comes_in_and_stays_as_they_were(client, address):
    owner = Person.objects.create(username="p-1", name="别人", email=address)
    EmailAddress.objects.create(user=owner, email=address, verified=True, primary=True)

    sign_up(client, address)
    confirm(client, *codes(address))

    assert int(client.session["_auth_user_id"]) == owner.pk
    owner.refresh_from_db()
    assert owner.name == "别人"


def test_a_closed_account_is_not_opened_by_its_address(client, address):
    owner = Person.objects.create(username="p-1", name="别人", email=address, is_active=False)
    EmailAddress.objects.create(user=owner, email=address, verified=True, primary=True)

    page = sign_up(client, address)

    assert "验证码已发到" in page.content.decode()
    assert (codes(address), begin(address)) == ([], None)


def test_an_imported_record_is_claimed_by_address_name_and_unit(client, address):
    unit = Unit.objects.create(kind="enterprise", name="甲厂", region_code="520302")
    imported = Person.objects.create(username="p-1", name="田春兰", email=address.title(), unit=unit)

    sign_up(client, address)
    confirm(client, *codes(address))

    assert int(client.session["_auth_user_id"]) == imported.pk


@pytest.mark.parametrize("changes", [{"name": "别人"}, {"unit_name": "乙厂"}, {"unit_name": ""}])
def test_an_address_given_to_somebody_else_claims_no_old_record(client, address, changes):
    unit = Unit.objects.create(kind="enterprise", name="甲厂", region_code="520302")
    imported = Person.objects.create(username="p-1", name="田春兰", email=address, unit=unit)

    sign_up(client, address, **changes)
    confirm(client, *codes(address))

    assert int(client.session["_auth_user_id"]) != imported.pk


def test_an_address_somebody_only_typed_on_their_page_is_no_hindrance(client, city, address):
    EmailAddress.objects.create(user=city.worker.person, email=address, verified=False)

    sign_up(client, address)
    confirm(client, *codes(address))

    assert int(client.session["_auth_user_id"]) != city.worker.person.pk


def test_unfinished_sign_ups_leave_nothing_behind(client, address):
    sign_up(client, address)

    assert actions.forget_unfinished_sign_ups(now=timezone.now() + timedelta(hours=25)) == 1
    assert not EmailAddress.objects.filter(email=address).exists()


def test_an_address_gets_three_letters_a_minute(address, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1000/m/ip"}
    for _time in range(3):
        assert sign_up(Client(), address).status_code == 200

    page = sign_up(Client(), address)

    assert page.status_code == 429
    assert "太频繁" in page.content.decode()
    assert len(codes(address)) == 3


def test_addresses_and_codes_are_not_logged(client, address, caplog):
    sign_up(client, address)

    assert address not in caplog.text
    assert codes(address)[0] not in caplog.text


def test_whoever_goes_on_somewhere_comes_there_after_the_code(client, address):
    page = sign_up(client, address, next="/me/record/")
    assert page.redirect_chain[-1][0].endswith("?next=%2Fme%2Frecord%2F")

    code_page = {"code": codes(address)[0], "next": "/me/record/"}
    page = client.post(reverse("account_confirm_login_code"), code_page, follow=True)

    assert page.redirect_chain[-1][0] == "/me/record/"


@pytest.mark.django_db(transaction=True)
def test_fifty_sign_ups_at_once_make_one_person(address):
    assert at_once(lambda: begin(address)) == (AT_ONCE, 0)

    assert Person.objects.filter(emailaddress__email=address).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_their_turns_they_make_more_than_one(address, monkeypatch):
    together = threading.Barrier(AT_ONCE)

    def all_at_once(email):
        found = Person.objects.filter(emailaddress__email=email, last_login=None).first()
        together.wait(timeout=60)
        return found

    monkeypatch.setattr(sign_up_actions.locks, "in_turn", lambda name: None)
    monkeypatch.setattr(Person.objects, "unfinished_by_email", all_at_once)
    at_once(lambda: begin(address))

    assert Person.objects.filter(emailaddress__email=address).count() > 1
