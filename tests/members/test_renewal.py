"""续会: by the member in the window and in grace, with dues and another class; by the society for many; reminders."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from members import actions, renewing
from members.actions import renewal as renewal_actions
from members.models import Admission, Dues, MemberClass, Membership, MembershipPeriod, Renewal, Status
from members.standing import standing_of
from portal.ground import attachments
from portal.ground.dates import SHANGHAI
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.factories.pictures import photograph
from tests.racing import AT_ONCE, at_once

TODAY = date(2026, 11, 2)
START, END = date(2025, 12, 1), date(2026, 12, 1)


def at(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def anna(city):
    return factory.person()


def regular(society):
    return MemberClass.objects.get(organisation=society.organisation, code="regular")


def member(society, actor=None, *, end_on=END, **fields):
    person = actor.person if actor else None
    return societies.member(society, person, member_class=regular(society), start_on=START, end_on=end_on, **fields)


def renew(membership, by, *, now=NOW, **choice):
    return actions.renew_membership(membership, **{"class_code": "regular", "years": 1} | choice, by=by, now=now)


def spans(membership):
    return list(membership.periods.order_by("start_on").values_list("start_on", "end_on"))


def photo(folder, name="凭证"):
    path = photograph(folder / f"{name}.jpg")
    return SimpleUploadedFile(f"{name}.jpg", path.read_bytes(), "image/jpeg")


def told(actor):
    return list(Delivery.objects.filter(person=actor.person).order_by("pk").values_list("notice__subject", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 10, 2), date(2026, 11, 30), date(2026, 12, 1), date(2027, 2, 28)])
def test_renew_goes_on_without_a_gap_in_the_window_and_in_grace(society, anna, day):
    membership = member(society, anna)

    renewal = renew(membership, anna, years=5, now=at(day))

    assert spans(membership) == [(START, END), (END, date(2031, 12, 1))]
    assert (renewal.state, renewal.period.end_on) == ("granted", date(2031, 12, 1))
    assert standing_of(membership, on=day).status == (Status.ACTIVE)
    assert list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "renewal.asked", "renewal.granted",
    ]  # fmt: skip
    assert told(anna) == ["已续会：遵义市物理学会"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "change", "sentence"),
    [
        (date(2026, 10, 1), {}, "会籍到 2026年11月30日 有效，2026年10月2日起可以续会。"),
        (date(2027, 3, 1), {}, "会籍已失效，请重新提交入会申请，会员号不变。"),
        (date(2025, 11, 30), {}, "会籍还没有开始。"),
        (TODAY, {"class_code": "gold"}, "这一会员类别现在不能选"),
        (TODAY, {"years": 2}, "请选择会籍年限。"),
    ],
)
def test_renew_refuses_outside_its_days_and_what_is_not_offered(society, anna, day, change, sentence):
    membership = member(society, anna)

    with pytest.raises(Refused, match=sentence):
        renew(membership, anna, now=at(day), **change)
    assert spans(membership) == [(START, END)]


@pytest.mark.django_db
def test_renew_asks_for_what_the_class_asks_now(society, anna):
    MemberClass.objects.filter(pk=regular(society).pk).update(asked=["education"])

    with pytest.raises(Refused, match="还没有填写：学历。"):
        renew(member(society, anna), anna)


@pytest.mark.django_db
def test_renew_is_the_members_own_act(city, society, anna):
    membership = member(society, anna)
    for who in ("assistant", "general", "official", "worker"):
        with pytest.raises(PermissionDenied):
            renew(membership, city.actors[who])


@pytest.mark.django_db
def test_a_class_for_life_needs_no_renewal(society, anna):
    honorary = MemberClass.objects.get(organisation=society.organisation, code="honorary")
    membership = societies.member(society, anna.person, member_class=honorary, start_on=START)

    with pytest.raises(Refused, match="会籍长期有效，不用续会。"):
        renew(membership, anna, class_code="honorary", years=None)


# Dues, and another class


@pytest.fixture
def costly(society):
    MemberClass.objects.filter(organisation=society.organisation, code="regular").update(yearly_dues=50)
    return society


@pytest.mark.django_db
def test_dues_are_owed_told_and_seen(city, costly, anna, tmp_path):
    membership = member(costly, anna)
    renewal = renew(membership, anna, years=5)
    dues = Dues.objects.get()
    assert (dues.amount, dues.period, dues.state) == (Decimal("250.00"), renewal.period, "未缴")

    actions.tell_payment(dues, paid_on=TODAY, means="wechat", receipts=[photo(tmp_path)], by=anna, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.confirm_dues(dues, by=anna, now=NOW)
    dues = actions.confirm_dues(dues, by=city.assistant, now=NOW)

    assert (dues.state, dues.means, dues.confirmed_by) == ("已确认", "wechat", city.assistant.person)
    assert [one.label for one in attachments.of("dues", dues.public_id)] == ["缴费凭证"]
    with pytest.raises(Refused, match="这笔会费已经确认。"):
        actions.tell_payment(dues, paid_on=TODAY, means="cash", by=anna, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("payment", "sentence"),
    [
        ({"paid_on": TODAY + timedelta(days=1), "means": "cash"}, "缴费日期不能晚于今天。"),
        ({"paid_on": TODAY, "means": "gold"}, "请选择缴费方式。"),
    ],
)
def test_a_payment_has_a_day_and_a_means(costly, anna, payment, sentence):
    with pytest.raises(Refused, match=sentence):
        renew(member(costly, anna), anna, **payment)


@pytest.mark.django_db
def test_where_dues_are_seen_first_the_period_begins_once_they_are(city, costly, anna):
    Admission.objects.update(awaits_dues=True)
    membership = member(costly, anna)

    renewal = renew(membership, anna)
    assert (renewal.state, spans(membership)) == ("waiting", [(START, END)])
    assert told(city.assistant) == told(city.general) == ["续会待确认：申请人1"]
    with pytest.raises(Refused, match="续会已经提交，正在等学会确认。"):
        renew(membership, anna)
    with pytest.raises(Refused, match="还没有缴费记录，请先登记缴费。"):
        actions.confirm_renewal(renewal, by=city.assistant, now=NOW)

    actions.record_payment(Dues.objects.get(), paid_on=TODAY, means="transfer", by=city.assistant, now=NOW)
    late = at(date(2027, 6, 1))
    actions.confirm_renewal(renewal, by=city.general, now=late)
    assert spans(membership) == [(START, END), (END, date(2027, 12, 1))]


@pytest.mark.django_db
def test_a_waiting_renewal_counts_nowhere(costly, anna):
    Admission.objects.update(awaits_dues=True)
    membership = member(costly, anna)
    renew(membership, anna)

    assert standing_of(membership, on=date(2026, 12, 5)).status == Status.GRACE
    assert not Membership.objects.on(date(2026, 12, 5)).exists()


@pytest.mark.django_db
def test_another_class_is_looked_at_and_may_be_refused(city, society, anna, tmp_path):
    actions.confirm_profile(anna.person, {"education": "undergraduate"}, by=anna, now=NOW)
    anna.person.refresh_from_db()
    membership = member(society, anna)
    with pytest.raises(Refused, match="变更为“学生会员”还缺材料：学生证。"):
        renew(membership, anna, class_code="student")
    renewal = renew(membership, anna, class_code="student", papers=[("学生证", photo(tmp_path))])

    assert (renewal.changes_class, renewal.state) == (True, "waiting")
    with pytest.raises(Refused, match="请写明理由"):
        actions.refuse_renewal(renewal, reason=" ", by=city.assistant, now=NOW)
    actions.refuse_renewal(renewal, reason="已毕业", by=city.assistant, now=NOW)
    assert told(anna) == ["续会未通过：遵义市物理学会"]
    again = renew(membership, anna, class_code="student", papers=[("学生证", photo(tmp_path))])
    actions.confirm_renewal(again, by=city.assistant, now=NOW)

    assert membership.periods.order_by("-start_on").first().member_class.code == "student"
    with pytest.raises(Refused, match="这次续会已续会，不能再办理。"):
        actions.confirm_renewal(again, by=city.assistant, now=NOW)


@pytest.mark.django_db
def test_a_waiting_renewal_is_taken_back_by_the_member_only(city, costly, anna):
    Admission.objects.update(awaits_dues=True)
    renewal = renew(member(costly, anna), anna)

    with pytest.raises(PermissionDenied):
        actions.withdraw_renewal(renewal, by=city.assistant, now=NOW)
    assert actions.withdraw_renewal(renewal, by=anna, now=NOW).state == "withdrawn"
    assert not Dues.objects.exists()


@pytest.mark.django_db
def test_officers_do_not_look_after_their_own_membership(city, costly):
    Admission.objects.update(awaits_dues=True)
    officer = city.assistant
    officer.person.unit_text, officer.person.phone_verified_at = "某单位", NOW
    officer.person.save()
    renewal = renew(member(costly, officer), officer)

    with pytest.raises(PermissionDenied):
        actions.confirm_renewal(renewal, by=officer, now=NOW)
    for who in ("official", "worker"):
        with pytest.raises(PermissionDenied):
            actions.refuse_renewal(renewal, reason="不", by=city.actors[who], now=NOW)


@pytest.mark.django_db
def test_an_admission_owes_its_dues(city, costly, anna):
    factory.admitted(costly, anna, city, years=5)

    assert Dues.objects.get().amount == 250


@pytest.mark.django_db
def test_after_a_gap_the_number_stays_and_the_gap_is_seen(city, society, anna):
    membership = member(society, anna, end_on=date(2026, 3, 1))

    factory.admitted(society, anna, city)

    assert Membership.objects.get().number == membership.number
    standing = standing_of(membership, on=TODAY)
    assert (standing.status, [gap.days for gap in standing.gaps]) == (Status.ACTIVE, [246])


@pytest.mark.django_db
def test_in_grace_nobody_applies_anew(society, anna):
    member(society, anna, end_on=date(2026, 10, 1))

    with pytest.raises(Refused, match="您的会籍还在宽限期内，请到个人中心续会"):
        factory.submitted(society, anna)


# Many at once


@pytest.mark.django_db
def test_renew_many_gives_everybody_a_period_of_their_own_class(city, costly):
    due, graced = member(costly), member(costly, end_on=date(2026, 10, 1))
    lapsed = member(costly, end_on=date(2026, 1, 1))

    lines = actions.renew_many(
        costly.organisation, [one.public_id for one in (due, graced, lapsed)], years=5, paid_on=TODAY, means="cash",
        by=city.assistant, now=NOW,
    )  # fmt: skip

    assert [spans(one)[-1] for one in (due, graced, lapsed)] == [
        (END, date(2031, 12, 1)), (date(2026, 10, 1), date(2031, 10, 1)), (TODAY, date(2031, 11, 2)),
    ]  # fmt: skip
    assert [line.gap for line in lines] == [0, 0, 305]
    assert set(Dues.objects.values_list("amount", "confirmed_by")) == {(Decimal(250), city.assistant.person.pk)}
    assert Delivery.objects.filter(notice__subject="已续会：遵义市物理学会").count() == 3
    assert JournalEntry.objects.get(verb="renewals.granted").detail == {"members": 3, "years": 5}


@pytest.mark.django_db
def test_renew_many_is_all_or_nothing_and_says_who_is_in_the_way(city, society, anna):
    due, active = member(society, anna), member(society, end_on=date(2027, 12, 1))
    own = member(society, city.assistant)

    for public_ids, sentence in (
        ([due.public_id, active.public_id], "有 1 人不能续会，第一个是会员A060010002M：会籍到 2027年11月30日 有效"),
        ([due.public_id, own.public_id], "本人的会籍请在个人中心续会"),
        ([due.public_id, "missing"], "名单已有变化，请重新核对。"),
        ([], "请至少选一个人。"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.renew_many(society.organisation, public_ids, years=1, by=city.assistant, now=NOW)
    with pytest.raises(Refused, match="“普通会员”没有 2 年期"):
        actions.renew_many(society.organisation, [due.public_id], years=2, by=city.assistant, now=NOW)
    assert MembershipPeriod.objects.count() == 3


@pytest.mark.django_db
def test_renew_many_is_for_officers_of_the_society(city, society):
    membership = member(society)
    factory.society(city, code="B01", name="遵义市化学会")
    for who in ("official", "worker", "B01-general"):
        with pytest.raises(PermissionDenied):
            actions.renew_many(society.organisation, [membership.public_id], years=1, by=city.actors[who], now=NOW)


@pytest.mark.django_db
def test_a_plan_takes_the_same_few_queries_for_one_and_for_many(city, society, django_assert_max_num_queries):
    members = [member(society) for _number in range(30)]
    with django_assert_max_num_queries(6):
        renewing.plan(society.organisation, members, years=1, by=city.assistant, on=TODAY)


# Terms


@pytest.mark.django_db
def test_terms_are_the_societys_own_from_a_day_on(city, society, anna):
    terms = {"window": 10, "grace": 5, "awaits_dues": True, "start_on": TODAY, "source": "理事会决议"}
    for who in ("assistant", "official", "worker"):
        with pytest.raises(PermissionDenied):
            actions.change_renewal_terms(society.organisation, **terms, by=city.actors[who], now=NOW)
    actions.change_renewal_terms(society.organisation, **terms, by=city.general, now=NOW)

    assert Admission.objects.get().awaits_dues
    assert standing_of(member(society, anna), on=TODAY).status == Status.ACTIVE
    with pytest.raises(Refused, match="没有改动，不必保存。"):
        actions.change_renewal_terms(society.organisation, **terms, by=city.general, now=NOW)
    with pytest.raises(Refused, match="启用日期不能早于今天"):
        actions.change_renewal_terms(
            society.organisation, **terms | {"grace": 6, "start_on": START}, by=city.general, now=NOW
        )


# Reminders


@pytest.mark.django_db
def test_members_are_reminded_before_at_the_end_and_when_grace_is_over_once_each(society, anna):
    member(society, anna)
    member(society)  # somebody else at the same time
    for day in (
        date(2026, 10, 1),
        date(2026, 10, 2),
        date(2026, 10, 9),
        END,
        date(2027, 1, 5),
        date(2027, 3, 1),
        date(2027, 4, 1),
    ):
        actions.remind_members(now=at(day))
        actions.remind_members(now=at(day))

    assert told(anna) == [
        "会籍快到期了：遵义市物理学会", "会籍已到期，还在宽限期内：遵义市物理学会", "会籍已失效：遵义市物理学会",
    ]  # fmt: skip


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_is_long_over_asked_for_or_paid(costly, anna):
    Admission.objects.update(awaits_dues=True)
    societies.member(costly, member_class=regular(costly), start_on=date(2010, 1, 1), end_on=date(2015, 1, 1))
    renew(member(costly, anna), anna)

    assert actions.remind_members(now=NOW) == 0


# Many at the same moment


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_renewal_asked_for_many_times_at_once_is_one_period(city):
    society = factory.society(city)
    anna = factory.person()
    membership = member(society, anna)

    assert at_once(lambda: renew(membership, anna)) == (1, AT_ONCE - 1)
    assert (membership.periods.count(), Renewal.objects.count()) == (2, 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_renewal_would_be_granted_twice(city, monkeypatch):
    """The control: everybody finds the membership due before anybody has renewed it; only the constraint stops them."""
    society = factory.society(city)
    anna = factory.person()
    membership = member(society, anna)
    monkeypatch.setattr(
        renewal_actions,
        "lock_membership",
        lambda one: Membership.objects.select_related("organisation", "person").get(pk=one.pk),
    )

    with pytest.raises(IntegrityError, match=r"one_membership_period_a_day|one_waiting_renewal_each"):
        at_once(lambda: renew(membership, anna))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["confirm", "refuse", "withdraw", "dues", "many"])
def test_every_act_asked_for_many_times_at_once_is_done_once(city, act):
    society = factory.society(city, awaits_dues=True)
    MemberClass.objects.filter(code="regular").update(yearly_dues=50)
    anna = factory.person()
    membership = member(society, anna)
    if act != "many":
        renewal = renew(membership, anna, paid_on=TODAY, means="cash")
    acts = {
        "confirm": lambda: actions.confirm_renewal(renewal, by=city.assistant, now=NOW),
        "refuse": lambda: actions.refuse_renewal(renewal, reason="不", by=city.assistant, now=NOW),
        "withdraw": lambda: actions.withdraw_renewal(renewal, by=anna, now=NOW),
        "dues": lambda: actions.confirm_dues(Dues.objects.get(), by=city.assistant, now=NOW),
        "many": lambda: actions.renew_many(
            society.organisation, [membership.public_id], years=1, by=city.assistant, now=NOW
        ),
    }

    assert at_once(acts[act]) == (1, AT_ONCE - 1)
    assert MembershipPeriod.objects.count() == (2 if act in ("confirm", "many") else 1)
