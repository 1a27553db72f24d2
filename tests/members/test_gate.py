"""The gate of the desk, entered through the real sign-in pages: second factor, idle time, addresses, first password."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from members.accounts import SecondFactorAdapter
from members.gate import SECOND_FACTOR
from members.models import Person
from portal.ground.models import Attachment
from tests.access import ROLES
from tests.entering import SECRET, code_now, enter, give_passkey
from tests.factories import joining
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password"
# Just after a code's half minute began, so that no code grows old while a test types it.
MOMENT = datetime(2026, 11, 2, 10, 0, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
DESK = "/desk/"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; M2102) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49"
)
INSIDE, OUTSIDE = "10.20.3.4", "203.0.113.9"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MOMENT) as traveller:
        yield traveller


def sign_in(client, username, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": username, "password": password}, **extra)


def show_code(client, code=None):
    return client.post(reverse("mfa_authenticate"), {"code": code or code_now()})


def without_second_factor(person):
    Authenticator.objects.filter(user=person).delete()
    return person


def activate(client):
    """Give the password once more and type the new generator's first code; returns the secret."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    return secret


def wrong_code():
    return "000000" if code_now() != "000000" else "111111"


@pytest.mark.django_db(transaction=True)
def test_an_official_without_second_factor_is_sent_to_set_it_up_and_then_let_in(client, city):
    without_second_factor(city.official.person)
    sign_in(client, "official")
    assert client.get(DESK).url == reverse("second_factor")

    activate(client)

    assert client.get(DESK).status_code == 200


def test_a_wrong_first_code_does_not_set_the_second_factor_up(client, city):
    without_second_factor(city.official.person)
    sign_in(client, "official")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    wrong = "000000" if code_now(client.session["mfa.totp.secret"]) != "000000" else "111111"

    client.post(reverse("mfa_activate_totp"), {"code": wrong})

    assert client.get(DESK).status_code == 302
    assert not Authenticator.objects.filter(user=city.official.person).exists()


def test_an_official_is_asked_for_the_code_when_signing_in(client, city):
    assert sign_in(client, "official").url == reverse("mfa_authenticate")
    assert client.get(DESK).url.startswith(reverse("account_login"))

    show_code(client)

    assert client.get(DESK).status_code == 200


def test_a_wrong_code_is_refused(client, city):
    sign_in(client, "official")

    response = show_code(client, wrong_code())

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert client.get(DESK).url.startswith(reverse("account_login"))


def test_a_code_is_good_for_one_sign_in(client, city):
    sign_in(client, "official")
    show_code(client)
    second = Client()
    sign_in(second, "official")

    show_code(second)

    assert second.get(DESK).url.startswith(reverse("account_login"))


def test_five_wrong_codes_lock_the_code_page_though_the_right_one_follows(client, city, clock):
    sign_in(client, "official")
    for _try in range(5):
        show_code(client, wrong_code())

    show_code(client)
    assert client.get(DESK).status_code == 302

    clock.shift(timedelta(minutes=16))
    sign_in(client, "official")
    show_code(client)
    assert client.get(DESK).status_code == 200


def test_a_session_whose_second_factor_was_not_shown_is_asked_for_it(client, city):
    client.force_login(city.official.person, backend="allauth.account.auth_backends.AuthenticationBackend")

    asked = client.get(DESK + "units/?q=甲")
    assert asked.url.startswith(reverse("mfa_reauthenticate") + "?next=%2Fdesk%2Funits%2F%3Fq%3D")

    shown = client.post(asked.url, {"code": code_now()})
    assert shown.url.startswith(DESK + "units/")
    assert client.get(DESK).status_code == 200


def test_somebody_elses_second_factor_is_not_ones_own(client, city):
    enter(client, city.official)
    session = client.session
    session[SECOND_FACTOR] = city.stats.person.pk
    session.save()

    assert client.get(DESK).url.startswith(reverse("mfa_reauthenticate"))


def test_a_science_worker_without_office_passes_without_a_second_factor(client, city):
    sign_in(client, "worker")

    assert client.get(DESK).status_code == 200


def test_the_gate_closes_when_somebody_takes_office(client, city):
    sign_in(client, "worker")
    assert client.get(DESK).status_code == 200
    city.official.office.__class__.objects.filter(pk=city.official.office.pk).update(person=city.worker.person)

    assert client.get(DESK).url == reverse("second_factor")


def officer(city, kind):
    """An assistant of a society, or the contact of a branch, without a second factor."""
    actor = joining.society(city) and city.assistant if kind == "society" else ROLES["contact"](city)
    return without_second_factor(actor.person)


