"""Ways in beside phone and password: a code by e-mail, a passkey, and the list of devices that are in."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from members.browsers import device
from members.models import Person
from tests.entering import enter, give_passkey
from tests.members.test_gate import PASSWORD, WECHAT, sign_in

pytestmark = pytest.mark.django_db
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


def with_address(person, address, *, verified):
    return EmailAddress.objects.create(user=person, email=address, verified=verified, primary=True)


def ask_by_email(client, address):
    return client.post(reverse("account_request_login_code"), {"email": address}, follow=True)


def mailed_code():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.M)[0]


def test_a_verified_address_gets_a_code_that_lets_in(client, city):
    with_address(city.worker.person, "tian@example.org", verified=True)
    ask_by_email(client, "Tian@example.org")

    client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})

    assert int(client.session["_auth_user_id"]) == city.worker.person.pk


@pytest.mark.parametrize("known", [True, False])
def test_an_address_nobody_verified_gets_no_code_and_the_page_does_not_tell(client, city, known):
    if known:
        with_address(city.worker.person, "tian@example.org", verified=False)
        Person.objects.filter(pk=city.worker.person.pk).update(email="tian@example.org")

    page = ask_by_email(client, "tian@example.org")

    assert "验证码已发到 tian@example.org" in re.sub(r"\s+", " ", page.content.decode())
    assert not [letter for letter in mail.outbox if re.search(r"^\d{6}$", letter.body, re.M)]


def test_a_code_is_asked_for_with_a_phone_or_an_address(client):
    page = client.post(reverse("account_request_login_code"), {}).content.decode()

    assert "请填手机号或电子邮箱" in page


def test_an_imported_record_is_not_taken_over_by_its_address(client, city):
    imported = Person.objects.create(username="p-1", name="别人", email="old@example.org")
    imported.set_unusable_password()
    imported.save()

    client.post(reverse("account_reset_password"), {"email": "old@example.org"})

    assert not any("/password/reset/key/" in letter.body for letter in mail.outbox)


def test_a_password_is_set_anew_by_the_address_it_was_made_with(client, city):
    Person.objects.filter(pk=city.worker.person.pk).update(email="tian@example.org")

    client.post(reverse("account_reset_password"), {"email": "tian@example.org"})

    assert "/password/reset/key/" in mail.outbox[-1].body


def test_a_science_worker_with_a_passkey_still_comes_in_another_way(client, city):
    give_passkey(city.worker.person)

    sign_in(client, "worker")

    assert "_auth_user_id" in client.session


def test_the_login_page_offers_no_passkey_inside_wechat(client):
    assert "data-passkey" in client.get(reverse("account_login")).content.decode()
    assert "data-passkey" not in client.get(reverse("account_login"), headers={"user-agent": WECHAT}).content.decode()


def test_a_broken_answer_of_a_passkey_is_met_with_a_sentence(client):
    for credential in ("", "7", "{}", '{"id": 1}', "[]", '{"response": null}', "null"):
        response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
        assert response.status_code == 302, credential


def test_other_devices_are_signed_out_at_once(city):
    here, there = Client(HTTP_USER_AGENT=WINDOWS), Client(HTTP_USER_AGENT=WECHAT)
    sign_in(there, "worker"), sign_in(here, "worker")
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Chrome，Windows 电脑" in page
    assert "微信，安卓手机" in page

    here.post(reverse("usersessions_list"))

    assert UserSession.objects.filter(user=city.worker.person).count() == 1
    assert there.get(reverse("my_record")).status_code == 302
    assert here.get(reverse("my_record")).status_code == 200


def test_nobody_sees_somebody_elses_devices(client, city):
    sign_in(Client(HTTP_USER_AGENT=WECHAT), "worker")

    assert "微信" not in enter(client, city.system).get(reverse("usersessions_list")).content.decode()


def test_security_page_warns_while_there_is_one_way_in_only(client, city):
    enter(client, city.worker)
    assert "就可能进不来" in client.get(reverse("my_security")).content.decode()

    give_passkey(city.worker.person)

    assert "就可能进不来" not in client.get(reverse("my_security")).content.decode()


@pytest.mark.parametrize(
    ("agent", "words"),
    [(WECHAT, "微信，安卓手机"), (WINDOWS, "Chrome，Windows 电脑"), ("curl/8", "其他浏览器"), ("", "其他浏览器")],
)
def test_devices_are_named_as_people_know_them(agent, words):
    assert device(agent) == words


def test_an_official_with_a_passkey_only_is_asked_for_it_at_the_gate(client, city):
    Authenticator.objects.filter(user=city.official.person).delete()
    give_passkey(city.official.person)
    client.force_login(city.official.person, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/desk/").url.startswith(reverse("mfa_reauthenticate_webauthn"))
    assert client.post(reverse("account_login"), {"login": "official", "password": PASSWORD}).status_code == 302
