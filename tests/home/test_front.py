"""The front page: what there is and nothing else, the same for every visitor, new as soon as something changes."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.home import actions
from tests.entering import enter
from tests.factories import posts, societies
from tests.factories.city import NOW, branch_over
from tests.outreach.test_quarter import published


def page(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_an_empty_portal_shows_only_what_there_is(client):
    html = page(client)

    assert "加入学会" in html
    for absent in ("头条", "通知公告", "新成立的基层组织", "市级学会", "已签发", "各区（市、县）"):
        assert absent not in html


@pytest.mark.django_db
def test_the_page_tells_of_news_societies_branches_and_figures(client, city):
    branch_over(name="甲企业科协")
    society = societies.society(founded_on="2020-01-01")
    societies.member(society, member_class=societies.member_class(society))
    posts.newsroom(city)
    posts.published(city)
    published(city)

    html = page(client)

    for shown in ("甲企业科协", society.organisation.name, "全市科普月活动启动", "学会会员（人）", "已签发"):
        assert shown in html


@pytest.mark.django_db
def test_what_was_withdrawn_is_not_on_the_page(client, city):
    posts.newsroom(city)
    post = posts.published(city)
    actions.withdraw_post(post, reason="有误", by=city.official, now=NOW)

    assert "全市科普月活动启动" not in page(client)


@pytest.mark.django_db
def test_the_page_takes_the_same_queries_however_much_there_is(client, city):
    posts.newsroom(city)
    posts.published(city)
    branch_over(name="甲企业科协")
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(12):
        branch_over(name=f"科协{number}")
        posts.published(city, title=f"消息{number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/")

    assert len(many) == len(few) <= 24


@pytest.mark.django_db(transaction=True)
def test_visitors_are_served_from_the_cache_until_something_changes(client, city, django_assert_num_queries):
    page(client)
    with django_assert_num_queries(0):
        page(client)
    actions.change_site({"name": "遵义科技之家"}, by=city.system)
    assert "遵义科技之家" in page(client)
    with transaction.atomic():
        actions.change_site({"name": "又一个名字"}, by=city.system)
        transaction.set_rollback(True)
    assert "遵义科技之家" in page(client)


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_a_page_made_for_somebody_else(client, city):
    visitor = page(client)
    signed_in = page(enter(client, city.worker))
    client.logout()

    assert "登录" in visitor
    assert "退出" in signed_in
    assert "csrfmiddlewaretoken" not in visitor
    assert page(client) == visitor


@pytest.mark.django_db
def test_the_old_way_to_larger_type_still_works_without_a_token(client):
    client.handler.enforce_csrf_checks = True

    response = client.post(reverse("elder_mode"), {"next": "/"})

    assert response.status_code == 302
    assert client.get("/").content.decode().count('class="elder"') == 1


@pytest.mark.django_db
def test_portraits_other_headlines_and_links_stand_on_the_page(client, city):
    posts.newsroom(city)
    posts.published(city, title="在溶洞里听水的人", column=posts.column("people"), summary="二十年走遍一百处泉眼。")

    html = page(client)

    assert "人物风采" in html
    assert "二十年走遍一百处泉眼" in html
    assert "相关网站" in html


@pytest.mark.django_db
def test_a_browser_that_looks_for_an_icon_finds_the_emblem(client):
    assert client.get("/favicon.ico").url.endswith("favicon.ico")
