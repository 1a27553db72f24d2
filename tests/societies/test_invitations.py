"""Invitations: made by officers, opened by anybody, followed to the application that came of them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.ground.errors import Refused
from societies import actions
from societies.models import Invitation, InvitedApplication
from tests.entering import enter
from tests.factories import joining, societies
from tests.factories.city import NOW
from tests.racing import at_once

pytestmark = pytest.mark.django_db
LIST = reverse("invitation_list", args=["A06"])


def made(house, label="年会"):
    return actions.make_invitation(house.society, label, by=house.assistant, now=NOW)


def test_make_invitation_once_for_each_place(house):
    invitation = made(house)

    assert invitation.opened == 0
    with pytest.raises(Refused, match="已经有了"):
        made(house)
    for actor in (house.official, house.worker, societies.officer(societies.society("别的学会", "A07"))):
        with pytest.raises(PermissionDenied):
            actions.make_invitation(house.society, "群", by=actor, now=NOW)


def test_follow_invitation_keeps_the_first_and_leaves_out_foreign_ones(city):
    society, applicant = joining.society(city), joining.person()
    application = joining.begun(society, applicant)
    foreign = societies.society("别的学会", "A07")
    elsewhere = Invitation.objects.create(society=foreign, label="群", made_by=applicant.person, made_at=NOW)
    first, second = (
        actions.make_invitation(society, label, by=city.assistant, now=NOW) for label in ("年会", "会员群")
    )

    for public_id in (elsewhere.public_id, "unknown"):
        actions.follow_invitation(application, public_id)
    assert not InvitedApplication.objects.exists()
    for one in (first, second):
        actions.follow_invitation(application, one.public_id)
    assert application.invited.invitation == first


def test_a_visit_is_counted_once_a_session_and_leads_to_the_form(client, house):
    societies.member_class(house.society)
    invitation = made(house)
    address = reverse("invitation", args=[invitation.public_id])

    for _time in range(3):
        assert client.get(address).url == f"{reverse('society_join', args=['A06'])}?invited={invitation.public_id}"
    client.head(address)

    invitation.refresh_from_db()
    assert invitation.opened == 1
    assert client.get(reverse("invitation", args=["unknown"])).status_code == 404


def test_an_application_begun_and_handed_in_behind_the_link_is_counted(client, city):
    society, applicant = joining.society(city), joining.person()
    invitation = actions.make_invitation(society, "年会", by=city.assistant, now=NOW)
    enter(client, applicant)
    client.get(reverse("invitation", args=[invitation.public_id]))
    typed = {"member_class": "regular", "years": "1", "name": applicant.person.name, "unit": applicant.person.unit.name}
    client.post(reverse("society_join", args=["A06"]), typed)

    page = enter(client, city.assistant).get(LIST)
    counted = page.context["invitations"][0]["row"]
    assert (counted.opened, counted.begun, counted.submitted) == (1, 1, 1)


def test_the_address_alone_tells_where_an_application_came_from_and_the_desk_shows_it(client, city):
    """The link was opened in a chat, the form in another browser: the session of the visit is gone."""
    society, applicant = joining.society(city), joining.person()
    invitation = actions.make_invitation(society, "年会", by=city.assistant, now=NOW)
    typed = {"member_class": "regular", "years": "1", "name": applicant.person.name, "unit": applicant.person.unit.name}
    join = f"{reverse('society_join', args=['A06'])}?invited={invitation.public_id}"
    enter(client, applicant).post(join, typed)
    joining.submitted(society, joining.person(2))

    application = InvitedApplication.objects.get(invitation=invitation).application
    enter(client, city.assistant)
    detail = client.get(reverse("application_detail", args=[application.public_id])).content.decode()
    assert "<dt>来自邀请</dt><dd>年会</dd>" in detail
    applications = reverse("application_list", args=["A06"])
    assert "年会" in client.get(applications).content.decode()
    page = client.get(applications, {"invitation": invitation.public_id}).content.decode()
    assert "申请人1" in page
    assert "申请人2" not in page


def test_the_funnel_of_an_invitation_goes_on_to_membership(client, city):
    society = joining.society(city)
    invitation = actions.make_invitation(society, "年会", by=city.assistant, now=NOW)
    for number, far in enumerate((joining.begun, joining.submitted), 1):
        actions.follow_invitation(far(society, joining.person(number)), invitation.public_id)
    for number, far in enumerate((joining.passed, joining.admitted), 3):
        actions.follow_invitation(far(society, joining.person(number), city), invitation.public_id)

    counted = enter(client, city.assistant).get(LIST).context["invitations"][0]["row"]

    assert (counted.begun, counted.submitted, counted.passed, counted.admitted) == (4, 3, 2, 1)


def test_officers_make_and_print_them_officials_look_strangers_get_404(client, house):
    enter(client, house.assistant)
    assert "请写明用在哪里" in client.post(LIST, {"label": ""}).content.decode()
    client.post(LIST, {"label": "办公室门口"})
    assert "已经有了" in client.post(LIST, {"label": "办公室门口"}).content.decode()
    invitation = Invitation.objects.get()
    papers = [
        reverse("invitation_paper", args=["A06", invitation.public_id, name])
        for name in ("qr.png", "poster.pdf", "poster.png", "poster.exe", "else.pdf")
    ]
    assert [client.get(address).status_code for address in papers] == [200, 200, 200, 404, 404]
    assert f"/i/{invitation.public_id}/" in client.get(LIST).content.decode()

    assert "新建邀请" not in enter(client, house.official).get(LIST).content.decode()
    assert client.post(LIST, {"label": "群"}).status_code == 403
    for actor in (house.worker, societies.officer(societies.society("别的学会", "A07"))):
        enter(client, actor)
        assert [client.get(address).status_code for address in (LIST, *papers)] == [404] * 6


def test_the_list_takes_the_same_queries_however_many(client, house):
    enter(client, house.assistant)
    made(house)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(20):
        made(house, f"群{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(few) <= 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_visits_at_once_are_fifty(house):
    invitation = made(house)

    at_once(lambda: actions.count_opening(invitation))

    invitation.refresh_from_db()
    assert invitation.opened == 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_clicks_make_one_invitation(house):
    assert at_once(lambda: made(house)) == (1, 49)
