"""From a link in a chat to an application handed in, against the clock; and two people who run a society admit a batch."""

import time

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Application, Membership
from portal.ground.dates import today
from societies import actions as societies
from tests.factories import joining as factory
from tests.factories.pictures import photograph
from tests.fakes import wechat
from tests.journeys.conftest import DESKTOP, PHONE, press
from tests.members.test_ways_in import WECHAT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
LINK = "/societies/A06/join/?invited=friend"
MOST_FIELDS, MOST_SECONDS = 8, 90
# A thumb on a phone: what a field and a key take, so that the clock measures people and not the machine alone.
PER_FIELD, PER_KEY, CODE_COMES = 1.5, 0.35, 8


class Thumb:
    """Fills a page as a person would, and counts what was filled and how long it takes."""

    def __init__(self, page):
        self.page, self.fields, self.seconds, self.began = page, 0, 0, time.monotonic()

    def type(self, name, text):
        self.page.fill(f"[name={name}]", text)
        self._count(PER_KEY * len(text) * 2)  # two keys for a character, as an input method needs

    def tick(self, name):
        self.page.check(f"[name={name}]")
        self._count(0)

    def _count(self, seconds):
        self.fields += 1
        self.seconds += PER_FIELD + seconds

    @property
    def total(self):
        """What the person needs, and what the portal lets them wait for."""
        return self.seconds + time.monotonic() - self.began


@pytest.fixture
def in_wechat(browser, live_server, settings):
    """A page of WeChat's own browser at 375 px."""
    settings.PORTAL_SHOW_DEMO_CODE = True
    settings.ACCOUNT_RATE_LIMITS = False
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, locale="zh-CN", user_agent=WECHAT)
    yield context.new_page()
    context.close()


def sign_up(thumb, page):
    thumb.type("phone", "13912340001")
    thumb.type("name", "田春兰")
    thumb.type("unit_name", "遵义某大学")
    thumb.tick("is_of_age")
    thumb.tick("agrees")
    press(page, "获取验证码")


def enter_code(thumb, page, screen):
    thumb.seconds += CODE_COMES
    screen(page, "join-code")
    thumb.type("code", page.locator(".secret b").inner_text())
    press(page, "确定")


def hand_in(thumb, page, screen):
    """The class and its years are chosen already: one press."""
    assert "/societies/A06/join/" in page.url
    assert "invited=friend" in page.url
    screen(page, "join-application")
    assert (
        page.locator("form[data-upload] .field:visible :is(input, select, textarea):visible:not([type=radio])").count()
        == 0
    )
    press(page, "提交申请")
    assert "已提交，遵义市物理学会将在 5 个工作日内初审" in page.inner_text(".messages")
    screen(page, "join-handed-in")
    assert thumb.fields <= MOST_FIELDS, thumb.fields
    assert thumb.total <= MOST_SECONDS, thumb.total
    assert Application.objects.get().state == "submitted"


def test_from_a_shared_link_to_an_application_within_ninety_seconds_and_eight_fields(city, in_wechat, screen):
    factory.society(city)
    thumb = Thumb(in_wechat)
    in_wechat.goto(LINK)
    screen(in_wechat, "join-visitor")

    sign_up(thumb, in_wechat)
    enter_code(thumb, in_wechat, screen)
    hand_in(thumb, in_wechat, screen)


def test_the_same_by_the_account_of_wechat(city, in_wechat, settings, screen):
    factory.society(city)
    with wechat.running() as service:
        settings.PORTAL_WECHAT = service.settings()
        thumb = Thumb(in_wechat)
        in_wechat.goto(LINK)
        screen(in_wechat, "join-visitor-wechat")
        in_wechat.get_by_role("link", name="微信一键登录").click()

        sign_up(thumb, in_wechat)
        enter_code(thumb, in_wechat, screen)
        hand_in(thumb, in_wechat, screen)


