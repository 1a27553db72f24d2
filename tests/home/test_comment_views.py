"""Threads in the browser: who reads and writes what, with htmx and without, and that hidden is hidden everywhere."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.ground.models import Notice
from portal.home import actions, threads
from portal.home.actions import change_site
from portal.home.models import Ban, BanAppeal, Comment, CommentReport
from tests.entering import enter
from tests.factories.city import NOW
from tests.factories.talk import branch, commented_branches, known, reader, say

pytestmark = pytest.mark.django_db
LABEL = "members.organisation"
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def thing(city):
    with commented_branches():
        yield branch()


@pytest.fixture
def old(thing):
    return known(reader(), thing)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def thread(client, thing, **query):
    return client.get(reverse("thread_part", args=[LABEL, thing.public_id]), query, **HX)


def write(client, thing, text="很有启发", **more):
    extra = more.pop("extra", {})
    address = reverse("write_comment", args=[LABEL, thing.public_id])
    return client.post(address, {"text": text, "shown_as": "name"} | more, **extra)


def act(client, comment, name, data=None, **extra):
    return client.post(reverse("comment_act", args=[comment.public_id, name]), data or {}, **extra)


def page_of(thing):
    return reverse("branch_page", args=[thing.public_id]) + "#comments"


def test_everybody_reads_a_thread_and_is_told_how_to_join(client, thing, old):
    say(thing, old, "看得见的话")

    page = thread(client, thing).content.decode()

    assert "看得见的话" in page
    assert "登录并核验手机后可以评论" in page
    assert "<form" not in page


def test_a_thread_opened_by_itself_leads_to_the_thing(client, thing):
    assert client.get(reverse("thread_part", args=[LABEL, thing.public_id])).url == page_of(thing)


@pytest.mark.parametrize("label", [LABEL, "home.comment", "x"])
def test_a_thread_of_what_one_does_not_see_is_not_found(client, thing, old, label):
    secret = branch("秘密组织")
    address = reverse("thread_part", args=[label, secret.public_id])

    assert client.get(address, **HX).status_code == 404
    enter(client, old)
    assert client.post(reverse("write_comment", args=[label, secret.public_id]), {"text": "x"}).status_code == 404


def test_write_comment_without_javascript_goes_back_to_the_thing(client, thing, old):
    enter(client, old)

    response = write(client, thing)

    assert response.url == page_of(thing)
    assert "评论已发表" in thread_messages(client)
    assert Comment.objects.filter(text="很有启发", state="shown").exists()


def thread_messages(client):
    return client.get(reverse("my_comments")).content.decode()


def test_write_comment_with_htmx_answers_the_thread(client, thing, old):
    enter(client, old)

    page = write(client, thing, "当场显示", extra=HX).content.decode()

    assert page.startswith("<section") or "<section" in page
    assert "评论已发表" in page
    assert "当场显示" in page


def test_what_is_held_is_said_with_its_day_and_shown_to_its_author_only(client, thing):
    enter(client, reader())

    page = write(client, thing, "新人的话", extra=HX).content.decode()
    assert "将在 11月3日 前审核" in page
    assert "审核中，仅自己可见" in page

    client.logout()
    assert "新人的话" not in thread(client, thing).content.decode()


@pytest.mark.parametrize("extra", [{}, HX])
def test_what_was_typed_is_kept_when_it_is_refused(client, thing, old, extra):
    enter(client, old)

    page = write(client, thing, "长" * 501, extra=extra).content.decode()

    assert "不能超过 500 个字" in page
    assert "长" * 501 in page


def test_without_a_verified_phone_one_may_not_write_nor_report(client, city, thing, old):
    comment = say(thing, old)
    enter(client, city.worker)

    assert "核验手机后可以评论" in thread(client, thing).content.decode()
    assert write(client, thing).status_code == 403
    assert act(client, comment, "report", {"reason": "abuse"}).status_code == 403


def test_visitors_are_asked_to_sign_in(client, thing, old):
    comment = say(thing, old)

    assert write(client, thing).url.startswith("/accounts/login/")
    assert act(client, comment, "report").url.startswith("/accounts/login/")


def test_an_answer_is_written_under_what_it_answers(client, thing, old):
    first = say(thing, old)
    enter(client, known(reader("罗山", 2), thing))

    page = write(client, thing, "我也同意", parent=first.public_id, extra=HX).content.decode()

    assert Comment.objects.get(text="我也同意").parent == first
    assert page.index('class="answers"') < page.index("我也同意")
    assert write(client, thing, "错", parent="nonsense").status_code == 404


def test_edit_and_withdraw_ones_own(client, thing, old):
    comment = say(thing, old)
    enter(client, old)

    assert "已修改" in act(client, comment, "edit", {"text": "改好了"}, **HX).content.decode()
    assert "评论已删除" in act(client, comment, "withdraw", **HX).content.decode()
    assert "已经删除" in act(client, comment, "withdraw", **HX).content.decode()
    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("改好了", "withdrawn")


def test_what_is_somebody_elses_can_be_reported_only(client, thing, old):
    comment = say(thing, old)
    enter(client, reader(number=2))

    assert act(client, comment, "edit", {"text": "x"}).status_code == 403
    assert act(client, comment, "withdraw").status_code == 403
    assert act(client, comment, "hide").status_code == 404
    assert "已收到您的举报" in act(client, comment, "report", {"reason": "abuse"}, **HX).content.decode()
    assert "已经举报过" in act(client, comment, "report", {"reason": "abuse"}, **HX).content.decode()
    assert "已举报" in thread(client, thing).content.decode()
    assert CommentReport.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_a_report_without_a_reason_changes_nothing(client, thing, old, reason):
    comment = say(thing, old)
    enter(client, reader(number=2))

    assert act(client, comment, "report", {"reason": reason}, **HX).status_code == 200
    assert not CommentReport.objects.exists()


def test_a_comment_out_of_sight_is_not_found(client, thing, old):
    hidden = say(thing, old)
    Comment.objects.filter(pk=hidden.pk).update(state="hidden")
    secret = Comment.objects.create(
        thing=LABEL, thing_id=str(branch("秘密组织").pk), author=old.person, shown_as="name", text="x", digest="x",
        place="贵州", state="shown", written_at=NOW,
    )  # fmt: skip
    enter(client, reader(number=2))

    for comment in (hidden, secret):
        assert act(client, comment, "report", {"reason": "abuse"}).status_code == 404


def test_ones_own_comment_under_what_was_withdrawn_can_still_be_deleted(client, thing, old):
    comment = say(thing, old)
    type(thing).objects.filter(pk=thing.pk).update(name="秘密组织")
    enter(client, old)

    assert act(client, comment, "withdraw", **HX).url == reverse("my_comments")


def test_the_banned_are_told_why_and_may_appeal_once(client, city, thing, old):
    ban = Ban.objects.create(person=old.person, reason="多次辱骂", start_at=NOW, given_by=city.official.person)
    enter(client, old)
    assert "您已被禁言" in thread(client, thing).content.decode()
    assert "已被禁言" in write(client, thing, extra=HX).content.decode()

    assert "提交申诉" in client.get(reverse("my_comments")).content.decode()
    client.post(reverse("appeal_ban", args=[ban.public_id]), {"text": "我没有"})
    page = client.get(reverse("my_comments")).content.decode()
    assert "提交申诉" not in page
    assert "将在 2026年11月9日 前处理" in page
    client.post(reverse("appeal_ban", args=[ban.public_id]), {"text": "再说一次"})
    assert BanAppeal.objects.count() == 1


def test_a_strangers_ban_is_not_found(client, city, old):
    ban = Ban.objects.create(person=old.person, reason="多次辱骂", start_at=NOW, given_by=city.official.person)

    assert enter(client, reader(number=2)).post(reverse("appeal_ban", args=[ban.public_id])).status_code == 404


def test_moderators_close_and_open_a_thread_where_they_read_it(client, city, thing, old):
    address = reverse("close_thread", args=[LABEL, thing.public_id])
    enter(client, city.official)
    assert client.post(address, {"reason": "讨论结束"}).url == page_of(thing)
    assert "评论已关闭：讨论结束" in thread(client, thing).content.decode()
    client.post(address, {"open": "1"})
    assert "评论已关闭" not in thread(client, thing).content.decode()

    assert enter(client, old).post(address, {"reason": "x"}).status_code == 403


def test_a_long_thread_has_pages_that_work_as_links_and_as_parts(client, thing, old):
    known(reader(number=3), thing, times=45)

    first, last = thread(client, thing).content.decode(), thread(client, thing, comments=3).content.decode()

    assert first.count('class="comment"') == 20
    assert last.count('class="comment"') == 8
    assert "?comments=2#comments" in first
    assert thread(client, thing, comments="x").status_code == 200


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_thread_takes_the_same_queries_however_long(client, city, thing, old, signed_in):
    if signed_in:
        enter(client, city.official)
    first = say(thing, old, "第一句")
    thread(client, thing)
    with CaptureQueriesContext(connection) as few:
        thread(client, thing)
    for number in range(2, 12):
        other = known(reader(f"读者{number}", number), thing, times=1)
        say(thing, other, "又一句", parent=first if number % 2 else None)
        Comment.objects.filter(text="又一句").update(state="shown", waiting_since=None, due_on=None)
    with CaptureQueriesContext(connection) as many:
        thread(client, thing)

    assert len(many) == len(few) <= 13


def test_the_one_switch_closes_every_thread_for_readers_too(
    client, city, thing, old, django_capture_on_commit_callbacks
):
    say(thing, old, "看得见的话")
    assert threads.count([thing]) == {str(thing.pk): 4}

    with django_capture_on_commit_callbacks(execute=True):
        change_site({"comments_open": False}, by=city.system)

    page = thread(client, thing).content.decode()
    assert "本站暂时关闭了评论" in page
    assert "看得见的话" not in page
    assert threads.count([thing]) == {}


# --- hidden means hidden

SEEDED = {"held": "HELD-MARK", "hidden": "HIDDEN-MARK", "deleted": "DELETED-MARK", "withdrawn": "WITHDRAWN-MARK"}


@pytest.fixture
def seeded(city, thing, old):
    """A comment in every state, each with an answer that stands, and the notices of what was done about them."""
    for state, mark in SEEDED.items():
        comment = say(thing, known(reader(f"{mark}", len(mark)), thing), mark)
        say(thing, old, f"{mark} answered", parent=comment)
        if state == "withdrawn":
            actions.withdraw_comment(comment, by=_author(comment), now=NOW)
        elif state == "held":
            for number in (21, 22, 23):
                actions.report_comment(comment, reason="abuse", by=reader("举报人", number), now=NOW)
        else:
            done = actions.hide_comment if state == "hidden" else actions.delete_comment
            done(comment, reason="不当", by=city.official, now=NOW)
        Comment.objects.filter(author=comment.author, text__startswith="从前").delete()
    say(thing, reader("NAME-OF-A-NEW-ONE", 30), "NEW-MARK")
    return thing


def _author(comment):
    return type("Somebody", (), {"person": comment.author, "title": ""})()


def crawl(client, starts):
    """Every page that can be reached from here by links, with its text."""
    seen, todo = {}, list(starts)
    while todo:
        address = todo.pop().split("#")[0]
        if not address.startswith("/") or address in seen or address.startswith(("/static/", "/accounts/", "/files/")):
            continue
        response = client.get(address, **HX) if address.startswith("/comments/") else client.get(address)
        if "text/html" not in response.get("Content-Type", "") and "json" not in response.get("Content-Type", ""):
            seen[address] = ""
            continue
        seen[address] = response.content.decode()
        todo += re.findall(r'href="([^"]+)"', seen[address].replace("&amp;", "&"))
    return seen


@pytest.mark.parametrize("who", [None, "stranger"])
def test_hidden_comments_are_on_no_page_in_no_count_and_no_message(client, seeded, who):
    if who:
        enter(client, reader("路人", 40))
    part = reverse("thread_part", args=[LABEL, seeded.public_id])
    starts = ["/", page_of(seeded), part, "/api/v1/branches/", "/api/v1/schema/", *(["/me/comments/"] if who else [])]

    pages = crawl(client, starts)

    found = {
        (address, mark) for address, text in pages.items() for mark in [*SEEDED.values(), "NEW-MARK"] if mark in text
    }
    assert found == set()
    assert len(pages) > 6
    assert f"（{Comment.objects.visible().count()}）" in pages[part]
    assert not [notice for notice in Notice.objects.all() if "MARK" in notice.subject + notice.text]


def test_the_walk_would_find_them_if_lists_began_elsewhere(client, seeded, monkeypatch):
    queryset = type(Comment.objects.all())
    monkeypatch.setattr(queryset, "visible", lambda self: self)

    text = thread(client, seeded).content.decode()

    assert all(mark in text for mark in SEEDED.values())
