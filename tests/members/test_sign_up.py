"""Signing up with a phone through allauth's own pages: code, consent, claim, limits."""

import secrets
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import Consent, Person, Unit
from portal.ground import sms
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, TextMessage

pytestmark = pytest.mark.django_db
ABOUT_ME = {"name": "田春兰", "unit_name": "甲厂", "is_of_age": "on", "agrees": "on"}


@pytest.fixture(autouse=True)
def _shown_codes(settings, city):
    settings.PORTAL_SHOW_DEMO_CODE = True
    settings.ACCOUNT_RATE_LIMITS = False  # everybody here comes from one address within one minute


@pytest.fixture
def phone():
    """A number of this test's own: limits are counted per number in the cache server."""
    return f"139{secrets.randbelow(10**8):08}"


def sign_up(client, number, **changes):
    typed = {"phone": f"+86 {number[:3]} {number[3:]}"} | ABOUT_ME | changes
    return client.post(reverse("account_signup"), typed, follow=True)


def texted(phone):
    return cache.get(f"demo-code:{phone}")


def confirm(client, code):
    return client.post(reverse("account_verify_phone"), {"code": code}, follow=True)


def test_a_science_worker_signs_up_with_a_code(client, phone):
    page = sign_up(client, phone)
    assert texted(phone) in page.content.decode()
    assert Person.objects.get(phone=phone).phone_verified_at is None

    confirm(client, texted(phone))

    person = Person.objects.get(phone=phone)
    assert person.phone_verified_at
    assert (person.name, person.unit_text) == ("田春兰", "甲厂")
    assert int(client.session["_auth_user_id"]) == person.pk
    assert set(Consent.objects.filter(person=person).values_list("text__kind", flat=True)) == {"terms", "privacy"}
    assert JournalEntry.objects.filter(verb="account.phone_verified", person=person).count() == 1


def test_a_wrong_code_signs_nobody_in(client, phone):
    sign_up(client, phone)
    wrong = "000000" if texted(phone) != "000000" else "111111"

    confirm(client, wrong)

    assert "_auth_user_id" not in client.session
    assert Person.objects.get(phone=phone).phone_verified_at is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agrees": ""}, "请先阅读并同意"),
        ({"is_of_age": ""}, "由监护人"),
        ({"phone": "12345"}, "手机号应为 11 位数字"),
        ({"name": ""}, "姓名"),
    ],
)
def test_sign_up_says_what_is_missing_and_makes_nobody(client, phone, changes, sentence):
    page = sign_up(client, phone, **changes)

    assert sentence in page.content.decode()
    assert not Person.objects.filter(phone=phone).exists()


def test_signing_up_twice_before_the_code_makes_one_person(client, phone):
    sign_up(client, phone)
    TextMessage.objects.all().delete()
    sign_up(Client(), phone, name="田春蘭")

    assert [person.name for person in Person.objects.filter(phone=phone)] == ["田春蘭"]


def test_an_imported_record_is_claimed_by_phone_name_and_unit(client, phone):
    unit = Unit.objects.create(kind="enterprise", name="甲厂", region_code="520302")
    imported = Person.objects.create(username="p-1", name="田春兰", phone=phone, unit=unit, born_on=date(1990, 1, 1))

    sign_up(client, phone)
    confirm(client, texted(phone))

    assert int(client.session["_auth_user_id"]) == imported.pk
    assert Person.objects.filter(phone=phone).count() == 1


@pytest.mark.parametrize("changes", [{"name": "别人"}, {"unit_name": "乙厂"}, {"unit_name": ""}])
def test_a_number_given_to_somebody_else_claims_no_old_record(client, phone, changes):
    unit = Unit.objects.create(kind="enterprise", name="甲厂", region_code="520302")
    imported = Person.objects.create(username="p-1", name="田春兰", phone=phone, unit=unit)

    sign_up(client, phone, **changes)
    confirm(client, texted(phone))

    assert int(client.session["_auth_user_id"]) != imported.pk


def test_a_number_already_verified_gets_a_notice_and_no_second_account(client, phone):
    owner = Person.objects.create(username="p-1", name="田春兰", phone=phone, phone_verified_at=timezone.now())

    page = sign_up(client, phone)

    assert Person.objects.filter(phone=phone).get() == owner
    assert texted(phone) is None
    assert "验证码已发到" in page.content.decode()


def test_signing_in_by_code(client, phone):
    Person.objects.create(username="p-1", name="田春兰", phone=phone, phone_verified_at=timezone.now())

    client.post(reverse("account_request_login_code"), {"phone": phone})
    client.post(reverse("account_confirm_login_code"), {"code": texted(phone)})

    assert "_auth_user_id" in client.session


def test_the_database_keeps_one_person_per_verified_phone(client, phone):
    now = timezone.now()
    Person.objects.create(username="p-1", name="甲", phone=phone, phone_verified_at=now)
    other = Person.objects.create(username="p-2", name="乙")

    with pytest.raises(Refused, match="另一个账号"):
        actions.set_phone(other, phone, verified=True, now=now)


def test_unfinished_sign_ups_leave_nothing_behind(client, phone):
    sign_up(client, phone)
    now = timezone.now()

    assert actions.forget_unfinished_sign_ups(now=now + timedelta(hours=23)) == 0
    assert actions.forget_unfinished_sign_ups(now=now + timedelta(hours=25)) == 1
    assert not Person.objects.filter(phone=phone).exists()


def test_a_number_gets_one_message_a_minute_and_ten_a_day(client, phone):
    noon = timezone.now().replace(hour=2, minute=0)
    sms.send_now(phone, "123456", kind=sms.CODE, now=noon)
    with pytest.raises(Refused, match="1 分钟后"):
        sms.send_now(phone, "123456", kind=sms.CODE, now=noon + timedelta(seconds=59))
    for minute in range(1, 10):
        sms.send_now(phone, "123456", kind=sms.CODE, now=noon + timedelta(minutes=minute))
    with pytest.raises(Refused, match="今天的短信已达上限"):
        sms.send_now(phone, "123456", kind=sms.CODE, now=noon + timedelta(minutes=30))
    sms.send_now(phone, "123456", kind=sms.CODE, now=noon + timedelta(days=1))


def test_numbers_and_codes_are_not_kept(client, phone, caplog):
    sign_up(client, phone)

    assert phone not in caplog.text
    assert texted(phone) not in caplog.text
    assert not TextMessage.objects.filter(digest__contains=phone).exists()


def test_too_many_sign_ups_from_one_address_are_told_to_wait(client, phone, settings):
    settings.ACCOUNT_RATE_LIMITS = {"verify_phone": "1/m/ip"}
    sign_up(client, phone)

    page = sign_up(Client(), "13800000001")

    assert page.status_code == 429
    assert "太频繁" in page.content.decode()
