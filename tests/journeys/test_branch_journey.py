"""A branch is registered on a phone with photographed papers, returned, approved and filed, and tells what it does."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from members.models import Person
from outreach import reports
from portal.ground.dates import today
from tests.entering import give_second_factor
from tests.factories.city import CODE, workbook
from tests.factories.pictures import photograph
from tests.journeys.conftest import DESKTOP, PHONE, downloaded, press
from tests.outreach.test_figures import REGISTER

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

NEW = "/desk/branches/new/"
APPLICATION = ("① 申请报告", "② 申请表", "③ 章程", "④ 会员名册")
RESULT = "⑤ 选举结果报告"
BRANCH = {
    "name": "企业1科学技术协会", "region_code": "红花岗区", "covers": "企业1", "chair_name": "田春兰",
    "contact_name": "田春兰", "contact_phone": "+86 138 0000 0000", "members_count": "26",
}  # fmt: skip


@pytest.fixture
def firms(city, tmp_path):
    rows = [[f"企业{n}", "企业", None, "520302", "是", "否", 5, "私营"] for n in range(3)]
    call_command("import_register", workbook(tmp_path / "r.xlsx", REGISTER, rows), name="名录", as_of=date(2026, 1, 1))
    return city


def coverage():
    """Covered and all enterprises of the county, as n/N."""
    figures = reports.live_figures(CODE, day=today())
    figure = next(one for one in figures if (one.indicator, one.row_code) == ("C4", "520302"))
    assert float(figure.ratio) == figure.n / figure.total
    return Fraction(figure.n, figure.total)


def fill(page, values):
    for name, value in values.items():
        page.fill(f"[name={name}]", value)


def said(page):
    """What the page tells about the last act."""
    return page.inner_text(".messages")


def bring(page, folder, labels):
    """Photograph each paper and send them all at once; the small pictures are there before and after."""
    papers = page.locator("#papers")
    for number, label in enumerate(labels):
        papers.get_by_label(label).set_input_files(photograph(folder / f"材料{number}.jpg"))
    chosen = papers.locator(".chosen-files img")
    expect(chosen).to_have_count(len(labels))
    papers.get_by_role("button", name="上传材料").click()
    expect(page.locator(".messages")).to_contain_text(f"已上传 {len(labels)} 个文件")


def expect_shown(pictures, count):
    """That many pictures, each of which really came."""
    expect(pictures).to_have_count(count)
    for number in range(count):
        pictures.nth(number).scroll_into_view_if_needed()
        expect(pictures.nth(number)).to_have_js_property("complete", True)
        assert pictures.nth(number).evaluate("picture => picture.naturalWidth") > 0


def write_and_submit(worker, folder, screen):
    """From an empty form by way of a draft to the application handed in; gives the branch's address."""
    worker.goto(NEW)
    fill(worker, {"name": BRANCH["name"], "region_code": BRANCH["region_code"]})
    press(worker, "保存草稿")
    assert "草稿已保存" in said(worker)
    address = worker.url

    worker.goto("/desk/")
    screen(worker, "worker-desk")
    worker.get_by_role("link", name=BRANCH["name"]).click()
    worker.get_by_role("link", name="修改内容").click()
    fill(worker, BRANCH)
    screen(worker, "branch-form")
    press(worker, "提交", exact=True)
    assert "还缺材料：① 申请报告、② 申请表、③ 章程、④ 会员名册" in said(worker)
    bring(worker, folder, APPLICATION)
    expect_shown(worker.locator(".thumbnail"), len(APPLICATION))
    screen(worker, "branch-papers")
    press(worker, "提交申请")
    assert "已提交，初审将在" in said(worker)
    return address


def return_and_correct(official, worker, address, screen):
    """The county looks at the papers and asks for a correction; the applicant makes it."""
    official.goto(address)
    expect_shown(official.locator(".thumbnail"), len(APPLICATION))
    name, content = downloaded(official, official.get_by_role("link", name="材料0.jpg", exact=True))
    assert (name, content[:2]) == ("材料0.jpg", b"\xff\xd8")
    screen(official, "branch-review")
    official.fill("[name=remark]", "覆盖单位请写全称")
    press(official, "退回补正")

    worker.goto(address)
    assert "覆盖单位请写全称" in worker.inner_text(".error-summary")
    screen(worker, "branch-returned")
    worker.get_by_role("link", name="修改内容").click()
    assert worker.input_value("[name=contact_phone]") == "13800000000"
    press(worker, "提交", exact=True)
    assert "已提交，初审将在" in said(worker)


def approve(official, head, address, screen):
    official.goto(address)
    press(official, "初审通过")
    head.goto(address)
    screen(head, "branch-approval")
    fill(head, {"document": "红科协〔2026〕9号"})
    press(head, "批复")
    assert "已批复" in said(head)


def file_founding(official, worker, address, folder, screen):
    worker.goto(address)
    bring(worker, folder, [RESULT])
    official.goto(address)
    day = today().isoformat()
    fill(official, {"founded_on": day, "filed_on": day, "term_ends_on": f"{today().year + 5}-01-01"})
    press(official, "备案", exact=True)
    assert "计入组织覆盖" in said(official)
    screen(official, "branch-filed")


def test_a_branch_is_founded_from_a_phone_and_files_what_it_does(firms, enter, screen, tmp_path):
    worker, official = enter("worker", PHONE), enter("honghua", DESKTOP)
    before = coverage()
    address = write_and_submit(worker, tmp_path, screen)
    return_and_correct(official, worker, address, screen)
    approve(official, enter("honghua_head", PHONE), address, screen)
    assert coverage() == before
    file_founding(official, worker, address, tmp_path, screen)

    assert coverage() == before + Fraction(1, 3)

    official.get_by_role("link", name="登记任职").click()
    official.select_option("[name=title]", label="科协联络员")
    fill(official, {"person": "worker"})
    press(official, "任命")
    worker.goto(address)
    assert "设置登录保护" in worker.inner_text("h1")  # whoever is in office shows a second factor
    give_second_factor(Person.objects.get(username="worker"))
    worker = enter("worker", PHONE)
    worker.goto(address)
    fill(worker, {"name": "工程师进校园", "person_times": "42"})
    worker.get_by_label("现场照片").set_input_files(photograph(tmp_path / "现场.jpg", colour="#9fc3e8"))
    expect(worker.locator(".chosen-files img")).to_have_count(1)
    screen(worker, "activity-form")
    worker.get_by_role("button", name="备案活动").click()
    expect(worker.locator(".messages")).to_contain_text("活动已备案")
    # Whoever is new has their pictures looked at before others see them.
    expect(worker.locator("#activities")).to_contain_text("照片待审核")
    screen(worker, "branch-with-activity")


def test_a_farm_technical_association_is_registered_without_papers_in_one_go(city, enter, screen):
    worker = enter("worker", PHONE)
    worker.goto(NEW)
    worker.select_option("[name=kind]", label="农技协")
    fill(worker, {
        "name": "海龙乡辣椒种植农技协", "region_code": "海龙乡", "chair_name": "罗山", "contact_name": "罗山",
        "contact_phone": "13900000000",
    })  # fmt: skip
    press(worker, "提交", exact=True)

    assert "已提交，初审将在" in said(worker)
    screen(worker, "branch-farm")
