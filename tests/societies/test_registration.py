"""The association enters, corrects and dissolves societies, and sees how they are."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Admission
from portal.ground.dates import local_day
from portal.ground.errors import Refused
from portal.ground.journal import history
from societies import actions
from societies.models import Society
from societies.signals import society_dissolved
from tests.entering import enter
from tests.factories import joining, societies
from tests.factories.city import NOW
from tests.factories.workbooks import credit_code
from tests.racing import at_once

pytestmark = pytest.mark.django_db
DATA = {
    "code": "B07", "field": "engineering", "credit_code": "", "supervising_unit": "遵义市科协", "scope": "", "address": "",
    "legal_representative": "", "funds": None, "founded_on": date(2020, 1, 1),
}  # fmt: skip
LIST, NEW = reverse("society_list"), reverse("society_new")
TODAY = local_day(NOW)


def registered(city, name="遵义市桥梁学会", **data):
    return actions.register_society(name, DATA | data, by=city.official, now=NOW)


def test_register_society_makes_it_of_the_city_and_closed_for_now(city):
    society = registered(city)

    assert (str(society), society.organisation.region_code) == ("遵义市桥梁学会", "5203")
    admission = Admission.objects.get(pk=society.pk)
    assert (admission.is_open, admission.prefix) == (False, "B07001")
    assert history(society)[0]["verb"] == "登记学会"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [("甲学会", {}, "学会代码 B07"), ("甲学会", {"code": "B08", "credit_code": credit_code()}, "已经登记过"),
     ("遵义市桥梁学会", {"code": "B08"}, "本市已有")],
)  # fmt: skip
def test_register_society_refuses_what_another_has(city, name, data, sentence):
    registered(city, credit_code=credit_code())

    with pytest.raises(Refused, match=sentence):
        registered(city, name, **data)


def test_register_society_is_forbidden_to_counties_and_officers(city):
    officer = societies.officer(societies.society())
    for actor in (city.honghua, city.worker, city.security, officer):
        with pytest.raises(PermissionDenied):
            actions.register_society("甲学会", DATA, by=actor, now=NOW)


def corrected(city, society, name="遵义市桥梁学会", **data):
    return actions.correct_society(society, name, DATA | data, reason="变更登记", by=city.official, now=NOW)


def test_correct_society_writes_what_was_and_what_is(city):
    society = corrected(city, registered(city), "遵义市桥隧学会", address="新址")

    assert (str(society), society.address) == ("遵义市桥隧学会", "新址")
    detail = history(society)[-1]["detail"]
    assert detail["before"] == {"name": "遵义市桥梁学会", "address": ""}
    assert detail["reason"] == "变更登记"
    with pytest.raises(Refused, match="没有改动"):
        corrected(city, society, "遵义市桥隧学会", address="新址")
    with pytest.raises(PermissionDenied):
        actions.correct_society(society, "甲", DATA, reason="", by=city.honghua, now=NOW)


def test_correct_society_keeps_the_code_once_numbers_were_issued(city):
    society = registered(city)
    societies.member(society, member_class=societies.member_class(society))

    with pytest.raises(Refused, match="学会代码不能再改"):
        corrected(city, society, code="B08")


def test_dissolve_society_closes_it_keeps_its_page_and_says_so_upwards(city):
    society, heard = registered(city), []
    society_dissolved.connect(lambda **said: heard.append(said["society"]), weak=False, dispatch_uid="heard")
    try:
        actions.dissolve_society(society, dissolved_on=TODAY, reason="注销1号", by=city.official, now=NOW)
    finally:
        society_dissolved.disconnect(dispatch_uid="heard")

    assert not Society.objects.on(TODAY).exists()
    assert Society.objects.on(TODAY - timedelta(days=1)).exists()
    assert not Admission.objects.get(pk=society.pk).is_open
    assert heard == [society]
    with pytest.raises(Refused, match="已经登记注销"):
        actions.dissolve_society(society, dissolved_on=TODAY, reason="再来", by=city.official, now=NOW)


def test_dissolve_society_refuses_impossible_days_and_strangers(city):
    society = registered(city)
    for day, sentence in ((TODAY + timedelta(days=1), "不能晚于今天"), (date(2020, 1, 1), "成立日期之后")):
        with pytest.raises(Refused, match=sentence):
            actions.dissolve_society(society, dissolved_on=day, reason="", by=city.official, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.dissolve_society(society, dissolved_on=TODAY, reason="", by=city.honghua, now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_dissolutions_at_once_are_one(city):
    society = registered(city)

    done = at_once(
        lambda: actions.dissolve_society(society, dissolved_on=TODAY, reason="1号", by=city.official, now=NOW)
    )
    assert done == (1, 49)


def test_an_official_registers_corrects_and_dissolves_in_the_browser(client, city):
    enter(client, city.official)
    typed = {
        "name": "遵义市桥梁学会",
        "code": "b07",
        "field": "engineering",
        "credit_code": credit_code(),
        "founded_on": "2020-01-01",
    }
    assert "一个字母加两位数字" in client.post(NEW, typed | {"code": "7"}).content.decode()
    assert client.post(NEW, typed).url == reverse("society_detail", args=["B07"])
    address = reverse("society_correct", args=["B07"])
    assert client.post(address, typed | {"address": "新址", "reason": "1号"}).status_code == 302
    assert "新址" in client.get(reverse("society_detail", args=["B07"])).content.decode()
    client.post(reverse("society_dissolve", args=["B07"]), {"dissolved_on": "2026-01-01", "reason": "2号"})

    assert "2026年1月1日注销" in client.get(reverse("society_detail", args=["B07"])).content.decode()
    assert "桥梁学会" not in client.get(reverse("society_directory")).content.decode()


def test_the_list_says_how_large_how_late_and_who_and_is_exported(client, city):
    society = joining.society(city)
    joining.submitted(society, joining.person())
    societies.member(society, member_class=societies.member_class(society, "senior"))
    enter(client, city.official)

    page = client.get(LIST).content.decode()

    assert all(text in page for text in ("遵义市物理学会", ">general<", ">president<"))
    assert client.get(LIST, {"export": "xlsx"}).getvalue().startswith(b"PK")
    assert "遵义市物理学会" not in client.get(LIST, {"state": "dissolved"}).content.decode()


def test_the_list_takes_the_same_queries_however_long(client, city):
    enter(client, city.official)
    societies.officer(societies.society())
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(20):
        societies.officer(societies.society(f"学会{number}", f"C{number:02}"))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(few) <= 14
