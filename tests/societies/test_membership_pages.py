"""The pages of a membership: one's own with renewal and leaving, the officers' with lists, one record and the batch."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions
from members.models import Admission, Dues, MemberClass, Membership, Renewal, Status
from members.standing import standing_of
from portal.ground.dates import today
from societies import checking
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
START = date(2025, 1, 1)


@pytest.fixture
def society(city, time_machine):
    time_machine.move_to(NOW)
    return factory.society(city)


@pytest.fixture
def anna(city):
    return factory.person()


def member(society, actor=None, *, ends_in=20):
    regular = MemberClass.objects.get(organisation=society.organisation, code="regular")
    end_on = TODAY + timedelta(days=ends_in)
    return societies.member(society, actor and actor.person, member_class=regular, start_on=START, end_on=end_on)


def test_a_member_renews_with_what_is_known_looked_over(client, society, anna):
    membership = member(society, anna)
    enter(client, anna)
    home = client.get("/me/").content.decode()
    assert "待续会" in home
    assert "遵义市物理学会续会" in home
    address = reverse("membership_renew", args=[membership.public_id])
    page = client.get(address).content.decode()
    assert "申请人1" in page
    assert "来自名册" in page
    answer = client.post(
        address, {"member_class": "regular", "years": "5", "name": "申请人1", "unit": "遵义某大学"}, follow=True
    ).content.decode()

    assert "已续会，有效期到 2031年11月21日，会员号不变。" in answer
    assert standing_of(membership, on=TODAY).last_day == date(2031, 11, 21)
    anna.person.refresh_from_db()
    assert anna.person.confirmed_on["unit"] == "2026-11-02"
    assert "2031年11月21日 有效" in client.get(address).content.decode()


def test_what_is_wrong_with_a_renewal_is_said_and_nothing_is_confirmed(client, society, anna):
    membership = member(society, anna)
    enter(client, anna)
    address = reverse("membership_renew", args=[membership.public_id])
    page = client.post(address, {"member_class": "regular", "years": "9", "name": "申请人1", "unit": ""})

    assert page.status_code == 200
    anna.person.refresh_from_db()
    assert anna.person.confirmed_on == {}
    assert not Renewal.objects.exists()


def test_a_member_leaves_on_the_page(client, society, anna):
    membership = member(society, anna)
    enter(client, anna)
    address = reverse("membership_leave", args=[membership.public_id])
    assert "有 1 处需要修改" in client.post(address, {"end_on": "2026-11-02", "reason": " "}).content.decode()
    answer = client.post(address, {"end_on": "2026-11-02", "reason": "工作调动"}, follow=True).content.decode()

    assert "已办理退会" in answer
    assert "已退会" in answer
    assert "重新申请入会" in answer


def test_officers_see_the_record_and_confirm(client, city, society, anna):
    Admission.objects.update(awaits_dues=True)
    MemberClass.objects.filter(code="regular").update(yearly_dues=50)
    membership = member(society, anna)
    actions.renew_membership(membership, class_code="regular", years=1, paid_on=TODAY, means="wechat", by=anna, now=NOW)
    enter(client, city.assistant)
    assert "续会待确认" in client.get("/desk/").content.decode()
    detail = client.get(reverse("membership_detail", args=[membership.public_id])).content.decode()
    assert "提交续会" in detail
    assert "13900000001" not in detail
    act = reverse("membership_act", args=[membership.public_id, "confirm-renewal"])
    assert "已续会" in client.post(act, follow=True).content.decode()
    assert Dues.objects.get().confirmed_by == city.assistant.person
    page = client.get(reverse("membership_detail", args=[membership.public_id])).content.decode()
    assert "2026-11-21 → 2027-11-21" in page


def test_the_batch_shows_who_would_get_what_and_then_does_it(client, city, society):
    ready, graced = member(society), member(society, ends_in=-10)
    own = member(society, city.assistant)
    enter(client, city.assistant)
    address = reverse("renew_batch", args=["A06"])
    page = client.get(address)
    assert [line.membership for line in page.context["ready"]] == [ready, graced]
    assert [line.problem for line in page.context["wrong"]] == ["本人的会籍请在个人中心续会"]
    chosen = {"years": "1", "membership": [ready.public_id, graced.public_id]}
    both = client.post(address, chosen | {"membership": [ready.public_id, own.public_id]}).content.decode()
    assert "有 1 人不能续会" in both
    assert "已为 2 人续会并通知本人。" in client.post(address, chosen, follow=True).content.decode()


@pytest.mark.parametrize(
    ("day", "status", "count"),
    [("", "due", 1), ("", "active", 1), ("2026-12-30", "grace", 1), ("2026-12-30", "lapsed", 0)],
)
def test_the_list_filters_by_status_on_a_day(client, city, society, day, status, count):
    member(society)
    member(society, ends_in=900)
    enter(client, city.general)
    page = client.get(reverse("membership_list", args=["A06"]), {"day": day, "status": status})

    assert page.context["page"].paginator.count == count


@pytest.mark.parametrize("text", ["贺兰", "某大学", "贺氏工作室", "a060010009m", "旧-2"])
def test_memberships_are_found_by_name_by_unit_and_by_either_number(client, city, society, anna, text):
    other = factory.person(2, name="贺兰山", unit_text="贺氏工作室")
    regular = MemberClass.objects.get(organisation=society.organisation, code="regular")
    societies.member(society, other.person, member_class=regular, number="A060010009M", former_number="旧-2")
    societies.member(society, member_class=regular)
    enter(client, city.general)

    page = client.get(reverse("membership_list", args=["A06"]), {"q": text}).content.decode()

    assert "贺兰山" in page
    assert "会员A06" not in page


@pytest.mark.parametrize("name", ["membership_list", "renewal_list", "dues_list", "exit_list", "renew_batch"])
def test_a_list_takes_the_same_few_queries_with_one_row_and_with_many(client, city, society, name):
    MemberClass.objects.filter(code="regular").update(yearly_dues=50)
    enter(client, city.general)
    address = reverse(name, args=["A06"])

    def some(numbers):
        for number in numbers:
            actor = factory.person(number)
            membership = member(society, actor)
            member(society)
            actions.renew_membership(membership, class_code="regular", years=1, by=actor, now=NOW)
            actions.withdraw_membership(membership, end_on=TODAY, reason="调动", by=actor, now=NOW)

    some([1])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    some(range(2, 9))
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few) <= 15


def test_the_check_says_what_the_dates_say(society, anna):
    membership = member(society, anna, ends_in=-1)
    assert checking.check(membership.public_id, on=today()).is_graced
    actions.withdraw_membership(membership, end_on=TODAY, reason="调动", by=anna, now=NOW)
    finding = checking.check(membership.public_id, on=today())
    assert (finding.is_valid, finding.is_graced) == (False, False)
    assert Membership.objects.status_on(TODAY).get().status == Status.WITHDRAWN
