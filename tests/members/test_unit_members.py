"""Units as members of a society: applied for by somebody of the unit, reviewed alike, stood for by named people with dates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from members import actions, candidates, statements
from members.models import Application, Delegate, Membership, MembershipPeriod, Person, Unit
from portal.ground import personal
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.members.test_applications import photo
from tests.racing import at_once, without_locks

pytestmark = pytest.mark.django_db
UNIT = {
    "name": "遵义某精工有限公司",
    "credit_code": "91520302MA6DR8C104",
    "kind": "enterprise",
    "region_code": "520302",
}
SAID = {"position": "技术部主任", "workers": 40, "representatives": [{"name": "赵明", "position": "总工程师"}]}
TODAY = date(2026, 11, 2)


@pytest.fixture
def society(city):
    made = factory.society(city)
    societies.member_class(
        made, "unit", name="单位会员", subject="unit", letter="U", papers=["营业执照"], representatives=2, order=6
    )
    return made


@pytest.fixture
def contact(city):
    return factory.person()


@pytest.fixture
def licence(tmp_path):
    return photo(tmp_path)


def applied(society, by, licence, *, unit=UNIT, said=SAID, **changes):
    choice = {"class_code": "unit", "years": 1, "papers": [("营业执照", licence)]} | changes
    return actions.apply_for_unit(society.organisation, unit, said, **choice, by=by, now=NOW)


def admitted(society, by, licence, city):
    application = applied(society, by, licence)
    actions.pass_application(application, by=city.assistant, now=NOW)
    actions.admit_application(application, by=city.general, now=NOW)
    return Membership.objects.get(unit__name=UNIT["name"])


def told(person):
    return list(Delivery.objects.filter(person=person).order_by("pk").values_list("notice__subject", flat=True))


def test_apply_for_unit_goes_through_the_same_steps_to_a_number_with_the_letter_of_units(
    city, society, contact, licence
):
    application = applied(society, contact, licence)

    assert (application.state, str(application.subject)) == ("submitted", UNIT["name"])
    said = {row.key: row.text for row in statements.said_by(application, on=TODAY).rows}
    assert (said["contact"], said["representatives"], said["workers"]) == (
        "申请人1（技术部主任）",
        "赵明（总工程师）",
        "40",
    )
    assert said["credit_code"] == UNIT["credit_code"]
    assert not Membership.objects.exists()

    actions.pass_application(application, by=city.assistant, now=NOW)
    actions.admit_application(application, by=city.general, now=NOW)

    membership = Membership.objects.get()
    assert membership.number == "A060010001U"
    assert [(one.role, one.called, one.start_on) for one in membership.delegates.order_by("pk")] == [
        ("contact", "申请人1", TODAY),
        ("representative", "赵明", TODAY),
    ]
    assert membership.workforces.get().count == 40
    assert told(contact.person)[-1] == "欢迎加入遵义市物理学会，会员号 A060010001U"


def test_a_unit_is_admitted_by_the_councils_minutes_like_anybody(city, society, contact, licence):
    society.organisation.admission.is_by_minutes = True
    society.organisation.admission.save()
    application = applied(society, contact, licence)
    actions.pass_application(application, by=city.assistant, now=NOW)

    found = candidates.at_the_last_step(society.organisation, by=city.general, on=TODAY)

    assert [(str(one.application.subject), one.hindrance) for one in found] == [(UNIT["name"], "")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"papers": []}, "还缺材料：营业执照"),
        ({"years": 9}, "请选择会籍年限"),
        ({"class_code": "regular"}, "现在不接受申请"),
        ({"unit": UNIT | {"name": "另一家公司"}}, "登记的单位名称是"),
        ({"said": SAID | {"representatives": [{"name": one, "position": ""} for one in "甲乙丙"]}}, "最多派 2 名代表"),
        ({"said": SAID | {"representatives": [{"name": "甲", "position": ""}] * 2}}, "填了两次"),
    ],
)
def test_apply_for_unit_refuses_and_keeps_nothing(society, contact, licence, changes, sentence):
    Unit.objects.create(**UNIT)
    with pytest.raises(Refused, match=sentence):
        applied(society, contact, licence, **changes)
    assert not Application.objects.exists()


def test_apply_for_unit_refuses_a_second_of_the_same_unit_and_a_member(city, society, contact, licence):
    applied(society, contact, licence)
    with pytest.raises(Refused, match="另一位经办人"):
        applied(society, factory.person(2), licence)
    with pytest.raises(Refused, match="审核中"):
        applied(society, contact, licence)
    Application.objects.all().update(state="withdrawn")
    societies.member(
        society,
        unit=Unit.objects.get(name=UNIT["name"]),
        member_class=society.organisation.member_classes.get(code="unit"),
    )
    with pytest.raises(Refused, match="已经是遵义市物理学会的会员"):
        applied(society, contact, licence)


def test_what_was_returned_is_mended_by_whoever_handed_it_in(city, society, contact, licence):
    application = applied(society, contact, licence)
    actions.return_application(application, remark="代表要盖章的委托书", by=city.assistant, now=NOW)

    again = applied(society, contact, licence, papers=[], said=SAID | {"workers": 41})

    assert (again.pk, again.state, again.of_unit.workers) == (application.pk, "submitted", 41)


@pytest.fixture
def membership(city, society, contact, licence):
    return admitted(society, contact, licence, city)


def test_representatives_come_and_go_with_their_days_as_far_as_the_class_allows(city, membership, contact):
    actions.name_representative(membership, name="钱芳", position="", by=contact, now=NOW)
    with pytest.raises(Refused, match="最多派 2 名"):
        actions.name_representative(membership, name="孙磊", position="", by=contact, now=NOW)
    with pytest.raises(Refused, match="已经是单位代表"):
        actions.name_representative(membership, name="钱芳", position="", by=city.assistant, now=NOW)
    first = membership.delegates.get(name="赵明")

    actions.end_representative(first, by=city.assistant, now=NOW + timedelta(days=3))

    assert set(membership.delegates.on(TODAY).values_list("name", flat=True)) == {"", "赵明", "钱芳"}
    assert set(membership.delegates.on(TODAY + timedelta(days=3)).values_list("name", flat=True)) == {"", "钱芳"}
    with pytest.raises(Refused, match="已经结束"):
        actions.end_representative(first, by=contact, now=NOW)
    actions.name_representative(membership, name="孙磊", position="", by=contact, now=NOW + timedelta(days=3))


def test_the_contact_is_handed_on_to_somebody_with_an_account_and_both_are_told(membership, contact):
    new = factory.person(2)
    with pytest.raises(Refused, match="还没有注册"):
        actions.hand_contact_on(membership, phone="13700000000", position="", by=contact, now=NOW)
    with pytest.raises(Refused, match="已经是联系人"):
        actions.hand_contact_on(membership, phone=contact.person.phone, position="", by=contact, now=NOW)

    actions.hand_contact_on(membership, phone=new.person.phone, position="办公室", by=contact, now=NOW)

    assert membership.delegates.acting().get().person == new.person
    assert told(contact.person)[-1] == told(new.person)[-1] == f"{UNIT['name']}在遵义市物理学会的联系人已更换"
    with pytest.raises(PermissionDenied):
        actions.state_workforce(membership, count=41, by=contact, now=NOW)
    actions.state_workforce(membership, count=41, by=new, now=NOW)
    with pytest.raises(Refused, match="没有变化"):
        actions.state_workforce(membership, count=41, by=new, now=NOW)


def test_nobody_else_says_who_stands_for_a_unit(city, membership):
    for by in (factory.person(3), city.official, city.worker):
        with pytest.raises(PermissionDenied):
            actions.name_representative(membership, name="周敏", position="", by=by, now=NOW)


def test_the_contact_renews_and_leaves_for_the_unit_and_is_reminded(membership, contact):
    period = membership.periods.get()
    MembershipPeriod.objects.filter(pk=period.pk).update(end_on=TODAY + timedelta(days=20))

    actions.remind_members(now=NOW)
    assert told(contact.person)[-1] == "会籍快到期了：遵义市物理学会"
    with pytest.raises(PermissionDenied):
        actions.renew_membership(membership, class_code="unit", years=1, by=factory.person(2), now=NOW)
    actions.renew_membership(membership, class_code="unit", years=1, by=contact, now=NOW)

    assert told(contact.person)[-1] == "已续会：遵义市物理学会"
    actions.withdraw_membership(membership, end_on=TODAY, reason="业务调整", by=contact, now=NOW)
    assert not Membership.objects.on(TODAY).exists()


def test_an_officer_who_acts_for_the_unit_does_not_see_to_its_dues(city, membership):
    Delegate.objects.filter(role="contact").update(person=city.assistant.person)
    with pytest.raises(PermissionDenied):
        actions.record_withdrawal(membership, end_on=TODAY, reason="来信", upload=None, by=city.assistant, now=NOW)


def named_at_once(membership, contact, times):
    names = iter(f"代表{number}" for number in range(times))
    return at_once(
        lambda: actions.name_representative(membership, name=next(names), position="", by=contact, now=NOW), times
    )


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_representative_is_given_once(membership, contact):
    assert named_at_once(membership, contact, 6) == (1, 5)
    assert membership.delegates.on(TODAY).filter(role="representative").count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_more_are_sent_than_the_class_allows(membership, contact, monkeypatch):
    without_locks(monkeypatch, 3)
    named_at_once(membership, contact, 3)
    assert membership.delegates.on(TODAY).filter(role="representative").count() > 2


def test_a_contact_who_is_forgotten_leaves_what_the_unit_said(membership, contact):
    personal.forget(contact.person, now=NOW)

    said = {line["key"]: line["text"] for line in Application.objects.get().statements.get().said}
    assert (said["unit_name"], said["contact"], said["phone"]) == (UNIT["name"], "", "")
    kept = JournalEntry.objects.exclude(detail={}).values_list("detail", flat=True)
    assert not [detail for detail in kept if "申请人1" in str(detail) or "赵明" in str(detail)]


def test_the_database_keeps_one_contact_a_day(membership):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegate.objects.create(
            membership=membership, role="contact", person=Person.objects.create_user("x", name="甲"), start_on=TODAY
        )
