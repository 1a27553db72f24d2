"""Societies brought in a workbook: planned row by row, written as a whole, taken back while nothing depends on them."""

import pytest
from django.core.management import CommandError, call_command

from members.models import Admission, Organisation
from portal.ground import imports
from portal.ground.errors import Refused
from portal.ground.models import ImportBatch
from societies.models import Society
from tests.factories import societies
from tests.factories.city import NOW, workbook
from tests.factories.workbooks import credit_code

pytestmark = pytest.mark.django_db
HEADER = [
    "名称",
    "学会代码",
    "学科门类",
    "学科",
    "统一社会信用代码",
    "注册资金（万元）",
    "成立日期",
    "注销日期",
    "联系电话",
]
BRIDGES = [
    "遵义市桥梁学会",
    "b01",
    "工科",
    "桥梁工程、岩土工程",
    credit_code(),
    "3.5",
    "2001-05-06",
    None,
    "0851-80001234",
]
NURSES = ["遵义市护理学会", "D01", "医科", None, None, None, "1999年1月2日", "2020-01-01", None]


def planned(path, *rows, within=""):
    return imports.make_plan("societies", workbook(path / "a.xlsx", HEADER, rows), {"within": within})


def brought(path, *rows):
    call_command("import_societies", str(workbook(path / "a.xlsx", HEADER, rows)))


def test_import_writes_societies_that_are_closed_for_now(city, tmp_path):
    brought(tmp_path, BRIDGES, NURSES)

    society = Society.objects.get(code="B01")
    assert (str(society), society.field, society.disciplines) == (
        "遵义市桥梁学会",
        "engineering",
        ["桥梁工程", "岩土工程"],
    )
    assert (str(society.funds), society.founded_on.isoformat()) == ("3.50", "2001-05-06")
    assert Society.objects.get(code="D01").dissolved_on.isoformat() == "2020-01-01"
    assert set(Admission.objects.values_list("is_open", "prefix")) == {(False, "B01001"), (False, "D01001")}
    assert planned(tmp_path, BRIDGES, NURSES).summary == {"create": 0, "update": 0, "unchanged": 2, "wrong": 0}


def test_import_brings_up_to_date_and_wipes_out_nothing(city, tmp_path):
    brought(tmp_path, BRIDGES)
    brought(tmp_path, ["遵义市桥隧学会", "B01", "工科", *[None] * 5, "0851-80005678"])

    society = Society.objects.get(code="B01")
    assert (str(society), society.phone, society.credit_code) == ("遵义市桥隧学会", "0851-80005678", credit_code())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({1: "7"}, "一个字母加两位数字"), ({2: "神学"}, "学科门类"), ({5: "很多"}, "单位是万元"), ({6: "2099-01-01"}, "今天之后"),
     ({7: "2000-01-01"}, "成立日期之后"), ({1: "A06"}, "代码是 A07"), ({4: "913"}, "统一社会信用代码")],
)  # fmt: skip
def test_import_says_what_is_wrong_and_writes_nothing(city, tmp_path, change, sentence):
    societies.society("遵义市桥梁学会" if 1 in change else "甲学会", "A07")
    row = [change.get(place, cell) for place, cell in enumerate(BRIDGES)]

    plan = planned(tmp_path, row)
    assert any(sentence in error["reason"] or sentence in error["title"] for error in plan.errors)
    with pytest.raises((CommandError, SystemExit)):
        brought(tmp_path, row)
    assert Society.objects.count() == 1


def test_import_refuses_doubled_rows_and_counties(city, tmp_path):
    plan = planned(tmp_path, BRIDGES, BRIDGES)
    assert {error["title"] for error in plan.errors} == {"名称", "学会代码", "统一社会信用代码"}
    with pytest.raises(Refused, match="由市科协登记"):
        planned(tmp_path, BRIDGES, within="520302")


def test_undo_takes_them_back_until_somebody_worked_with_one(city, tmp_path):
    brought(tmp_path, BRIDGES)
    imports.undo(ImportBatch.objects.get(), by=None, now=NOW)
    assert not Society.objects.exists()
    assert not Organisation.objects.filter(kind="society").exists()

    brought(tmp_path, BRIDGES)
    society = Society.objects.get()
    societies.member(society, member_class=societies.member_class(society))
    with pytest.raises(Refused, match="不能撤销"):
        imports.undo(ImportBatch.objects.get(state="confirmed"), by=None, now=NOW)
