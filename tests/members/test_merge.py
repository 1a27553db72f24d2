"""Two records become one: what moves, what stays, who may, twice, at once, and taken apart again."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import PermissionDenied

from members import actions, findable, merging, vouching
from members.merge_folds import free_days
from members.merge_rules import preferred
from members.models import (
    Application,
    Consent,
    ConsentText,
    IdentityCase,
    IdentityClaim,
    IdentityMark,
    Membership,
    MembershipPeriod,
    MergeRow,
    Office,
    Person,
    PersonMerge,
    ReviewStep,
    WechatIdentity,
)
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice, SearchEntry
from societies import checking
from tests.factories import joining
from tests.factories.city import NOW
from tests.factories.twins import membership, society, twin, verified

pytestmark = pytest.mark.django_db
GENERIC = {  # tables that name a row of any kind by its number; what becomes of those about a person
    "ground.JournalEntry": "stays, the history of both records",
    "ground.SearchEntry": "brought up to date",
    "ground.Attachment": "owned by things that move themselves",
    "members.ReviewStep": "about things, never about a person",
    "home.Comment": "under things, never under a person",
    "home.ClosedThread": "of things, never of a person",
    "members.MergeRow": "what is remembered of a merge",
}


@pytest.fixture
def kept(city):
    return twin(1)


@pytest.fixture
def other(city):
    return twin(2)


def merge(kept, other, by, now=NOW):
    return actions.ask_merge(kept, other, evidence="电话核实本人", by=by, now=now)


def everything():
    """What every row that points at anybody says, without what tells of the merge itself."""
    told = {"members.PersonMerge", "members.MergeRow", "ground.JournalEntry", "ground.Delivery", "ground.Notice"}
    models = {apps.get_model(*key.split(".")[:2]) for key in merging.declared()} | {Person, MembershipPeriod}
    said = {}
    for model in models:
        if model._meta.label not in told:
            said[model._meta.label] = sorted(model._base_manager.values_list(), key=str)
    return said


def test_every_field_that_points_at_a_person_is_declared_once():
    pointing = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.field.many_to_many
    }
    named = [key for way in merging.ways() for key in way.keys]

    assert pointing == set(named), "declare how it goes when two records become one: members/merging.py"
    assert len(named) == len(set(named))


def test_every_table_that_names_rows_by_number_is_known():
    names = {"thing_id", "owner_id", "row_id"}
    found = {
        model._meta.label
        for model in apps.get_models()
        if names & {field.name for field in model._meta.concrete_fields}
    }

    assert found == set(GENERIC), "say here what becomes of its rows when two records become one"


def test_what_hangs_on_one_record_hangs_on_the_other(city, kept, other):
    a06 = society(city)
    theirs = membership(a06, other, "A060010009M")
    text = ConsentText.objects.filter(kind="directory").first()
    Consent.objects.create(person=other, text=text, act="given", at=NOW, given_by=other)
    EmailAddress.objects.create(user=other, email="wang@example.org", verified=True, primary=True)
    Authenticator.objects.create(user=other, type="totp", data={})
    WechatIdentity.objects.bulk_create(
        WechatIdentity(person=other, app_id=app, openid="o", unionid="u", bound_at=NOW) for app in ("mp", "web")
    )
    Person.objects.filter(pk=other.pk).update(discipline="物理学", email="wang@example.org")

    done = merge(kept, other, city.official)

    kept.refresh_from_db()
    other.refresh_from_db()
    theirs.refresh_from_db()
    assert (done.state, theirs.person, theirs.number) == ("done", kept, "A060010009M")
    assert (kept.discipline, kept.email, kept.phone) == ("物理学", "wang@example.org", "13912340001")
    assert (other.is_active, other.phone_verified_at, other.merged_into) == (False, None, kept)
    assert set(WechatIdentity.objects.values_list("person", "unionid")) == {(kept.pk, "u")}
    assert EmailAddress.objects.get().user == kept
    assert Authenticator.objects.filter(user=kept).count() == 1
    assert kept in findable.people(on=NOW.date())
    assert SearchEntry.objects.filter(thing="members.person", thing_id=str(kept.pk)).exists()
    assert "两份记录已合并" in Notice.objects.get(deliveries__person=kept).subject
    assert JournalEntry.objects.filter(verb="person.merged").count() == 2
    assert not vouching.known_to(city.official, now=NOW).filter(pk=other.pk).exists()
    assert {line["title"] for line in done.lines} >= {"会籍", "微信登录", "登录邮箱", "个人档案"}


def test_a_record_nobody_has_signed_in_to_gets_the_login_of_the_other(city, other):
    kept = twin(1, phone="", phone_verified_at=None, last_login=None)

    merge(kept, other, city.official)

    kept.refresh_from_db()
    assert (kept.phone, kept.phone_verified_at, kept.last_login) == (other.phone, NOW, NOW)


def test_two_memberships_of_one_society_become_the_older_with_both_numbers(city, kept, other):
    a06 = society(city)
    mine = membership(a06, kept, "A060010008M", start_on=date(2025, 1, 1), end_on=date(2027, 1, 1))
    theirs = membership(
        a06,
        other,
        "A060010002M",
        admitted_at=NOW - timedelta(days=900),
        start_on=date(2024, 1, 1),
        end_on=date(2026, 1, 1),
    )

    done = merge(kept, other, city.official)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (theirs.person, theirs.former_number, mine.continued_in) == (kept, "A060010008M", theirs)
    days = [(one.start_on, one.end_on) for one in theirs.periods.order_by("start_on")]
    assert days == [(date(2024, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), date(2027, 1, 1))]
    assert Membership.objects.on(date(2026, 11, 2)).get() == theirs
    assert Membership.objects.numbered("A060010008M").order_by("pk").last() == theirs
    assert checking.check(mine.public_id, on=date(2026, 11, 2)).number == "A060010002M"
    assert any("A060010008M" in line["note"] for line in done.lines)


def test_of_two_open_applications_to_one_society_the_draft_is_withdrawn(city, kept, other):
    a06 = society(city)
    mine, theirs = joining.person(1, name="王小燕"), joining.person(2, name="王小燕")
    draft, handed_in = joining.begun(a06, mine), joining.submitted(a06, theirs)

    merge(mine.person, theirs.person, city.official)

    states = dict(Application.objects.values_list("pk", "state"))
    assert (states[draft.pk], states[handed_in.pk]) == ("withdrawn", "submitted")
    assert set(Application.objects.values_list("person", flat=True)) == {mine.person.pk}
    assert ReviewStep.objects.filter(outcome="").exists()


def test_one_post_held_twice_is_held_once(city, kept, other):
    title = {"organisation": city.honghua.office.organisation, "title": Office.Title.OFFICIAL}
    Office.objects.create(person=kept, start_on=date(2024, 1, 1), end_on=date(2025, 1, 1), **title)
    Office.objects.create(person=other, start_on=date(2023, 1, 1), **title)

    merge(kept, other, city.official)

    held = Office.objects.filter(person=kept).order_by("start_on").values_list("start_on", "end_on")
    assert list(held) == [
        (date(2023, 1, 1), date(2024, 1, 1)), (date(2024, 1, 1), date(2025, 1, 1)), (date(2025, 1, 1), None),
    ]  # fmt: skip
    assert not Office.objects.filter(person=other).exists()


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [(3, 9)]),
        ([(1, 3), (9, None)], [(3, 9)]),
        ([(1, 5)], [(5, 9)]),
        ([(4, 5), (6, 7)], [(3, 4), (5, 6), (7, 9)]),
        ([(1, None)], []),
        ([(3, 9)], []),
    ],
)
def test_free_days_are_what_nothing_else_takes(taken, left):
    def days(start, end):
        return MembershipPeriod(start_on=date(2026, 1, start), end_on=end and date(2026, 1, end))

    found = free_days(days(3, 9), [days(*one) for one in taken])

    assert [(start.day, end.day) for start, end in found] == left


def test_undone_everything_is_as_it_was(city, kept, other):
    a06 = society(city)
    membership(a06, kept, "A060010008M")
    membership(a06, other, "A060010002M", admitted_at=NOW - timedelta(days=9), end_on=None)
    b01 = society(city, code="B01", name="遵义市化学会")
    membership(b01, other, "B010010001M")
    office = {"organisation": city.honghua.office.organisation, "title": Office.Title.OFFICIAL}
    Office.objects.create(person=other, start_on=date(2020, 1, 1), **office)
    Office.objects.create(person=kept, start_on=date(2024, 1, 1), end_on=date(2025, 1, 1), **office)
    EmailAddress.objects.create(user=other, email="wang@example.org", verified=True, primary=True)
    WechatIdentity.objects.create(person=other, app_id="mp", openid="o", unionid="u", bound_at=NOW)
    verified(other)
    before = everything()
    done = merge(kept, other, city.official)
    assert everything() != before

    left = actions.undo_merge(done, reason="不是同一人", by=city.leader, now=NOW + timedelta(days=29))

    assert left == []
    assert everything() == before
    done.refresh_from_db()
    assert (done.state, done.undone_by) == ("undone", city.leader.person)
    assert Notice.objects.filter(subject="记录合并已撤销", deliveries__person=other).exists()


def test_what_was_changed_since_is_left_and_named(city, kept, other):
    Person.objects.filter(pk=other.pk).update(discipline="物理学", education="postgraduate")
    done = merge(kept, other, city.official)
    Person.objects.filter(pk=kept.pk).update(discipline="化学")

    left = actions.undo_merge(done, reason="不是同一人", by=city.official, now=NOW)

    kept.refresh_from_db()
    assert (kept.discipline, kept.education) == ("化学", "")
    assert [(row.model, row.hindrance) for row in left] == [("members.Person", "后来又有改动")]
    assert MergeRow.objects.exclude(hindrance="").get().before == {"discipline": ""}


def test_undo_is_refused_late_twice_and_to_others(city, kept, other):
    done = merge(kept, other, city.official)
    with pytest.raises(PermissionDenied):
        actions.undo_merge(done, reason="x", by=city.huichuan, now=NOW)
    with pytest.raises(Refused, match="撤销期已过"):
        actions.undo_merge(done, reason="x", by=city.official, now=NOW + timedelta(days=31))
    third = twin(3)
    merge(third, kept, city.official)
    with pytest.raises(PermissionDenied):
        actions.undo_merge(done, reason="x", by=city.official, now=NOW)
    later = PersonMerge.objects.get(merged=kept)
    actions.undo_merge(later, reason="x", by=city.official, now=NOW)

    actions.undo_merge(done, reason="x", by=city.official, now=NOW)

    with pytest.raises(Refused, match="已经办结"):
        actions.undo_merge(done, reason="x", by=city.official, now=NOW)


def test_a_chain_points_at_its_end(city, kept, other):
    third = twin(3)
    merge(kept, other, city.official)
    merge(third, kept, city.official)

    assert set(Person.objects.filter(merged_into=third)) == {kept, other}


def test_only_an_office_of_the_association_that_knows_both(city, kept, other):
    society(city)
    Person.objects.filter(pk=city.honghua.person.pk).update(region_code="520302")
    for by in (city.huichuan, city.stats, city.worker, city.system, city.general):
        with pytest.raises(PermissionDenied):
            merge(kept, other, by)
    with pytest.raises(PermissionDenied):
        merge(kept, city.honghua.person, city.honghua)

    assert merge(kept, other, city.honghua).state == "done"


def test_what_stands_in_the_way(city, kept, other):
    with pytest.raises(Refused, match="请选另一份"):
        merge(kept, kept, city.official)
    other.set_password("a-long-password")
    other.save()
    with pytest.raises(Refused, match="作为保留的记录"):
        merge(kept, other, city.official)
    assert preferred(kept, other) == other
    other.set_unusable_password()
    other.save()
    common = {"kind": "resident", "name": "王小燕", "digest": "d", "last_four": "1232", "due_at": NOW, "made_at": NOW}
    held = IdentityClaim.objects.create(person=kept, state="kept", **common)
    claim = IdentityClaim.objects.create(person=other, state="contested", **common)
    case = IdentityCase.objects.create(claim=claim, held=held, opened_at=NOW)
    with pytest.raises(Refused, match="先决定证件归属"):
        merge(kept, other, city.official)
    actions.decide_identity_case(case, "holder", reason="x", by=city.official, now=NOW)
    for person, title in ((kept, "audit_administrator"), (other, "security_administrator")):
        Office.objects.create(
            person=person, organisation=city.audit.office.organisation, title=title, start_on=date(2030, 1, 1)
        )
    with pytest.raises(Refused, match="两种管理员"):
        merge(kept, other, city.official)
    Office.objects.filter(person=kept).delete()

    merge(kept, other, city.official)

    with pytest.raises(PermissionDenied):
        merge(kept, other, city.official)


def test_two_verified_identities_need_a_second_official(city, kept, other):
    verified(kept, other)
    asked = merge(kept, other, city.official)
    assert (asked.state, Person.objects.get(pk=other.pk).is_active) == ("asked", True)
    assert Notice.objects.filter(subject="有一件人员合并待复核", deliveries__person=city.leader.person).exists()
    with pytest.raises(Refused, match="已经在等"):
        merge(kept, other, city.leader)
    for by in (city.official, city.stats, city.huichuan):
        with pytest.raises(PermissionDenied):
            actions.confirm_merge(asked, by=by, now=NOW)

    done = actions.confirm_merge(asked, by=city.leader, now=NOW)

    assert (done.state, done.confirmed_by) == ("done", city.leader.person)
    assert IdentityMark.objects.get(person=other, ended_at=None).kind == "identity"  # the second stays where it was
    with pytest.raises(Refused, match="已经办结"):
        actions.confirm_merge(asked, by=city.leader, now=NOW)


def test_the_second_official_may_decline_and_it_can_be_asked_again(city, kept, other):
    verified(kept, other)
    asked = merge(kept, other, city.official)
    with pytest.raises(PermissionDenied):
        actions.decline_merge(asked, reason="x", by=city.huichuan, now=NOW)

    actions.decline_merge(asked, reason="电话打不通", by=city.leader, now=NOW)

    assert Notice.objects.filter(subject="人员合并未获同意", deliveries__person=city.official.person).exists()
    with pytest.raises(Refused, match="已经办结"):
        actions.decline_merge(asked, reason="x", by=city.leader, now=NOW)
    assert merge(kept, other, city.leader).state == "asked"


def test_what_the_page_shows_is_what_is_done(city, kept, other):
    a06 = society(city)
    membership(a06, kept, "A060010008M")
    membership(a06, other, "A060010002M")
    before = everything()
    shown = actions.try_merge(kept, other, now=NOW)
    assert everything() == before

    done = merge(kept, other, city.official)

    assert [line.as_data() for line in shown] == done.lines
