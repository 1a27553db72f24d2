"""axe-core over the pages people meet, WCAG 2.1 A and AA, on a phone and at a desk: no findings."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from members.models import Organisation
from outreach.models import Branch
from tests.factories.city import workbook
from tests.journeys.conftest import DESKTOP, PHONE
from tests.outreach.test_figures import REGISTER
from tests.outreach.test_quarter import published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
PUBLIC = (
    "/",
    "/news/",
    "/news/guides/",
    "/branches/",
    "/coverage/",
    "/coverage/indicators/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)
DESK = (
    "/desk/posts/", "/desk/posts/new/", "/desk/columns/",
    "/desk/", "/desk/branches/", "/desk/branches/new/", "/desk/coverage/", "/desk/registers/", "/desk/imports/new/",
    "/desk/quarters/", "/desk/notices/", "/desk/units/", "/desk/uncovered/", "/desk/matching/", "/desk/quality/",
    "/desk/regions/", "/desk/targets/", "/desk/areas/", "/desk/imports/", "/desk/calendar/", "/desk/values/",
    "/desk/reviews/", "/desk/offices/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/email/",
)  # fmt: skip


LEADERS = ("/desk/columns/work/", "/desk/columns/new/", "/desk/reviews/branch/")


@pytest.fixture
def filled(city, tmp_path):
    """A city with something on every page."""
    rows = [[f"企业{n}", "企业", None, "520302", "是", "否", 5, "私营"] for n in range(3)]
    call_command("import_register", workbook(tmp_path / "r.xlsx", REGISTER, rows), name="名录", as_of=date(2026, 1, 1))
    call_command("register_regions", as_of=date(2026, 1, 1))
    published(city)
    organisation = Organisation.objects.create(kind="branch", name="企业1科学技术协会", region_code="520302")
    Branch.objects.create(organisation=organisation, kind="enterprise", formation="standalone", state="submitted")
    return city


def findings(page):
    """What axe says of the page, one line each."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [f"{page.url} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_public_pages_have_no_barriers(filled, browser, live_server, viewport, screen):
    context = browser.new_context(viewport=viewport, base_url=live_server.url, locale="zh-CN")
    page, found = context.new_page(), []
    for address in PUBLIC:
        assert page.goto(address).ok, address
        found += findings(page)
        screen(page, "public-" + (address.strip("/").replace("/", "-") or "front"))
    context.close()

    assert found == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_desk_pages_have_no_barriers(filled, enter, viewport, screen):
    page, found = enter("stats", viewport), []
    page.goto("/desk/branches/?state=submitted")
    branch = page.locator("td a").first.get_attribute("href")
    for address in (*DESK, branch):
        assert page.goto(address).ok, address
        found += findings(page)
        screen(page, "branch-detail" if address == branch else address.strip("/").replace("/", "-"))

    assert found == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_leaders_have_no_barriers(filled, enter, viewport, screen):
    page, found = enter("leader", viewport), []
    for address in LEADERS:
        assert page.goto(address).ok, address
        found += findings(page)
        screen(page, address.strip("/").replace("/", "-"))

    assert found == []


def test_menus_open_by_keyboard_and_escape_gives_the_focus_back(filled, enter):
    page = enter("stats", PHONE)
    page.goto("/desk/")
    button, side = page.get_by_role("button", name="工作台菜单"), page.get_by_role("navigation", name="工作台")
    assert not side.is_visible()

    button.press("Enter")
    assert side.is_visible()
    page.keyboard.press("Escape")

    assert not side.is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-controls')") == "side"


def test_a_chart_gives_way_to_its_table_and_is_kept_as_a_picture(filled, browser, live_server):
    page = browser.new_page(viewport=DESKTOP, base_url=live_server.url)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/coverage/?indicator=W2.subdistrict")
    chart = page.locator("[data-chart=places]")
    chart.locator("canvas").wait_for()
    assert not chart.locator("table").is_visible()

    with page.expect_download() as download:
        chart.get_by_role("button", name="存为图片").click()
    chart.get_by_role("button", name="看表格").click()

    assert download.value.suggested_filename.endswith(".png")
    assert chart.locator("table").is_visible()
    assert complaints == []
    page.close()


def test_without_javascript_tables_and_menus_are_simply_there(filled, browser, live_server):
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/coverage/?indicator=W2.subdistrict")

    assert page.locator("#places-table").is_visible()
    assert page.get_by_role("navigation", name="主导航").is_visible()
    assert not page.get_by_role("button", name="存为图片").is_visible()
    context.close()
