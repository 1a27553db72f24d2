"""A society is dissolved: who waited to join is told, invitations stop, a change of its page is not shown any more."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from members import actions as people
from members.models import Application, ReviewStep
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from societies import actions
from societies.models import PageVersion
from tests.entering import enter
from tests.factories import joining
from tests.factories.city import NOW
from tests.racing import at_once

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def society(city):
    return joining.society(city)


def dissolved(society, city):
    return actions.dissolve_society(society, dissolved_on=TODAY, reason="注销1号", by=city.official, now=NOW)


def subjects(actor):
    rows = Delivery.objects.filter(person=actor.person).order_by("pk")
    return list(rows.values_list("notice__subject", flat=True))


def test_open_applications_end_with_a_reason_and_the_applicants_are_told(client, city, society):
    begun, waiting, member = (joining.person(number) for number in (1, 2, 3))
    draft, application = joining.begun(society, begun), joining.passed(society, waiting, city)
    admitted = joining.admitted(society, member, city)

    dissolved(society, city)

    for one in (draft, application, admitted):
        one.refresh_from_db()
    assert [one.state for one in (draft, application, admitted)] == ["closed", "closed", "admitted"]
    assert (application.decision, application.decided_at) == ("遵义市物理学会已登记注销。", NOW)
    assert subjects(begun)[-1] == subjects(waiting)[-1] == "入会申请已终止：遵义市物理学会"
    assert "入会申请已终止：遵义市物理学会" not in subjects(member)
    assert not ReviewStep.objects.waiting().exists()
    page = enter(client, waiting).get(reverse("my_application", args=[application.public_id])).content.decode()
    assert "申请已终止：遵义市物理学会已登记注销。" in page
    assert JournalEntry.objects.filter(verb="application.closed").count() == 2


def test_a_closed_application_is_not_decided_any_more(city, society):
    application = joining.submitted(society, joining.person())
    dissolved(society, city)

    with pytest.raises(Refused, match="已终止"):
        people.pass_application(application, by=city.assistant, now=NOW)


def test_close_applications_refuses_without_a_reason_and_strangers(city, society):
    joining.submitted(society, joining.person())
    with pytest.raises(Refused, match="请写明终止的原因"):
        people.close_applications(society.organisation, reason=" ", by=city.official, now=NOW)
    for actor in (city.general, city.huichuan, city.worker):
        with pytest.raises(PermissionDenied):
            people.close_applications(society.organisation, reason="注销", by=actor, now=NOW)
    assert Application.objects.get().state == "submitted"


def test_invitations_stop(client, city, society):
    invitation = actions.make_invitation(society, "年会", by=city.assistant, now=NOW)
    dissolved(society, city)

    with pytest.raises(PermissionDenied):
        actions.make_invitation(society, "群", by=city.assistant, now=NOW)
    answer = client.get(reverse("invitation", args=[invitation.public_id]), follow=True)
    assert answer.status_code == 410
    assert "已注销，不再吸收会员" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.opened == 0
    enter(client, city.official)
    assert client.get(reverse("invitation_paper", args=["A06", invitation.public_id, "qr.png"])).status_code == 404
    assert "学会已注销" in client.get(reverse("invitation_list", args=["A06"])).content.decode()


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_a_change_of_the_page_goes_and_its_writer_is_told(city, society, is_handed_in):
    said = {"short_name": "", "disciplines": [], "introduction": "新的", "scope": ""}
    version = actions.save_page(society, said, by=city.assistant, now=NOW)
    if is_handed_in:
        actions.submit_page(version, by=city.assistant, now=NOW)

    dissolved(society, city)

    assert PageVersion.objects.get(pk=version.pk).state == "withdrawn"
    assert subjects(city.assistant) == ["遵义市物理学会已注销，主页的修改不再办理"]
    assert not ReviewStep.objects.filter(outcome="").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_dissolutions_at_once_tell_everybody_once(city, society):
    applicants = [joining.person(number) for number in (1, 2)]
    for applicant in applicants:
        joining.submitted(society, applicant)

    assert at_once(lambda: dissolved(society, city)) == (1, 49)

    assert [subjects(one).count("入会申请已终止：遵义市物理学会") for one in applicants] == [1, 1]
