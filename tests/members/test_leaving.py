"""Closing one's account, and being forgotten after a time while the facts stay (drill P1)."""

import threading
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from members import actions
from members.actions import leaving
from members.models import (
    Application,
    Consent,
    ConsentText,
    Guardianship,
    IdentityClaim,
    IdentityMark,
    MemberClass,
    Membership,
    Person,
)
from outreach.models import Branch
from portal.ground import attachments, dated, documents, kept, outbox, personal, search
from portal.ground.errors import Refused
from portal.ground.models import Attachment, Delivery, JournalEntry, SearchEntry
from tests.entering import enter
from tests.factories import joining, societies, talk
from tests.factories.city import NOW
from tests.members.test_gate import PASSWORD, sign_in
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=31)


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def leaver(city):
    """The worker, with everything a person may have: a phone, an address, agreements, a paper, a mark."""
    person = city.worker.person
    person.phone, person.phone_verified_at, person.born_on = "13912345678", NOW, date(1990, 5, 1)
    person.unit_text, person.region_code, person.position = "甲厂", "520302100", "工程师"
    person.save()
    EmailAddress.objects.create(user=person, email="tian@example.org", verified=True, primary=True)
    Person.objects.filter(pk=person.pk).update(email="tian@example.org")
    actions.give_consents(person, ConsentText.OF_ADULTS, by=city.worker, now=NOW)
    actions.claim_identity(person, documents.read("passport", "E12345678"), by=city.worker, now=NOW)
    actions.check_identities(now=NOW)
    actions.confirm_unit(person, evidence="在职证明", by=city.honghua, now=NOW)
    person.refresh_from_db()
    return city.worker


def close(actor, *, now=NOW + timedelta(minutes=1)):
    return actions.close_account(actor.person, by=actor, now=now)


def test_closing_takes_every_way_in_and_every_agreement(client, city, leaver):
    sign_in(client, "worker")
    assert client.get(reverse("my_record")).status_code == 200
    assert UserSession.objects.filter(user=leaver.person).exists()

    close(leaver)

    assert client.get(reverse("my_record")).url.startswith(reverse("account_login"))
    assert not UserSession.objects.filter(user=leaver.person).exists()
    again = Client()
    sign_in(again, "worker")
    assert "_auth_user_id" not in again.session
    assert not any(Consent.objects.in_force(leaver.person, kind) for kind in ConsentText.OF_ADULTS)
    assert not EmailAddress.objects.filter(user=leaver.person).exists()
    assert not IdentityMark.objects.filter(person=leaver.person, ended_at=None).exists()
    assert set(IdentityClaim.objects.filter(person=leaver.person).values_list("state", flat=True)) == {"ended"}
    assert JournalEntry.objects.filter(verb="account.closed", thing_id=str(leaver.person.pk)).count() == 1


def test_nobody_finds_them_from_the_next_moment_on(city, leaver):
    entry = SearchEntry.objects.filter(thing="members.person", thing_id=str(leaver.person.pk))
    search.refresh("person", [leaver.person.pk])
    assert entry.exists()

    close(leaver)

    assert not entry.exists()


def test_the_last_message_goes_to_the_address(leaver):
    close(leaver)
    outbox.deliver_waiting(now=NOW)

    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["tian@example.org"], "您的账号已注销")


def test_number_and_paper_are_free_for_a_new_account(city, leaver):
    close(leaver)
    other = Person.objects.create(username="p-new", name="田春兰")

    actions.set_phone(other, "13912345678", verified=True, now=LATER)

    assert other.phone_verified_at


def test_open_applications_are_taken_back(city, leaver):
    society = joining.society(city)
    application = joining.begun(society, leaver)

    close(leaver)

    application.refresh_from_db()
    assert application.state == Application.State.WITHDRAWN


def test_who_holds_an_office_hands_it_over_first(city):
    with pytest.raises(Refused, match=r"您现任.*先办理离任或工作移交"):
        close(city.official)
    assert Person.objects.get(pk=city.official.person.pk).closed_at is None


def test_a_member_leaves_the_society_first(city, leaver):
    society = joining.society(city)
    kind = MemberClass.objects.get(organisation=society.organisation, code="regular")
    membership = societies.member(society, leaver.person, member_class=kind)

    with pytest.raises(Refused, match=rf"{membership.number}.*请先退会"):
        close(leaver)
    (one,) = personal.obstacles(leaver.person, on=NOW.date())
    assert one.url == reverse("membership_leave", args=[membership.public_id])

    actions.withdraw_membership(membership, end_on=NOW.date(), reason="工作调动", by=leaver, now=NOW)

    assert close(leaver).closed_at


def test_a_branch_being_founded_is_settled_first(city, leaver):
    organisation = talk.branch()
    Branch.objects.create(
        organisation=organisation, kind="enterprise", formation="standalone", state="submitted", applicant=leaver.person
    )

    with pytest.raises(Refused, match=r"甲公司科协.*还没有办结"):
        close(leaver)


def test_several_branches_are_named_by_their_number(city, leaver):
    for name in ("甲公司科协", "乙公司科协"):
        Branch.objects.create(
            organisation=talk.branch(name), kind="enterprise", formation="standalone", state="returned",
            applicant=leaver.person,
        )  # fmt: skip

    (one,) = personal.obstacles(leaver.person, on=NOW.date())
    assert "2 个基层组织还没有办结" in one.text


