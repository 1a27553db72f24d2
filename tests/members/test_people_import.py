"""People as rosters have them: what a cell may look like, what it may not, who is known, what is kept of memberships."""

from datetime import date

import pytest
from django.core.management import call_command

from members import people_import
from members.models import Membership, MembershipPeriod, Person, RosterClaim, Unit
from tests.factories import societies, workbooks
from tests.factories.city import NOW, workbook
from tests.factories.workbooks import HEADERS, ROWS, SHEET, bring, credit_code, dump, good, refusal, row_of, spoil

pytestmark = pytest.mark.django_db
PERSON, OTHER = ROWS["people"]
CODE = credit_code()


def letter_of(title):
    return "ABCDEFGHIJKLMNO"[HEADERS["people"].index(title)]


@pytest.mark.parametrize(
    ("title", "typed", "sentence"),
    [
        pytest.param("姓名", "=B9&C9", "公式没有计算结果，请在 Excel 中打开并保存后再上传。", id="formula without value"),
        pytest.param("姓名", "#N/A", "单元格是错误值 #N/A，请改成实际内容。", id="error value"),
        pytest.param("姓名", "韦_x0000_春兰", "含有无法识别的字符，请重新输入。", id="NUL"),
        pytest.param("姓名", "韦_xD842_", "含有无法识别的字符，请重新输入。", id="half a character"),
        pytest.param("姓名", "\u200b\u202e\u00a0", "必填，不能为空。", id="nothing visible"),
        pytest.param("姓名", "春" * 61, "内容过长，最多 60 个字。", id="longer than the column"),
        pytest.param("手机", "1.38E+10", "手机号被 Excel 显示成科学记数，请把该列设为“文本”后重新填写。", id="phone 1.38E+10"),
        pytest.param("手机", "1E+10", "科学记数", id="phone 1E+10"),
        pytest.param("手机", 1380000000, "手机号应为 11 位数字。", id="phone of ten digits"),
        pytest.param("手机", "0851-8888888", "手机号应为 11 位数字。", id="landline"),
        pytest.param("邮箱", "a@b", "邮箱地址的格式不对。", id="e-mail"),
        pytest.param("性别", "先生", "“先生”不在可选范围内，可填：男、女。", id="sex"),
        pytest.param("出生日期", "2020-02-30", "没有“2020-02-30”这一天。", id="30 February"),
        pytest.param("出生日期", "2020年2月30日", "没有“2020年2月30日”这一天。", id="30 February in Chinese"),
        pytest.param("出生日期", "九〇年一月", "日期请写成 2026-09-30 的形式。", id="day in words"),
        pytest.param("出生日期", "1786-01-05", "日期“1786-01-05”不合理，请核对年份。", id="another century"),
        pytest.param("出生日期", "2099-01-05", "出生日期在今天之后。", id="born tomorrow"),
        *[
            pytest.param(
                "统一社会信用代码", CODE[:9] + wrong + CODE[10:],
                f"统一社会信用代码里不会有字母 {wrong}，请核对是否为数字 1、0、5、2。", id=f"credit code with {wrong}",
            )
            for wrong in "IOSVZ"
        ],
        pytest.param("统一社会信用代码", CODE[:-1] + "02"[CODE[-1] == "0"], "统一社会信用代码的校验位不对，请核对。", id="credit code check digit"),
        pytest.param("统一社会信用代码", CODE[:-1], "统一社会信用代码应为 18 位，现在是 17 位。", id="credit code too short"),
        pytest.param("统一社会信用代码", 911100001000000000, "数字过长，末几位已被 Excel 改掉，请把该列设为“文本”后重新填写。", id="credit code as a number"),
        pytest.param("行政区划代码", "红花岗区", "行政区划代码应为数字。", id="region by name"),
        pytest.param("入会日期", "2015-13-01", "没有“2015-13-01”这一天。", id="joined in month 13"),
        pytest.param("入会日期", "2099-01-01", "入会日期在今天之后。", id="joined tomorrow"),
        pytest.param("会费缴至", "2026年13月", "没有“2026年13月”这个月。", id="paid until month 13"),
        pytest.param("会费缴至", "2014", "会费缴至早于入会日期。", id="paid until before joining"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_and_nothing_written(title, typed, sentence, tmp_path, capsys):
    path = good(tmp_path, "people", [OTHER, row_of("people", **{title: typed})])

    said = refusal("people", path, capsys)

    assert f"第 3 行 {letter_of(title)} {title}：" in said
    assert sentence in said
    assert "1 行有问题，没有写入任何数据。" in said


@pytest.mark.parametrize(
    ("title", "typed", "field", "value"),
    [
        pytest.param("姓名", "=韦春兰", "name", "=韦春兰", id="text beginning with ="),
        pytest.param("姓名", "'=韦春兰", "name", "=韦春兰", id="text our own CSV has protected"),
        pytest.param("姓名", " 韦\u200b春\u202e兰\ufeff ", "name", "韦春兰", id="U+202E and zero-width"),
        pytest.param("姓名", "韦\u00a0春兰\u3000", "name", "韦 春兰", id="NBSP"),
        pytest.param("姓名", "韦春兰_x000D_", "name", "韦春兰", id="escaped carriage return"),
        pytest.param("姓名", "𠮷䶮", "name", "𠮷䶮", id="rare names"),
        pytest.param("姓名", "_xD842__xDFB7_䶮", "name", "𠮷䶮", id="a rare name in two halves"),
        pytest.param("姓名", "阿依古丽·买买提", "name", "阿依古丽·买买提", id="middle dot"),
        pytest.param("手机", "１３８００００００２２", "phone", "13800000022", id="full-width digits"),
        pytest.param("手机", 13800000022, "phone", "13800000022", id="phone as a number"),
        pytest.param("手机", 13800000022.0, "phone", "13800000022", id="phone as a float"),
        pytest.param("手机", "+86 138-0000-0022", "phone", "13800000022", id="+86"),
        pytest.param("手机", "＋86（138）0000 0022", "phone", "13800000022", id="full-width plus and brackets"),
        pytest.param("手机", "138 0000\u00a00022", "phone", "13800000022", id="spaces"),
        pytest.param("出生日期", "1990.1.5", "born_on", date(1990, 1, 5), id="2020.1.5"),
        pytest.param("出生日期", "1990年1月5日", "born_on", date(1990, 1, 5), id="2020年1月5日"),
        pytest.param("出生日期", "１９９０／１／５", "born_on", date(1990, 1, 5), id="full-width day"),
        pytest.param("出生日期", 19900105, "born_on", date(1990, 1, 5), id="eight digits"),
        pytest.param("出生日期", 32878.5, "born_on", date(1990, 1, 5), id="serial number with an hour"),
    ],
)  # fmt: skip
def test_an_odd_cell_is_understood(title, typed, field, value, tmp_path):
    def touch(made):
        made.active[f"{letter_of(title)}2"].data_type = "n" if isinstance(typed, int | float) else "s"

    bring("people", good(tmp_path, "people", [row_of("people", **{title: typed})], touch))

    assert getattr(Person.objects.get(), field) == value


def test_a_phone_stored_in_scientific_notation_is_the_number_it_is(tmp_path):
    path = good(tmp_path, "people", [row_of("people", 手机=13812345678)])
    spoil(path, SHEET, lambda content: content.replace(b"<v>13812345678</v>", b"<v>1.3812345678E+10</v>"))

    bring("people", path)

    assert Person.objects.get().phone == "13812345678"


def test_people_are_imported_once_and_cannot_sign_in(tmp_path, capsys):
    bring("people", good(tmp_path, "people"))
    bring("people", good(tmp_path, "people"))

    assert "新增 0，更新 0，不变 2" in capsys.readouterr().out
    person = Person.objects.get(phone="13800000001")
    assert (person.born_on, person.unit.name) == (date(1990, 1, 5), "某大学")
    assert not person.has_usable_password()


@pytest.mark.parametrize(
    ("again", "sentence"),
    [
        pytest.param(PERSON, "与第 2 行是同一个人。", id="the same row"),
        pytest.param(row_of("people", 手机=None), "与第 2 行是同一个人。", id="without the phone"),
        pytest.param(row_of("people", 手机="13800000009"), "与第 2 行是同一个人。", id="with another phone"),
        pytest.param(
            row_of("people", 学会="市化学会"), "一人加入多个学会的，请按学会分成几个文件导入。", id="of another society"
        ),
    ],
)
def test_the_same_person_twice_is_refused(again, sentence, tmp_path, capsys):
    said = refusal("people", good(tmp_path, "people", [PERSON, again]), capsys)

    assert "第 3 行 A 姓名：韦春兰 与第 2 行是同一个人。" in said
    assert sentence in said


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        pytest.param({"手机": None, "出生日期": None}, "B 手机", "请填手机，或填出生日期和单位，否则无法认出同名的人。", id="no way to tell"),
        pytest.param({"手机": None, "行政区划代码": None}, "F 单位", "名录中没有这个单位，请补填手机或行政区划代码。", id="unknown unit"),
        pytest.param({"学会": None}, "K 学会", "填了会员号、会员类别、入会日期或会费，就要填学会。", id="membership of nothing"),
    ],
)  # fmt: skip
def test_what_a_row_lacks_is_named(changes, place, sentence, tmp_path, capsys):
    said = refusal("people", good(tmp_path, "people", [row_of("people", **changes)]), capsys)

    assert f"第 2 行 {place}：" in said
    assert sentence in said


def test_somebody_known_without_a_phone_gets_one_but_never_another(tmp_path, capsys):
    bring("people", good(tmp_path, "people", [row_of("people", 手机=None)]))
    bring("people", good(tmp_path, "people", [PERSON]))
    assert [person.phone for person in Person.objects.all()] == ["13800000001"]

    said = refusal("people", good(tmp_path, "people", [row_of("people", 手机="13800000009")]), capsys)

    assert "已有同名、同出生日期、同单位的人，手机却不同，请核对。" in said


def test_an_empty_cell_wipes_nothing_out_and_a_new_unit_is_a_change(tmp_path):
    bring("people", good(tmp_path, "people", [PERSON]))

    bring("people", good(tmp_path, "people", [row_of("people", 邮箱=None, 单位="某研究院")]))

    person = Person.objects.get()
    assert (person.email, person.unit.name) == ("a@example.org", "某研究院")


def test_rows_of_another_county_are_refused(tmp_path, capsys):
    said = refusal("people", good(tmp_path, "people"), capsys, within="520302")

    assert "第 3 行 H 行政区划代码：520303 这一行不属于您负责的地区。" in said


def test_a_membership_is_kept_as_a_claim_and_brought_up_to_date(tmp_path):
    bring("people", good(tmp_path, "people", [PERSON]))
    claim = RosterClaim.objects.get()
    assert (claim.person.name, claim.society_name, claim.former_number, claim.member_class) == (
        "韦春兰", "市物理学会", "007", "个人会员",
    )  # fmt: skip
    assert (claim.joined_on, claim.paid_until) == (date(2015, 3, 1), date(2026, 12, 31))

    bring("people", good(tmp_path, "people", [row_of("people", 会费缴至="2027年6月", 原会员号=None)]))
    bring("people", good(tmp_path, "people", [row_of("people", 学会="市化学会")]))

    claim.refresh_from_db()
    assert (claim.paid_until, claim.former_number) == (date(2027, 6, 30), "007")
    assert set(RosterClaim.objects.values_list("society_name", flat=True)) == {"市物理学会", "市化学会"}
    assert Person.objects.count() == 1


def test_somebody_who_is_a_member_already_is_named_and_stays_the_member_they_are(
    city, tmp_path, capsys, time_machine, monkeypatch
):
    time_machine.move_to(NOW)
    society = societies.society("市物理学会")
    bring(
        "people",
        good(
            tmp_path,
            "people",
            [row_of("people", 学会=None, 原会员号=None, 会员类别=None, 入会日期=None, 会费缴至=None)],
        ),
    )
    membership = societies.member(
        society, Person.objects.get(name="韦春兰"), member_class=societies.member_class(society)
    )
    before = list(MembershipPeriod.objects.values())
    capsys.readouterr()

    bring("people", good(tmp_path, "people", [row_of("people", 学会="市化学会")]))
    assert "已经是" not in capsys.readouterr().err
    bring("people", good(tmp_path, "people", [PERSON]))

    assert "第 2 行：韦春兰已经是市物理学会的会员，会籍不变。" in capsys.readouterr().err
    assert list(Membership.objects.all()) == [membership]
    assert list(MembershipPeriod.objects.values()) == before

    monkeypatch.setattr(people_import, "_warn_of_member", lambda *_arguments: None)  # the control: nobody is told
    bring("people", good(tmp_path, "people", [PERSON]))
    assert "已经是" not in capsys.readouterr().err


def test_the_society_columns_may_be_missing(tmp_path):
    path = workbooks.book(tmp_path / "a.xlsx", HEADERS["people"][:10], PERSON[:10])

    bring("people", path)

    assert Person.objects.count() == 1
    assert not RosterClaim.objects.exists()


def test_a_unit_is_made_only_where_its_region_is_known(tmp_path):
    bring(
        "people",
        good(
            tmp_path,
            "people",
            [PERSON, row_of("people", 姓名="甲", 手机="13800000003", 单位="无名所", 行政区划代码=None)],
        ),
    )

    assert list(Unit.objects.values_list("name", "region_code")) == [("某大学", "520302")]


def test_check_writes_nothing(tmp_path, capsys):
    before = dump()

    bring("people", good(tmp_path, "people"), check=True)

    assert "检查通过，将新增 2，更新 0，不变 0。" in capsys.readouterr().out
    assert dump() == before


def test_who_has_signed_in_keeps_their_own_contacts_and_facts(city, tmp_path):
    person = city.worker.person
    Person.objects.filter(pk=person.pk).update(
        born_on=date(1990, 1, 1), unit=_firm(), email="own@example.org", discipline="化学", last_login=NOW
    )
    row = ["田春兰", "13900000001", "else@example.org", "女", "1990-01-01", "甲厂", "", "", "工程师", "物理"]
    header = ["姓名", "手机", "邮箱", "性别", "出生日期", "单位", "统一社会信用代码", "行政区划代码", "职称", "学科"]

    call_command("import_people", workbook(tmp_path / "p.xlsx", header, [row]))

    person.refresh_from_db()
    assert (person.email, person.phone, person.discipline) == ("own@example.org", "", "化学")
    assert (person.professional_title, person.sex) == ("工程师", "f")


def _firm():
    return Unit.objects.create(kind="enterprise", name="甲厂", region_code="520302")


def test_a_new_row_that_is_probably_somebody_on_record_is_named_before_it_is_confirmed(tmp_path, capsys):
    bring("people", good(tmp_path, "people", [PERSON]))
    known = Person.objects.get()
    surname = known.name[0]
    capsys.readouterr()

    bring("people", good(tmp_path, "people", [row_of("people", 姓名=f"{surname}小小", 出生日期=None)]))

    said = capsys.readouterr()
    assert "第 2 行可能已有记录（手机号相同），请核对。" in said.err
    assert "共 1 行可能已有记录" in said.err
    assert known.phone not in said.err


def test_a_row_of_a_record_merged_since_brings_the_kept_one_up_to_date(tmp_path, capsys):
    bring("people", good(tmp_path, "people", [PERSON]))
    merged = Person.objects.get()
    kept = Person.objects.create(username="kept", name=merged.name, region_code=merged.region_code)
    Person.objects.filter(pk=merged.pk).update(merged_into=kept, is_active=False)

    bring("people", good(tmp_path, "people", [PERSON]))

    kept.refresh_from_db()
    assert (Person.objects.count(), kept.phone, kept.born_on) == (2, merged.phone, merged.born_on)