def come_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.mark.parametrize("kind", ["society", "branch"])
@pytest.mark.parametrize("page", ["/desk/", "/desk/branches/", "/files/AAAAAAAAAAAA/"])
def test_officers_of_societies_and_branches_need_a_second_factor_too(client, city, kind, page):
    come_in(client, officer(city, kind))

    assert client.get(page).url == reverse("second_factor")
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("kind", ["society", "branch"])
def test_a_passkey_is_enough_and_is_asked_for_at_the_desk_only(client, city, kind):
    person = officer(city, kind)
    give_passkey(person)
    person.set_password(PASSWORD)
    person.save()
    sign_in(client, person.username)
    assert client.get(reverse("home")).status_code == 200

    assert client.get(DESK).url.startswith(reverse("mfa_reauthenticate_webauthn"))


def test_officers_of_societies_may_idle_and_come_from_anywhere(client, city, clock, settings):
    settings.PORTAL_DESK_ADDRESSES = ["10.20.0.0/16"]
    joining.society(city)
    enter(client, city.assistant)
    assert client.get(DESK).status_code == 200

    clock.shift(timedelta(minutes=31))

    assert client.get(DESK).status_code == 200


def test_an_office_that_ended_asks_for_nothing(client, city):
    person = officer(city, "society")
    person.offices.update(end_on=MOMENT.date())
    come_in(client, person)

    assert client.get(DESK).status_code == 200


def test_the_first_page_says_for_which_office_and_offers_both_ways(client, city):
    come_in(client, officer(city, "society"))

    html = client.get(reverse("second_factor")).content.decode()

    assert "遵义市物理学会 秘书处工作人员" in html
    assert reverse("mfa_add_webauthn") in html
    assert reverse("mfa_activate_totp") in html
    inside = client.get(reverse("second_factor"), headers={"user-agent": WECHAT}).content.decode()
    assert "在浏览器中打开" in inside
    assert reverse("mfa_add_webauthn") not in inside


@pytest.mark.parametrize("name", ["attachment_file", "attachment_preview", "remove_attachment"])
def test_files_lie_behind_the_same_gate(client, city, name):
    file = Attachment.objects.create(
        owner_kind="branch", owner_id="x", label="章程", name="a.jpg", path="a.jpg", content_type="image/jpeg", size=1,
        digest="0" * 64, uploaded_by=city.worker.person, uploaded_at=NOW,
    )  # fmt: skip
    client.force_login(city.official.person, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse(name, args=[file.public_id])).url.startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize(("minutes", "is_open"), [(29, True), (31, False)])
def test_an_officials_session_ends_after_thirty_idle_minutes(client, city, clock, minutes, is_open):
    enter(client, city.official)
    client.get(DESK)

    clock.shift(timedelta(minutes=minutes))

    assert (client.get(DESK).status_code == 200) is is_open
    assert ("_auth_user_id" in client.session) is is_open


def test_a_working_officials_session_goes_on_for_hours(client, city, clock):
    enter(client, city.official)

    for _step in range(10):
        clock.shift(timedelta(minutes=20))
        assert client.get(DESK).status_code == 200


def test_after_idling_one_comes_back_to_the_page_but_nothing_is_posted_again(client, city, clock):
    enter(client, city.system)
    client.get(DESK)
    clock.shift(timedelta(minutes=31))
    read = client.get(DESK + "accounts/?q=wang")
    enter(client, city.system)
    client.get(DESK)
    clock.shift(timedelta(minutes=31))
    posted = client.post(reverse("account_act", args=[city.official.person.public_id, "disable"]))

    assert read.url == reverse("account_login") + "?next=%2Fdesk%2Faccounts%2F%3Fq%3Dwang"
    assert posted.url == reverse("account_login") + "?next=%2Fdesk%2F"
    assert Person.objects.get(pk=city.official.person.pk).is_active
    assert "超过 30 分钟没有操作，已自动退出" in client.get(posted.url).content.decode()


def test_a_science_workers_session_does_not_end_by_idling(client, city, clock):
    sign_in(client, "worker")
    client.get(DESK)

    clock.shift(timedelta(hours=5))

    assert client.get(DESK).status_code == 200


def from_address(actor, address, **headers):
    return enter(Client(REMOTE_ADDR=address, **headers), actor).get(DESK).status_code


def test_officials_come_in_from_the_listed_addresses_only(city, settings):
    settings.PORTAL_DESK_ADDRESSES = ["10.20.0.0/16", "2001:db8::/32"]

    assert [from_address(city.official, address) for address in (INSIDE, "2001:db8::7", OUTSIDE, "10.21.0.1")] == [
        200, 200, 403, 403,
    ]  # fmt: skip
    assert from_address(city.worker, OUTSIDE) == 200


