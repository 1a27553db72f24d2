"""Imports as a whole: nothing or everything, twice is once, undone without a trace."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from members.models import Activity, Office, Organisation, Person, Unit
from outreach.models import Branch, Coverage, QuarterReport, RegisterEdition, RegisterEntry
from portal.ground import imports
from portal.ground.errors import Refused
from portal.ground.journal import record
from portal.ground.models import ImportBatch
from tests.factories.city import NOW
from tests.factories.workbooks import (
    AS_OF,
    NEEDED_BEFORE,
    ROWS,
    bring,
    bring_before,
    credit_code,
    dump,
    good,
    refusal,
    row_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
KINDS = list(NEEDED_BEFORE)
CHANGED = {
    "register": row_of("register", 科技工作者人数=99), "branches": row_of("branches", 会员数=99),
    "activities": row_of("activities", 参与人次=99), "people": row_of("people", 职称="副教授"),
    "societies": row_of("societies", 联系电话="0851-80005678"),
}  # fmt: skip
WRONG = {
    "register": (row_of("register", 科技工作者人数="许多"), "G 科技工作者人数：许多 请填不小于零的整数。"),
    "branches": (row_of("branches", 备案日期="2023-12-31"), "H 备案日期：2023-12-31 备案日期早于批复日期。"),
    "activities": (row_of("activities", 组织名称="丙科协"), "A 组织名称：丙科协 找不到这个组织，请先导入或登记。"),
    "people": (row_of("people", 手机="123"), "B 手机：123 手机号应为 11 位数字。"),
    "societies": (row_of("societies", 学会代码="7"), "B 学会代码：7 学会代码应为一个字母加两位数字，如 A06。"),
}  # fmt: skip


def last():
    return ImportBatch.objects.latest("pk")


def undo(batch):
    """Inside a transaction of its own, so that the test can look at the database after a refusal."""
    with transaction.atomic():
        imports.undo(batch, by=None, now=NOW)


# Nothing or everything


@pytest.mark.parametrize("kind", KINDS)
def test_check_tells_and_writes_nothing(kind, tmp_path, capsys):
    bring_before(tmp_path, kind)
    before = dump()
    capsys.readouterr()

    bring(kind, good(tmp_path, kind), check=True)

    assert f"检查通过，将新增 {len(ROWS[kind])}，更新 0，不变 0。" in capsys.readouterr().out
    assert dump() == before


@pytest.mark.parametrize("kind", KINDS)
def test_check_lists_what_is_wrong_and_exits_1(kind, tmp_path, capsys):
    bring_before(tmp_path, kind)
    wrong, sentence = WRONG[kind]

    said = refusal(kind, good(tmp_path, kind, [*ROWS[kind][1:], wrong]), capsys, check=True)

    assert f"第 {len(ROWS[kind]) + 1} 行 {sentence}" in said
    assert "1 行有问题，没有写入任何数据。" in said


def break_off(kind, monkeypatch):
    """The kind writes everything and fails before the end."""
    sound = imports.kind_of(kind)

    def write(plan, batch):
        sound.write(plan, batch)
        raise RuntimeError("power cut")

    monkeypatch.setitem(imports._kinds, kind, replace(sound, write=write))


@pytest.mark.parametrize("kind", KINDS)
def test_confirm_is_all_or_nothing(kind, tmp_path, monkeypatch, city):
    bring_before(tmp_path, kind)
    batch = imports.preview(
        kind, good(tmp_path, kind), file_name="a.xlsx", options={"name": "名录", "as_of": AS_OF.isoformat()},
        city_code="5203", by=city.stats, now=NOW,
    )  # fmt: skip
    before = dump()
    break_off(kind, monkeypatch)

    with pytest.raises(RuntimeError):
        imports.confirm(batch, by=city.stats, now=NOW)
    assert dump() == before

    # The control: the same steps without their transaction leave half an import behind.
    with pytest.raises(RuntimeError):
        imports.confirm.__wrapped__(batch, by=city.stats, now=NOW)
    assert dump() != before


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_file_twice_changes_nothing(kind, tmp_path, capsys):
    bring_before(tmp_path, kind)
    bring(kind, good(tmp_path, kind))
    before = dump(with_batches=False)

    bring(kind, good(tmp_path, kind))

    assert f"新增 0，更新 0，不变 {len(ROWS[kind])}。" in capsys.readouterr().out
    assert dump(with_batches=False) == before


def test_a_branch_matched_by_hand_is_still_the_same_branch(tmp_path, capsys):
    bring_before(tmp_path, "activities")
    Coverage.objects.update(is_matched_by_hand=True)

    bring("branches", good(tmp_path, "branches"))

    assert "新增 0，更新 0，不变 2。" in capsys.readouterr().out


def test_a_second_confirmation_is_refused(tmp_path, city):
    bring("people", good(tmp_path, "people"))

    with pytest.raises(Refused, match="这份文件已经处理过了。"):
        imports.confirm(last(), by=city.stats, now=NOW)


# Undo


@pytest.mark.parametrize("kind", KINDS)
def test_undo_restores_the_state_before(kind, tmp_path):
    bring_before(tmp_path, kind)
    before = dump(with_batches=False)
    bring(kind, good(tmp_path, kind))
    assert dump(with_batches=False) != before

    undo(last())

    assert dump(with_batches=False) == before
    with pytest.raises(Refused, match="这次导入不能撤销。"):
        undo(last())


def test_undo_of_a_register_takes_back_matches_and_what_it_said_of_known_units(tmp_path):
    bring("people", good(tmp_path, "people", [row_of("people", 单位="旧名公司", 统一社会信用代码=credit_code())]))
    bring("branches", good(tmp_path, "branches"))
    bring("activities", good(tmp_path, "activities"))
    before = dump(with_batches=False)
    bring("register", good(tmp_path, "register"))
    assert Coverage.objects.get().unit.name == "甲公司"
    assert Activity.objects.filter(served_unit__name="甲公司").exists()

    undo(last())

    assert dump(with_batches=False) == before
    assert Unit.objects.get(credit_code=credit_code()).name == "旧名公司"


def test_undo_of_memberships_leaves_the_people_known_before(tmp_path):
    bring("people", good(tmp_path, "people"))
    before = dump(with_batches=False)
    bring("people", good(tmp_path, "people", [row_of("people", 学会="市化学会")]))
    assert last().summary["update"] == 1

    undo(last())

    assert dump(with_batches=False) == before


@pytest.mark.parametrize("kind", KINDS)
def test_undo_is_refused_where_records_were_updated(kind, tmp_path):
    bring_before(tmp_path, kind)
    bring(kind, good(tmp_path, kind))
    first = last()
    bring(kind, good(tmp_path, kind, [CHANGED[kind], *ROWS[kind][1:]]))
    assert last().summary == {"create": 0, "update": 1, "unchanged": len(ROWS[kind]) - 1, "wrong": 0}
    before = dump()

    with pytest.raises(Refused, match="这次导入更新了已有的记录，不能撤销；如需恢复，请重新导入原来的文件。"):
        undo(last())
    with pytest.raises(Refused, match="后来的导入又更新了其中的记录，不能撤销。"):
        undo(first)

    assert dump() == before


def give_office(_city):
    person = Person.objects.get(phone="13800000001")
    organisation = Organisation.objects.get(kind="association", region_code="5203")
    Office.objects.create(person=person, organisation=organisation, title="reviewer", start_on=date(2026, 1, 1))


def sign_in(_city):
    Person.objects.filter(phone="13800000001").update(last_login=NOW)


def found_a_branch(_city):
    organisation = Organisation.objects.create(kind="branch", name="新科协", region_code="520302")
    Branch.objects.create(organisation=organisation, kind="enterprise", formation="standalone",
                          applicant=Person.objects.get(phone="13800000001"))  # fmt: skip


def stand_a_quarter_on_it(city):
    report = QuarterReport.objects.create(
        city_code="5203", quarter="2026Q3", requested_by=city.stats.person, requested_at=NOW
    )
    report.editions.set(RegisterEdition.objects.all())


def hold_an_activity(_city):
    branch = Organisation.objects.get(name="甲科协")
    Activity.objects.create(organisation=branch, held_on=date(2026, 1, 2), name="讲座", kind="讲座", filed_at=NOW)


def act_on_the_branch(city):
    record("branch.dissolved", Branch.objects.get(organisation__name="甲科协"), by=city.leader)


def place_a_child_under_it(_city):
    parent = Organisation.objects.get(name="总科协")
    Organisation.objects.create(kind="branch", name="子科协", region_code="520302", parent=parent)


@pytest.mark.parametrize(
    ("kind", "depend", "sentence"),
    [
        pytest.param("people", give_office, "其中有 1 人已登录过或担任职务，不能撤销。", id="somebody holds an office"),
        pytest.param("people", sign_in, "其中有 1 人已登录过或担任职务，不能撤销。", id="somebody signed in"),
        pytest.param("people", found_a_branch, "已有其他记录用到这次导入的数据，不能撤销。", id="somebody founds a branch"),
        pytest.param("register", stand_a_quarter_on_it, "已有季度报告使用这份名录，不能撤销。", id="a quarter stands on it"),
        pytest.param("branches", hold_an_activity, "这批组织已有活动记录或已进入季度报告，不能撤销。", id="a branch was active"),
        pytest.param("branches", act_on_the_branch, "这批组织中已有后续办理记录，不能撤销。", id="a branch was acted on"),
        pytest.param("branches", place_a_child_under_it, "已有其他记录用到这次导入的数据，不能撤销。", id="a branch has a child"),
    ],
)  # fmt: skip
def test_undo_is_refused_where_something_depends_on_it(kind, depend, sentence, tmp_path, city):
    bring_before(tmp_path, kind)
    bring(kind, good(tmp_path, kind))
    depend(city)
    before = dump()

    with pytest.raises(Refused, match=sentence):
        undo(last())

    assert dump() == before


def test_undo_leaves_units_somebody_else_needs(tmp_path):
    bring("register", good(tmp_path, "register"))
    batch = last()
    bring("people", good(tmp_path, "people", [row_of("people", 单位="甲公司")]))

    undo(batch)

    assert list(Unit.objects.values_list("name", flat=True)) == ["甲公司"]
    assert not RegisterEntry.objects.exists()


# What rows say


@pytest.mark.parametrize(
    ("kind", "row", "place", "sentence"),
    [
        ("register", row_of("register", 行政区划代码="月球区"), "D 行政区划代码：月球区", "找不到名为“月球区”的区（市、县），请填区划代码。"),
        ("register", row_of("register", 行政区划代码="529999"), "D 行政区划代码：529999", "区划代码 529999 不在区划表中，请核对。"),
        ("register", row_of("register", 标签="一个不止二十个字的标签因此数据库里放不下它呀呀"), "I 标签：", "内容过长，最多 20 个字。"),
        ("register", row_of("register", 科技工作者人数="99999999999"), "G 科技工作者人数：", "数字过大，请核对。"),
        ("branches", row_of("branches", 上级组织="无名"), "M 上级组织：无名", "找不到这个上级组织，或有重名。"),
        ("branches", row_of("branches", 上级组织="总科协"), "M 上级组织：总科协", "上级组织不能是它自己。"),
        ("branches", row_of("branches", 撤销日期="2024-02-01"), "I 撤销日期：2024-02-01", "撤销日期早于备案日期。"),
        ("activities", row_of("activities", 日期="2099-01-01"), "B 日期：2099-01-01", "活动日期在今天之后。"),
        ("activities", row_of("activities", 日期="2026-02-30"), "B 日期：2026-02-30", "没有“2026-02-30”这一天。"),
        ("activities", row_of("activities", 参与人次="-1"), "G 参与人次：-1", "请填不小于零的整数。"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named(kind, row, place, sentence, tmp_path, capsys):
    bring_before(tmp_path, kind)

    said = refusal(kind, good(tmp_path, kind, [row]), capsys)

    assert f"第 2 行 {place}" in said
    assert sentence in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_row_twice_is_refused(kind, tmp_path, capsys):
    bring_before(tmp_path, kind)

    said = refusal(kind, good(tmp_path, kind, [ROWS[kind][0], ROWS[kind][0]]), capsys)

    assert "第 3 行" in said
    assert "与第 2 行" in said
