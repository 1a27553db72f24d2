"""The officers' desk: who sees which society, decisions, the batch by minutes, members of a day, constant queries."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members import actions
from members.models import Application, CouncilMinutes, Membership, ReviewStep
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.members.test_applications import batch, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def society(city):
    factory.society(city, code="B01", name="遵义市化学会")
    made = factory.society(city)
    for name in ("assistant", "general", "president"):  # the plain names are those of A06
        city.actors[f"B01-{name}"], city.actors[name] = city.actors[name], city.actors[f"A06-{name}"]
    return made


SOCIETY_PAGES = ("application_list", "member_list", "admit_batch")


@pytest.mark.parametrize("name", SOCIETY_PAGES)
def test_a_societys_pages_are_seen_by_its_officers_and_looked_at_by_the_citys(client, city, society, name):
    address = reverse(name, args=["A06"])
    expected = {"general": 200, "B01-general": 404, "worker": 404, "huichuan": 404, "audit": 404}
    expected |= {"assistant": 403, "official": 403} if name == "admit_batch" else {"assistant": 200, "official": 200}
    for who, status in expected.items():
        assert enter(client, city.actors[who]).get(address).status_code == status, who


def test_all_societies_are_listed_for_the_citys_officials_only(client, city, society):
    factory.submitted(society, factory.person())
    for name in ("all_applications", "all_members"):
        assert enter(client, city.official).get(reverse(name)).status_code == 200
        for who in ("general", "worker", "audit"):
            assert enter(client, city.actors[who]).get(reverse(name)).status_code == 403
    assert "遵义市物理学会" in enter(client, city.official).get(reverse("all_applications")).content.decode()


def test_drafts_are_nobodys_business_but_the_writers(client, city, society):
    application = factory.begun(society, factory.person())
    address = reverse("application_detail", args=[application.public_id])

    for who in ("assistant", "general", "official"):
        assert enter(client, city.actors[who]).get(address).status_code == 404
        assert "申请人1" not in client.get(reverse("desk")).content.decode()
    assert "申请人1" not in enter(client, city.general).get(reverse("application_list", args=["A06"])).content.decode()


def test_an_application_is_foreign_to_another_society_and_shows_a_masked_phone(client, city, society):
    application = factory.submitted(society, factory.person())
    address = reverse("application_detail", args=[application.public_id])

    for who in ("B01-general", "worker", "huichuan"):
        assert enter(client, city.actors[who]).get(address).status_code == 404
        act = reverse("application_act", args=[application.public_id, "pass"])
        assert client.post(act).status_code == 404
    text = enter(client, city.assistant).get(address).content.decode()
    assert "139****0001" in text
    assert "13900000001" not in text


def test_decisions_are_made_where_the_application_is_shown(client, city, society):
    application = factory.submitted(society, factory.person())
    detail = reverse("application_detail", args=[application.public_id])

    def act(who, name, **data):
        address = reverse("application_act", args=[application.public_id, name])
        return enter(client, city.actors[who]).post(address, data, follow=True).content.decode()

    assert "初审通过" in enter(client, city.assistant).get(detail).content.decode()
    assert "请写明需要补正的内容。" in act("assistant", "return", remark="")
    assert "请写明不予通过的理由" in act("assistant", "reject", reason="")
    assert "已通过，转交终审。" in act("assistant", "pass")
    assert "准予入会" in enter(client, city.general).get(detail).content.decode()
    assert "准予入会" not in enter(client, city.official).get(detail).content.decode()
    assert "已入会，会员号 A060010001M。" in act("general", "admit")
    assert client.post(reverse("application_act", args=[application.public_id, "expel"])).status_code == 404


def test_officials_of_the_city_look_and_do_not_decide(client, city, society):
    application = factory.submitted(society, factory.person())
    for name in ("pass", "return", "reject", "admit"):
        address = reverse("application_act", args=[application.public_id, name])
        assert enter(client, city.official).post(address, {"remark": "x", "reason": "x"}).status_code == 403


def test_the_desk_tells_a_societys_officers_what_waits_for_them(client, city, society):
    factory.submitted(society, factory.person())
    factory.passed(society, factory.person(2), city)

    waiting = {
        who: [(one.title, one.step) for one in enter(client, city.actors[who]).get(reverse("desk")).context["waiting"]]
        for who in ("assistant", "general", "B01-assistant", "official")
    }

    assert waiting == {
        "assistant": [("申请人1申请加入遵义市物理学会", "初审")], "general": [("申请人2申请加入遵义市物理学会", "终审")],
        "B01-assistant": [], "official": [],
    }  # fmt: skip
    counts = {one.label: one.count for one in enter(client, city.general).get(reverse("desk")).context["counts"]}
    assert counts.items() >= {"审核中的申请": 2, "已超期": 0, "等申请人补正": 0, "个人会员": 0}.items()


def test_applications_are_filtered_by_state_class_and_age(client, city, society, time_machine):
    factory.submitted(society, factory.person())
    factory.passed(society, factory.person(2), city)
    actions.withdraw_application(factory.submitted(society, factory.person(3)), by=factory.Actor(
        Application.objects.latest("pk").applicant), now=NOW)  # fmt: skip
    enter(client, city.assistant)
    address = reverse("application_list", args=["A06"])

    def shown(**query):
        return {line.row.person.name for line in client.get(address, query).context["listing"].lines}

    assert shown() == {"申请人1", "申请人2", "申请人3"}
    assert shown(state="withdrawn") == {"申请人3"}
    assert shown(age="mine") == {"申请人1"}
    assert shown(q="申请人2") == {"申请人2"}
    assert shown(age="late") == set()
    time_machine.move_to("2026-11-10T04:00:00Z")
    assert shown(age="late") == {"申请人1"}
    assert "已超期" in client.get(address).content.decode()


def test_applications_shown_are_exported_with_their_count(client, city, society):
    factory.submitted(society, factory.person())

    answer = enter(client, city.assistant).get(reverse("application_list", args=["A06"]), {"export": "xlsx"})

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[1]
    assert [cell.value for cell in sheet[3]][:4] == ["申请人1", "遵义某大学", "普通会员", "审核中"]


def test_members_are_those_of_the_day_asked_for(client, city, society):
    regular = society.organisation.member_classes.get(code="regular")
    societies.member(society, factory.person(1).person, member_class=regular, end_on=date(2026, 1, 1))
    societies.member(society, factory.person(2).person, member_class=regular, start_on=date(2026, 6, 1))
    enter(client, city.general)
    address = reverse("member_list", args=["A06"])

    def shown(**query):
        return [line.row.membership.person.name for line in client.get(address, query).context["listing"].lines]

    assert shown() == ["申请人2"]
    assert shown(day="2025-12-31") == ["申请人1"]
    assert shown(day="2026-03-01") == []
    assert shown(q="a060010002m") == ["申请人2"]
    assert shown(day="无此日") == ["申请人2"]
    assert "13900000002" not in client.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_was_chosen_is_counted_once_and_what_was_typed_every_time(client, city, society):
    regular = society.organisation.member_classes.get(code="regular")
    societies.member(society, factory.person(1).person, member_class=regular)
    enter(client, city.general)
    address = reverse("member_list", args=["A06"])

    def counts(**query):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, query).context["page"].paginator.count == 1
        return sum("COUNT(*)" in one["sql"] and "membershipperiod" in one["sql"] for one in asked)

    assert (counts(), counts()) == (1, 0)
    assert (counts(member_class="普通会员"), counts(member_class="普通会员", sort="-end_on")) == (1, 0)
    assert (counts(day="2026-11-02"), counts(day="2026-11-02")) == (1, 1)


def test_a_batch_is_admitted_by_minutes_on_one_page(client, city, tmp_path):
    society = factory.society(city, is_by_minutes=True)
    ready = batch(society, city, 2)
    mine = factory.passed(society, factory.Actor(_phoned(city.general.person)), city)
    enter(client, city.general)
    address = reverse("admit_batch", args=["A06"])
    page = client.get(address)
    assert [one.application.pk for one in page.context["ready"]] == [one.pk for one in ready]
    assert [(one.application.pk, one.hindrance) for one in page.context["hindered"]] == [
        (mine.pk, "不能办理本人的申请")
    ]

    data = {"title": "第三次会议纪要", "held_on": "2026-11-01", "application": [one.public_id for one in ready]}
    assert "请上传理事会纪要的照片或文件。" in client.post(address, data).content.decode()
    answer = client.post(address, data | {"upload": photo(tmp_path, "纪要")}, follow=True)

    assert "已按纪要准予 2 人入会" in answer.content.decode()
    assert CouncilMinutes.objects.get().applications.count() == Membership.objects.count() == 2
    again = client.post(address, data | {"upload": photo(tmp_path, "纪要")})
    assert "名单已有变化" in again.content.decode()
    detail = client.get(reverse("application_detail", args=[ready[0].public_id])).content.decode()
    assert "第三次会议纪要" in detail


def _phoned(person):
    person.phone, person.phone_verified_at, person.unit_text = "13700000000", NOW, "某所"
    person.save()
    return person


LISTS = [("application_list", ["A06"]), ("member_list", ["A06"]), ("all_applications", []), ("all_members", []),
         ("admit_batch", ["A06"]), ("desk", [])]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), LISTS)
def test_a_list_takes_the_same_few_queries_with_one_row_and_with_many(client, city, society, name, arguments):
    enter(client, city.official if name.startswith("all") else city.general)
    address = reverse(name, args=arguments)
    regular = society.organisation.member_classes.get(code="regular")

    def some(numbers):
        for number in numbers:
            factory.passed(society, factory.person(number), city)
            societies.member(society, factory.person(100 + number).person, member_class=regular)

    some([1])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    some(range(2, 14))
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    assert len(many) == len(few) <= (17 if name == "desk" else 12)  # the desk asks every app
    assert ReviewStep.objects.waiting().count() == 13


@pytest.mark.parametrize("page", ["application_detail", "my_application"])
def test_an_applications_page_takes_few_queries(client, city, society, page, django_assert_max_num_queries):
    anna = factory.person()
    application = factory.passed(society, anna, city)
    enter(client, anna if page == "my_application" else city.general)
    address = reverse(page, args=[application.public_id])
    client.get(address)

    with django_assert_max_num_queries(18):
        client.get(address)
