"""Signing in with WeChat, against a service that answers as the real one does."""

import logging
import secrets
import time
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import Actor, Consent, Person, WechatIdentity
from portal.ground import outside
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry
from portal.ground.wechat import Identity
from tests.entering import enter
from tests.fakes import wechat
from tests.members.test_ways_in import WECHAT
from tests.racing import at_once

pytestmark = pytest.mark.django_db
ABOUT_ME = {"name": "田春兰", "unit_name": "甲厂", "is_of_age": "on", "agrees": "on"}


@pytest.fixture
def service(settings, monkeypatch, city):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PORTAL_SHOW_DEMO_CODE = True
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr(outside, "SECONDS", 0.3)
    with wechat.running() as running:
        settings.PORTAL_WECHAT = running.settings()
        yield running


@pytest.fixture
def phone():
    return f"138{secrets.randbelow(10**8):08}"


@pytest.fixture
def inside():
    """A browser of WeChat's own."""
    return Client(HTTP_USER_AGENT=WECHAT)


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def at_wechat(address):
    """What WeChat answers to the browser: the way back, or None for an address it does not like."""
    try:
        build_opener(Stay).open(address.partition("#")[0]).close()
    except HTTPError as answer:
        with answer:
            return answer.headers["Location"]
    return None


def there_and_back(client, start=None):
    """Follow the browser to WeChat and back until it stays here; gives the last answer."""
    response = client.get(start or reverse("account_wechat"))
    while response.status_code == 302 and response.url.startswith("http://127.0.0.1"):
        back = urlsplit(at_wechat(response.url))
        response = client.get(f"{back.path}?{back.query}")
    return response


def first_time(client, phone, **changes):
    """Say who one is and enter the code."""
    there_and_back(client)
    client.post(reverse("account_wechat_first"), {"phone": phone} | ABOUT_ME | changes)
    return client.post(reverse("account_confirm_login_code"), {"code": cache.get(f"demo-code:{phone}")}, follow=True)


def user_of(client):
    return int(client.session.get("_auth_user_id", 0))


def known(phone, **fields):
    return Person.objects.create(
        username=f"p-{phone}", name="田春兰", phone=phone, phone_verified_at=timezone.now(), **fields
    )


def test_who_comes_first_says_phone_and_name_once_and_is_known_ever_after(service, inside, phone):
    assert there_and_back(inside).url == reverse("account_wechat_first")
    assert "春兰🌼，您好" in inside.get(reverse("account_wechat_first")).content.decode()
    page = first_time(inside, phone)

    person = Person.objects.get(phone=phone)
    assert user_of(inside) == person.pk
    assert person.phone_verified_at
    assert "已绑定微信" in page.content.decode()
    assert set(Consent.objects.filter(person=person).values_list("text__kind", flat=True)) == {"terms", "privacy"}

    again = Client(HTTP_USER_AGENT=WECHAT)
    there_and_back(again)
    assert user_of(again) == person.pk


def test_the_two_applications_know_the_same_person_by_the_unionid(service, inside, client, phone):
    first_time(inside, phone)

    there_and_back(client)

    assert user_of(client) == Person.objects.get(phone=phone).pk
    assert set(WechatIdentity.objects.values_list("app_id", "unionid")) == {
        ("wx-account", "union-tian"),
        ("wx-web", "union-tian"),
    }


def test_a_phone_that_has_an_account_leads_to_it_and_nothing_tells_so_before_the_code(service, inside, phone):
    owner = known(phone)
    there_and_back(inside)
    old = inside.post(reverse("account_wechat_first"), {"phone": phone} | ABOUT_ME)
    other = Client(HTTP_USER_AGENT=WECHAT)
    there_and_back(other)
    new = other.post(reverse("account_wechat_first"), {"phone": "13700000001"} | ABOUT_ME)
    assert (old.status_code, old.url) == (new.status_code, new.url)
    assert user_of(inside) == 0

    inside.post(reverse("account_confirm_login_code"), {"code": cache.get(f"demo-code:{phone}")})

    assert user_of(inside) == owner.pk
    assert WechatIdentity.objects.get(person=owner).nickname == "春兰🌼"


