"""Drill A7: limits of sign-in, text messages and the API hold from anywhere and at once, lift, and matter (the controls).

What the limits say to people is tested beside their pages; here somebody tries hard.
"""

import secrets
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Person
from portal.ground import sms
from portal.ground.models import TextMessage
from tests.racing import at_once

PASSWORD = "a-long-password"
ADDRESSES = [f"198.51.100.{number}" for number in range(1, 40)]


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now().replace(hour=2, minute=0, second=1)) as traveller:
        yield traveller


@pytest.fixture
def phone():
    """A number nobody else counts."""
    return f"137{secrets.randbelow(10**8):08}"


@pytest.fixture
def name():
    name = f"drilled-{secrets.token_hex(4)}"
    Person.objects.create_user(name, PASSWORD, name=name)
    return name


def forging(number, true_address="203.0.113.77"):
    """A caller who says to be somebody else every time."""
    forged = ADDRESSES[number]
    headers = {"HTTP_X_FORWARDED_FOR": forged, "HTTP_X_REAL_IP": forged, "HTTP_FORWARDED": f"for={forged}"}
    return Client(REMOTE_ADDR=true_address, **headers)


def enters(client, name, password):
    client.post(reverse("account_login"), {"login": name, "password": password})
    return "_auth_user_id" in client.session


def guess(name, times):
    """Somebody guesses, from another address and in another spelling each time."""
    for number in range(times):
        spelling = name.upper() if number % 2 else name
        assert not enters(Client(REMOTE_ADDR=ADDRESSES[number]), spelling, f"wrong-{number}")


@pytest.mark.django_db
def test_five_failures_from_anywhere_lock_a_name_and_the_lock_lifts(name, clock):
    guess(name, 5)

    assert not enters(Client(REMOTE_ADDR="203.0.113.70"), name, PASSWORD)
    clock.shift(timedelta(minutes=15, seconds=10))
    assert enters(Client(REMOTE_ADDR="203.0.113.70"), name, PASSWORD)


@pytest.mark.django_db
def test_control_without_the_limit_guessing_goes_on(name, clock, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    guess(name, 5)

    assert enters(Client(REMOTE_ADDR="203.0.113.71"), name, PASSWORD)


def names_tried(settings_proxies, settings):
    """How many names one caller can try who forges a new address for each."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = settings_proxies
    true_address = f"203.0.113.{100 + secrets.randbelow(100)}"
    for number in range(25):
        client = forging(number, true_address)
        response = client.post(reverse("account_login"), {"login": f"guessed-{secrets.token_hex(4)}", "password": "x"})
        if "登录失败次数过多" in response.content.decode():
            return number
    return 25


@pytest.mark.django_db
def test_a_forged_address_is_no_new_caller(settings, clock):
    assert names_tried(0, settings) == 20


@pytest.mark.django_db
def test_control_a_header_that_is_believed_makes_new_callers(settings, clock):
    assert names_tried(1, settings) == 25


def asked_for_codes(phone, times):
    """How many messages go out when somebody asks again and again, from other addresses, on both pages that send."""
    for number in range(times):
        page = "account_signup" if number % 2 else "account_request_login_code"
        typed = {"phone": phone, "name": "田春兰", "unit_name": "甲厂", "is_of_age": "on", "agrees": "on"}
        forging(number, ADDRESSES[number]).post(reverse(page), typed)
    return TextMessage.objects.count()


@pytest.fixture
def known(phone, city, settings):
    settings.ACCOUNT_RATE_LIMITS = False  # the number's own limit is drilled, not the address's
    Person.objects.create(username=f"p-{phone}", name="田春兰", phone=phone, phone_verified_at=timezone.now())
    return phone


@pytest.mark.django_db
def test_a_number_gets_one_message_a_minute_whoever_asks(known, clock):
    assert asked_for_codes(known, 6) == 1

    clock.shift(timedelta(seconds=61))
    assert asked_for_codes(known, 6) == 2


@pytest.mark.django_db
def test_a_number_gets_ten_messages_a_day_and_more_the_next(known, clock):
    for _minute in range(14):
        asked_for_codes(known, 1)
        clock.shift(timedelta(seconds=61))
    assert TextMessage.objects.count() == 10

    clock.shift(timedelta(hours=24))
    assert asked_for_codes(known, 1) == 11


@pytest.mark.django_db
def test_control_without_the_limits_every_request_is_sent(known, clock, monkeypatch):
    monkeypatch.setattr(sms, "APART", timedelta(0))
    monkeypatch.setattr(sms, "A_DAY", 1_000)

    assert asked_for_codes(known, 14) == 14


def sent_at_once(phone):
    now = timezone.now()
    try:
        return at_once(lambda: sms.send_now(phone, "012345", kind=sms.CODE, now=now), times=20)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_at_once_send_one_message(phone):
    assert sent_at_once(phone) == (1, 19)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_several_are_sent(phone, monkeypatch):
    """Every thread counts under a lock of its own, and all count before any of them writes."""
    ready = threading.Barrier(20, timeout=20)
    count = sms.TextMessage.objects.filter

    def filter_together(**conditions):
        ready.wait()
        return count(**conditions)

    monkeypatch.setattr(sms, "SMS_LOCK", _Different())
    monkeypatch.setattr(sms.TextMessage.objects, "filter", filter_together)

    assert sent_at_once(phone)[0] > 1


class _Different:
    """Another number every time it is handed to the database."""

    def __conform__(self, protocol):
        return self

    def prepare(self, connection):
        """Asked by psycopg2 of what adapts itself; nothing to prepare."""

    def getquoted(self):
        return str(secrets.randbelow(10**6)).encode()


@pytest.mark.django_db
def test_the_api_throttles_a_caller_whatever_it_says_to_be(settings, city):
    caller, neighbour = (f"2001:db8::{secrets.randbelow(2**16):x}:{last}" for last in (1, 2))
    answers = [forging(number % 39, caller).get("/api/v1/regions/").status_code for number in range(125)]
    elsewhere = Client(REMOTE_ADDR=neighbour).get("/api/v1/regions/").status_code

    assert (answers.count(200), answers.count(429), elsewhere) == (120, 5, 200)
