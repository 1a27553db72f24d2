"""Joining in the browser: what visitors and signed-in people meet, drafts, papers, refusals, one's own application."""

import pytest
from django.urls import reverse

from members import actions
from members.models import Admission, Application, Person
from portal.ground.models import Attachment
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.members.test_applications import photo

pytestmark = pytest.mark.django_db
JOIN = "/societies/A06/join/"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def anna(city):
    return factory.person()


def submit(client, **changes):
    said = {"name": "申请人1", "unit": "遵义某大学", "member_class": "regular", "years": "1", "submit": "1"}
    return client.post(JOIN, said | changes, follow=True)


def test_a_visitor_is_asked_who_they_are_and_comes_back_to_the_class_chosen(client, society):
    page = client.get(JOIN, {"invited": "tok", "class": "student"})

    text = page.content.decode()
    assert 'action="/accounts/signup/"' in text
    assert 'name="next" value="/societies/A06/join/?invited=tok&amp;class=student"' in text
    assert "/accounts/login/?next=/societies/A06/join/%3Finvited%3Dtok%26class%3Dstudent" in text
    assert "将在 5 个工作日内初审" in text


def test_a_society_that_is_closed_gone_or_unknown_takes_nobody_in(client, society):
    Admission.objects.update(is_open=False)
    assert "现在不接受网上入会申请" in client.get(JOIN).content.decode()
    society.dissolved_on = NOW.date()
    society.save()
    answer = client.get(JOIN)
    assert (answer.status_code, "已注销，不再吸收会员" in answer.content.decode()) == (410, True)
    assert client.get("/societies/Z99/join/").status_code == 404


def test_whoever_is_signed_in_hands_in_with_one_press(client, society, anna):
    enter(client, anna)
    page = client.get(JOIN)
    assert not page.context["unknown"].fields
    assert list(page.context["known"].fields) == ["name", "unit"]

    answer = submit(client)

    application = Application.objects.get()
    assert answer.request["PATH_INFO"] == reverse("my_application", args=[application.public_id])
    assert "已提交，遵义市物理学会将在 5 个工作日内初审，结果会发消息通知您。" in answer.content.decode()
    assert application.state == "submitted"
    assert client.get(JOIN).url == answer.request["PATH_INFO"]


def test_only_what_the_class_asks_and_is_unknown_is_asked_first(client, society, anna, tmp_path):
    enter(client, anna)
    page = client.get(JOIN, {"class": "student"})
    assert list(page.context["unknown"].fields) == ["education"]

    answer = submit(client, member_class="student", **{"paper-1": photo(tmp_path)})

    assert "有 1 处需要修改" in answer.content.decode()
    application = Application.objects.get()
    assert (application.state, Attachment.objects.get().owner_id) == ("draft", application.public_id)
    answer = submit(client, member_class="student", education="undergraduate")
    assert "已提交" in answer.content.decode()
    anna.person.refresh_from_db()
    assert anna.person.confirmed_on["education"] == "2026-11-02"


def test_missing_papers_are_said_and_what_was_typed_is_kept(client, society, anna):
    enter(client, anna)

    answer = submit(client, member_class="student", education="undergraduate", former_number="旧-1")

    text = answer.content.decode()
    assert "还缺材料：学生证。可以用手机拍照上传。" in text
    assert 'value="旧-1"' in text
    assert Application.objects.get().state == "draft"


def test_a_draft_is_kept_half_filled_and_taken_up_again(client, society, anna):
    enter(client, anna)
    data = {"name": "申请人1", "unit": "", "member_class": "student", "years": "1", "reason": "想参加", "draft": "1"}

    answer = client.post(JOIN, data, follow=True)

    assert "草稿已保存" in answer.content.decode()
    page = client.get(JOIN)
    assert page.context["chosen"].code == "student"
    assert "想参加" in page.content.decode()
    anna.person.refresh_from_db()
    assert anna.person.unit_id


def test_without_a_verified_phone_the_page_says_where_to_verify_it(client, society):
    enter(client, factory.person(phone_verified_at=None))

    text = submit(client).content.decode()

    assert "请先核验手机号，学会凭它与您联系。" in text
    assert reverse("account_change_phone") in text


def test_a_member_is_told_so(client, city, society, anna):
    factory.admitted(society, anna, city)
    enter(client, anna)

    assert "A060010001M" in client.get(JOIN).content.decode()


def test_a_class_for_life_asks_for_no_years(client, society, anna):
    enter(client, anna)
    page = client.get(JOIN, {"class": "honorary"})
    assert "years" not in page.context["choice"].fields

    submit(client, member_class="honorary")

    assert Application.objects.get().years is None


def test_one_sees_where_ones_application_stands_and_strangers_do_not(client, city, society, anna):
    application = actions.return_application(
        factory.submitted(society, anna), remark="单位请写全称", by=city.assistant, now=NOW
    )
    address = reverse("my_application", args=[application.public_id])
    text = enter(client, anna).get(address).content.decode()
    assert "单位请写全称" in text
    assert "修改并重新提交" in text
    assert "139****0001" in text
    assert "单位请写全称" in client.get(JOIN).content.decode()

    for stranger in (factory.person(2), city.general, city.official):
        assert enter(client, stranger).get(address).status_code == 404
        assert client.post(reverse("my_application_act", args=[application.public_id, "withdraw"])).status_code == 404


def test_one_takes_ones_application_back(client, society, anna):
    application = factory.submitted(society, anna)
    enter(client, anna)
    address = reverse("my_application_act", args=[application.public_id, "withdraw"])

    assert "已撤回" in client.post(address, follow=True).content.decode()
    assert "不能办理这一步" in client.post(address, follow=True).content.decode()
    assert client.post(address.replace("withdraw", "admit")).status_code == 404
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_one_chooses_how_to_hear_of_it(client, society, anna):
    application = factory.submitted(society, anna)
    address = reverse("my_application", args=[application.public_id])
    enter(client, anna)

    answer = client.post(reverse("choose_channels"), {"channel": ["sms", "pigeon"], "next": address}, follow=True)

    assert answer.request["PATH_INFO"] == address
    assert Person.objects.get(pk=anna.person.pk).told_by == ["sms"]


def test_what_was_not_declared_cannot_be_posted(client, society, anna):
    """Mass assignment: fields of the model that are not on the form change nothing."""
    enter(client, anna)

    submit(client, state="admitted", number="A060010001M", applicant="1", decision="x", is_by_minutes="1")

    application = Application.objects.get()
    assert (application.state, application.decision, application.applicant) == ("submitted", "", anna.person)


def test_classes_of_another_society_cannot_be_chosen(client, city, society, anna):
    other = societies.society("另一学会", "B02")
    societies.member_class(other, "gold", name="金卡会员")
    enter(client, anna)

    submit(client, member_class="gold")

    assert not Application.objects.filter(organisation=other.organisation).exists()
    assert not Application.objects.filter(member_class__code="gold").exists()
