"""Journeys: signed in through the page, pictures kept when they are asked for."""

import os
from pathlib import Path

import pytest

from tests.entering import code_now

PHONE, DESKTOP = {"width": 375, "height": 812}, {"width": 1440, "height": 900}


@pytest.fixture
def enter(browser, live_server):
    """Sign somebody in through the login page; gives their page. Errors in the console fail the test."""
    contexts, complaints = [], []

    def sign_in(username, viewport):
        context = browser.new_context(viewport=viewport, base_url=live_server.url, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(_told(message)) if message.type == "error" else None)
        page.goto("/accounts/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", "a-long-password")
        press(page, "登录")
        if "/2fa/" in page.url:
            page.fill("[name=code]", code_now())
            press(page, "登录")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def press(page, name, *, exact=False):
    """Press a button of the page's own part and wait for where it leads."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=exact).click()


def downloaded(page, link):
    """Name and bytes of the file a link gives."""
    with page.expect_download() as download:
        link.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def _told(message):
    return f"{message.text} ({message.location['url']}:{message.location['lineNumber']})"


@pytest.fixture
def screen():
    """Keep a picture under var/screens/ when SCREENS=1."""
    folder = Path(__file__).resolve().parents[2] / "var" / "screens"

    def keep(page, name):
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
        if os.environ.get("SCREENS") == "1":
            folder.mkdir(parents=True, exist_ok=True)
            page.evaluate("window.scrollTo(0, 0)")
            name = f"{name}-{page.viewport_size['width']}.png"
            page.screenshot(path=folder / name, full_page=True, caret="initial")  # hiding it would break our policy

    return keep
