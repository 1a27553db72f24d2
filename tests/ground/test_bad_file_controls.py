"""The controls of the bad imports: with the protection taken away, what it keeps out gets in.

Each case names the line of the list, the protection and what stands in its place, the file, and what is taken then.
"""

import re
import zipfile
from contextlib import nullcontext

import pytest
from django.core.management import CommandError
from stdnum.cn import uscc

from members import people_import
from members.models import Person, Unit
from portal.ground import archives
from portal.ground.sheets import cells, columns, reading
from tests.factories.workbooks import ROWS, bring, credit_code, good, row_of, spoil

pytestmark = pytest.mark.django_db
NOTHING = re.compile(r"(?!)")
SLACK = reading.Limits(ratio=10**6)
PERSON, OTHER = ROWS["people"]
NAMESAKE = row_of("people", 手机="13800000009")
MARKED = "韦\u202e春\u200b兰"
BAD_CODE = credit_code()[:-1] + "02"[credit_code()[-1] == "0"]


def rows(*some):
    return lambda folder: good(folder, "people", list(some))


def with_macros(folder):
    return spoil(good(folder, "people", [PERSON]), "xl/vbaProject.bin", lambda _content: b"Sub Auto_Open()")


def swollen(folder):
    path = good(folder, "people", [PERSON])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/nothing.bin", b"0" * 9_000_000)
    return path


def all_names(path, **_limits):
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def clean_without_asking(_sheet, column, _number, _index, raw):
    return column.clean(raw)


def passes(*_arguments):
    return False


def taken():
    return sorted(Person.objects.values_list("name", flat=True))


CASES = {
    "macros": (archives, "names_in", all_names, with_macros, ["韦春兰"]),
    "zip bomb": (reading, "Limits", lambda: SLACK, swollen, ["韦春兰"]),
    "sum row": (columns, "_is_sum", passes, rows(PERSON, row_of("people", 姓名="合计", 手机="13800000009")), ["合计", "韦春兰"]),
    "formula without a value": (columns, "_clean", clean_without_asking, rows(row_of("people", 职称="=B9")), ["韦春兰"]),
    "error value": (cells, "FAULTS", set(), rows(row_of("people", 姓名="#N/A")), ["#N/A"]),
    "U+202E and zero-width": (cells, "INVISIBLE", NOTHING, rows(row_of("people", 姓名=MARKED)), [MARKED]),
    "born tomorrow": (people_import, "_check_person", passes, rows(row_of("people", 出生日期="2099-01-05")), ["韦春兰"]),
    "the same person twice": (people_import, "_check_twice", passes, rows(PERSON, NAMESAKE), ["韦春兰", "韦春兰"]),
    "another county": (people_import, "_place", lambda *_arguments: "520302", rows(OTHER), [OTHER[0]]),
}  # fmt: skip
READ_PATIENTLY = {"sum row", "U+202E and zero-width"}  # the fault is left out, the rest is taken


@pytest.mark.parametrize("name", CASES)
def test_control_without_its_protection_the_fault_gets_in(name, tmp_path, monkeypatch):
    module, protection, instead, make, wanted = CASES[name]
    path = make(tmp_path)
    with nullcontext() if name in READ_PATIENTLY else pytest.raises(CommandError):
        bring("people", path, within="520302", check=name in READ_PATIENTLY)
    assert taken() == []

    monkeypatch.setattr(module, protection, instead)
    bring("people", path, within="520302")

    assert taken() == wanted


def test_control_a_wrong_check_digit_gets_in_when_nobody_adds_it_up(tmp_path, monkeypatch):
    path = good(tmp_path, "people", [row_of("people", 统一社会信用代码=BAD_CODE)])
    with pytest.raises(CommandError):
        bring("people", path)

    monkeypatch.setattr(uscc, "is_valid", lambda _code: True)
    bring("people", path)

    assert Unit.objects.get().credit_code == BAD_CODE
