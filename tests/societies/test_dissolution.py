"""A society is dissolved: who waited to join is told, invitations stop, a change of its page is not shown any more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions as people
from members.models import Actor, Application, Delegate, Exit, ExitCut, Membership, ReviewStep, Unit
from members.standing import standing_of
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from societies import actions
from societies.models import PageVersion
from tests.entering import enter
from tests.factories import joining, societies
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


def ends(membership):
    return [(one.start_on, one.end_on) for one in membership.periods.order_by("start_on")]


def test_memberships_end_with_the_society_and_members_are_told(city, society):
    day, member_class = TODAY, society.organisation.member_classes.get(code="regular")
    since = day - timedelta(days=400)

    def member(number, **dates):
        return societies.member(
            society, joining.person(number).person, member_class=member_class, start_on=since, **dates
        )

    running, for_life = member(1, end_on=day + timedelta(days=90)), member(2)
    graced, lapsed = member(3, end_on=day - timedelta(days=5)), member(4, end_on=day - timedelta(days=300))
    left = member(5)
    Exit.objects.create(
        membership=left, kind="withdrawn", end_on=day - timedelta(days=9), recorded_by=left.person, recorded_at=NOW
    )
    left.periods.update(end_on=day - timedelta(days=9))
    unit = Unit.objects.create(kind="enterprise", name="某公司", region_code="520302")
    of_unit = societies.member(society, unit=unit, member_class=member_class, start_on=day + timedelta(days=3))
    contact = joining.person(6)
    Delegate.objects.create(membership=of_unit, role="contact", person=contact.person, start_on=since)

    dissolved(society, city)

    assert not Membership.objects.on(day).filter(organisation=society.organisation).exists()
    assert Membership.objects.on(day - timedelta(days=1)).filter(organisation=society.organisation).count() == 2
    assert ends(running) == ends(for_life) == [(since, day)]
    assert ends(of_unit) == [(day + timedelta(days=3), day + timedelta(days=3))]
    statuses = dict(Membership.objects.status_on(day).values_list("pk", "status"))
    assert [statuses[one.pk] for one in (running, for_life, graced, lapsed, left, of_unit)] == [
        "dissolved", "dissolved", "dissolved", "dissolved", "withdrawn", "dissolved",
    ]  # fmt: skip
    for one in (running, for_life, graced, lapsed, left):
        assert standing_of(one, on=day).status == statuses[one.pk]
    word = "会籍已终止：遵义市物理学会"
    told = [word in subjects(Actor(one.person)) for one in (running, for_life, graced, lapsed, left)]
    assert (told, word in subjects(contact)) == ([True, True, True, False, False], False)
    assert ExitCut.objects.get(period__membership=running).end_on == day + timedelta(days=90)
    with pytest.raises(Refused, match="会籍随之终止"):
        people.renew_membership(graced, class_code="regular", years=1, by=Actor(graced.person), now=NOW)


def test_only_the_association_ends_memberships_of_a_society(city, society):
    for actor in (city.general, city.huichuan, city.worker):
        with pytest.raises(PermissionDenied):
            people.end_memberships(society.organisation, end_on=TODAY, reason="注销", by=actor, now=NOW)


def test_ending_many_memberships_takes_no_more_statements(city, society):
    member_class = society.organisation.member_classes.get(code="regular")

    def ended(count):
        for _number in range(count):
            societies.member(society, member_class=member_class)
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            people.end_memberships(society.organisation, end_on=TODAY, reason="注销", by=city.official, now=NOW)
            transaction.set_rollback(True)
        return len(queries)

    assert ended(1) == ended(3)
