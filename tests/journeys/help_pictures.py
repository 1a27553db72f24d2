"""Pictures for the help pages, taken of a running demo portal: `make help-pictures PORT=8000`; small WebP files.

They show the demo city only, whose people and firms are invented.
"""

import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FOLDER, FONTS = ROOT / "static" / "help", ROOT / "portal" / "ground" / "fonts"
SIZE = {"width": 1200, "height": 750}
WIDTH, QUALITY = 960, 60
# Who looks (nobody first), then name of the picture and address.
PICTURES = {
    "": (("search", "/search/?q=大数据"), ("coverage", "/coverage/")),
    "worker": (("me", "/me/"), ("branch-new", "/desk/branches/new/"), ("branch", "/desk/branches/")),
    "secretary-general": (("society-desk", "/desk/"),),
    "huaxi": (("county-desk", "/desk/"), ("uncovered", "/desk/uncovered/")),
    "stats": (("register", "/desk/registers/"), ("quarters", "/desk/quarters/"), ("quality", "/desk/quality/")),
    "leader": (("live-coverage", "/desk/coverage/"),),
    "system": (("site", "/desk/site/"),),
    "audit": (("journal", "/desk/journal/"),),
}


def take(page, name, address):
    """One picture, smaller than the screen it shows."""
    page.goto(address, wait_until="networkidle")
    shot = Image.open(BytesIO(page.screenshot(caret="initial"))).convert("RGB")
    shot.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    shot.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


def sign_in(page, username, builder):
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", builder.PASSWORD)
    page.locator("main form button:has-text('登录')").first.click()
    page.wait_for_load_state()
    if "/2fa/" in page.url:
        page.fill("[name=code]", builder.code_now())
        page.locator("main form button:has-text('登录')").first.click()
        page.wait_for_load_state()


def main(base):
    django.setup()
    from outreach.demo import builder  # noqa: PLC0415  # models exist only after the set-up

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(f"<fontconfig><dir>{FONTS}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"],
            env=os.environ | {"FONTCONFIG_FILE": str(fonts)},
        )  # fmt: skip
        for username, pictures in PICTURES.items():
            page = browser.new_page(viewport=SIZE, base_url=base, locale="zh-CN")
            if username:
                sign_in(page, username, builder)
            for name, address in pictures:
                take(page, name, address)
            page.close()
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    main(sys.argv[1])
