"""The moderation desk in the browser: the queue, decisions in place, many at once, words, bans, figures."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Actor, Office, Person
from portal.ground.models import JournalEntry
from portal.home import actions, queue
from portal.home.models import Ban, Comment, Decision, WordRule
from tests.entering import enter
from tests.factories.city import NOW
from tests.factories.talk import branch, commented_branches, known, reader, say

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
QUEUE = "/desk/moderation/"
PAGES = ("moderation_queue", "comment_list", "moderation_figures")
OFFICIAL_PAGES = ("ban_list", "word_list")


@pytest.fixture
def thing(city):
    with commented_branches():
        yield branch()


@pytest.fixture
def held(thing):
    return say(thing, reader("新人", 8), "新人的话")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def officer(thing):
    person = Person.objects.create_user("officer", "a-long-password", name="主席甲")
    return Actor(person, Office.objects.create(person=person, organisation=thing, title="chair", start_on=NOW.date()))


def decide(client, comment, act, *, htmx=True, **data):
    address = reverse("decide_comment", args=[comment.public_id, act])
    return client.post(address, {"version": 1} | data, **(HX if htmx else {}))


def text(client, address, **query):
    return client.get(address, query).content.decode()


# --- who gets in


@pytest.mark.parametrize("name", [*PAGES, *OFFICIAL_PAGES])
def test_officials_of_the_city_get_in_and_others_do_not(client, city, name):
    reviewer = 200 if name == "moderation_queue" else 403  # staff of the city review posts there
    for who, status in (("official", 200), ("leader", 200), ("stats", reviewer), ("honghua", 403), ("worker", 403)):
        assert enter(client, city.actors[who]).get(reverse(name)).status_code == status, who


@pytest.mark.parametrize("name", PAGES)
def test_officers_of_a_branch_have_the_desk_for_their_own_things(client, officer, held, name):
    other = say(branch("乙公司科协"), reader("别处", 9), "别处的话")
    enter(client, officer)

    page = text(client, reverse(name))

    assert "别处的话" not in page
    assert ("新人的话" in page) == (name != "moderation_figures")
    assert client.get(reverse("moderated_comment", args=[held.public_id])).status_code == 200
    assert client.get(reverse("moderated_comment", args=[other.public_id])).status_code == 404
    assert decide(client, other, "approve").status_code == 404


@pytest.mark.parametrize("name", OFFICIAL_PAGES)
def test_bans_and_words_are_not_for_officers_of_a_branch(client, officer, name):
    assert enter(client, officer).get(reverse(name)).status_code == 403


def test_a_moderator_does_not_find_their_own_comment_in_the_queue(client, city, thing):
    city.official.person.phone_verified_at = NOW
    say(thing, city.official, "我自己的话")

    assert "我自己的话" not in text(enter(client, city.official), QUEUE)
    assert "我自己的话" in text(enter(client, city.leader), QUEUE)


# --- the queue


def test_the_queue_is_oldest_first_with_days_and_ages(client, city, thing):
    say(thing, reader("后来", 2), "后来的话", now=NOW - timedelta(hours=1))
    say(thing, reader("早先", 3), "早先的话", now=NOW - timedelta(days=5))
    enter(client, city.official)

    page = text(client, QUEUE)

    assert page.index("早先的话") < page.index("后来的话")
    assert "已逾期" in page
    assert "11月3日前处理" in page
    assert "按键" in page


def test_the_queue_holds_reports_and_appeals_too(client, city, thing):
    comment = say(thing, known(reader(), thing), "被举报的话")
    actions.report_comment(comment, reason="privacy", note="有我的电话", by=reader("举报人", 2), now=NOW)
    banned = reader("被禁言的人", 3)
    ban = actions.ban_person(banned.person, reason="广告", days=3, by=city.leader, now=NOW)
    actions.appeal_ban(ban, text="那不是广告", by=banned, now=NOW)
    enter(client, city.official)

    page = text(client, QUEUE)

    for words in ("被举报的话", "泄露他人信息", "有我的电话", "举报人", "那不是广告", "全部 2"):
        assert words in page
    assert "那不是广告" not in text(client, QUEUE, kind="reported")
    assert "那不是广告" not in text(enter(client, city.leader), QUEUE)


def test_an_empty_queue_says_so(client, city):
    assert "没有待处理的事项" in text(enter(client, city.official), QUEUE)


@pytest.mark.parametrize("query", [{"kind": "x"}, {"page": "x"}, {"page": "999"}, {"kind": "appeal"}])
def test_odd_addresses_of_the_queue_are_answered(client, city, held, query):
    assert enter(client, city.official).get(QUEUE, query).status_code == 200


@pytest.mark.parametrize(
    "address", [QUEUE, f"{QUEUE}comments/", f"{QUEUE}figures/", f"{QUEUE}bans/", f"{QUEUE}words/", "/desk/"]
)
def test_the_desk_takes_the_same_queries_however_much_waits(client, city, thing, held, address):
    def more(first, last):
        for number in range(first, last):
            author = known(reader(f"读者{number}", number), thing)
            comment = say(thing, author, "被举报的话")
            for extra in range(2):
                actions.report_comment(comment, reason="abuse", by=reader("举报人", 100 * number + extra), now=NOW)
            say(thing, reader("新人", 1000 + number), "待审核的话", parent=comment)
            ban = actions.ban_person(author.person, reason="广告", by=city.leader, now=NOW)
            actions.appeal_ban(ban, text="不是", by=author, now=NOW)
            WordRule.objects.create(word=f"词{number}", normal=f"词{number}", kind="hold", source="会议", made_at=NOW)

    enter(client, city.official)
    more(20, 21)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    more(21, 26)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few), [query["sql"][:200] for query in many]
    assert len(few) <= {QUEUE: 14, "/desk/": 24}.get(address, 12)


# --- decisions in place


def test_a_decision_in_place_says_what_became_of_it(client, city, held):
    enter(client, city.official)

    page = decide(client, held, "approve").content.decode()

    assert "已通过" in page
    assert "<form" not in page
    assert Comment.objects.get(pk=held.pk).state == "shown"


def test_a_decision_without_javascript_goes_back_to_the_queue(client, city, held):
    enter(client, city.official)

    assert decide(client, held, "hide", htmx=False, reason="辱骂").url == QUEUE
    assert "已隐藏" in text(client, QUEUE)
    assert (
        decide(client, held, "restore", htmx=False, reason="复核", here="1").url == f"{QUEUE}comments/{held.public_id}/"
    )


def test_the_second_moderator_gets_a_civil_answer(client, city, held):
    actions.approve_comment(held, version=1, by=city.leader, now=NOW)
    enter(client, city.official)

    page = decide(client, held, "approve").content.decode()

    assert "leader 已处理过这条评论（通过）" in page
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("act", ["hide", "delete"])
def test_a_decision_without_a_reason_leaves_the_entry_to_be_decided(client, city, held, act):
    enter(client, city.official)

    page = decide(client, held, act).content.decode()

    assert "<form" in page
    assert 'role="alert"' in page
    assert not Decision.objects.exists()


def test_a_text_that_changed_meanwhile_is_shown_anew(client, city, held):
    enter(client, city.official)
    actions.edit_comment(held, text="换了一番话", address="10.0.0.1", by=Actor(held.author), now=NOW)

    page = decide(client, held, "approve").content.decode()

    assert "刚刚修改" in page
    assert "换了一番话" in page
    assert 'name="version" value="2"' in page


@pytest.mark.parametrize("act", ["nonsense", "ban2"])
def test_an_unknown_act_is_not_found(client, city, held, act):
    assert decide(enter(client, city.official), held, act).status_code == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_an_approval_without_a_sensible_version_changes_nothing(client, city, held, version):
    enter(client, city.official)

    assert decide(client, held, "approve", version=version).status_code == 200
    assert not Decision.objects.exists()


def test_nobody_decides_about_their_own_in_the_browser(client, city, thing):
    city.official.person.phone_verified_at = NOW
    comment = say(thing, city.official)

    assert decide(enter(client, city.official), comment, "approve").status_code == 403


def test_a_comments_page_shows_all_that_happened(client, city, thing):
    comment = say(thing, known(reader(), thing), "原来的话")
    actions.edit_comment(comment, text="改过的话", address="10.0.0.1", by=Actor(comment.author), now=NOW)
    actions.report_comment(comment, reason="abuse", by=reader("举报人", 2), now=NOW)
    actions.hide_comment(comment, reason="辱骂他人", by=city.leader, now=NOW)
    enter(client, city.official)

    page = text(client, f"{QUEUE}comments/{comment.public_id}/")

    for words in (
        "原来的话",
        "改过的话",
        "举报人",
        "举报成立",
        "辱骂他人",
        "发表评论",
        "修改评论",
        "举报评论",
        "隐藏评论",
        "恢复显示",
    ):
        assert words in page
    assert "10.0.0.1" not in page


def test_the_list_of_comments_is_searched_and_exported(client, city, thing, held):
    say(thing, known(reader("罗山", 5), thing), "说到辣椒")
    enter(client, city.official)

    assert "新人的话" not in text(client, f"{QUEUE}comments/", q="辣椒")
    assert "辣椒" not in text(client, f"{QUEUE}comments/", state="held")
    response = client.get(f"{QUEUE}comments/", {"q": "辣椒", "export": "xlsx"})
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert any("说到辣椒" in [cell.value for cell in row] for sheet in book for row in sheet)


# --- many at once


def many(client, *comments, act="hide", reason="广告"):
    picked = [comment.public_id for comment in comments]
    return client.post(reverse("decide_many"), {"act": act, "reason": reason, "picked": picked})


def test_many_are_previewed_and_then_done_with_the_token(client, city, thing, held):
    comments = [held, say(thing, known(reader(), thing), "广告")]
    enter(client, city.official)

    page = many(client, *comments).content.decode()
    assert "将要隐藏" in page
    assert "2 条（已显示 1，待审核 1），来自 2 位作者" in page
    assert not Decision.objects.exists()
    token = page.split('name="token" value="')[1].split('"')[0]
    client.post(reverse("decide_many"), {"token": token})

    assert "已办理 2 条" in text(client, QUEUE)
    assert set(Comment.objects.filter(pk__in=[one.pk for one in comments]).values_list("state", flat=True)) == {
        "hidden"
    }
    client.post(reverse("decide_many"), {"token": token})
    assert "2 条没有办理" in text(client, QUEUE)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"picked": []}, "请先勾选评论"),
        ({"reason": ""}, "请写明理由"),
        ({"act": "approve", "picked": ["x"]}, "没有需要办理的"),
    ],
)
def test_many_refuse_what_cannot_be_done(client, city, held, data, sentence):
    enter(client, city.official)

    client.post(reverse("decide_many"), {"act": "hide", "reason": "广告", "picked": [held.public_id]} | data)

    assert sentence in text(client, QUEUE)


def test_many_are_for_moderators(client, city, held):
    assert many(enter(client, city.worker), held).status_code == 403


# --- bans and words


def test_a_ban_is_given_from_a_comment_and_its_appeal_decided_by_another(client, city, held):
    enter(client, city.official)
    response = client.post(reverse("give_ban", args=[held.public_id]), {"reason": "广告", "days": "3"})
    ban = Ban.objects.get()
    assert response.url == reverse("ban_detail", args=[ban.public_id])
    actions.appeal_ban(ban, text="不是广告", by=Actor(held.author), now=NOW)
    address = reverse("ban_act", args=[ban.public_id, "grant"])
    assert "须由作出禁言以外的工作人员处理" in text(client, response.url)
    assert client.post(address, {"reason": "误判"}).status_code == 403

    enter(client, city.leader)
    assert "不是广告" in text(client, response.url)
    client.post(address, {"reason": "误判"})

    page = text(client, response.url)
    assert "解除禁言：误判" in page
    assert not Ban.objects.at(NOW).exists()


def test_a_ban_needs_a_reason_and_a_sensible_term(client, city, held):
    enter(client, city.official)

    for data in ({"days": "3"}, {"reason": "广告", "days": "0"}, {"reason": "广告", "days": "x"}):
        client.post(reverse("give_ban", args=[held.public_id]), data)

    assert not Ban.objects.exists()


def test_a_ban_is_lifted_with_a_reason_and_upheld_only_when_appealed(client, city, held):
    ban = actions.ban_person(held.author, reason="广告", by=city.official, now=NOW)
    enter(client, city.official)

    assert client.post(reverse("ban_act", args=[ban.public_id, "uphold"]), {"reason": "x"}).status_code == 404
    assert client.post(reverse("ban_act", args=[ban.public_id, "nonsense"])).status_code == 404
    client.post(reverse("ban_act", args=[ban.public_id, "lift"]), {"reason": "已道歉"})
    assert "已道歉" in text(client, reverse("ban_list").replace("bans/", f"bans/{ban.public_id}/"))


def test_officers_of_a_branch_ban_nobody(client, officer, held):
    enter(client, officer)

    assert client.post(reverse("give_ban", args=[held.public_id]), {"reason": "广告"}).status_code == 403
    assert "禁言作者" not in text(client, f"{QUEUE}comments/{held.public_id}/")


def test_words_are_kept_and_tried(client, city):
    enter(client, city.official)
    address = reverse("word_list")
    client.post(address, {"word": "賭博", "kind": "hold", "source": "会议"})
    rule = WordRule.objects.get()
    assert rule.normal == "赌博"
    assert "已有规则" in client.post(address, {"word": "赌 博", "kind": "hold", "source": "会议"}).content.decode()

    page = client.post(address, {"sample": "来赌\u200b博，见www.abc.com"}).content.decode()
    assert "先审后发" in page
    assert "含链接" in page
    assert "賭博（先审后发" in page
    assert "没有" in client.post(address, {"sample": "天气好"}).content.decode()
    assert not Comment.objects.exists()

    assert "停用" in text(client, reverse("word_detail", args=[rule.public_id]))
    client.post(reverse("word_end", args=[rule.public_id]))
    assert not WordRule.objects.in_force().exists()


# --- figures


def test_figures_count_by_day_and_by_moderator(client, city, thing):
    author = known(reader(), thing, times=0)
    comments = [say(thing, author, f"第{number}条", now=NOW - timedelta(hours=number)) for number in range(3)]
    actions.approve_comment(comments[1], version=1, by=city.official, now=NOW)
    actions.hide_comment(comments[2], reason="x", by=city.official, now=NOW)
    stands = say(thing, known(reader(number=3), thing), "被举报")
    actions.report_comment(stands, reason="abuse", by=reader(number=4), now=NOW)
    actions.delete_comment(stands, reason="x", by=city.leader, now=NOW)
    enter(client, city.official)

    response = client.get(reverse("moderation_figures"), {"export": "xlsx", "days": "7"})

    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows = [[cell.value for cell in row] for sheet in book for row in sheet]
    # Half of what waited 0, 60 and 120 minutes waited an hour.
    assert any(row[:7] == ["2026-11-02", 4, 1, 2, 60, 1, 1] for row in rows)
    assert any(row[:5] == ["official", 1, 1, 0, 90] for row in rows)
    assert any(row[:5] == ["leader", 0, 1, 0, 0] for row in rows)
    assert JournalEntry.objects.filter(verb="list.exported").exists()
    page = text(client, reverse("moderation_figures"))
    assert "每天收到的评论" in page
    assert 'data-chart="days"' in page


def test_the_registry_of_the_queue_knows_its_sources():
    assert {"held", "reported", "appeal"} <= {source.name for source in queue.sources()}
