"""The desk's own pages: who gets in, how many queries they take, that what is asked for there is done or refused."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Office, Organisation, Person, ReviewRule, Unit
from portal.ground.dates import today
from portal.ground.models import CalendarDay, Delivery, JournalEntry, JournalSeal, Notice
from tests.entering import enter
from tests.factories.city import NOW
from tests.factories.workbooks import credit_code

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
EVERYBODY = {
    "stats", "official", "leader", "honghua", "honghua_head", "huichuan", "system", "security", "audit", "worker",
}  # fmt: skip
IN_OFFICE = EVERYBODY - {"worker"}
STAFF = {"stats", "official", "leader", "honghua", "honghua_head", "huichuan"}
OF_THE_CITY = {"stats", "official", "leader"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def unit(city):
    return Unit.objects.create(
        kind="enterprise", name="甲公司", credit_code=credit_code(), region_code="520302", tags=["民营"]
    )


@pytest.fixture
def branch(city):
    """A branch's organisation in 红花岗区; without one nobody has officers to enter."""
    return Organisation.objects.create(kind="branch", name="甲公司科协", region_code="520302")


def sees(client, actor, address):
    return enter(client, actor).get(address).status_code


def post(client, actor, name, /, *args, **typed):
    """The page one comes to after posting, as text."""
    return enter(client, actor).post(reverse(name, args=args), typed, follow=True).content.decode()


# address's name, what names the row there, who is let in (200), for whom the row does not exist (404); others: 403.
PAGES = [
    ("notice_list", None, EVERYBODY, set()),
    ("office_list", None, IN_OFFICE, set()),
    ("office_new", None, {"system", "security", *OF_THE_CITY, "honghua", "honghua_head"}, set()),
    ("office_detail", "office", OF_THE_CITY | {"system", "security", "audit"}, {"honghua", "honghua_head", "huichuan"}),
    ("account_list", None, {"system"}, set()),
    ("account_new", None, {"system"}, set()),
    ("account_detail", "person", {"system"}, set()),
    ("journal_list", None, {"audit"}, set()),
    ("unit_list", None, STAFF, set()),
    ("unit_detail", "unit", STAFF - {"huichuan"}, {"huichuan"}),
    ("calendar", None, IN_OFFICE, set()),
    ("value_list", None, IN_OFFICE, set()),
    ("value_form", "value", {"leader"}, set()),
    ("review_rules", None, IN_OFFICE, set()),
    ("review_rules_form", "kind", {"leader"}, set()),
]