def test_a_page_refused_for_its_address_says_so(city, settings):
    settings.PORTAL_DESK_ADDRESSES = ["10.20.0.0/16"]

    response = enter(Client(REMOTE_ADDR=OUTSIDE), city.official).get(DESK)

    assert "工作台只能在指定的网络地址登录。" in response.content.decode()


def test_a_forged_forwarding_header_is_useless(city, settings):
    settings.PORTAL_DESK_ADDRESSES = ["10.20.0.0/16"]
    assert from_address(city.official, OUTSIDE, HTTP_X_FORWARDED_FOR=INSIDE) == 403
    assert from_address(city.official, INSIDE, HTTP_X_FORWARDED_FOR=OUTSIDE) == 200

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    # The proxy adds the address it saw to whatever was sent.
    assert from_address(city.official, "127.0.0.1", HTTP_X_FORWARDED_FOR=f"{INSIDE}, {OUTSIDE}") == 403
    assert from_address(city.official, "127.0.0.1", HTTP_X_FORWARDED_FOR=f"{OUTSIDE}, {INSIDE}") == 200


def test_a_first_password_has_to_be_changed_before_anything_else(client, city):
    for actor in (city.official, city.worker):
        Person.objects.filter(pk=actor.person.pk).update(must_change_password=True)
        enter(client, actor)
        assert client.get(DESK).url == reverse("account_change_password")

        typed = {"oldpassword": PASSWORD, "password1": "mein-eigenes-26", "password2": "mein-eigenes-26"}
        client.post(reverse("account_change_password"), typed)

        assert client.get(DESK).status_code == 200


def test_secrets_of_second_factors_lie_encrypted_in_the_database(client, city):
    without_second_factor(city.official.person)
    sign_in(client, "official")

    secret = activate(client)

    kept = Authenticator.objects.get(user=city.official.person, type="totp").data["secret"]
    assert secret not in kept
    assert SecondFactorAdapter().decrypt(kept) == secret
    assert secret not in str(dict(client.session))
    seed = Authenticator.objects.get(user=city.official.person, type="recovery_codes").data["seed"]
    assert SecondFactorAdapter().decrypt(seed) != seed
    assert SECRET not in str(Authenticator.objects.values_list("data"))


def account(username):
    """Somebody without office whose failures nobody else counts."""
    return Person.objects.create_user(username, PASSWORD, name=username)


def enters(client, username, password=PASSWORD):
    sign_in(client, username, password)
    return "_auth_user_id" in client.session


def fail(username, times, address=OUTSIDE, **headers):
    for _try in range(times):
        assert not enters(Client(REMOTE_ADDR=address, **headers), username, "wrong-password")


def test_four_failures_do_not_lock_signing_in(db):
    account("four-failures")
    fail("four-failures", 4)

    assert enters(Client(REMOTE_ADDR=OUTSIDE), "four-failures")


def test_five_failures_lock_signing_in_for_a_quarter_of_an_hour(db, clock):
    account("five-failures")
    fail("five-failures", 5, address="203.0.113.10")
    locked = Client(REMOTE_ADDR="203.0.113.10")

    response = sign_in(locked, "five-failures")
    assert "登录失败次数过多" in response.content.decode()
    clock.shift(timedelta(minutes=14))
    assert not enters(locked, "five-failures")

    clock.shift(timedelta(minutes=1, seconds=10))
    assert enters(locked, "five-failures")


def test_the_lock_of_one_login_name_leaves_others_alone(db):
    account("locked-alone"), account("still-open")
    fail("locked-alone", 5, address="203.0.113.11")

    assert enters(Client(REMOTE_ADDR="203.0.113.11"), "still-open")


def test_the_lock_holds_however_the_name_is_written_and_wherever_the_request_says_it_comes_from(db):
    account("locked-twice")
    fail("locked-twice", 5, address="203.0.113.12")

    assert not enters(Client(REMOTE_ADDR="203.0.113.12", HTTP_X_FORWARDED_FOR=INSIDE), "locked-twice")
    assert not enters(Client(REMOTE_ADDR="203.0.113.12"), "LOCKED-Twice")


def test_names_that_do_not_exist_are_locked_alike(db):
    fail("nobody-at-all", 5, address="203.0.113.13")

    response = sign_in(Client(REMOTE_ADDR="203.0.113.13"), "nobody-at-all")

    assert "登录失败次数过多" in response.content.decode()


def test_one_address_cannot_try_many_names(db):
    account("last-of-many")
    for number in range(20):
        fail(f"guessed-{number}", 1, address="203.0.113.14")

    assert not enters(Client(REMOTE_ADDR="203.0.113.14"), "last-of-many")
    assert enters(Client(REMOTE_ADDR="203.0.113.15"), "last-of-many")
