"""Group members of the association: applied for, resolved, by right, paid, left, ended with the organisation."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions, statements
from members.models import Application, Membership, Office, Organisation, ReviewStep
from outreach import groups
from outreach.models import Branch
from outreach.values import BY_BRANCH, BY_SOCIETY
from portal.ground import dated
from portal.ground.errors import Refused
from portal.ground.models import Delivery
from societies import actions as society_actions
from tests.entering import enter
from tests.factories import joining, societies
from tests.factories.city import CODE, NOW
from tests.ground.uploaded import picture, upload
from tests.racing import at_once

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
SAID = {
    "accepts_charter": True, "founding": "遵义市民政局，2001年3月登记", "results": "每年举办学术年会", "office": "遵义市某路1号，自有",
    "staff": 2, "income": "会费和服务收入", "party_members": 3, "party_organisation": "学会党支部",
}  # fmt: skip
PAPERS = ("登记证书或批复文件", "章程")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def association(city):
    return Organisation.objects.get(kind="association", region_code=CODE)


@pytest.fixture
def society(city, settings):
    settings.PORTAL_CITY = CODE
    made = joining.society(city)
    made.credit_code = "51520300MJ00000000"
    made.save()
    return made


def resolution():
    return {"title": "第九届常委会第四次会议", "held_on": TODAY, "upload": upload(picture())}


def applied(association, society, by, **said):
    papers = [(title, upload(picture())) for title in PAPERS]
    return actions.apply_as_group(association, society.organisation, SAID | said, papers=papers, by=by, now=NOW)


def admitted(association, society, city):
    application = applied(association, society, city.general)
    actions.pass_application(application, by=city.official, now=NOW)
    actions.admit_group_member(application, **resolution(), by=city.leader, now=NOW)
    return Membership.objects.get(member_organisation=society.organisation)


def subjects(actor):
    return list(Delivery.objects.filter(person=actor.person).order_by("pk").values_list("notice__subject", flat=True))


def names(day=TODAY):
    return {one.name: (one.is_admitted, one.is_by_right) for one in groups.group_members(day)}


def test_an_organisation_applies_and_is_admitted_by_a_resolution(city, association, society):
    application = applied(association, society, city.general)
    said = {row.key: row.text for row in statements.said_by(application, on=TODAY).rows}
    assert (said["organisation"], said["charter"], said["staff"]) == ("遵义市物理学会", "承认", "2")
    assert [step.name for step in ReviewStep.objects.of(application).order_by("order")] == ["初审", "常委会审议"]
    assert "入会申请待初审：遵义市物理学会" in subjects(city.official)
    assert names() == {}

    with pytest.raises(Refused, match="还有审核步骤"):
        actions.admit_group_member(application, **resolution(), by=city.official, now=NOW)
    actions.pass_application(application, by=city.official, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.admit_group_member(application, **resolution(), by=city.general, now=NOW)
    actions.admit_group_member(application, **resolution(), by=city.leader, now=NOW)

    membership = Membership.objects.get()
    assert (membership.number, str(membership.subject)) == ("T0001", "遵义市物理学会")
    assert str(membership.periods.get().application.minutes) == "第九届常委会第四次会议"
    assert any(subject.startswith("欢迎加入") for subject in subjects(city.general))
    assert names() == {"遵义市物理学会": (True, False)}
    assert names(TODAY - timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"accepts_charter": False}, "承认科协章程"),
        ({"staff": 0}, "专职工作人员"),
        ({"party_organisation": " "}, "建立党组织"),
    ],
)
def test_whoever_does_not_meet_the_conditions_is_told_which(city, association, society, said, sentence):
    with pytest.raises(Refused, match=sentence):
        applied(association, society, city.general, **said)
    assert not Application.objects.exists()


def test_an_application_is_returned_mended_rejected(city, association, society):
    application = applied(association, society, city.general)
    actions.return_application(application, remark="缺会费标准", by=city.official, now=NOW)
    with pytest.raises(Refused, match="另一位负责人"):
        applied(association, society, city.president)
    again = actions.apply_as_group(association, society.organisation, SAID | {"staff": 3}, by=city.general, now=NOW)
    assert (again.pk, again.of_group.staff) == (application.pk, 3)
    actions.reject_application(again, reason="活动不足", by=city.official, now=NOW)
    assert any("未通过" in subject for subject in subjects(city.general))
    assert names() == {}


def test_only_officers_of_the_organisation_apply_and_leave_for_it(city, association, society):
    for by in (city.worker, city.official, city.leader):
        with pytest.raises(PermissionDenied):
            applied(association, society, by)
    membership = admitted(association, society, city)
    for by in (city.worker, city.official):
        with pytest.raises(PermissionDenied):
            actions.leave_as_group(membership, reason="x", by=by, now=NOW)


def test_fifty_admissions_at_once_make_one_member(db, city, association, society, transactional_db):
    application = applied(association, society, city.general)
    actions.pass_application(application, by=city.official, now=NOW)

    def admit():
        return actions.admit_group_member(application, **resolution(), by=city.leader, now=NOW)

    assert at_once(admit, 6) == (1, 5)
    assert Membership.objects.count() == 1


def test_it_leaves_is_ended_by_decision_or_ends_with_the_organisation(city, association, society):
    membership = admitted(association, society, city)
    with pytest.raises(PermissionDenied):
        actions.end_group_membership(membership, reason="不活动", **resolution(), by=city.official, now=NOW)
    actions.end_group_membership(
        membership, reason="连续两年不活动", **resolution(), by=city.leader, now=NOW + timedelta(days=1)
    )
    assert names(TODAY) == {"遵义市物理学会": (True, False)}
    assert names(TODAY + timedelta(days=1)) == {}
    assert subjects(city.general)[-1] == "团体会员资格已终止：遵义市物理学会"
    with pytest.raises(Refused, match="已经终止"):
        actions.leave_as_group(membership, reason="x", by=city.general, now=NOW + timedelta(days=1))


def test_a_society_that_is_dissolved_is_no_group_member_and_what_it_asked_is_closed(city, association, society):
    membership = admitted(association, society, city)
    waiting = joining.society(city, code="B01", name="遵义市化学会")
    waiting.credit_code = "51520300MJ00000001"
    waiting.save()
    by = societies.officer(waiting, Office.Title.VICE_PRESIDENT)
    application = applied(association, waiting, by)
    for one in (society, waiting):
        society_actions.dissolve_society(one, dissolved_on=TODAY, reason="注销", by=city.official, now=NOW)
    application.refresh_from_db()
    assert (membership.exits.get().kind, application.state) == ("dissolved", "closed")
    assert names() == {}


def test_by_right_is_worked_out_for_the_day_and_stored_nowhere(city, association, society):
    organisation = Organisation.objects.create(kind="branch", name="某公司科协", region_code="520302")
    Branch.objects.create(
        organisation=organisation, kind="enterprise", formation="standalone", state="filed", filed_on=date(2026, 5, 1)
    )
    assert names() == {}
    value = {"source": "市科协章程", "by": city.leader, "now": NOW}
    dated.change(BY_SOCIETY, 1, start_on=TODAY, **value)
    dated.change(BY_BRANCH, 1, start_on=TODAY + timedelta(days=5), **value)
    assert names() == {"遵义市物理学会": (False, True)}
    assert names(TODAY - timedelta(days=1)) == {}
    assert set(names(TODAY + timedelta(days=5))) == {"遵义市物理学会", "某公司科协"}
    admitted(association, society, city)
    assert names() == {"遵义市物理学会": (True, True)}
    assert Membership.objects.count() == 1


def test_dues_are_recorded_by_the_association(city, association, society):
    membership = admitted(association, society, city)
    actions.record_group_dues(membership, amount=2000, paid_on=TODAY, means="transfer", by=city.official, now=NOW)
    with pytest.raises(Refused, match="已经登记过"):
        actions.record_group_dues(membership, amount=2000, paid_on=TODAY, means="transfer", by=city.official, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.record_group_dues(membership, amount=1, paid_on=TODAY, means="cash", by=city.general, now=NOW)
    late = TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="不能晚于今天"):
        actions.record_group_dues(membership, amount=1, paid_on=late, means="cash", by=city.official, now=NOW)
    assert membership.dues.get().amount == 2000


def typed():
    said = {key: value for key, value in SAID.items() if key != "accepts_charter"} | {"accepts_charter": "on"}
    return said | {"paper-1": upload(picture()), "paper-2": upload(picture())}


def test_the_whole_way_in_the_browser(client, city, association, society):
    enter(client, city.general)
    assert "申请成为团体会员" in client.get(reverse("own_group")).content.decode()
    page = client.post(reverse("group_apply"), typed(), follow=True)
    application = Application.objects.get()
    assert "已提交" in page.content.decode()
    address = reverse("group_application", args=[application.public_id])

    def act(which, **said):
        page = client.post(reverse("group_application_act", args=[application.public_id, which]), said, follow=True)
        return page.content.decode()

    enter(client, city.official)
    assert "每年举办学术年会" in client.get(address).content.decode()
    assert address in client.get(reverse("group_application_list")).content.decode()
    assert "提请常委会审议" in act("pass")
    enter(client, city.leader)
    said = resolution() | {"held_on": "2026-11-02"}
    assert "遵义市物理学会已成为团体会员" in act("admit", **said)
    membership = Membership.objects.get()
    client.logout()
    assert "遵义市物理学会" in client.get(reverse("group_directory")).content.decode()
    assert "遵义市物理学会" not in client.get(reverse("group_directory"), {"day": "2026-11-01"}).content.decode()
    enter(client, city.official)
    assert "T0001" in client.get(reverse("group_list")).content.decode()
    member = reverse("group_member", args=[membership.public_id])
    dues = {"amount": "2000", "paid_on": "2026-11-02", "means": "transfer"}
    page = client.post(reverse("group_member_act", args=[membership.public_id, "dues"]), dues, follow=True)
    assert "2000.00 元" in page.content.decode()
    enter(client, city.general)
    assert "会费记录" in client.get(member).content.decode()
    leaving = reverse("group_member_act", args=[membership.public_id, "leave"])
    assert "自今天起不再是团体会员" in client.post(leaving, {"reason": "业务调整"}, follow=True).content.decode()


def test_more_group_members_take_no_more_queries(client, city, association, society):
    dated.change(BY_SOCIETY, 1, start_on=TODAY, source="章程", by=city.leader, now=NOW)
    enter(client, city.official)

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("group_list"))
        return len(found)

    queries()
    one = queries()
    for number in range(3):
        societies.society(f"学会{number}", f"C0{number}")
    assert queries() == one
