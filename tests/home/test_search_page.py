"""The page of the search: tabs, marks, nothing that runs, nothing hidden."""

import pytest
from django.urls import reverse

from tests.entering import enter
from tests.factories.entries import entry

pytestmark = pytest.mark.django_db


def page(client, **asked):
    response = client.get(reverse("search"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_was_found_and_marks_it(client):
    entry("市地质学会", "喀斯特与地质公园", url="/branches/x/")

    html = page(client, q="地质")

    assert '<a href="/branches/x/">市<mark>地质</mark>学会</a>' in html
    assert "喀斯特与<mark>地质</mark>公园" in html
    assert "共 1 条" in html
    assert '基层组织<span class="num">1</span>' in html


def test_what_people_wrote_stays_text(client):
    entry("<script>alert(1)</script>地质", "地质<img src=x onerror=alert(1)>")

    html = page(client, q='地质"><script>alert(2)</script>')
    html += page(client, q="地质")

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<mark>地质</mark>" in html


def test_a_visitor_sees_less_than_somebody_signed_in(client, city):
    entry("地质会员通讯", audience="signed_in")

    assert "没有找到" in page(client, q="地质")
    assert "会员通讯" in page(enter(client, city.worker), q="地质")


@pytest.mark.parametrize("asked", [{}, {"q": ""}, {"q": "！"}, {"q": "甲", "page": "x"}, {"q": "甲", "page": "99999999999"},
                                   {"q": "甲", "kind": "nothing"}, {"q": "甲" * 3000}, {"q": "甲", "page": "-1"}])  # fmt: skip
def test_whatever_is_asked_gets_a_page(client, asked):
    page(client, **asked)


def test_pages_are_turned_within_the_tab(client):
    for number in range(21):
        entry(f"地质{number}")

    assert "q=%E5%9C%B0%E8%B4%A8&amp;kind=branch&amp;page=2" in page(client, q="地质", kind="branch")
    assert "上一页" in page(client, q="地质", kind="branch", page=2)


def test_every_page_has_the_search_in_its_header(client):
    assert 'aria-label="搜索全站"' in client.get(reverse("coverage")).content.decode()