def test_joining_works_without_javascript(city, browser, live_server, settings):
    """The same page in a browser that runs no scripts: another class by its link, a paper photographed, a draft taken up."""
    factory.society(city)
    settings.PORTAL_SHOW_DEMO_CODE, settings.ACCOUNT_RATE_LIMITS = True, False
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(LINK)
    thumb = Thumb(page)
    sign_up(thumb, page)
    thumb.type("code", page.locator(".secret b").inner_text())
    press(page, "确定")
    page.locator("details.classes summary").click()
    page.get_by_role("link", name="学生会员").click()
    press(page, "保存草稿")
    assert "草稿已保存" in page.inner_text(".messages")
    page.get_by_role("link", name="继续填写").click()
    page.select_option("[name=education]", label="大学本科")
    press(page, "提交申请")
    assert "还缺材料：学生证" in page.inner_text(".error-summary")
    context.close()


def hand_in_behind_an_invitation(society, city, enter, screen):
    """Somebody opens the link of a poster and hands the application in."""
    invitation = societies.make_invitation(society, "年会", by=city.general, now=timezone.now())
    factory.person(3)
    page = enter("p3", PHONE)
    page.goto(reverse("invitation", args=[invitation.public_id]))
    page.check("[name=years][value='5']")
    screen(page, "join-behind-invitation")
    press(page, "提交申请")
    assert "已提交，遵义市针灸学会将在 5 个工作日内初审" in page.inner_text(".messages")
    return page


def look_at_the_card(page, application, screen):
    """From the application to the card and the certificate, which are pictures to keep."""
    page.goto(reverse("my_application", args=[application.public_id]))
    screen(page, "my-application-admitted")
    assert f"{today().year + 5}年" in page.inner_text("main")
    page.get_by_role("link", name="领取电子会员证和证书").click()
    card = page.locator("img.paper").first
    card.scroll_into_view_if_needed()
    assert card.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    screen(page, "member-card")
    return page.inner_text("main")


def test_two_people_run_a_society_and_admit_a_batch_by_minutes(city, enter, screen, tmp_path):
    society = factory.society(city, name="遵义市针灸学会", is_by_minutes=True)
    for number in range(1, 3):
        factory.submitted(society, factory.person(number), years=5)
    member = hand_in_behind_an_invitation(society, city, enter, screen)
    names = {who: city.actors[who].person.username for who in ("assistant", "general")}

    assistant = enter(names["assistant"], PHONE)
    assistant.goto("/desk/")
    screen(assistant, "society-desk")
    for number in range(1, 4):
        assistant.goto("/desk/")
        assistant.get_by_role("main").get_by_role("link", name=f"申请人{number}申请加入遵义市针灸学会").click()
        if number == 1:
            screen(assistant, "application-first-review")
        press(assistant, "初审通过")
        assert "已通过，转交终审" in assistant.inner_text(".messages")

    general = enter(names["general"], DESKTOP)
    general.goto(reverse("application_list", args=["A06"]))
    screen(general, "applications")
    general.get_by_role("main").get_by_role("link", name="按纪要批量终审").click()
    general.fill("[name=title]", "第八届理事会第三次会议纪要")
    general.set_input_files("[name=upload]", photograph(tmp_path / "纪要.jpg"))
    screen(general, "admit-batch")
    general.set_viewport_size(PHONE)
    screen(general, "admit-batch")
    general.set_viewport_size(DESKTOP)
    press(general, "准予入会")
    assert "已按纪要准予 3 人入会" in general.inner_text(".messages")
    screen(general, "applications-admitted")
    general.goto(reverse("member_list", args=["A06"]))
    screen(general, "members")
    general.set_viewport_size(PHONE)
    screen(general, "members")

    assert list(Membership.objects.order_by("number").values_list("number", flat=True)) == [
        "A060010001M", "A060010002M", "A060010003M",
    ]  # fmt: skip
    assert "A060010003M" in look_at_the_card(member, Application.objects.get(person__username="p3"), screen)