def test_a_child_nobody_else_answers_for_leaves_too(city, leaver):
    child = actions.register_child(
        leaver.person, name="田小满", born_on=date(NOW.year - 10, 6, 1), unit_name="", relation="parent",
        purposes=["child_show"], by=leaver, now=NOW,
    )  # fmt: skip

    close(leaver)

    child.refresh_from_db()
    assert (child.is_active, bool(child.closed_at)) == (False, True)
    assert not Guardianship.objects.running().exists()
    assert not any(Consent.objects.in_force(child, kind) for kind in ConsentText.OF_CHILDREN)


def test_nobody_closes_somebody_elses_account_nor_twice(city, leaver):
    with pytest.raises(PermissionDenied):
        actions.close_account(leaver.person, by=city.system, now=NOW)
    close(leaver)
    with pytest.raises(Refused, match="已经注销"):
        close(leaver)


def test_the_system_administrator_does_not_open_it_again(city, leaver):
    close(leaver)

    with pytest.raises(Refused, match="由本人注销"):
        actions.enable_account(leaver.person, by=city.system, now=LATER)


def test_the_page_says_what_it_means_asks_for_the_password_and_closes(client, city, leaver):
    sign_in(client, "worker")
    address = reverse("close_account")
    page = client.get(address).content.decode()
    assert "30 天后：姓名、联系方式、档案和您交过的材料删除" in page
    assert "密码不对" in client.post(address, {"password": "wrong"}).content.decode()
    assert Person.objects.get(pk=leaver.person.pk).closed_at is None

    answer = client.post(address, {"password": PASSWORD}, follow=True)

    assert "账号已注销" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_page_lists_what_has_to_be_settled_and_asks_nothing(client, city):
    page = enter(client, city.official).get(reverse("close_account")).content.decode()

    assert "请先办完这件事" in page
    assert 'name="password"' not in page


def a_former_member(city, leaver):
    """With an admission behind them, papers brought with it, and a membership that ended."""
    society = joining.society(city)
    application = joining.admitted(society, leaver, city)
    Attachment.objects.create(
        owner_kind="application", owner_id=application.public_id, label="证明", name="田春兰.pdf", path="x.pdf", size=4,
        content_type="application/pdf", digest="0" * 64, uploaded_by=leaver.person, uploaded_at=NOW,
    )  # fmt: skip
    membership = Membership.objects.get(person=leaver.person)
    membership.periods.update(start_on=NOW.date() - timedelta(days=9), end_on=NOW.date())
    return application, membership


def test_after_the_time_of_the_standard_names_and_papers_go_and_facts_stay(city, leaver):
    application, membership = a_former_member(city, leaver)
    close(leaver)

    assert actions.forget_closed_accounts(now=NOW + timedelta(days=29)) == 0
    assert actions.forget_closed_accounts(now=LATER) == 1
    assert actions.forget_closed_accounts(now=LATER) == 0

    person = Person.objects.get(pk=leaver.person.pk)
    assert (person.name, person.phone, person.email, person.born_on, person.unit_text, person.position) == (
        "已注销用户", "", "", None, "", "",
    )  # fmt: skip
    assert (person.region_code, person.sex, person.confirmed_on) == ("520302", "", {})
    assert not attachments.of("application", application.public_id)
    assert not application.statements.kept().exists()
    assert not Delivery.objects.filter(person=person).exists()
    assert "田春兰" not in str(list(IdentityClaim.objects.filter(person=person).values()))
    membership.refresh_from_db()
    assert membership.person_id == person.pk
    assert membership.number
    assert membership.periods.count() == 1
    assert Consent.objects.filter(person=person).exists()


def test_another_time_is_a_dated_value(city, leaver):
    dated.change("account.days", 0, start_on=NOW.date(), source="条例", by=city.leader, now=NOW)
    close(leaver)

    assert actions.forget_closed_accounts(now=NOW + timedelta(hours=1)) == 1


def test_what_somebody_forgotten_wrote_is_signed_as_by_nobody(city):
    actor = talk.reader()
    with talk.commented_branches():
        comment = talk.say(talk.branch(), actor, shown_as="surname")
    close(actor)
    actions.forget_closed_accounts(now=LATER)

    comment.refresh_from_db()
    assert comment.shown_name == "已注销用户"


def test_accounts_that_were_only_disabled_are_not_forgotten(city, leaver):
    actions.disable_account(leaver.person, by=city.system)

    assert actions.forget_closed_accounts(now=LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_kept_pages_are_made_anew(city, leaver):
    kept.get(kept.PAGES, "x", lambda: "old")
    close(leaver)

    assert kept.get(kept.PAGES, "x", lambda: "new") == "new"


def closed_at_once(actor):
    done, refused = at_once(lambda: close(actor))
    return done, refused, JournalEntry.objects.filter(verb="account.closed").count()


@pytest.mark.django_db(transaction=True)
def test_fifty_times_closed_at_once_is_once(leaver):
    assert closed_at_once(leaver) == (1, 49, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_is_closed_more_than_once(leaver, monkeypatch):
    together, ask = threading.Barrier(AT_ONCE), personal.obstacles

    def waiting(person, *, on):
        together.wait(timeout=60)
        return ask(person, on=on)

    monkeypatch.setattr(Person.objects, "select_for_update", Person.objects.all)
    monkeypatch.setattr(leaving.personal, "obstacles", waiting)
    monkeypatch.setattr(leaving, "_withdraw_everything", lambda *arguments, **options: None)

    done, _refused, rows = closed_at_once(leaver)

    assert done > 1
    assert rows > 1


@pytest.mark.django_db(transaction=True)
def test_fifty_jobs_at_once_forget_somebody_once(leaver):
    close(leaver)

    at_once(lambda: actions.forget_closed_accounts(now=LATER))

    assert JournalEntry.objects.filter(verb="account.forgotten").count() == 1
