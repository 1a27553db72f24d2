"""A passkey added on one's own page lets in without anything typed; other devices are signed out."""

import pytest
from django.urls import reverse

from tests.journeys.conftest import PHONE, press

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
