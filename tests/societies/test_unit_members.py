"""Units that are members in the browser: applied for, on the roster, their page, their certificate."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions
from members.models import Application, Membership, Unit
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.members.test_applications import photo
from tests.members.test_unit_members import UNIT, admitted

pytestmark = pytest.mark.django_db
JOIN = "/societies/A06/join/unit/"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


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


def hand_in(client, tmp_path, **changes):
    said = UNIT | {"member_class": "unit", "years": "1", "position": "技术部主任", "workers": "40", "name-1": "赵明"}
    return client.post(JOIN, said | {"paper-1": photo(tmp_path)} | changes, follow=True)


def test_somebody_of_a_unit_hands_in_and_mends_what_was_returned(client, city, society, contact, tmp_path):
    enter(client, contact)
    assert client.get(JOIN).context["unit"].initial["name"] == "遵义某大学"

    page = hand_in(client, tmp_path)

    application = Application.objects.get()
    assert "已提交，遵义市物理学会将在 5 个工作日内初审" in page.content.decode()
    assert application.of_unit.representatives == [{"name": "赵明", "position": ""}]
    actions.return_application(application, remark="营业执照看不清", by=city.assistant, now=NOW)
    page = client.get(JOIN)
    assert "营业执照看不清" in page.content.decode()
    assert page.context["said"].initial["name-1"] == "赵明"
    assert "已提交" in hand_in(client, tmp_path, workers="41", **{"paper-1": ""}).content.decode()


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(client, society, contact, tmp_path):
    enter(client, contact)
    for changes, sentence in (
        ({"credit_code": "91520302MA6DR8C10K"}, "校验"),
        ({"name-1": "", "position-1": "主任"}, "填了职务，还要填姓名"),
    ):
        assert sentence in hand_in(client, tmp_path, **changes).content.decode()
    assert not Application.objects.exists()
    assert not Unit.objects.filter(credit_code=UNIT["credit_code"]).exists()


def test_the_officers_see_the_application_and_admit_the_unit(client, city, society, contact, tmp_path):
    enter(client, contact)
    hand_in(client, tmp_path)
    application = Application.objects.get()
    enter(client, city.assistant)
    assert UNIT["name"] in client.get(reverse("application_list", args=["A06"])).content.decode()
    page = client.get(reverse("application_detail", args=[application.public_id])).content.decode()
    assert all(text in page for text in (UNIT["credit_code"], "申请人1（技术部主任）", "赵明"))
    client.post(reverse("application_act", args=[application.public_id, "pass"]))
    enter(client, city.general)
    page = client.post(reverse("application_act", args=[application.public_id, "admit"]), follow=True)
    assert f"{UNIT['name']}已入会，会员号 A060010001U" in page.content.decode()


def test_the_roster_lists_people_and_units_and_tells_them_apart(client, city, society, contact, tmp_path):
    admitted(society, contact, photo(tmp_path), city)
    societies.member(society, member_class=society.organisation.member_classes.get(code="regular"))
    enter(client, city.general)
    roster = reverse("member_list", args=["A06"])

    def listed(**chosen):
        return [str(line.row.membership.subject) for line in client.get(roster, chosen).context["listing"].lines]

    assert listed() == [UNIT["name"], "会员A060010002M"]
    assert listed(subject="unit") == listed(q="精工") == [UNIT["name"]]
    assert listed(subject="person") == ["会员A060010002M"]
    counts = {str(one.label): (one.count, one.url) for one in client.get("/desk/").context["counts"]}
    assert counts["单位会员"] == (1, f"{roster}?subject=unit")
    assert counts["个人会员"] == (1, f"{roster}?subject=person")


def test_more_units_take_no_more_queries(client, city, society):
    units = society.organisation.member_classes.get(code="unit")

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("member_list", args=["A06"])).status_code == 200
        return len(queries)

    enter(client, city.general)
    for number in range(4):
        unit = Unit.objects.create(kind="enterprise", name=f"公司{number}", region_code="520302")
        societies.member(society, unit=unit, member_class=units)
        if number == 0:
            client.get(reverse("member_list", args=["A06"]))
            one = count()
    assert count() == one


def test_the_contact_says_on_one_page_who_stands_for_the_unit(client, city, society, contact, tmp_path):
    membership = admitted(society, contact, photo(tmp_path), city)
    enter(client, contact)
    address = reverse("unit_member", args=[membership.public_id])
    assert "单位代表和职工入会" in client.get(reverse("my_membership", args=[membership.public_id])).content.decode()
    assert address in client.get("/me/").content.decode()

    def act(done, **typed):
        page = client.post(reverse("unit_member_act", args=[membership.public_id, done]), typed, follow=True)
        return page.content.decode()

    assert "钱芳已是单位代表" in act("name", name="钱芳", position="科长")
    assert "最多派 2 名代表" in act("name", name="孙磊")
    assert "赵明不再是单位代表" in act("end", delegate=membership.delegates.get(name="赵明").public_id)
    assert "没有这位代表" in act("end", delegate="x")
    assert "人数已保存" in act("workforce", count="55")
    page = client.get(address).content.decode()
    assert all(text in page for text in ("以往的联系人和代表", "2026年11月2日填报", "1／2 名"))


def test_a_unit_has_a_certificate_and_no_card(client, city, society, contact, tmp_path):
    membership = admitted(society, contact, photo(tmp_path), city)
    enter(client, contact)
    page = client.get(reverse("member_papers", args=[membership.public_id])).content.decode()
    assert ("会员证书" in page, "电子会员证" in page) == (True, False)
    paper = client.get(reverse("member_paper", args=[membership.public_id, "certificate", "pdf"]))
    assert paper.content.startswith(b"%PDF")
    assert client.get(reverse("member_paper", args=[membership.public_id, "card", "pdf"])).status_code == 404
    form = client.get(reverse("application_form", args=[Application.objects.get().public_id]))
    assert form.content.startswith(b"%PDF")
    assert UNIT["name"] in client.get(reverse("check_paper", args=[membership.public_id])).content.decode()
    enter(client, factory.person(2))
    assert client.get(reverse("member_papers", args=[membership.public_id])).status_code == 404


def test_a_society_offers_a_class_for_units(client, city, society):
    enter(client, city.general)
    typed = {"name": "理事单位", "subject": "unit", "representatives": "5", "valid_from": "2026-11-02", "is_offered": "on",
             "years": "1", "yearly_dues": "500", "letter": "U", "order": "7"}  # fmt: skip
    client.post(reverse("member_class_new", args=["A06"]), typed)
    made = society.organisation.member_classes.get(name="理事单位")
    assert (made.subject, made.representatives) == ("unit", 5)
    client.post(
        reverse("member_class_form", args=["A06", made.code]), typed | {"valid_from": "2026-12-01", "subject": "person"}
    )
    assert society.organisation.member_classes.get(code=made.code, valid_from="2026-12-01").subject == "unit"
    assert "单位申请入会" in client.get("/societies/A06/").content.decode()


def test_renewing_a_unit_asks_nothing_of_a_person(client, city, society, contact, tmp_path):
    membership = admitted(society, contact, photo(tmp_path), city)
    membership.periods.update(end_on="2026-11-20")
    enter(client, contact)
    page = client.post(
        reverse("membership_renew", args=[membership.public_id]), {"member_class": "unit", "years": "1"}, follow=True
    )
    assert "已续会" in page.content.decode()
    assert Membership.objects.get().periods.count() == 2
