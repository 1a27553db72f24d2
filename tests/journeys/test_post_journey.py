"""A post is written with a table pasted from Word, returned with remarks, corrected, passed by three and published."""

import json

import pytest
from playwright.sync_api import expect

from portal.home.models import Post
from tests.factories import posts
from tests.factories.city import NOW
from tests.factories.pictures import photograph
from tests.journeys.conftest import DESKTOP, PHONE, press
from tests.journeys.test_accessibility import findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=Generator content="Microsoft Word 15"></head><body><!--StartFragment--><p class=MsoNormal align=center
style='text-align:center'><b>日程安排</b></p><table class=MsoTableGrid border=1 style='border-collapse:collapse;border:none'>
<tr><td style='border:solid windowtext 1.0pt'><p class=MsoNormal>时间</p></td><td style='border:solid windowtext 1.0pt'>
<p class=MsoNormal>内容<o:p></o:p></p></td></tr><tr><td style='border:solid windowtext 1.0pt'><p class=MsoNormal>9:00</p></td>
<td style='border:solid windowtext 1.0pt'><p class=MsoNormal>签到</p></td></tr></table><!--EndFragment--></body></html>"""
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "日程安排");
  const area = document.querySelector(".jodit-wysiwyg");
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
TITLE = "全市科普讲解大赛开赛"


@pytest.fixture
def newsroom(city):
    return posts.newsroom(city)


def said(page):
    return page.inner_text(".messages")


def write(writer, folder, screen):
    """From a title to a text handed in, with what Word left on the clipboard and a photograph; gives the desk's address."""
    writer.goto("/desk/posts/new/")
    writer.fill("[name=title]", TITLE)
    writer.select_option("[name=column]", label="新闻 / 工作动态")
    press(writer, "下一步")
    area = writer.locator(".jodit-wysiwyg")
    area.click()
    writer.keyboard.type("比赛分初赛和决赛。")
    writer.keyboard.press("Enter")
    writer.evaluate(PASTE, WORD)
    expect(area.locator("td")).to_have_count(4)
    writer.locator("[data-picture-input]").set_input_files(photograph(folder / "现场.jpg"))
    expect(area.locator("img")).to_have_count(1)
    assert findings(writer) == []
    screen(writer, "post-editor")
    press(writer, "提交审核")
    assert "已提交，初审将在" in said(writer)
    screen(writer, "post-submitted")
    return writer.url


def return_with_remarks(reviewer, address, screen):
    reviewer.goto("/desk/")
    reviewer.get_by_role("main").get_by_role("link", name=TITLE).click()
    assert reviewer.url == address
    reviewer.get_by_text("批注第 1 段").click()
    reviewer.get_by_label("第 1 段的批注").fill("请写明比赛日期")
    assert findings(reviewer) == []
    screen(reviewer, "post-review")
    press(reviewer, "退回修改")
    assert "已退回" in said(reviewer)


def correct_and_hand_in(writer, address, screen):
    writer.goto(address)
    expect(writer.locator(".remark")).to_contain_text("请写明比赛日期")
    writer.get_by_role("link", name="继续修改").click()
    expect(writer.locator(".remark")).to_contain_text("请写明比赛日期")
    writer.locator(".jodit-wysiwyg p").first.click()
    writer.keyboard.press("End")
    writer.keyboard.type("决赛在12月6日举行。")
    screen(writer, "post-returned")
    press(writer, "提交审核")
    assert "已提交" in said(writer)


def pass_on(page, address, step):
    page.goto(address)
    press(page, f"{step}通过")


def pass_in_the_queue(page, screen):
    """On the moderation desk: the text opened in place, read, and passed by key."""
    page.goto("/desk/moderation/?kind=post")
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.locator(".reads td")).to_have_count(4)
    assert findings(page) == []
    screen(page, "moderation-post")
    page.keyboard.press("a")
    expect(page.locator(".entry.decided")).to_contain_text("已通过")