@pytest.mark.parametrize(("name", "row", "let_in", "unknown_to"), PAGES)
def test_a_page_opens_for_whom_it_is_meant_and_nobody_else(client, city, unit, branch, name, row, let_in, unknown_to):
    rows = {
        "office": city.official.office.public_id, "person": city.official.person.public_id, "unit": unit.public_id,
        "value": "quarter.confirm-days", "kind": "branch",
    }  # fmt: skip
    address = reverse(name, args=[rows[row]] if row else [])

    answers = {who: sees(client, city.actors[who], address) for who in EVERYBODY}

    assert answers == {who: 200 if who in let_in else 404 if who in unknown_to else 403 for who in EVERYBODY}


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("office_detail", "security"), ("account_detail", "system"), ("unit_detail", "official"), ("value_form", "leader"),
        ("review_rules_form", "leader"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("typed", ["unheard-of", "韦" * 40])
def test_a_row_that_is_not_there_is_not_found(client, city, name, who, typed):
    assert sees(client, city.actors[who], reverse(name, args=[typed])) == 404


ACTS = [
    ("office_act", "security", "office", {"end", "hand-over"}),
    ("account_act", "system", "person", {"disable", "enable", "reset-second-factor"}),
    ("unit_act", "official", "unit", {"rename", "credit-code", "merge", "tag"}),
]


@pytest.mark.parametrize(("name", "who", "row", "acts"), ACTS)
def test_acts_are_posted_and_only_those_there_are(client, city, unit, name, who, row, acts):
    rows = {"office": city.official.office, "person": city.official.person, "unit": unit}
    enter(client, city.actors[who])

    for act in acts:
        assert client.get(reverse(name, args=[rows[row].public_id, act])).status_code == 405
    assert client.post(reverse(name, args=[rows[row].public_id, "erase"])).status_code == 404


@pytest.mark.parametrize(("name", "who", "row", "acts"), ACTS)
def test_acts_are_closed_to_everybody_else(client, city, unit, name, who, row, acts):
    rows = {"office": city.official.office, "person": city.official.person, "unit": unit}

    for other in ("worker", "audit", "huichuan"):
        for act in acts:
            address = reverse(name, args=[rows[row].public_id, act])
            assert enter(client, city.actors[other]).post(address).status_code in (302, 403, 404)
    assert not JournalEntry.objects.exists()


def more(city, name, count):
    """So many more rows for the page to show."""
    for number in range(count):
        key = f"{name}-{number}-{Person.objects.count()}-{Unit.objects.count()}-{JournalEntry.objects.count()}"
        if name in ("office_list", "account_list"):
            person = Person.objects.create_user(key, name="某人", must_change_password=True)
            Office.objects.create(
                person=person, organisation=city.official.office.organisation, title="vice_chair", start_on=today()
            )
        elif name == "unit_list":
            Unit.objects.create(kind="enterprise", name=key, region_code="520302")
        elif name == "journal_list":
            JournalEntry.objects.create(person=city.official.person, verb="a.done", thing="x", thing_id=key)
        elif name == "notice_list":
            notice = Notice.objects.create(key=f"{key}-{Notice.objects.count()}", subject="通知", text="内容")
            Delivery.objects.create(
                notice=notice, person=city.official.person, channel="in_app", state="sent", sent_at=NOW, read_at=NOW
            )
        elif name == "calendar":
            last = CalendarDay.objects.filter(day__year=2026).order_by("-day").first().day
            CalendarDay.objects.create(day=last + timedelta(days=1), is_working=False, name="假")
        else:
            rule = ReviewRule.objects.filter(kind="branch").order_by("-order").first()
            rule.pk, rule.order = None, rule.order + 1
            rule.save()


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("notice_list", "official"), ("office_list", "security"), ("account_list", "system"), ("journal_list", "audit"),
        ("unit_list", "official"), ("calendar", "leader"), ("review_rules", "leader"),
    ],
)  # fmt: skip
def test_a_list_takes_few_queries_and_as_many_with_more_rows(client, city, name, who):
    enter(client, city.actors[who])
    more(city, name, 1)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    more(city, name, 2)

    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))

    assert len(many) == len(few) <= MOST_QUERIES


@pytest.mark.parametrize("name", ["office_detail", "account_detail", "unit_detail", "value_list", "value_form"])
def test_a_page_takes_few_queries(client, city, unit, name):
    who = {"office_detail": "security", "account_detail": "system", "unit_detail": "official"}.get(name, "leader")
    args = {
        "office_detail": [city.official.office.public_id], "account_detail": [city.official.person.public_id],
        "unit_detail": [unit.public_id], "value_form": ["quarter.confirm-days"],
    }  # fmt: skip
    enter(client, city.actors[who])
    client.get(reverse(name, args=args.get(name, [])))

    with CaptureQueriesContext(connection) as taken:
        client.get(reverse(name, args=args.get(name, [])))

    assert len(taken) <= MOST_QUERIES


def test_opening_the_notices_marks_them_read_and_shows_only_ones_own(client, city):
    more(city, "notice_list", 1)
    Delivery.objects.update(read_at=None)

    assert "通知" not in enter(client, city.stats).get(reverse("notice_list")).content.decode()
    assert "通知" in enter(client, city.official).get(reverse("notice_list")).content.decode()
    assert Delivery.objects.get().read_at


def test_one_acts_for_an_office_held_today_and_for_no_other(client, city):
    second = Office.objects.create(
        person=city.official.person, organisation=city.honghua.office.organisation, title="official", start_on=today()
    )
    enter(client, city.official)

    assert client.post(reverse("act_as"), {"office": second.public_id}).url == reverse("desk")
    assert "520302科协 工作人员" in client.get(reverse("desk")).content.decode()
    assert client.post(reverse("act_as"), {"office": city.leader.office.public_id}).status_code == 404
    Office.objects.filter(pk=second.pk).update(start_on=today() - timedelta(days=9), end_on=today())
    assert client.post(reverse("act_as"), {"office": second.public_id}).status_code == 404
    assert "5203科协 工作人员" in client.get(reverse("desk")).content.decode()


def test_an_office_is_given_on_the_desk_or_refused_with_a_sentence(client, city):
    typed = {
        "organisation": city.official.office.organisation_id, "title": "vice_chair", "person": "田春兰",
        "start_on": "2026-11-02",
    }  # fmt: skip

    assert "田春兰已任5203科协 副主席。" in post(client, city.security, "office_new", **typed)
    assert "这个人在这段时间已担任这一职务。" in post(client, city.security, "office_new", **typed)
    assert "找不到这个人" in post(client, city.security, "office_new", **typed | {"person": "没有此人"})
    assert Office.objects.filter(person=city.worker.person).count() == 1


