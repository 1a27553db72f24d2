"""What the public reads: only what is published, in the same questions however much there is."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.gate import SECOND_FACTOR
from portal.ground import attachments
from portal.ground.errors import Refused
from portal.ground.models import Attachment
from portal.home import actions
from portal.home.models import Post
from tests.entering import enter
from tests.factories import posts
from tests.factories.city import NOW
from tests.ground.uploaded import docx, opened, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _newsroom(city):
    posts.newsroom(city)


def status(response):
    """How it was answered; a file that came along is closed."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def page_of(post):
    return reverse("article", args=[post.public_id])


def upload(content, name):
    return SimpleUploadedFile(name, content)


def illustrated(city):
    """A draft with a lead picture, a picture in its body and a file."""
    post = posts.begun(city)
    lead = actions.bring_lead_picture(post, upload(picture(size=(400, 300)), "l.jpg"), by=city.official, now=NOW)
    inside = actions.bring_picture(post, upload(picture(size=(300, 300)), "i.jpg"), by=city.official, now=NOW)
    post = actions.bring_files(post, [upload(docx(), "申报表.docx")], by=city.official, now=NOW)
    post = posts.save(
        post, city.official, lead_text="活动现场", body=f'<p>x</p><img src="/pictures/{inside.public_id}/" alt="图">'
    )
    post.refresh_from_db()
    return post, lead, inside


def publish(post, city):
    post = actions.submit_post(post, by=city.official, now=NOW)
    post = posts.passed(post, city.stats, city.colleague, city.leader)
    return actions.publish_post(post, by=city.official, now=NOW)


def test_an_article_says_where_it_comes_from_when_and_who_answers_for_it(client, city):
    post = posts.published(city, subtitle="第十届", summary="一句话", byline="田春兰")

    page = client.get(page_of(post)).content.decode()

    for said in ("全市科普月活动启动", "第十届", "一句话", "来源：市科协", "作者：田春兰", "责任编辑：罗海燕", "2026年11月2日 12:00",
                 "<p>第一段。</p>"):  # fmt: skip
        assert said in page
    assert f'<link rel="canonical" href="http://testserver{page_of(post)}">' in page
    assert '<meta property="og:title" content="全市科普月活动启动">' in page
    assert '"@type": "NewsArticle"' in page
    assert " style=" not in page


def test_what_is_not_published_is_not_there(client, city):
    draft, gone = (
        posts.written(city),
        actions.withdraw_post(posts.published(city), reason="x", by=city.official, now=NOW),
    )
    over = posts.published(city, expires_at=NOW + timedelta(hours=1))

    for post in (draft, gone, over):
        assert client.get(page_of(post)).status_code == 404
    assert "全市科普月活动启动" not in client.get("/news/").content.decode()


def test_columns_show_what_stands_in_them_and_below(client, city):
    posts.published(city, title="工作的新闻")
    posts.own_page(city, title="学会自己的新闻")

    assert "工作的新闻" in client.get("/news/").content.decode()
    assert "学会自己的新闻" not in client.get("/news/").content.decode()
    assert "工作的新闻" in client.get("/news/news/").content.decode()
    assert "工作的新闻" in client.get("/news/work/").content.decode()
    assert "工作的新闻" not in client.get("/news/notices/").content.decode()
    assert "工作的新闻" in client.get("/news/?q=的新闻&year=2026").content.decode()
    assert "工作的新闻" not in client.get("/news/?q=旧闻").content.decode()
    assert client.get("/news/nothing/").status_code == 404


def test_a_guide_shows_its_points_and_steps(client, city):
    post = posts.approved(
        city, slug="guides", body="", guide_facts="办理对象：科技工作者", guide_steps="提交申请：在线填写\n等待审核"
    )
    post = actions.publish_post(post, by=city.official, now=NOW)

    page = client.get(page_of(post)).content.decode()

    assert "<dt>办理对象</dt><dd>科技工作者</dd>" in page
    assert "<b>提交申请</b><span>在线填写</span>" in page
    assert all(said in page for said in ("责任部门：学会部", "责任人：罗海燕", "更新日期："))
    assert "全市科普月活动启动" in client.get("/news/guides/").content.decode()