def test_without_the_code_nothing_is_bound(service, inside, phone):
    owner = known(phone)
    there_and_back(inside)
    inside.post(reverse("account_wechat_first"), {"phone": phone} | ABOUT_ME)

    inside.post(reverse("account_confirm_login_code"), {"code": "abc"})

    assert user_of(inside) == 0
    assert not WechatIdentity.objects.filter(person=owner).exists()


def test_inside_wechat_nobody_known_is_asked_anything(service, inside, phone):
    first_time(inside, phone)
    again = Client(HTTP_USER_AGENT=WECHAT)

    sent = parse_qs(urlsplit(again.get(reverse("account_wechat")).url).query)

    assert sent["scope"] == ["snsapi_base"]


def test_outside_wechat_a_code_is_shown_to_scan(service, client):
    response = client.get(reverse("account_wechat"))

    assert urlsplit(response.url).path == "/connect/qrconnect"
    assert response.url.endswith("#wechat_redirect")


def test_wechat_is_not_offered_without_an_application(service, client, inside, settings):
    settings.PORTAL_WECHAT = service.settings() | {"web_id": ""}

    assert client.get(reverse("account_wechat")).status_code == 404
    assert "微信扫码登录" not in client.get(reverse("account_login")).content.decode()
    assert "微信一键登录" in inside.get(reverse("account_login")).content.decode()


def back_with(client, code, state=None):
    client.get(reverse("account_wechat"))
    state = state or client.session["wechat_on_the_way"]["state"]
    return client.get(reverse("account_wechat_callback"), {"code": code, "state": state}, follow=True).content.decode()


@pytest.mark.parametrize("mode", ["broken", "garbled", "slow"])
def test_a_wechat_that_does_not_answer_is_told_in_a_sentence(service, inside, mode):
    service.mode = mode

    assert "微信暂时没有应答" in back_with(inside, service.code("wx-account", "snsapi_base"))


def test_codes_that_are_used_old_or_invented_begin_anew(service, inside):
    used = service.code("wx-account", "snsapi_userinfo")
    back_with(inside, used)

    for code in (used, "invented", service.code("wx-account", "snsapi_base", at=time.time() - 301)):
        assert "微信授权已失效" in back_with(Client(HTTP_USER_AGENT=WECHAT), code)


def test_a_wrong_secret_lets_nobody_in(service, inside, settings):
    settings.PORTAL_WECHAT = service.settings() | {"account_secret": "wrong"}

    assert "微信暂时没有应答" in back_with(inside, service.code("wx-account", "snsapi_base"))


def test_without_the_name_signing_in_goes_on(service, inside):
    service.mode = "nameless"

    page = there_and_back(inside)

    assert page.url == reverse("account_wechat_first")
    assert "首次用微信登录" in inside.get(page.url).content.decode()


@pytest.mark.parametrize("state", ["", "x", "田"])
def test_an_answer_this_browser_did_not_ask_for_is_worth_nothing(service, inside, state, phone):
    first_time(inside, phone)
    victim = Client(HTTP_USER_AGENT=WECHAT)
    victim.get(reverse("account_wechat"))

    page = victim.get(
        reverse("account_wechat_callback"),
        {"code": service.code("wx-account", "snsapi_base"), "state": state},
        follow=True,
    )

    assert "停留太久" in page.content.decode()
    assert user_of(victim) == 0


def test_saying_no_at_wechat_leads_back_to_the_other_ways(service, inside):
    inside.get(reverse("account_wechat"))
    state = inside.session["wechat_on_the_way"]["state"]

    page = inside.get(reverse("account_wechat_callback"), {"state": state}, follow=True)

    assert "您取消了微信登录" in page.content.decode()


def test_what_waits_is_forgotten_after_a_quarter_of_an_hour(service, inside, phone):
    there_and_back(inside)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert inside.get(reverse("account_wechat_first")).url == reverse("account_login")

    there_and_back(inside)
    inside.post(reverse("account_wechat_forget"))
    assert inside.get(reverse("account_wechat_first")).url == reverse("account_login")


