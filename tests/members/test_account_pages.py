"""The account's own pages wear our dress and speak Chinese."""

import re

import pytest
from django.urls import reverse

from tests.entering import code_now, enter, give_second_factor

pytestmark = pytest.mark.django_db
OUTSIDE = (
    "account_login", "account_reset_password", "account_reset_password_done", "account_inactive", "account_signup",
    "account_reset_password_from_key_done",
)  # fmt: skip
INSIDE = (
    "account_change_password", "account_email", "account_logout", "account_reauthenticate", "mfa_index",
    "mfa_activate_totp",
)  # fmt: skip
ENGLISH = re.compile(r"[A-Za-z]{3,}[ ,.][A-Za-z]{2,}")


def words(response):
    """What the page says between its header and footer."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    return re.sub(r"<[^>]+>", " ", main)


def recently(client):
    """The password was given a moment ago."""
    client.post(reverse("account_reauthenticate"), {"password": "a-long-password"})


def check(response):
    assert response.status_code == 200
    assert 'class="top"' in response.content.decode()
    assert not ENGLISH.search(words(response)), words(response)


@pytest.mark.parametrize("name", OUTSIDE)
def test_pages_before_signing_in_are_ours(client, name):
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", INSIDE)
def test_pages_of_ones_own_account_are_ours(client, city, name):
    enter(client, city.worker)
    recently(client)

    check(client.get(reverse(name)))


def test_pages_of_the_second_factor_are_ours(client, city):
    person = city.worker.person
    if not person.authenticator_set.exists():
        give_second_factor(person)
    enter(client, city.worker)
    recently(client)

    check(client.get(reverse("mfa_reauthenticate")))
    check(client.get(reverse("mfa_deactivate_totp")))
    check(client.get(reverse("mfa_generate_recovery_codes")))
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    check(client.get(reverse("mfa_view_recovery_codes")))
    check(client.get(reverse("mfa_index")))


def test_signing_in_asks_for_the_code_and_says_when_it_is_wrong(client, city):
    person = city.worker.person
    if not person.authenticator_set.exists():
        give_second_factor(person)
    asked = client.post(reverse("account_login"), {"login": "worker", "password": "a-long-password"}, follow=True)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000" if code_now() != "000000" else "111111"})

    check(asked)
    check(wrong)
    assert "error-summary" in wrong.content.decode()


def test_a_short_password_is_refused_in_chinese_beside_its_field(client, city):
    enter(client, city.worker)
    typed = {"oldpassword": "a-long-password", "password1": "kurz1", "password2": "kurz1"}

    response = client.post(reverse("account_change_password"), typed)

    check(response)
    assert "至少要有 10 个字符" in words(response)
    assert 'href="#id_password1"' in response.content.decode()