def test_the_desk_offers_nobody_an_office_they_may_not_give(client, city, branch):
    typed = {
        "organisation": branch.pk, "title": "chair", "person": "田春兰", "start_on": "2026-11-02",
    }  # fmt: skip

    assert "甲公司科协" not in enter(client, city.security).get(reverse("office_new")).content.decode()
    assert enter(client, city.security).post(reverse("office_new"), typed).status_code == 200
    assert not Office.objects.filter(organisation=branch).exists()
    assert "田春兰已任甲公司科协 主席。" in post(client, city.honghua, "office_new", **typed)


def test_an_office_is_ended_and_handed_over_on_the_desk_or_refused(client, city):
    official, stats = city.official.office.public_id, city.stats.office.public_id

    ended = post(client, city.security, "office_act", official, "end", end_on="2026-11-02")
    again = post(client, city.security, "office_act", official, "end", end_on="2026-11-02")
    nobody = post(client, city.security, "office_act", stats, "hand-over", successor="没有此人", on="2026-11-02")
    handed = post(client, city.security, "office_act", stats, "hand-over", successor="worker", on="2026-11-02")

    assert "已办理离任。" in ended
    assert "这一职务已经办理离任。" in again
    assert "找不到这个人" in nobody
    assert "已移交，待办、草稿和联系方式一并转给田春兰。" in handed


def test_an_account_is_made_on_the_desk_and_its_password_shown_once(client, city):
    typed = {"name": "王芳", "username": "wangfang", "phone": "138 0000 0001", "email": ""}

    page = post(client, city.system, "account_new", **typed)
    again = post(client, city.system, "account_new", **typed)
    wrong = post(client, city.system, "account_new", **typed | {"username": "王芳", "phone": "1380"})

    person = Person.objects.get(username="wangfang")
    assert person.check_password(page.split("<code>")[1].split("</code>")[0])
    assert person.phone == "13800000001"
    assert "登录名“wangfang”已有人使用。" in again
    assert "登录名应以小写字母开头" in wrong
    assert "手机号应为 11 位数字。" in wrong


def test_an_account_is_disabled_enabled_and_reset_on_the_desk_or_refused(client, city):
    person, own = city.official.person.public_id, city.system.person.public_id

    said = [
        post(client, city.system, "account_act", whose, act)
        for whose, act in (
            (person, "reset-second-factor"), (person, "reset-second-factor"), (person, "disable"), (person, "disable"),
            (person, "enable"), (person, "enable"), (own, "disable"),
        )
    ]  # fmt: skip

    sentences = (
        "已重置，下次登录时重新设置动态口令。", "该账号还没有设置动态口令。", "已停用，已登录的会话随即失效。", "该账号已经停用。",
        "已启用。", "该账号正在使用，不需要启用。", "不能停用自己的账号。",
    )  # fmt: skip
    for page, sentence in zip(said, sentences, strict=True):
        assert sentence in page


def test_the_journal_is_searched_and_verified_on_the_desk(client, city):
    post(client, city.system, "account_act", city.official.person.public_id, "disable")
    enter(client, city.audit)

    page = client.get(reverse("journal_list"), {"q": "account.disabled", "first": "2020-01-01"}).content.decode()
    none = client.get(reverse("journal_list"), {"last": "2020-01-01"}).content.decode()

    assert "system" in page
    assert "account.disabled" in page
    assert "没有符合条件的记录。" in none
    assert "日志完整，没有发现改动。" in post(client, city.audit, "journal_verify")
    assert enter(client, city.system).post(reverse("journal_verify")).status_code == 403


def test_a_journal_whose_chain_is_broken_is_called_out_on_the_desk(client, city):
    JournalSeal.objects.create(number=1, entry_ids=[], before_transaction=0, digest="0" * 64, previous="1" * 64)

    assert "封条 1 与前一封条不相接。" in post(client, city.audit, "journal_verify")


