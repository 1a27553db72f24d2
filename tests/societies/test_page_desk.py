"""The page on the officers' desk: written on a form, compared, decided; a stranger learns nothing."""

import pytest
from django.urls import reverse

from societies.models import PageVersion, Society
from tests.entering import enter
from tests.factories import societies
from tests.societies.test_page_actions import CONTACTS, submitted

pytestmark = pytest.mark.django_db
TYPED = {"short_name": "市物理学会", "disciplines": "物理学、光学", "introduction": "新的简介。", "scope": "学术交流。"}
EDIT, CONTACT = reverse("page_edit", args=["A06"]), reverse("contacts_edit", args=["A06"])
VERSION = reverse("page_version", args=["A06", 2])


def test_an_officer_writes_another_compares_and_approves(client, house):
    enter(client, house.assistant)
    assert "原来的简介。" in client.get(EDIT).content.decode()
    assert client.post(EDIT, TYPED | {"submit": "1"}).url == VERSION
    assert "通过并公开" not in client.get(VERSION).content.decode()

    enter(client, house.general)
    page = client.get(VERSION).content.decode()
    assert "<ins>新</ins>" in page
    assert "<del>原来</del>" in page
    client.post(reverse("page_act", args=["A06", 2, "pass"]))

    assert Society.objects.get(code="A06").disciplines == ["物理学", "光学"]
    assert "新的简介。" in client.get(reverse("society_page", args=["A06"])).content.decode()


def test_a_draft_is_kept_returned_with_a_remark_and_withdrawn(client, house):
    enter(client, house.assistant)
    client.post(EDIT, TYPED)
    client.post(reverse("page_act", args=["A06", 2, "submit"]))
    assert "正在审核" in client.get(EDIT).content.decode()
    enter(client, house.general)
    client.post(reverse("page_act", args=["A06", 2, "return"]), {"remark": ""})
    assert PageVersion.objects.get(number=2).state == "submitted"
    client.post(reverse("page_act", args=["A06", 2, "return"]), {"remark": "请写办公时间。"})
    assert "请写办公时间。" in client.get(VERSION).content.decode()
    client.post(reverse("page_act", args=["A06", 2, "withdraw"]))
    assert PageVersion.objects.get(number=2).state == "withdrawn"
    assert client.post(reverse("page_act", args=["A06", 2, "burn"])).status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, house):
    enter(client, house.assistant)
    page = client.post(EDIT, TYPED | {"disciplines": "甲、乙、丙、丁、戊、己、庚"}).content.decode()
    assert "学科最多填 6 个" in page
    assert "新的简介。" in page
    page = client.post(CONTACT, CONTACTS | {"phone": "打这里"}).content.decode()
    assert "电话只能有数字" in page
    assert client.post(CONTACT, CONTACTS).status_code == 302
    assert "0851-80001234" in client.get(reverse("society_page", args=["A06"])).content.decode()
    assert "没有改动" in client.post(CONTACT, CONTACTS).content.decode()


def test_officials_look_and_strangers_get_404(client, house):
    submitted(house)
    addresses = [VERSION, EDIT, CONTACT, reverse("page_versions", args=["A06"])]
    enter(client, house.official)
    assert [client.get(address).status_code for address in addresses] == [200, 403, 403, 200]
    for actor in (societies.officer(societies.society("别的学会", "A07")), house.worker):
        enter(client, actor)
        assert [client.get(address).status_code for address in addresses] == [404] * 4
        assert client.post(reverse("page_act", args=["A06", 2, "pass"])).status_code == 404


def test_what_waits_is_on_the_desk_of_the_other_officer(client, house):
    submitted(house)
    assert "主页第2版" in enter(client, house.general).get(reverse("desk")).content.decode()
