"""Offices: given, ended, handed over; refused, forbidden, and asked for many times at once (drill R3)."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from members import actions
from members.actions import office as office_actions
from members.models import Actor, Office, Organisation, Person
from outreach.models import Branch
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once

TODAY = date(2026, 11, 2)
Title = Office.Title


def somebody(username, **fields):
    return Person.objects.create_user(username, name=f"{username}同志", **fields)


def give(city, person, title=Title.OFFICIAL, *, by="security", at="leader", start_on=TODAY, **fields):
    organisation = at if isinstance(at, Organisation) else city.actors[at].office.organisation
    return actions.give_office(
        person, organisation, title=title, start_on=start_on, by=city.actors[by], now=NOW, **fields
    )


def end(city, office, *, by="security", end_on=TODAY):
    return actions.end_office(office, end_on=end_on, by=city.actors[by], now=NOW)


def hand_over(city, office, successor, *, by="security", on=TODAY):
    return actions.hand_over(office, successor, on=on, by=city.actors[by], now=NOW)


def told(person, subject):
    """How many notices of this subject lie on their way to the person."""
    return Delivery.objects.filter(person=person, notice__subject__startswith=subject).count()


def branch_led_by(person, **fields):
    """A filed branch of 红花岗区 whose liaison officer the person is."""
    organisation = Organisation.objects.create(kind="branch", name="甲公司科协", region_code="520302")
    Office.objects.create(
        person=person, organisation=organisation, title=Title.BRANCH_SECRETARY, start_on=date(2025, 1, 1)
    )
    return Branch.objects.create(
        organisation=organisation, kind="enterprise", formation="standalone", state="filed",
        filed_on=date(2025, 1, 1), contact_name=person.name, contact_phone=person.phone, **fields,
    )  # fmt: skip


@pytest.mark.django_db
def test_give_office_seats_a_person_and_tells_them_once(city):
    person = somebody("wang")

    office = give(city, person)

    assert list(Office.objects.on(TODAY).filter(person=person)) == [office]
    assert told(person, "您已任职：5203科协 工作人员") == 1
    assert JournalEntry.objects.get(verb="office.given").person == city.security.person


@pytest.mark.django_db
def test_give_office_counts_from_the_first_day_to_the_day_before_the_last(city):
    office = give(city, somebody("wang"), start_on=date(2026, 11, 3), end_on=date(2026, 11, 5))

    days = [date(2026, 11, day) for day in (2, 3, 4, 5)]
    assert [Office.objects.on(day).filter(pk=office.pk).exists() for day in days] == [False, True, True, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("whom", "asked", "sentence"),
    [
        ("gone", {}, "账号已停用，请先启用。"),
        ("wang", {"end_on": TODAY}, "离任日期应晚于任职日期。"),
        ("official", {}, "这个人在这段时间已担任这一职务。"),
        ("wang", {"title": Title.CHAIR}, "这一职务在这段时间已有人担任，请先办理离任或工作移交。"),
        ("audit", {"title": Title.SYSTEM_ADMINISTRATOR}, "应是不同的人，这个人已任其他管理员。"),
        ("security", {}, "不能给自己任命职务。"),
    ],
)
def test_give_office_refuses_with_a_sentence_and_seats_nobody(city, whom, asked, sentence):
    people = {"gone": somebody("gone", is_active=False), "wang": somebody("wang")}
    offices = Office.objects.count()

    with pytest.raises(Refused, match=sentence):
        give(city, people.get(whom) or city.actors[whom].person, **asked)

    assert Office.objects.count() == offices
    assert not Delivery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("title", [Title.PARTY_SECRETARY, Title.CHAIR, Title.SECRETARY_GENERAL])
def test_a_single_seat_is_free_again_when_its_holder_left(city, title):
    held = (
        city.leader.office if title == Title.CHAIR else give(city, somebody("wang"), title, start_on=date(2026, 1, 1))
    )
    end(city, held)

    office = give(city, somebody("li"), title)

    assert [
        found.person for found in Office.objects.on(TODAY).filter(organisation=office.organisation, title=title)
    ] == [office.person]


@pytest.mark.django_db
def test_a_seat_of_many_takes_many(city):
    give(city, somebody("wang"), Title.VICE_CHAIR)

    assert give(city, somebody("li"), Title.VICE_CHAIR).pk


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["worker", "official", "leader", "system", "audit", "honghua_head"])
def test_give_office_is_forbidden_to_all_but_the_security_administrator(city, who):
    with pytest.raises(PermissionDenied):
        give(city, somebody("wang"), by=who)


@pytest.mark.django_db
def test_give_office_is_forbidden_outside_ones_region(city):
    person = somebody("county-security")
    organisation = city.honghua.office.organisation
    office = Office.objects.create(
        person=person, organisation=organisation, title=Title.SECURITY_ADMINISTRATOR, start_on=date(2020, 1, 1)
    )
    city.actors["county_security"] = Actor(person, office)

    assert give(city, somebody("wang"), by="county_security", at="honghua").pk
    for elsewhere in ("leader", "huichuan"):
        with pytest.raises(PermissionDenied):
            give(city, somebody(elsewhere + "-new"), by="county_security", at=elsewhere)


@pytest.mark.django_db
def test_the_security_administrator_is_named_by_the_system_administrator_alone(city):
    with pytest.raises(PermissionDenied):
        give(city, somebody("wang"), Title.SECURITY_ADMINISTRATOR)

    assert give(city, somebody("li"), Title.SECURITY_ADMINISTRATOR, by="system").pk


@pytest.mark.django_db
def test_an_association_has_no_liaison_officer_and_a_branch_no_administrator(city):
    branch = branch_led_by(somebody("wang")).organisation

    for at, title, by in (
        ("leader", Title.BRANCH_SECRETARY, "security"),
        (branch, Title.SYSTEM_ADMINISTRATOR, "honghua"),
    ):
        with pytest.raises(PermissionDenied):
            give(city, somebody(title), title, at=at, by=by)


@pytest.mark.django_db
def test_officials_of_the_county_enter_a_branchs_officers_and_no_others_do(city):
    branch = branch_led_by(somebody("wang")).organisation

    assert give(city, somebody("li"), Title.CHAIR, at=branch, by="honghua").pk
    for who in ("huichuan", "security", "worker"):
        with pytest.raises(PermissionDenied):
            give(city, somebody(who + "-new"), Title.VICE_CHAIR, at=branch, by=who)


@pytest.mark.django_db
def test_end_office_takes_the_office_away_from_the_day_on_and_tells_once(city):
    end(city, city.official.office)

    running = Office.objects.filter(person=city.official.person)
    assert (running.on(date(2026, 11, 1)).count(), running.on(TODAY).count()) == (1, 0)
    assert told(city.official.person, "您的职务已办理离任") == 1


@pytest.mark.django_db
def test_end_office_can_bring_a_planned_end_forward(city):
    end(city, city.official.office, end_on=date(2026, 12, 1))

    assert end(city, city.official.office).end_on == TODAY
    assert told(city.official.person, "您的职务已办理离任") == 2


@pytest.mark.django_db
def test_end_office_refuses_a_day_before_it_began_and_a_second_time(city):
    office = city.official.office
    with pytest.raises(Refused, match="离任日期应晚于任职日期。"):
        end(city, office, end_on=office.start_on)
    end(city, office)

    with pytest.raises(Refused, match="这一职务已经办理离任。"):
        end(city, office)

    assert JournalEntry.objects.filter(verb="office.ended").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["worker", "official", "leader", "system", "audit", "honghua_head"])
def test_end_office_is_forbidden_to_all_but_the_security_administrator(city, who):
    with pytest.raises(PermissionDenied):
        end(city, city.official.office, by=who)


@pytest.mark.django_db
def test_hand_over_ends_one_and_begins_the_other_on_the_same_day(city):
    successor = somebody("li")

    following = hand_over(city, city.leader.office, successor)

    chairs = Office.objects.filter(organisation=following.organisation, title=Title.CHAIR)
    assert [office.person for office in chairs.on(date(2026, 11, 1))] == [city.leader.person]
    assert [office.person for office in chairs.on(TODAY)] == [successor]
    assert [told(person, "") for person in (city.leader.person, successor)] == [1, 1]
    assert set(JournalEntry.objects.values_list("verb", flat=True)) == {"office.handed_over", "office.given"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("whom", "on", "sentence"),
    [
        ("official", TODAY, "接任人应是另一个人。"),
        ("security", TODAY, "不能给自己任命职务。"),
        ("wang", date(2026, 11, 3), "移交日期不能晚于今天。"),
        ("wang", date(2020, 1, 1), "离任日期应晚于任职日期。"),
        ("gone", TODAY, "账号已停用，请先启用。"),
        ("colleague", TODAY, "这个人在这段时间已担任这一职务。"),
    ],
)
def test_hand_over_refuses_with_a_sentence_and_nobody_leaves(city, whom, on, sentence):
    people = {"gone": somebody("gone", is_active=False), "wang": somebody("wang"), "colleague": somebody("colleague")}
    give(city, people["colleague"])
    told_before = Delivery.objects.count()

    with pytest.raises(Refused, match=sentence):
        hand_over(city, city.official.office, people.get(whom) or city.actors[whom].person, on=on)

    city.official.office.refresh_from_db()
    assert city.official.office.end_on is None
    assert Delivery.objects.count() == told_before


@pytest.mark.django_db
def test_give_office_sees_that_the_account_was_disabled_a_moment_ago(city):
    person = somebody("wang")
    Person.objects.filter(pk=person.pk).update(is_active=False)

    with pytest.raises(Refused, match="账号已停用，请先启用。"):
        give(city, person)


@pytest.mark.django_db
def test_hand_over_keeps_the_administrators_three_people(city):
    with pytest.raises(Refused, match="应是不同的人"):
        hand_over(city, city.system.office, city.audit.person)

    city.system.office.refresh_from_db()
    assert city.system.office.end_on is None


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["worker", "official", "leader", "system", "audit", "honghua_head"])
def test_hand_over_is_forbidden_to_all_but_the_security_administrator(city, who):
    with pytest.raises(PermissionDenied):
        hand_over(city, city.official.office, somebody("wang"), by=who)


@pytest.mark.django_db
def test_hand_over_of_a_branchs_office_moves_its_papers_and_its_contact(city):
    leaving, successor = somebody("wang", phone="13800000001"), somebody("li", phone="13800000002")
    branch = branch_led_by(leaving, applicant=leaving)

    hand_over(city, leaving.offices.get(), successor, by="honghua")

    branch.refresh_from_db()
    assert (branch.applicant, branch.contact_name, branch.contact_phone) == (successor, "li同志", "13800000002")
    assert JournalEntry.objects.filter(verb="branch.handed_over").count() == 1


@pytest.mark.django_db
def test_hand_over_moves_the_contact_of_a_branch_somebody_else_applied_for(city):
    leaving, successor = somebody("wang", phone="13800000001"), somebody("li", phone="13800000002")
    branch = branch_led_by(leaving, applicant=city.worker.person)

    hand_over(city, leaving.offices.get(), successor, by="honghua")

    branch.refresh_from_db()
    assert (branch.applicant, branch.contact_name) == (city.worker.person, "li同志")


@pytest.mark.django_db
def test_hand_over_leaves_the_contact_alone_who_is_somebody_else(city):
    leaving = somebody("wang")
    branch = branch_led_by(leaving, applicant=leaving)
    Branch.objects.update(contact_name="陈静", contact_phone="13900000000")

    hand_over(city, leaving.offices.get(), somebody("li"), by="honghua")

    branch.refresh_from_db()
    assert (branch.contact_name, branch.contact_phone) == ("陈静", "13900000000")


RACES = {
    "give": (lambda city, people: give(city, people[0]), "office.given"),
    "end": (lambda city, people: end(city, city.official.office), "office.ended"),
    "hand over": (lambda city, people: hand_over(city, city.official.office, people[0]), "office.handed_over"),
}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_an_act_asked_for_many_times_at_once_happens_once(city, name):
    act, verb = RACES[name]
    people = [somebody("wang")]

    done, refused = at_once(lambda: act(city, people))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb=verb).count() == 1
    assert not Delivery.objects.values("person").exclude(person__in=[people[0], city.official.person]).exists()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_people_put_into_one_seat_at_once_get_it_once(city):
    people = iter([somebody(f"wang-{letter}{other}") for letter in "abcdefghij" for other in "abcde"])

    done, refused = at_once(lambda: give(city, next(people), Title.PARTY_SECRETARY))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert Office.objects.filter(title=Title.PARTY_SECRETARY).count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_office_is_ended_more_than_once(city, monkeypatch):
    """The control: the row is read without a lock, and everybody is let in before anybody has written."""
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def unlocked(office):
        found = Office.objects.select_related("organisation", "person").get(pk=office.pk)
        gate.wait()
        return found

    monkeypatch.setattr(office_actions, "_locked", unlocked)

    done, _refused = at_once(lambda: end(city, city.official.office))

    assert done > 1


@pytest.mark.services
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "whom", "title"),
    [
        ("one_office_of_a_title_each", "official", Title.OFFICIAL),
        ("one_holder_of_a_single_seat", "worker", Title.CHAIR),
        ("administrators_are_three_people", "audit", Title.SYSTEM_ADMINISTRATOR),
    ],
)
def test_without_its_constraint_an_office_is_given_that_must_not_be(city, constraint, whom, title):
    """The control: what refuses is the database, not luck."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE members_office DROP CONSTRAINT {constraint}")

    assert give(city, city.actors[whom].person, title).pk
