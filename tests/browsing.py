"""A real browser: Debian's Chromium, installed when it is missing and can be; BROWSER=0 leaves these tests out."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

FONTS = Path(__file__).resolve().parents[1] / "portal" / "ground" / "fonts"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


def _chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            )
        found = shutil.which("chromium")
    return found


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    if os.environ.get("BROWSER") == "0":
        pytest.skip("BROWSER=0")
    path = _chromium()
    if not path:
        pytest.fail(
            "Chromium is missing and cannot be installed here: install Debian's package chromium, or say BROWSER=0."
        )
    fonts = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    cache = tmp_path_factory.mktemp("cache")
    fonts.write_text(f"<fontconfig><dir>{FONTS}</dir><cachedir>{cache}</cachedir></fontconfig>")
    # Playwright's own loop runs in this thread, and Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=QUIET, env=os.environ | {"FONTCONFIG_FILE": str(fonts)}
        )
        yield launched
        launched.close()
