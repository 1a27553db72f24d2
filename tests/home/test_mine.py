"""个人中心: one's own, nobody else's; what waits; the ways there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach import actions as outreach_actions
from portal.ground.models import Delivery, Notice
from tests.entering import enter
from tests.factories import joining
from tests.factories.city import NOW
from tests.outreach.test_branch_actions import draft, submitted

pytestmark = pytest.mark.django_db


def page(client):
    return client.get(reverse("home")).content.decode()


def test_a_branch_sent_back_waits_for_its_applicant_alone(client, city):
    outreach_actions.return_branch(submitted(city), remark="缺章程", by=city.honghua, now=NOW)

    mine = page(enter(client, city.worker))
    assert "登记甲企业科协" in mine
    assert "退回补正" in mine
    assert "甲企业科协" not in page(enter(client, city.huichuan))


def test_nothing_waits_for_somebody_new(client, city):
    html = page(enter(client, city.worker))

    assert "都办好了" in html
    assert "还没有加入学会" in html
    assert "工作台" not in html
    assert "个人中心" in html


def test_somebody_in_office_gets_to_the_desk_from_here(client, city):
    html = page(enter(client, city.official))

    assert reverse("desk") in html
    assert "5203科协" in html


def test_an_application_on_its_way_and_a_membership_are_shown(client, city):
    society = joining.society(city)
    actor = joining.person()
    joining.begun(society, actor)

    html = page(enter(client, actor))

    assert "加入遵义市物理学会" in html
    assert "填了一半" in html


def test_it_takes_the_same_queries_however_much_there_is(client, city):
    enter(client, city.worker)
    draft(city)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(8):
        draft(city, name=f"科协{number}")
    with CaptureQueriesContext(connection) as many:
        page(client)

    assert len(many) == len(few) <= 30


def test_notices_are_read_at_home_too(client, city):
    notice = Notice.objects.create(key="x", subject="请补正", text="缺章程")
    Delivery.objects.create(notice=notice, person=city.worker.person, channel="in_app", state="sent", sent_at=NOW)
    enter(client, city.worker)
    assert reverse("my_notices") in page(client)

    html = client.get(reverse("my_notices")).content.decode()

    assert "缺章程" in html
    assert "工作台菜单" not in html
    assert Delivery.objects.get().read_at


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(reverse("home")).status_code == 302
