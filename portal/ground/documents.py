"""Papers that say who somebody is: how their numbers are written. A number well written verifies nobody."""

import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .dates import today
from .sheets import cells
from .sheets.cells import CellError

FOREIGN_CARD = re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]")
WIDTH = {"resident": 18}


class Kind(TextChoices):
    RESIDENT = "resident", _("居民身份证")
    PASSPORT = "passport", _("护照")
    HONGKONG_MACAU = "hongkong_macau", _("港澳居民来往内地通行证")
    TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
    FOREIGN_RESIDENT = "foreign_resident", _("外国人永久居留身份证")


@dataclass(frozen=True)
class Document:
    """A paper's kind and number as they are compared; what is shown of it are the last four characters."""

    kind: str
    number: str

    @property
    def last_four(self):
        return self.number[-4:]

    @property
    def born_on(self):
        """The birth date a number carries, or None."""
        if len(self.number) != 18:
            return None
        return cells.day(self.number[6:14])

    @property
    def key(self):
        """What equal papers have in common."""
        return f"{self.kind}:{self.number}"


def read(kind, typed):
    """The paper somebody typed; raises CellError with a sentence. A permit's count of renewals is no part of it."""
    number = cells.text(typed).replace(" ", "").upper()
    if not number:
        raise CellError("请填写证件号码。")
    document = Document(kind, _READERS[kind](number))
    if document.born_on and document.born_on > today():
        raise CellError("证件号中的出生日期晚于今天，请核对。")
    return document


def _passport(number):
    if not re.fullmatch(r"(?=.*\d{4})[A-Z0-9]{6,15}", number):
        raise CellError("护照号码应为 6 至 15 位字母和数字，请照证件填写。")
    return number


def _hongkong_macau(number):
    if not re.fullmatch(r"[HM]\d{8}(\d{2})?", number):
        raise CellError("港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位数字。")
    return number[:9]


def _taiwan(number):
    if not re.fullmatch(r"\d{8}|\d{10}[A-Z]?", number):
        raise CellError("台湾居民来往大陆通行证号码应为 8 位数字。")
    return number[:8] if len(number) == 8 else number[:10]


def _foreign_resident(number):
    if not FOREIGN_CARD.fullmatch(number):
        raise CellError("外国人永久居留身份证号码应为 3 个字母加 12 位数字，或以 9 开头的 18 位号码。")
    return cells.resident_id(number) if len(number) == WIDTH["resident"] else number


_READERS = {
    Kind.RESIDENT: cells.resident_id,
    Kind.PASSPORT: _passport,
    Kind.HONGKONG_MACAU: _hongkong_macau,
    Kind.TAIWAN: _taiwan,
    Kind.FOREIGN_RESIDENT: _foreign_resident,
}