def test_pictures_and_files_are_public_with_the_text_that_shows_them(client, city):
    post, lead, inside = illustrated(city)
    file_id = post.files[0]
    addresses = [f"/pictures/{lead.public_id}/", f"/pictures/{inside.public_id}/small/"]
    download = reverse("article_file", args=[post.public_id, file_id])
    for address in (*addresses, download):
        assert client.get(address).status_code == 404

    publish(post, city)

    for address in addresses:
        response = client.get(address)
        assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
        assert response["Content-Security-Policy"] == "default-src 'none'"
        assert opened(b"".join(response.streaming_content)).size[0] > 100
    response = client.get(download)
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert "申报表.docx" in client.get(page_of(post)).content.decode()
    assert client.get(reverse("article_file", args=[post.public_id, lead.public_id])).status_code == 404


def test_a_draft_shows_its_pictures_on_the_desk_only(client, city):
    _post, lead, _inside = illustrated(city)
    address = f"/pictures/{lead.public_id}/"

    assert enter(client, city.colleague).get(address).url == f"/desk{address}"
    assert status(client.get(address, follow=True)) == 200
    for actor in (city.honghua, city.worker):
        assert enter(client, actor).get(address).status_code == 404
        assert client.get(f"/desk{address}").status_code == 404
    enter(client, city.colleague)
    session = client.session
    del session[SECOND_FACTOR]
    session.save()
    assert client.get(f"/desk{address}").status_code == 302


def test_what_a_published_text_shows_is_not_erased_by_a_correction(client, city):
    post, lead, _inside = illustrated(city)
    publish(post, city)
    post = actions.correct_post(post, by=city.official, now=NOW)
    file_id = post.files[0]

    actions.take_out_file(post, lead.public_id, by=city.official, now=NOW)
    actions.take_out_file(post, file_id, by=city.official, now=NOW)
    enter(client, city.official).post(reverse("remove_attachment", args=[lead.public_id]))

    client.logout()
    assert status(client.get(f"/pictures/{lead.public_id}/")) == 200
    assert status(client.get(reverse("article_file", args=[post.public_id, file_id]))) == 200


def test_a_file_taken_out_of_a_draft_is_erased(city, django_capture_on_commit_callbacks):
    post, lead, inside = illustrated(city)
    with pytest.raises(Refused, match="还在用这张图片"):
        actions.take_out_file(post, inside.public_id, by=city.official, now=NOW)
    for actor in (city.worker, city.assistant, city.honghua):
        with pytest.raises(PermissionDenied):
            actions.take_out_file(post, lead.public_id, by=actor, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        actions.take_out_file(post, lead.public_id, by=city.official, now=NOW)

    assert not Attachment.objects.filter(public_id=lead.public_id).exists()
    assert not attachments.path_of(lead).exists()
    assert Post.objects.get().lead_picture == ""


def test_a_visitor_who_has_the_page_is_told_so(client, city):
    post = posts.published(city)
    first = client.get(page_of(post))

    again = client.get(page_of(post), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    post = actions.correct_post(post, by=city.official, now=NOW)
    post = actions.submit_post(
        posts.save(post, city.official, title="改了", change_note="x"), by=city.official, now=NOW
    )
    actions.publish_post(posts.passed(post, city.stats, city.colleague, city.leader), by=city.official, now=NOW)
    assert client.get(page_of(post), headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert "ETag" not in enter(client, city.official).get(page_of(post))


def many(city, count):
    for number in range(count):
        post = posts.published(city, title=f"第{number}篇")
        Post.objects.filter(pk=post.pk).update(published_at=NOW - timedelta(days=number))


@pytest.mark.parametrize("address", ["/news/", "/news/news/", "/news/downloads/", "article"])
def test_public_pages_ask_the_same_however_much_there_is(client, city, address):
    many(city, 1)
    address = page_of(Post.objects.get()) if address == "article" else address
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    many(city, 3)
    with CaptureQueriesContext(connection) as more:
        client.get(address)

    assert len(more) == len(few) <= 8


def test_the_search_finds_what_is_public_and_nothing_else(client, city):
    found = lambda word: "全市科普月活动" in client.get("/search/", {"q": word}).content.decode().split("<main")[1]  # noqa: E731
    post = posts.approved(city, body="喀斯特地貌")
    assert not found("喀斯特")

    post = actions.publish_post(post, by=city.official, now=NOW)
    assert found("喀斯特")

    actions.withdraw_post(post, reason="x", by=city.official, now=NOW)
    assert not found("喀斯特")
