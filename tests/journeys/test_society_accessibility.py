"""axe-core over the public pages of societies and people and the desks of those who look after them, phone and desktop."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from portal.ground.dates import today
from societies import actions as societies
from tests.factories import joining as factory
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_accessibility import findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
PUBLIC = ("/societies/", "/societies/?view=list", "/societies/A06/", "/societies/A06/join/")
OFFICER = (
    "/desk/", "/desk/deputies/", "/desk/societies/A06/applications/", "/desk/societies/A06/members/",
    "/desk/societies/A06/invitations/", "/desk/societies/A06/steps/", "/desk/societies/A06/classes/regular/",
    "/desk/people/",
)  # fmt: skip
OFFICIAL = ("/desk/societies/", "/desk/societies/A06/", "/desk/applications/", "/desk/members/")


def handed_in_twice(society, city):
    """An application with two versions whose person has moved on, which the assistant's deputy may decide."""
    now, anna = timezone.now(), factory.person()
    application = factory.submitted(society, anna, reason="想学物理")
    actions.return_application(application, remark="请写明理由", by=city.assistant, now=now)
    factory.submitted(society, anna, reason="想教物理")
    actions.confirm_profile(anna.person, {"unit": "遵义市某厂"}, by=anna, now=now)
    actions.name_deputy(city.assistant.office, city.general.person, start_on=today(),
                        last_day=today() + timedelta(days=3), by=city.assistant, now=now)  # fmt: skip
    return application


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_of_societies_have_no_barriers(city, browser, live_server, enter, screen, viewport):
    society = factory.society(city)
    application = handed_in_twice(society, city)
    societies.make_invitation(society, "年会", by=city.general, now=timezone.now())
    visitor = browser.new_context(viewport=viewport, base_url=live_server.url, locale="zh-CN").new_page()
    officer, official = (enter(who.person.username, viewport) for who in (city.general, city.official))
    pages = [
        *((visitor, address) for address in PUBLIC), *((officer, address) for address in OFFICER),
        (officer, reverse("application_detail", args=[application.public_id])),
        *((official, address) for address in OFFICIAL),
    ]  # fmt: skip

    found = []
    for page, address in pages:
        assert page.goto(address).ok, address
        found += [(address, one) for one in findings(page)]
        screen(
            page,
            f"society-{address.strip('/').replace('/', '-').replace('?', '-').replace(application.public_id, 'one')}",
        )
    visitor.context.close()

    assert found == []
