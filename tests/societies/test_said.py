"""Reviewers, the applicant and the printed form see what was said when it was handed in, and what changed since."""

import pytest
from django.urls import reverse

from members import actions
from members.models import Statement
from portal.ground.dates import today
from societies import papers
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories.city import NOW
from tests.societies.test_papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def anna(city):
    return factory.person()


@pytest.fixture
def application(city, anna):
    """Handed in, sent back, handed in again with another reason; then the record moved on."""
    society = factory.society(city)
    made = factory.submitted(society, anna, reason="想学物理")
    actions.return_application(made, remark="请写明理由", by=city.assistant, now=NOW)
    made = factory.submitted(society, anna, reason="想教物理")
    actions.confirm_profile(anna.person, {"unit": "遵义市某厂"}, by=anna, now=NOW)
    made.refresh_from_db()
    return made


def page_of(client, who, application, query=""):
    name = "my_application" if who.person == application.applicant else "application_detail"
    return enter(client, who).get(reverse(name, args=[application.public_id]) + query).content.decode()


def test_the_reviewer_sees_what_was_said_then_and_what_changed(client, city, application):
    page = page_of(client, city.assistant, application)

    assert "<del>想学物理</del> 改为 <ins>想教物理</ins>" in page
    assert "遵义某大学 <span" in page
    assert "现在的资料：遵义市某厂" in page
    assert "139****0001" in page
    assert "13900000001" not in page
    first = page_of(client, city.assistant, application, "?version=1")
    assert "想学物理" in first
    assert "想教物理" not in first
    assert "想教物理" in page_of(client, city.assistant, application, "?version=<b>")


def test_lists_name_the_unit_of_the_application_and_mark_where_the_record_moved_on(client, city, application):
    still = factory.submitted(application.organisation.society, factory.person(2))
    address = reverse("application_list", args=["A06"])
    page = enter(client, city.assistant).get(address).content.decode()

    assert page.count("遵义某大学（现为：遵义市某厂）") == 1
    assert page.count("遵义某大学<") == 1
    for one in (application, still):
        actions.pass_application(one, by=city.assistant, now=NOW)
    page = enter(client, city.general).get(reverse("admit_batch", args=["A06"])).content.decode()
    assert page.count("遵义某大学") == 2
    assert page.count("现在的资料：遵义市某厂") == 1


def test_the_applicant_sees_what_was_handed_in_and_while_correcting_what_will_be(client, city, anna, application):
    assert "遵义某大学" in page_of(client, anna, application)
    actions.return_application(application, remark="请写明", by=city.assistant, now=NOW)
    application.refresh_from_db()

    page = page_of(client, anna, application)

    assert "遵义市某厂" in page
    assert "遵义某大学" not in page


def test_the_printed_form_says_what_was_said_and_what_is_something_else_now(city, application):
    content, missing = papers.admission_form(application, on=today())
    text = text_of(content).replace("\n", "")

    assert missing == set()
    assert all(part in text for part in ("遵义某大学", "想教物理", "※", "本人资料已有变更，现为：工作单位遵义市某厂"))


def test_what_was_erased_is_said_to_be_erased(client, city, application):
    actions.forget_statements(type(application).objects.filter(pk=application.pk), now=NOW)

    page = page_of(client, city.assistant, application)

    assert "已过保存期限，内容已经清除" in page
    assert "想教物理" not in page
    assert Statement.objects.filter(said=[]).count() == 2
