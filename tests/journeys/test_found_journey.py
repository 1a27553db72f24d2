"""Being found: agreed to on a phone, found by somebody else at once, gone at once when taken back."""

import pytest
from django.urls import reverse

from members.models import Person
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_accessibility import findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
ASKED = "?q=田春兰&kind=person"


def press_beside(page, text, button):
    """Press the button in the row of the agreement called so."""
    with page.expect_navigation():
        page.get_by_role("listitem").filter(has_text=text).get_by_role("button", name=button).click()


@pytest.mark.parametrize(("mine", "theirs"), [(PHONE, DESKTOP), (DESKTOP, PHONE)], ids=["phone", "desktop"])
def test_whoever_agrees_is_found_until_they_take_it_back(city, enter, screen, mine, theirs):
    Person.objects.filter(pk=city.worker.person.pk).update(unit_text="甲轴承厂", discipline="摩擦学")
    worker, official = enter("worker", mine), enter("official", theirs)
    worker.on("dialog", lambda dialog: dialog.accept())
    worker.goto(reverse("my_consents"))
    press_beside(worker, "在站内搜索中被找到", "同意")
    found = findings(worker)
    screen(worker, "found-agreed")
    worker.get_by_role("link", name="看看别人搜到的我").click()
    assert worker.get_by_role("main").get_by_text("甲轴承厂").is_visible()
    found += findings(worker)
    screen(worker, "found-myself")

    official.goto(reverse("search") + ASKED)
    found += findings(official)
    screen(official, "found-results")
    official.get_by_role("main").get_by_role("link", name="田春兰").click()
    assert official.get_by_role("main").get_by_text("摩擦学").is_visible()
    screen(official, "found-page")

    worker.get_by_role("link", name="撤回同意").click()
    press_beside(worker, "在站内搜索中被找到", "撤回")
    official.goto(reverse("search") + ASKED)
    assert official.get_by_role("heading", name="没有找到").is_visible()
    assert found == []
