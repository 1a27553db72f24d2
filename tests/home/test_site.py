"""The settings of the portal: changed by the system administrator alone, on every page at once, told by the journal."""

import pytest
from django.core import checks
from django.core.exceptions import PermissionDenied
from django.urls import Resolver404, resolve, reverse

from portal.ground import kept, site
from portal.ground.errors import Refused
from portal.ground.models import Attachment, JournalEntry, SiteValue
from portal.home import actions
from tests.entering import enter
from tests.factories.city import NOW
from tests.ground.uploaded import picture, upload
from tests.racing import at_once

pytestmark = pytest.mark.django_db
WHO = ("worker", "official", "leader", "security", "audit")


@pytest.fixture(autouse=True)
def _as_stored():
    """Inside a test's transaction nothing is kept, and what is stored is asked for each time."""
    kept.forget(kept.SITE)


def footer(client):
    return client.get("/").content.decode()


def test_change_site_shows_on_every_page_and_in_the_journal(client, city):
    actions.change_site({"name": "遵义科技之家", "phone": "0851-00000000", "links": [{"title": "某学会", "url": "https://example.org/"}]},
                        by=city.system)  # fmt: skip

    page = footer(client)
    assert "遵义科技之家" in page
    assert 'href="tel:0851-00000000"' in page
    assert 'href="https://example.org/"' in page
    entry = JournalEntry.objects.get(verb="site.changed", thing_id="门户名称")
    assert entry.detail == {"was": "科技工作者之家", "is_now": "遵义科技之家"}


@pytest.mark.parametrize("who", WHO)
def test_change_site_is_forbidden_to_everybody_else(city, who):
    with pytest.raises(PermissionDenied):
        actions.change_site({"name": "别家"}, by=getattr(city, who))

    assert not SiteValue.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "长" * 31}, {"report_url": "javascript:alert(1)"}, {"menu": [{"title": "坏", "url": "javascript:alert(1)"}]},
        {"menu": [{"title": "坏", "url": "//example.org/"}]}, {"links": [{"title": "", "url": "https://example.org/"}]},
        {"links": [{"title": "好", "url": "https://example.org/"}] * 31}, {}, {"name": "科技工作者之家"},
    ],
)  # fmt: skip
def test_change_site_refuses_what_cannot_be(city, change):
    with pytest.raises(Refused):
        actions.change_site(change, by=city.system)

    assert not SiteValue.objects.exists()


def test_the_form_shows_what_holds_and_keeps_what_was_typed(client, city):
    enter(client, city.system)
    page = client.get(reverse("site_settings")).content.decode()
    assert "首页 /" in page
    assert "还缺" in page

    response = client.post(reverse("site_settings"), {"name": "遵义科技之家", "menu": "首页 /\n坏 javascript:x"})
    assert "网址以 http://" in response.content.decode()
    assert "坏 javascript:x" in response.content.decode()
    typed = {key: value for key, value in site.values().items() if isinstance(value, str)}
    saved = client.post(
        reverse("site_settings"), typed | {"name": "遵义科技之家", "menu": "首页 /\n基层 组织 /branches/", "links": ""}
    )

    assert saved.status_code == 302
    assert site.value("menu") == [{"title": "首页", "url": "/"}, {"title": "基层 组织", "url": "/branches/"}]
    assert (site.value("links"), site.value("comments_open")) == ([], False)


@pytest.mark.parametrize("who", WHO)
def test_the_settings_are_nobody_elses_page(client, city, who):
    enter(client, getattr(city, who))

    assert client.get(reverse("site_settings")).status_code == 403
    assert client.post(reverse("remove_emblem")).status_code == 403
    assert "门户设置" not in client.get(reverse("desk")).content.decode()


def test_another_emblem_takes_the_place_of_the_one_before(client, city):
    actions.bring_emblem(upload(picture("PNG"), "emblem.png"), by=city.system, now=NOW)
    first = site.value("emblem")
    actions.bring_emblem(upload(picture("PNG"), "emblem.png"), by=city.system, now=NOW)

    assert Attachment.objects.filter(owner_kind="site").count() == 1
    assert client.get(reverse("emblem", args=[first])).status_code == 404
    shown = client.get(reverse("emblem", args=[site.value("emblem")]))
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert shown["Content-Security-Policy"] == "default-src 'none'"
    assert reverse("emblem", args=[site.value("emblem")]) in footer(client)
    actions.remove_emblem(by=city.system, now=NOW)
    assert "emblem.svg" in footer(client)


def test_bring_emblem_is_forbidden_and_refused(city):
    with pytest.raises(PermissionDenied):
        actions.bring_emblem(upload(picture("PNG"), "emblem.png"), by=city.official, now=NOW)
    with pytest.raises(Refused):
        actions.remove_emblem(by=city.system, now=NOW)


def test_production_is_told_what_a_public_site_lacks(city):
    def lacks():
        found = checks.run_checks(include_deployment_checks=True, databases=["default"])
        return [one.msg for one in found if one.id == "portal.W001"]

    assert len(lacks()) == 5
    filled = dict.fromkeys(("address", "phone", "icp", "psb", "report_email"), "有")
    actions.change_site(filled, by=city.system)

    assert lacks() == []


def test_every_page_of_the_menu_as_it_ships_exists():
    for link in site.value("menu"):
        try:
            resolve(link["url"])
        except Resolver404:
            pytest.fail(link["url"])


@pytest.mark.django_db(transaction=True)
def test_many_changes_at_once_leave_one_value_and_one_entry(city):
    done, refused = at_once(lambda: actions.change_site({"name": "遵义科技之家"}, by=city.system))

    assert (done, refused) == (1, 49)
    assert JournalEntry.objects.filter(verb="site.changed").count() == 1