@pytest.mark.parametrize(("following", "led_to"), [("/me/record/", "/me/record/"), ("https://evil.example/", None)])
def test_one_goes_on_to_the_page_one_came_for_and_nowhere_else(service, inside, phone, following, led_to):
    first_time(inside, phone)
    again = Client(HTTP_USER_AGENT=WECHAT)

    response = there_and_back(again, f"{reverse('account_wechat')}?next={following}")

    assert response.url == led_to if led_to else not response.url.startswith("http")


def test_an_officials_second_factor_is_asked_for_all_the_same(service, inside, city):
    actions.bind_wechat(
        city.official.person, Identity("wx-account", "wx-account-tian"), by=city.official, now=timezone.now()
    )

    assert there_and_back(inside).url == reverse("mfa_authenticate")
    assert user_of(inside) == 0


def test_a_disabled_account_stays_closed(service, inside, city):
    actions.bind_wechat(
        city.worker.person, Identity("wx-account", "wx-account-tian"), by=city.worker, now=timezone.now()
    )
    Person.objects.filter(pk=city.worker.person.pk).update(is_active=False)

    there_and_back(inside)

    assert user_of(inside) == 0


def test_somebody_signed_in_binds_and_unbinds_their_wechat(service, inside, city):
    enter(inside, city.worker)
    there_and_back(inside)
    assert "已绑定" in inside.get(reverse("my_security")).content.decode()

    inside.post(reverse("unbind_wechat"))

    assert not WechatIdentity.objects.exists()
    assert list(JournalEntry.objects.filter(verb__startswith="wechat").order_by("id").values_list("verb", flat=True)) == [
        "wechat.bound", "wechat.unbound",
    ]  # fmt: skip
    assert "没有绑定微信" in inside.post(reverse("unbind_wechat"), follow=True).content.decode()


def test_one_wechat_account_is_one_persons(city, db):
    now, identity = timezone.now(), Identity("wx-account", "o1", "u1")
    actions.bind_wechat(city.worker.person, identity, by=city.worker, now=now)
    actions.bind_wechat(city.worker.person, identity, by=city.worker, now=now)  # again changes nothing

    with pytest.raises(Refused, match="已绑定另一个账号"):
        actions.bind_wechat(city.system.person, identity, by=city.system, now=now)
    with pytest.raises(Refused, match="已绑定另一个账号"):
        actions.bind_wechat(city.system.person, Identity("wx-web", "o9", "u1"), by=city.system, now=now)
    with pytest.raises(Refused, match="先解除绑定"):
        actions.bind_wechat(city.worker.person, Identity("wx-account", "o2"), by=city.worker, now=now)
    with pytest.raises(PermissionDenied):
        actions.bind_wechat(city.worker.person, Identity("wx-web", "o3"), by=city.system, now=now)


def test_the_only_way_in_is_not_taken_away(city):
    person = Person.objects.create(username="p-1", name="甲")
    person.set_unusable_password()
    person.save()
    actions.bind_wechat(person, Identity("wx-account", "o1"), by=Actor(person), now=timezone.now())

    with pytest.raises(Refused, match="先核验手机号"):
        actions.unbind_wechat(person, by=Actor(person))


@pytest.mark.django_db(transaction=True)
def test_binding_at_the_same_moment_binds_once(city):
    identity, now = Identity("wx-account", "o1", "u1"), timezone.now()

    done, refused = at_once(
        lambda: actions.bind_wechat(city.worker.person, identity, by=city.worker, now=now), times=12
    )

    assert (done, refused) == (12, 0)
    assert WechatIdentity.objects.count() == JournalEntry.objects.filter(verb="wechat.bound").count() == 1


def test_without_the_constraint_a_second_row_would_be_there(city):
    """The control: what keeps one account one person's is the database, not the question before."""
    fields = {"app_id": "wx-account", "openid": "o1", "bound_at": timezone.now()}
    WechatIdentity.objects.create(person=city.worker.person, **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        WechatIdentity.objects.create(person=city.system.person, **fields)


def test_secrets_and_codes_are_in_no_log(service, inside, caplog):
    caplog.set_level(logging.DEBUG)
    service.mode = "broken"
    code = service.code("wx-account", "snsapi_base")
    back_with(inside, code)

    assert wechat.APPS["wx-account"] not in caplog.text
    assert code not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("portal", "members"))
    )
