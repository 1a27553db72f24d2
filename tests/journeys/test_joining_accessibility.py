"""axe-core over the pages of joining, for visitors, applicants and a society's officers: no findings."""

import pytest
from django.urls import reverse

from tests.factories import joining as factory
from tests.journeys.conftest import PHONE
from tests.journeys.test_accessibility import findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
DESK = ("application_list", "member_list", "admit_batch", "admission_figures", "society_admission", "admission_form",
        "member_class_new", "society_steps_form", "roster_takeover")  # fmt: skip


def test_the_pages_of_joining_have_no_barriers(city, browser, live_server, enter):
    society, anna = factory.society(city), factory.person()
    factory.admitted(society, factory.person(2), city)
    application = factory.passed(society, anna, city)
    visitor = browser.new_context(viewport=PHONE, base_url=live_server.url, locale="zh-CN").new_page()
    applicant, officer = enter("p1", PHONE), enter(city.general.person.username, PHONE)
    factory.begun(society, factory.person(3))
    pages = [
        (visitor, "/societies/A06/join/"), (applicant, reverse("my_application", args=[application.public_id])),
        (enter("p3", PHONE), "/societies/A06/join/?class=student"),
        (officer, reverse("application_detail", args=[application.public_id])),
        *((officer, reverse(name, args=["A06"])) for name in DESK),
    ]  # fmt: skip

    found = []
    for page, address in pages:
        assert page.goto(address).ok, address
        found += findings(page)
    visitor.context.close()

    assert found == []
