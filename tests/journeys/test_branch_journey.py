"""A branch is registered on a phone, returned, corrected, approved and filed; coverage rises by exactly 1/N."""

from datetime import date

import pytest
from django.core.management import call_command

from outreach import reports
from portal.ground.dates import today
from tests.factories.city import CODE, workbook
from tests.journeys.conftest import DESKTOP, PHONE
from tests.outreach.test_figures import REGISTER

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def firms(city, tmp_path):
    rows = [[f"企业{n}", "企业", None, "520302", "是", "否", 5, "私营"] for n in range(3)]
    call_command("import_register", workbook(tmp_path / "r.xlsx", REGISTER, rows), name="名录", as_of=date(2026, 1, 1))
    return city


def covered():
    figures = reports.live_figures(CODE, day=today())
    return next((f.n, f.total) for f in figures if (f.indicator, f.row_code) == ("C4", "520302"))


def test_a_branch_is_founded_from_a_phone(firms, enter, screen):
    worker = enter("worker", PHONE)
    worker.goto("/desk/branches/new/")
    for name, value in {
        "name": "企业1科学技术协会", "region_code": "红花岗区", "covers": "企业1", "chair_name": "田春兰",
        "contact_name": "田春兰", "contact_phone": "+86 138 0000 0000",
    }.items():  # fmt: skip
        worker.fill(f"[name={name}]", value)
    screen(worker, "branch-form")
    worker.click("[name=submit]")
    assert "10 个工作日内初审" in worker.inner_text(".messages")
    address = worker.url

    official = enter("honghua", DESKTOP)
    official.goto(address)
    screen(official, "branch-review")
    official.fill("[name=remark]", "缺章程")
    official.get_by_role("button", name="退回补正").click()
    worker.goto(address)
    assert "缺章程" in worker.inner_text(".error-summary")
    screen(worker, "branch-returned")
    worker.click("text=修改并提交")
    worker.click("[name=submit]")
    official.goto(address)
    official.get_by_role("button", name="初审通过").click()

    head = enter("honghua_head", PHONE)
    head.goto(address)
    head.fill("[name=document]", "红科协〔2026〕9号")
    head.get_by_role("button", name="批复").click()
    assert covered() == (0, 3)
    official.goto(address)
    day = today().isoformat()
    for name, value in {"founded_on": day, "filed_on": day, "term_ends_on": f"{today().year + 5}-01-01"}.items():
        official.fill(f"[name={name}]", value)
    official.get_by_role("button", name="备案", exact=True).click()

    assert "计入组织覆盖" in official.inner_text(".messages")
    assert covered() == (1, 3)
    screen(official, "branch-filed")
