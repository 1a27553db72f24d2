"""Numbers of papers: how they are written, what is the same paper, and that none of it verifies anybody."""

from datetime import date

import pytest

from portal.ground import documents
from portal.ground.sheets.cells import CellError

Kind = documents.Kind
RESIDENT = "520302199001051232"


def test_a_residents_number_is_read_however_it_was_typed():
    document = documents.read(Kind.RESIDENT, " 520302 19900105 1232 ")

    assert (document.number, document.last_four, document.born_on) == (RESIDENT, "1232", date(1990, 1, 5))


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        (Kind.RESIDENT, "11010519491231002x", "11010519491231002X"),
        (Kind.PASSPORT, "e12345678", "E12345678"),
        (Kind.PASSPORT, "ＥＡ1234567", "EA1234567"),
        (Kind.HONGKONG_MACAU, "H1234567801", "H12345678"),
        (Kind.HONGKONG_MACAU, "m12345678", "M12345678"),
        (Kind.TAIWAN, "12345678", "12345678"),
        (Kind.FOREIGN_RESIDENT, "usa310012345678", "USA310012345678"),
    ],
)
def test_a_paper_is_the_same_however_often_it_was_renewed_or_written(kind, typed, number):
    assert documents.read(kind, typed).number == number


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (Kind.RESIDENT, "52030219900105123", "18 位"),
        (Kind.RESIDENT, "520302199001051230", "校验位"),
        (Kind.RESIDENT, "520302199002301234", "没有"),
        (Kind.RESIDENT, "520302900105123", "15 位"),
        (Kind.RESIDENT, "", "请填写"),
        (Kind.PASSPORT, "12", "护照号码"),
        (Kind.PASSPORT, "ABCDEFGH", "护照号码"),
        (Kind.HONGKONG_MACAU, "A12345678", "字母 H 或 M"),
        (Kind.TAIWAN, "1234567", "8 位数字"),
        (Kind.FOREIGN_RESIDENT, "US1310012345678", "外国人永久居留身份证"),
        (Kind.FOREIGN_RESIDENT, "912345199001011234", "校验位"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(kind, typed, sentence):
    with pytest.raises(CellError, match=sentence):
        documents.read(kind, typed)


def test_a_birth_date_to_come_is_none():
    body = "52030220990105123"
    total = sum(
        int(digit) * weight
        for digit, weight in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )

    with pytest.raises(CellError, match="晚于今天"):
        documents.read(Kind.RESIDENT, body + "10X98765432"[total % 11])


def test_papers_of_two_kinds_are_never_the_same():
    assert documents.Document(Kind.PASSPORT, "12345678").key != documents.Document(Kind.TAIWAN, "12345678").key