def read(browser, live_server, viewport, screen, complaints):
    """As anybody reads it: in the list, then the article with its table, picture, type size and no complaint."""
    context = browser.new_context(viewport=viewport, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/news/")
    screen(page, "news")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator(".body td")).to_have_count(4)
    expect(page.locator(".body table.bordered")).to_have_count(1)
    assert page.locator(".body img").evaluate("picture => picture.complete && picture.naturalWidth > 0")
    before = page.locator(".body p").first.evaluate("one => getComputedStyle(one).fontSize")
    page.get_by_label("大字号").click()
    assert page.locator(".body p").first.evaluate("one => getComputedStyle(one).fontSize") > before
    page.reload()
    expect(page.locator("article.large")).to_have_count(1)
    page.get_by_label("标准字号").click()
    record = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert record["headline"] == TITLE
    assert findings(page) == []
    screen(page, "article")
    context.close()


def test_a_post_is_written_returned_and_published(newsroom, browser, live_server, enter, screen, tmp_path):
    writer, reviewer = enter("official", DESKTOP), enter("stats", PHONE)
    address = write(writer, tmp_path, screen)
    return_with_remarks(reviewer, address, screen)
    correct_and_hand_in(writer, address, screen)
    pass_on(reviewer, address, "初审")
    pass_in_the_queue(enter("colleague", DESKTOP), screen)
    pass_on(enter("leader", DESKTOP), address, "终审")
    writer.goto(address)
    screen(writer, "post-approved")
    press(writer, "立即发布")
    assert "已发布" in said(writer)

    complaints = []
    for viewport in (PHONE, DESKTOP):
        read(browser, live_server, viewport, screen, complaints)
    assert complaints == []
    body = Post.objects.get().live.body
    assert "决赛在12月6日举行。" in body
    assert "Mso" not in body
    assert "style" not in body


def test_two_editors_at_once_lose_nothing(newsroom, enter, screen):
    post = posts.written(newsroom, body="开头的一段话。")
    one, other = enter("official", DESKTOP), enter("colleague", PHONE)
    for page in (one, other):
        page.goto(f"/desk/posts/{post.public_id}/edit/")
        expect(page.locator(".jodit-wysiwyg")).to_be_visible()

    other.locator(".jodit-wysiwyg p").first.click()
    other.keyboard.press("End")
    other.keyboard.type("同事补的一句。")
    press(other, "保存")
    one.locator(".jodit-wysiwyg p").first.click()
    one.keyboard.press("End")
    one.keyboard.type("我补的一句。")
    one.get_by_role("main").get_by_role("button", name="保存", exact=True).click()

    expect(one.locator(".error-summary")).to_contain_text("colleague在您之后保存过")
    expect(one.locator(".difference del").first).to_contain_text("同事")
    expect(one.locator(".jodit-wysiwyg")).to_contain_text("我补的一句。")
    screen(one, "post-stale")
    assert "同事补的一句。" in Post.objects.get().body


def test_a_post_is_written_without_javascript(newsroom, browser, live_server, enter):
    post = posts.written(newsroom, body="第一行。\n第二行。")
    cookies = enter("official", PHONE).context.cookies()
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"/desk/posts/{post.public_id}/edit/")
    assert page.input_value("[name=body]") == "第一行。\n第二行。"

    page.fill("[name=body]", "第一行。\n\n换了的第二行。")
    press(page, "提交审核")

    assert "已提交" in said(page)
    assert Post.objects.get().body == "<p>第一行。</p>\n<p>换了的第二行。</p>"
    context.close()


def test_the_clock_of_a_scheduled_post_is_shown(newsroom, enter, screen):
    post = posts.approved(newsroom)
    page = enter("official", PHONE)
    page.goto(f"/desk/posts/{post.public_id}/")
    page.fill("[name=at]", f"{NOW.year + 5}-01-05T09:00")
    press(page, "定时")

    assert "自动发布" in said(page)
    screen(page, "post-scheduled")