def test_a_unit_is_changed_on_the_desk_or_refused(client, city, unit):
    other = Unit.objects.create(kind="enterprise", name="丙公司", region_code="520302")
    by = {"on": "2026-06-01", "document": "变更登记"}
    new_code = credit_code("91520302MA6DQX0A6")

    def ask(act, /, **typed):
        return post(client, city.honghua, "unit_act", unit.public_id, act, **typed)

    assert "已记录：更名。" in ask("rename", name="乙公司", **by)
    assert "新名称与现在的名称相同。" in ask("rename", name="乙公司", **by)
    assert "已记录：变更信用代码。" in ask("credit-code", credit_code=new_code.lower(), **by)
    assert "统一社会信用代码应为 18 位" in ask("credit-code", credit_code="123", **by)
    assert "已记录：控股类型和标签。" in ask("tag", ownership="private", tags="民营、专精特新")
    assert "每个标签不超过 20 个字。" in ask("tag", ownership="private", tags="长" * 21)
    assert "名录中没有这个单位。" in ask("merge", into="没有这家", **by)
    assert "变更日期不能晚于今天。" in ask("merge", into="丙公司", **by | {"on": "2026-11-03"})
    assert "已记录：并入另一家单位。" in ask("merge", into="丙公司", **by)
    unit.refresh_from_db()
    assert (unit.name, unit.credit_code, unit.tags) == ("乙公司", new_code, ["民营", "专精特新"])
    assert unit.mergers.get().into == other


def test_a_unit_of_another_county_cannot_be_changed(client, city, unit):
    address = reverse("unit_act", args=[unit.public_id, "tag"])

    assert enter(client, city.huichuan).post(address, {"tags": "x"}).status_code == 404
    unit.refresh_from_db()
    assert unit.tags == ["民营"]


def test_holidays_are_entered_by_leaders_or_refused(client, city):
    typed = {"first": "2027-10-01", "last": "2027-10-07", "is_working": "0", "name": "国庆节"}

    assert "国庆节" in post(client, city.leader, "calendar", **typed)
    assert "结束日期不能早于开始日期。" in post(client, city.leader, "calendar", **typed | {"last": "2027-09-01"})
    assert enter(client, city.official).post(reverse("calendar"), typed | {"name": "假"}).status_code == 403
    assert set(CalendarDay.objects.filter(day__year=2027).values_list("name", flat=True)) == {"国庆节"}


@pytest.mark.parametrize("year", ["0", "99999", "²", "-1", "x", ""])
def test_the_calendar_of_a_year_that_is_none_is_this_years(client, city, year):
    response = enter(client, city.official).get(reverse("calendar"), {"year": year})

    assert "2026 年节假日安排" in response.content.decode()


def test_a_value_is_changed_on_the_desk_or_refused(client, city):
    typed = {"value": "7", "start_on": "2026-11-02", "source": "〔2026〕9号"}

    assert "已保存。" in post(client, city.leader, "value_form", "quarter.confirm-days", **typed)
    assert "数值应在 1 到 60 之间。" in post(
        client, city.leader, "value_form", "quarter.confirm-days", **typed | {"value": "99"}
    )
    assert enter(client, city.official).post(reverse("value_form", args=["quarter.confirm-days"])).status_code == 403


def steps(*names, **changes):
    """The form of a version with these steps, the last one left empty."""
    typed = {
        "form-TOTAL_FORMS": len(names) + 1, "form-INITIAL_FORMS": 2, "valid_from": "2026-11-02", "source": "〔2026〕9号",
    }  # fmt: skip
    for number, name in enumerate(names):
        typed |= {
            f"form-{number}-name": name, f"form-{number}-scope": "county", f"form-{number}-titles": ["official", "chair"],
            f"form-{number}-working_days": "5",
        }  # fmt: skip
    return typed | changes


def test_review_steps_are_changed_on_the_desk(client, city):
    page = post(client, city.leader, "review_rules_form", "branch", **steps("初审", "复审", "批复"))

    assert "已保存，新受理的事项按新步骤办理。" in page
    assert [rule.name for rule in ReviewRule.objects.on("branch", today())] == ["初审", "复审", "批复"]


def test_review_steps_nobody_could_follow_are_refused_on_the_desk(client, city):
    assert "步骤名称不能重复。" in post(client, city.leader, "review_rules_form", "branch", **steps("初审", "初审"))
    assert "启用日期不能早于今天" in post(
        client, city.leader, "review_rules_form", "branch", **steps("初审", "批复", valid_from="2026-11-01")
    )
    assert enter(client, city.official).post(reverse("review_rules_form", args=["branch"])).status_code == 403


def test_review_steps_can_be_taken_out(client, city):
    post(client, city.leader, "review_rules_form", "branch", **steps("初审", "批复", **{"form-0-DELETE": "on"}))

    assert [rule.name for rule in ReviewRule.objects.on("branch", today())] == ["批复"]
