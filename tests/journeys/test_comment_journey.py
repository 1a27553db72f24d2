"""An article is talked about on a phone, and what was said is moderated by keyboard alone; no barriers on the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.models import Actor, Office
from portal.home import actions
from portal.home.models import Comment, Decision
from tests.factories import posts
from tests.factories.talk import known, reader, say
from tests.journeys.conftest import DESKTOP, PHONE, press
from tests.journeys.test_accessibility import findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
QUEUE = "/desk/moderation/"


@pytest.fixture
def talk(city):
    """A published article, somebody who has been here long, and somebody who is new."""
    post = posts.published(posts.newsroom(city))
    old, new = known(reader("杨明", 1), post), reader("石兰", 2)
    say(post, old, "讲得清楚，已经转给同事。", now=timezone.now())
    return post, old, new


def thread(page):
    return page.locator("#comments")


def write(page, text):
    page.get_by_label("说说您的看法").fill(text)
    page.get_by_role("button", name="发表评论").click()


def focused(page):
    """The words of the entry that has the keyboard."""
    return page.evaluate("document.activeElement.closest('[data-entry]')?.innerText || ''")


def test_commenting_on_a_phone(talk, enter, screen):
    post, _old, new = talk
    page = enter("reader-2", PHONE)
    page.goto(reverse("article", args=[post.public_id]))

    write(page, "新人请问怎样报名？")
    expect(thread(page)).to_contain_text("审核通过后显示")
    expect(thread(page)).to_contain_text("审核中，仅自己可见")
    screen(page, "comments-phone")

    thread(page).get_by_text("举报", exact=True).last.click()
    page.locator("details[open]").get_by_label("举报原因").select_option(label="虚假不实")
    page.locator("details[open]").get_by_role("button", name="提交举报").click()
    expect(thread(page)).to_contain_text("已收到您的举报")

    thread(page).get_by_text("修改", exact=True).click()
    page.get_by_label("修改评论").fill("请问怎样报名参加？")
    page.get_by_role("button", name="保存修改").click()
    expect(thread(page)).to_contain_text("请问怎样报名参加？")
    assert findings(page) == []

    actions.approve_comment(Comment.objects.get(author=new.person), version=2, by=official(), now=timezone.now())
    page.goto("/me/comments/")
    expect(page.get_by_role("main")).to_contain_text("已显示")
    assert findings(page) == []
    screen(page, "my-comments")


def official():
    office = Office.objects.select_related("person", "organisation").get(person__username="official")
    return Actor(office.person, office)


def test_an_answer_is_written_on_a_phone_without_javascript(talk, browser, live_server, enter):
    post, _old, _new = talk
    state = enter("reader-1", PHONE).context.storage_state()
    context = browser.new_context(
        viewport=PHONE, base_url=live_server.url, java_script_enabled=False, storage_state=state
    )
    page = context.new_page()
    page.goto(reverse("article", args=[post.public_id]))

    thread(page).get_by_text("回复", exact=True).first.click()
    page.get_by_label("回复 杨明").first.fill("补充一点：附件里有报名表。")
    with page.expect_navigation():
        page.get_by_role("button", name="发表回复").first.click()

    expect(page.get_by_role("main")).to_contain_text("评论已发表")
    expect(page.locator(".answers")).to_contain_text("附件里有报名表")
    context.close()


def test_moderating_by_keyboard_alone(talk, enter, screen):
    post, old, new = talk
    for number, text in enumerate(("请问在哪里报名？", "买论文找我", "收费代办证书", "支持！")):
        say(post, new, text, now=timezone.now() + timedelta(seconds=number - 60))
    stands = Comment.objects.filter(author=old.person).latest("pk")
    actions.report_comment(stands, reason="abuse", by=reader("举报人", 3), now=timezone.now())
    page = enter("official", DESKTOP)
    page.goto(QUEUE)
    assert findings(page) == []
    screen(page, "moderation-queue")
    keyboard = page.keyboard

    keyboard.press("j")
    assert "请问在哪里报名" in focused(page)
    keyboard.press("a")
    expect(page.locator(".decided").first).to_contain_text("已通过")
    expect(page.locator("[data-entry]:focus")).to_contain_text("买论文找我")

    keyboard.press("r")
    keyboard.type("hajk 广告营销")  # letters that are keys elsewhere are only typed here
    keyboard.press("Enter")
    expect(page.locator(".decided").nth(1)).to_contain_text("已隐藏")
    expect(page.locator("[data-entry]:focus")).to_contain_text("收费代办证书")

    keyboard.press("x")
    keyboard.press("j")
    keyboard.press("x")
    assert page.locator("[data-pick]:checked").count() == 2
    many = page.locator("#many")
    many.get_by_label("处理方式").focus()
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    keyboard.type("与本文无关")
    with page.expect_navigation():
        keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("2 条（待审核 2），来自 1 位作者")
    assert findings(page) == []
    screen(page, "moderation-preview")
    page.get_by_role("button", name="确认隐藏 2 条").focus()
    with page.expect_navigation():
        keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("已办理 2 条")

    keyboard.press("j")
    assert "讲得清楚" in focused(page)
    keyboard.press("o")
    page.wait_for_url("**/comments/*/")
    assert findings(page) == []
    screen(page, "moderated-comment")
    assert set(Decision.objects.values_list("act", flat=True)) == {"approved", "hidden"}
    assert Decision.objects.filter(reason="hajk 广告营销").exists()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_of_the_moderation_desk_have_no_barriers(talk, enter, viewport, screen):
    post, _old, new = talk
    comment = say(post, new, "加我微信", now=timezone.now())
    ban = actions.ban_person(new.person, reason="广告营销", days=3, by=official(), comment=comment, now=timezone.now())
    actions.appeal_ban(ban, text="不是广告", by=new, now=timezone.now())
    actions.add_word("代写", kind="block", source="会议纪要", by=official(), now=timezone.now())
    page, found = enter("leader", viewport), []
    for name in (
        "",
        "comments/",
        f"comments/{comment.public_id}/",
        "bans/",
        f"bans/{ban.public_id}/",
        "words/",
        "figures/",
    ):
        assert page.goto(QUEUE + name).ok, name
        found += findings(page)
        screen(page, "moderation-" + (name.split("/")[0] or "queue-leader") + ("-one" if name.count("/") > 1 else ""))

    assert found == []


def test_pressing_the_same_as_mouse_users_do(talk, enter):
    post, _old, new = talk
    say(post, new, "辱骂的话", now=timezone.now())
    page = enter("official", DESKTOP)
    page.goto(QUEUE)

    page.get_by_role("button", name="隐藏", exact=True).click()  # the browser asks for the reason itself
    assert not Decision.objects.exists()
    page.locator("[data-reason]").fill("辱骂他人")
    page.get_by_role("button", name="隐藏", exact=True).click()

    expect(page.locator(".decided")).to_contain_text("已隐藏")
    page.get_by_role("link", name="全部评论").click()
    press(page, "筛选")
    expect(page.get_by_role("main")).to_contain_text("辱骂的话")
