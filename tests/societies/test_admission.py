"""The pages on which a society says how it takes members in: seen by its officers and the city's, changed by two."""

import pytest
from django.urls import reverse

from members.models import Admission, MemberClass, ReviewRule
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
OVERVIEW = "/desk/societies/A06/admission/"
FORMS = ("admission_form", "member_class_new", "society_steps_form")
CLASS = {"name": "退休会员", "valid_from": "2026-11-02", "is_offered": "on", "years": "5，1", "yearly_dues": "0", "letter": "M",
         "order": "4", "asked": ["born_on"], "papers": "退休证、身份证明"}  # fmt: skip


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def society(city):
    return factory.society(city)


def test_the_overview_is_for_the_societys_officers_and_the_citys(client, city, society):
    factory.society(city, code="B01", name="遵义市化学会")
    expected = {"general": 200, "assistant": 200, "official": 200, "B01-general": 404, "worker": 404, "huichuan": 404}
    for who, status in expected.items():
        assert enter(client, city.actors[who]).get(OVERVIEW).status_code == status, who
    assert "A060010001M" in enter(client, city.general).get(OVERVIEW).content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_only_the_president_and_the_secretary_general_change_anything(client, city, society, name):
    address = reverse(name, args=["A06"])
    for who, status in {"general": 200, "president": 200, "assistant": 403, "official": 403, "worker": 404}.items():
        enter(client, city.actors[who])
        assert client.get(address).status_code == status, who
        if status != 200:
            assert client.post(address, {}).status_code == status, who


def test_the_door_is_closed_and_numbers_get_another_prefix(client, city, society):
    enter(client, city.general)
    address = reverse("admission_form", args=["A06"])

    assert "前缀只用大写字母" in client.post(address, {"prefix": "甲", "width": "4"}).content.decode()
    client.post(address, {"prefix": "WL", "width": "6"})

    admission = Admission.objects.get()
    assert (admission.prefix, admission.width, admission.is_open, admission.is_lettered) == ("WL", 6, False, False)


def test_a_class_is_added_and_gets_a_new_version(client, city, society):
    enter(client, city.general)
    assert client.post(reverse("member_class_new", args=["A06"]), CLASS).url == OVERVIEW
    made = MemberClass.objects.get(name="退休会员")
    assert (made.years, made.papers, made.asked, made.code) == ([1, 5], ["退休证", "身份证明"], ["born_on"], "class-4")

    address = reverse("member_class_form", args=["A06", made.code])
    assert 'value="1、5"' in client.get(address).content.decode()
    client.post(address, CLASS | {"valid_from": "2026-12-01", "is_offered": ""})

    assert MemberClass.objects.filter(code=made.code).count() == 2
    assert "将要启用：退休会员（2026年12月1日起）" in client.get(OVERVIEW).content.decode()
    assert client.get(reverse("member_class_form", args=["A06", "none"])).status_code == 404


def test_a_class_says_what_is_wrong_with_it_and_keeps_what_was_typed(client, city, society):
    enter(client, city.general)
    wrong = CLASS | {"years": "一", "letter": "m", "valid_from": "2026-11-01"}

    text = client.post(reverse("member_class_new", args=["A06"]), wrong).content.decode()

    assert "年限填数字" in text
    assert "填一个大写字母" in text
    assert 'value="退休会员"' in text
    text = client.post(reverse("member_class_new", args=["A06"]), CLASS | {"valid_from": "2026-11-01"}).content.decode()
    assert "启用日期不能早于今天" in text


def test_a_society_gives_itself_its_own_steps(client, city, society):
    enter(client, city.general)
    data = {
        "valid_from": "2026-11-02", "source": "理事会决议", "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2",
        "form-0-name": "审核", "form-0-titles": ["assistant", "vice_president"], "form-0-working_days": "3",
        "form-1-name": "批准", "form-1-titles": ["president"], "form-1-working_days": "4",
    }  # fmt: skip

    client.post(reverse("society_steps_form", args=["A06"]), data)

    own = ReviewRule.objects.on("membership", NOW.date(), organisation=society.organisation)
    assert [(step.name, step.scope, step.titles) for step in own] == [
        ("审核", "own", ["assistant", "vice_president"]), ("批准", "own", ["president"]),
    ]  # fmt: skip
    assert "秘书处工作人员、副理事长" in client.get(OVERVIEW).content.decode()


def test_the_citys_leaders_may_change_the_steps_all_societies_share(client, city, society):
    page = enter(client, city.leader).get(reverse("review_rules_form", args=["membership"])).content.decode()

    assert "秘书处工作人员" in page
    assert "本组织" in page
