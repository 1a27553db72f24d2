from datetime import date

import pytest
from django.core.management import CommandError, call_command
from stdnum.cn import uscc

from members.models import Person
from tests.factories.city import workbook

pytestmark = pytest.mark.django_db
HEADER = ["姓名", "手机", "邮箱", "性别", "出生日期", "单位", "统一社会信用代码", "行政区划代码", "职称", "学科"]
ROWS = [
    [
        "韦春兰",
        "+86 138-0000-0001",
        "a@example.org",
        "女",
        "1990.1.5",
        "某大学",
        "91520302MA6DQX0A5J",
        "520302",
        "教授",
        "物理",
    ],
    ["韦春兰", None, None, "女", date(1991, 2, 3), "某研究所", None, "520302", None, None],
]


def load(path, rows, **options):
    call_command("import_people", workbook(path / "p.xlsx", HEADER, rows), **options)


@pytest.fixture
def rows():
    first = list(ROWS[0])
    first[6] = first[6][:17] + uscc.calc_check_digit(first[6][:17])
    return [first, ROWS[1]]


def test_people_are_imported_once_and_cannot_sign_in(tmp_path, rows, capsys):
    load(tmp_path, rows)
    load(tmp_path, rows)

    assert "新增 0，更新 0，不变 2" in capsys.readouterr().out
    assert Person.objects.count() == 2
    person = Person.objects.get(phone="13800000001")
    assert (person.born_on, person.unit.name) == (date(1990, 1, 5), "某大学")
    assert not person.has_usable_password()


def test_the_same_person_twice_is_refused_and_nothing_written(tmp_path, rows, capsys):
    with pytest.raises(CommandError, match="没有写入"):
        load(tmp_path, [rows[0], rows[0], ["甲", *[None] * 9]])

    said = capsys.readouterr().out
    assert "同一个人" in said
    assert "请填手机" in said
    assert not Person.objects.exists()
