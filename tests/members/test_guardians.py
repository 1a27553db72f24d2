"""Children below the age of the law: entered, kept and agreed for by a guardian; one's own agreements taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from members import actions, ages, vouching
from members.models import Actor, Consent, ConsentText, Guardianship, Person
from portal.ground import dated
from portal.ground.dates import today
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice
from tests.entering import enter
from tests.members.test_gate import sign_in
from tests.racing import AT_ONCE, at_once, without_locks

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BORN = date(today().year - 10, 6, 1)
Kind = ConsentText.Kind


@pytest.fixture
def guardian(city):
    Person.objects.filter(pk=city.worker.person.pk).update(phone="13912345678", phone_verified_at=NOW)
    city.worker.person.refresh_from_db()
    return city.worker


def enter_child(guardian, *, by=None, **changes):
    said = {
        "name": "田小满",
        "born_on": BORN,
        "unit_name": "第一小学",
        "relation": "parent",
        "purposes": [Kind.CHILD_EVENTS],
    }
    return actions.register_child(guardian.person, **said | changes, by=by or guardian, now=NOW)


def given(child):
    return {kind for kind in ConsentText.OF_CHILDREN if Consent.objects.in_force(child, kind)}


def test_a_guardian_enters_a_child_and_agrees_for_it(guardian):
    child = enter_child(guardian)

    assert (child.name, child.born_on, child.unit_text, child.has_usable_password()) == (
        "田小满",
        BORN,
        "第一小学",
        False,
    )
    assert given(child) == {Kind.CHILD, Kind.CHILD_EVENTS}
    assert set(Consent.objects.filter(person=child).values_list("given_by", flat=True)) == {guardian.person.pk}
    assert Guardianship.objects.get().guardian == guardian.person


@pytest.mark.parametrize(("years", "is_child"), [(13, True), (14, False)])
def test_the_age_of_the_law_decides(guardian, years, is_child):
    day = timezone.localdate()
    born_on = date(day.year - years, day.month, min(day.day, 28))
    if is_child:
        assert enter_child(guardian, born_on=born_on)
    else:
        with pytest.raises(Refused, match="已满 14 周岁"):
            enter_child(guardian, born_on=born_on)


def test_another_age_is_a_dated_value_and_asked_at_sign_up(client, guardian, city):
    dated.change("age.guardian", 16, start_on=today(), source="新法", by=city.leader, now=NOW)

    assert enter_child(guardian, born_on=date(today().year - 15, 1, 1))
    assert "我已年满 16 周岁" in client.get(reverse("account_signup")).content.decode()


def test_ages_count_full_years():
    assert ages.age_on(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert ages.age_on(date(2012, 2, 29), date(2026, 3, 1)) == 14
    assert not ages.needs_guardian(None, on=today())


def test_who_has_not_proved_a_phone_or_is_a_minor_is_no_guardian(city, guardian):
    with pytest.raises(Refused, match="先核验您自己的手机号"):
        enter_child(city.stats)
    Person.objects.filter(pk=guardian.person.pk).update(born_on=date(today().year - 16, 1, 1))
    with pytest.raises(Refused, match="应是成年人"):
        enter_child(guardian)


def test_nobody_enters_a_child_for_somebody_else_and_none_twice(city, guardian):
    with pytest.raises(PermissionDenied):
        enter_child(guardian, by=city.stats)
    enter_child(guardian)
    with pytest.raises(Refused, match="已经登记过"):
        enter_child(guardian)


def test_a_child_says_nothing_about_itself(city, guardian):
    with pytest.raises(Refused, match="由监护人"):
        actions.confirm_profile(city.stats.person, {"born_on": BORN}, by=city.stats, now=NOW)


def test_the_guardian_keeps_the_childs_record_and_nobody_else_does(city, guardian):
    child = enter_child(guardian)

    actions.confirm_profile(child, {"unit": "第二小学"}, by=guardian, now=NOW)

    child.refresh_from_db()
    assert child.unit_text == "第二小学"
    with pytest.raises(PermissionDenied):
        actions.confirm_profile(child, {"unit": "x"}, by=city.stats, now=NOW)


def test_each_purpose_is_taken_back_and_given_for_itself(city, guardian):
    child = enter_child(guardian)
    actions.withdraw_child_consent(child, Kind.CHILD_EVENTS, by=guardian, now=NOW + timedelta(minutes=1))
    assert given(child) == {Kind.CHILD}
    actions.give_child_consent(child, Kind.CHILD_SHOW, by=guardian, now=NOW + timedelta(minutes=2))
    assert given(child) == {Kind.CHILD, Kind.CHILD_SHOW}
    with pytest.raises(Refused, match="不需要撤回"):
        actions.withdraw_child_consent(child, Kind.CHILD_EVENTS, by=guardian, now=NOW)
    for by, kind in ((city.stats, Kind.CHILD_SHOW), (guardian, Kind.TERMS)):
        with pytest.raises(PermissionDenied):
            actions.withdraw_child_consent(child, kind, by=by, now=NOW)
    assert JournalEntry.objects.filter(verb="child.consent_withdrawn").count() == 1


def test_without_the_rules_the_record_stands_still_until_they_are_agreed_to_again(guardian):
    child = enter_child(guardian)
    actions.withdraw_child_consent(child, Kind.CHILD, by=guardian, now=NOW + timedelta(minutes=1))

    child.refresh_from_db()
    assert (given(child), child.is_active) == (set(), False)
    actions.give_child_consent(child, Kind.CHILD, by=guardian, now=NOW + timedelta(minutes=2))
    child.refresh_from_db()
    assert (given(child), child.is_active) == ({Kind.CHILD}, True)


def end(guardian, child, *, by, reason="监护人变更"):
    return actions.end_guardianship(guardian.person, child, reason=reason, by=by, now=NOW + timedelta(minutes=1))


def test_who_is_guardian_no_more_leaves_a_child_nobody_answers_for_to_be_forgotten(guardian):
    child = enter_child(guardian)
    with pytest.raises(Refused, match="写明理由"):
        end(guardian, child, by=guardian, reason=" ")
    end(guardian, child, by=guardian)

    child.refresh_from_db()
    assert (child.is_active, child.closed_at is None, given(child)) == (False, False, set())
    assert not Guardianship.objects.running().exists()
    with pytest.raises(Refused, match="已经结束"):
        end(guardian, child, by=guardian)
    assert JournalEntry.objects.filter(verb="child.guardianship_ended").count() == 1
    assert enter_child(guardian).pk != child.pk


def test_a_child_stays_with_its_other_guardian(city, guardian):
    child = enter_child(guardian)
    other = Guardianship.objects.create(guardian=city.stats.person, child=child, relation="parent", begun_at=NOW)

    end(guardian, child, by=guardian)

    child.refresh_from_db()
    assert (child.is_active, given(child)) == (True, {Kind.CHILD, Kind.CHILD_EVENTS})
    assert list(Guardianship.objects.running()) == [other]


def test_an_official_near_the_guardian_ends_it_and_nobody_else_does(client, city, guardian):
    child = enter_child(guardian)
    for stranger in (city.stats, city.honghua):
        with pytest.raises(PermissionDenied):
            end(guardian, child, by=stranger)
    Person.objects.filter(pk=guardian.person.pk).update(region_code="520302")
    enter(client, city.honghua)
    known = reverse("person_detail", args=[guardian.person.public_id])
    assert "监护人变更，结束监护登记" in client.get(known).content.decode()

    typed = {"child": child.public_id, "reason": "法院指定"}
    page = client.post(reverse("person_act", args=[guardian.person.public_id, "guardianship"]), typed, follow=True)

    assert "已结束监护登记" in page.content.decode()
    assert "结束监护登记</button>" not in client.get(known).content.decode()
    notice = Notice.objects.get(key__startswith="guardianship-ended:")
    assert "法院指定" in notice.text
    assert not Guardianship.objects.running().exists()


def test_officers_do_not_come_upon_children(city, guardian):
    child = enter_child(guardian)

    assert child not in vouching.known_to(city.official, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_fifty_identical_entries_are_one_child(guardian):
    done, refused = at_once(lambda: enter_child(guardian))

    assert (done, refused, Guardianship.objects.count()) == (1, 49, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_child_is_entered_more_than_once(guardian, monkeypatch):
    """The control: every entry sees that the child is not there yet."""
    without_locks(monkeypatch, AT_ONCE)

    at_once(lambda: enter_child(guardian))

    assert Guardianship.objects.count() > 1


def test_the_pages_of_a_guardian(client, city, guardian):
    enter(client, guardian)
    typed = {
        "name": "田小满",
        "born_on": BORN.isoformat(),
        "relation": "parent",
        "purposes": ["child_show"],
        "agrees": "on",
    }
    missing = client.post(reverse("my_children"), typed | {"agrees": ""}).content.decode()
    assert "请先阅读并同意" in missing
    page = client.post(reverse("my_children"), typed, follow=True)
    assert "已登记田小满" in page.content.decode()
    child = Person.objects.get(name="田小满")
    own = reverse("my_child", args=[child.public_id])

    assert (
        "已撤回"
        in client.post(
            reverse("child_consent", args=[child.public_id, "child_show", "withdraw"]), follow=True
        ).content.decode()
    )
    assert client.post(own, {"name": "田小满", "born_on": BORN.isoformat(), "unit": "第二小学"}).status_code == 302
    assert enter(client, city.stats).get(own).status_code == 404
    assert client.post(reverse("child_consent", args=[child.public_id, "child", "withdraw"])).status_code == 404


def agree(person):
    actions.complete_sign_up(person, name=person.name, unit_name="", now=NOW)


def test_taking_the_terms_back_stops_everything_but_agreeing_again(client, city, guardian):
    agree(guardian.person)
    sign_in(client, "worker")
    assert client.get(reverse("my_record")).status_code == 200

    client.post(reverse("own_consent", args=["terms", "withdraw"]))

    assert client.get(reverse("my_record")).url == reverse("my_consents")
    assert client.get(reverse("my_consents")).status_code == 200
    again = client.__class__()
    sign_in(again, "worker")
    assert again.get("/desk/").url == reverse("my_consents")
    again.post(reverse("own_consent", args=["terms", "give"]))
    assert again.get(reverse("my_record")).status_code == 200
    assert [row.act for row in Consent.objects.filter(person=guardian.person, text__kind="terms").order_by("at")] == [
        "given", "withdrawn", "given",
    ]  # fmt: skip


def test_a_new_version_is_asked_for_at_the_next_sign_in(client, guardian):
    agree(guardian.person)
    ConsentText.objects.create(kind="privacy", version=2, text="新", valid_from=today())

    sign_in(client, "worker")

    assert client.get(reverse("my_record")).url == reverse("my_consents")
    assert "现在是第 2 版" in client.get(reverse("my_consents")).content.decode()


def test_accounts_of_the_desk_that_never_agreed_are_not_stopped(client, city):
    sign_in(client, "worker")

    assert client.get(reverse("my_record")).status_code == 200


def test_being_found_is_agreed_to_by_oneself_and_never_by_minors(city, guardian):
    actions.give_consent(guardian.person, Kind.DIRECTORY, by=guardian, now=NOW)
    assert Consent.objects.in_force(guardian.person, Kind.DIRECTORY)
    young = Actor(Person.objects.create(username="p-1", name="少年", born_on=date(today().year - 16, 1, 1)))
    with pytest.raises(Refused, match="未成年人"):
        actions.give_consent(young.person, Kind.DIRECTORY, by=young, now=NOW)
    for kind, by in ((Kind.DIRECTORY, city.stats), (Kind.CHILD, guardian)):
        with pytest.raises(PermissionDenied):
            actions.withdraw_consent(guardian.person, kind, by=by, now=NOW)


def test_ones_own_agreements_stand_in_the_journal_each_once(guardian):
    for _time in range(2):
        actions.give_consent(guardian.person, Kind.DIRECTORY, by=guardian, now=NOW)
    actions.withdraw_consent(guardian.person, Kind.DIRECTORY, by=guardian, now=NOW + timedelta(minutes=1))

    entries = JournalEntry.objects.filter(verb__startswith="consent.").order_by("pk")
    assert [(entry.verb, entry.detail["kind"]) for entry in entries] == [
        ("consent.given", "directory"), ("consent.withdrawn", "directory"),
    ]  # fmt: skip


def test_the_panel_of_ones_record_says_what_is_missing(city, guardian, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        text = Template("{% load member_panels %}{% my_record_panel person %}").render(
            Context({"person": guardian.person})
        )

    assert "139****5678" in text
    assert "手机已核验" in text
    assert "还没有填：性别" in text
