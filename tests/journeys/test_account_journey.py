"""Ways in that only a browser shows: a passkey added on one's own page, and WeChat's own browser."""

import io
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import IdentityCase, Person
from portal.ground import documents, reports
from tests.factories import joining
from tests.fakes import wechat
from tests.journeys.conftest import DESKTOP, PHONE, downloaded, press
from tests.journeys.test_accessibility import findings
from tests.members.test_ways_in import WECHAT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def on_localhost(live_server):
    """Browsers give passkeys to names, not to numbered addresses."""
    live_server.thread.host = "localhost"


@pytest.mark.usefixtures("on_localhost")
def test_a_passkey_is_added_and_lets_in(city, enter, screen):
    page = enter("worker", PHONE)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(reverse("my_security"))
    screen(page, "account-security")
    page.goto(reverse("mfa_add_webauthn"))
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", "a-long-password")
        press(page, "确认")
    screen(page, "account-passkey-new")
    press(page, "添加", exact=True)
    page.goto(reverse("mfa_list_webauthn"))
    screen(page, "account-passkeys")
    assert page.get_by_role("main").get_by_text("还没有用过").is_visible()

    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    press(page, "通行密钥")

    page.goto(reverse("mfa_list_webauthn"))
    assert page.get_by_role("main").get_by_text("最近使用").is_visible()
    assert page.get_by_role("main").get_by_text("还没有用过").count() == 0


@pytest.mark.usefixtures("on_localhost")
def test_an_assistant_sets_the_fingerprint_up_once_and_works(city, enter, screen):
    joining.society(city)
    Authenticator.objects.filter(user=city.assistant.person).delete()
    page = enter(city.assistant.person.username, PHONE)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/desk/")
    screen(page, "second-factor")
    assert findings(page) == []
    page.get_by_role("link", name="用本机设置").click()
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", "a-long-password")
        press(page, "确认")
    press(page, "添加", exact=True)
    screen(page, "second-factor-recovery-codes")
    page.get_by_role("link", name="已经存好，去工作台").click()
    page.wait_for_url("**/desk/")
    assert page.get_by_role("heading", name="我的待办").is_visible()


def test_somebody_takes_their_data_along_and_leaves(city, enter, screen):
    page = enter("worker", PHONE)
    page.goto(reverse("home"))
    page.get_by_role("link", name="隐私和数据").click()
    screen(page, "privacy")
    page.get_by_role("main").get_by_role("link", name="索取我的数据").click()
    page.fill("[name=password]", "a-long-password")
    press(page, "开始整理")
    reports.build_waiting(now=timezone.now())
    page.goto(reverse("my_privacy"))
    screen(page, "privacy-ready")
    name, content = downloaded(page, page.get_by_role("button", name="下载我的数据"))
    assert name.endswith(".zip")
    assert "我的数据.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()

    page.goto(reverse("close_account"))
    screen(page, "closing")
    page.fill("[name=password]", "a-long-password")
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, "注销账号")
    assert page.get_by_text("账号已注销").is_visible()
    page.goto(reverse("my_record"))
    assert "/login/" in page.url


def test_inside_wechat_one_says_once_who_one_is_and_is_known_the_next_time(
    city, browser, live_server, settings, screen
):
    settings.PORTAL_SHOW_DEMO_CODE = True
    settings.ACCOUNT_RATE_LIMITS = False
    with wechat.running() as service:
        settings.PORTAL_WECHAT = service.settings()
        page = in_wechat(browser, live_server)
        page.goto(reverse("account_login"))
        screen(page, "wechat-login")
        page.get_by_role("link", name="微信一键登录").click()
        screen(page, "wechat-first")
        page.fill("[name=phone]", "13912340001")
        page.fill("[name=name]", "田春兰")
        page.fill("[name=unit_name]", "甲厂")
        page.check("[name=is_of_age]")
        page.check("[name=agrees]")
        press(page, "获取验证码")
        screen(page, "wechat-code")
        page.fill("[name=code]", page.locator(".secret b").inner_text())
        press(page, "确定")
        assert page.get_by_text("已绑定微信").is_visible()

        again = in_wechat(browser, live_server)
        again.goto(reverse("account_login"))
        again.get_by_role("link", name="微信一键登录").click()
        again.goto(reverse("my_record"))
        assert again.get_by_role("heading", name="我的档案").is_visible()


def test_with_an_address_alone_one_signs_up_and_adds_a_phone_later(city, browser, live_server, settings, screen):
    settings.PORTAL_SHOW_DEMO_CODE = True
    settings.ACCOUNT_RATE_LIMITS = False
    page = browser.new_context(viewport=PHONE, base_url=live_server.url, locale="zh-CN").new_page()
    page.goto(reverse("account_signup"))
    screen(page, "sign-up-phone")
    page.get_by_role("link", name="用电子邮箱").click()
    page.fill("[name=email]", "tian-chunlan@example.org")
    page.fill("[name=name]", "田春兰")
    page.check("[name=is_of_age]")
    screen(page, "sign-up-email")
    assert findings(page) == []
    page.check("[name=agrees]")
    press(page, "获取验证码")
    screen(page, "sign-up-email-code")
    page.fill("[name=code]", page.locator(".secret b").inner_text())
    press(page, "确定")

    page.goto(reverse("my_security"))
    assert page.get_by_text("已验证").is_visible()
    page.get_by_role("link", name="添加").first.click()
    page.fill("[name=phone]", "13912340003")
    press(page, "获取验证码")
    page.fill("[name=code]", page.locator(".secret b").inner_text())
    press(page, "确定")
    page.goto(reverse("my_security"))
    assert page.get_by_text("已核验").is_visible()


def in_wechat(browser, live_server):
    """A page of WeChat's own browser on a phone."""
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, locale="zh-CN", user_agent=WECHAT)
    return context.new_page()


OWN = ("my_record", "my_record_form", "my_security", "my_identity", "my_children", "my_consents", "my_privacy", "ask_own_data", "close_account",
       "usersessions_list",
       "mfa_list_webauthn", "account_change_phone", "account_email")  # fmt: skip


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_ones_own_and_of_vouching_have_no_barriers(city, enter, viewport, screen):
    case, recovery = two_cases(city)
    page, found = enter("worker", viewport), []
    for name in OWN:
        assert page.goto(reverse(name)).ok, name
        found += findings(page)
        screen(page, f"own-{name}")
    desk = [reverse("person_list"), reverse("person_detail", args=[city.worker.person.public_id]), reverse("identity_case_list"),
            reverse("identity_case", args=[case.public_id]), reverse("recovery_detail", args=[recovery.public_id])]  # fmt: skip
    page = enter("official", viewport)
    for number, address in enumerate(desk):
        assert page.goto(address).ok, address
        found += findings(page)
        screen(page, f"vouching-{number}")

    assert found == []


def two_cases(city):
    """A paper that two accounts claim, and a lost phone one officer has vouched for."""
    now = timezone.now()
    Person.objects.filter(pk=city.worker.person.pk).update(
        phone="13912340001", phone_verified_at=now, region_code="520302", unit_text="甲厂"
    )
    document = documents.read(documents.Kind.RESIDENT, "520302199001051232")
    for actor in (city.stats, city.worker):
        actions.claim_identity(actor.person, document, by=actor, now=now)
        actions.check_identities(now=now)
    opened = actions.open_recovery("13912340002", now=now)
    recovery = actions.ask_recovery(city.worker.person, opened.slip, evidence="当面查验", by=city.honghua, now=now)
    return IdentityCase.objects.get(), recovery
