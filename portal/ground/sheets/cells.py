"""Making a typed cell clean: every cleaner takes the cell's text and returns a value, or says what is wrong in Chinese."""

import calendar
import re
import unicodedata
from datetime import date, timedelta

from stdnum.cn import uscc

from ..papers import csv

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
SEPARATORS = re.compile(r"[、,，;；\n]+")
FAULTS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
DATE_MARKS = str.maketrans("／．－。", "/.-.")
EPOCH_GAP = 1462  # days between the two calendars a workbook may count from, 1900 and 1904
GREATEST = 2_147_483_647  # what the database keeps
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"


def _plain_characters():
    """Full-width letters and digits become plain ones, other blanks and controls a space; Chinese punctuation stays."""
    narrow = {
        code: unicodedata.normalize("NFKC", chr(code))
        for code in range(0xFF10, 0xFF5B)
        if unicodedata.category(chr(code))[0] in "NL"
    }
    return narrow | dict.fromkeys([*range(0x20), *range(0x7F, 0xA1), 0x3000], " ")


PLAIN = _plain_characters()


class CellError(Exception):
    """What is wrong with one cell, as a sentence."""


def text(raw):
    """Readable text: no invisible characters, full-width letters and digits made plain, spaces folded; "" for empty."""
    if raw is None:
        return ""
    if str(raw).startswith("#LOST "):
        raise CellError("数字过长，末几位已被 Excel 改掉，请把该列设为“文本”后重新填写。")
    value = unescaped(csv.restore(str(raw)))
    value = INVISIBLE.sub("", value).translate(PLAIN)
    if value in FAULTS:
        raise CellError(f"单元格是错误值 {value}，请改成实际内容。")
    return " ".join(value.split())


def unescaped(value):
    """Excel writes characters that XML cannot hold as _xHHHH_, rare ones as two halves."""
    value = ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    try:
        value = value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise CellError("含有无法识别的字符，请重新输入。") from error
    if "\x00" in value:
        raise CellError("含有无法识别的字符，请重新输入。")
    return value


def _spread(raw):
    """Text without any space: for codes and numbers."""
    return text(raw).replace(" ", "")


def whole_number(raw):
    """A count; None for empty."""
    value = _spread(raw).replace(",", "").replace("，", "")
    if not value:
        return None
    if re.fullmatch(r"\d+(\.0+)?", value):
        number = int(value.split(".")[0])
        if number > GREATEST:
            raise CellError("数字过大，请核对。")
        return number
    raise CellError("请填不小于零的整数。")


def yes_no(raw):
    """True, False, or None for empty."""
    value = _spread(raw).lower()
    if value in {"是", "有", "√", "1", "y", "yes", "true"}:
        return True
    if value in {"否", "无", "×", "0", "n", "no", "false"}:
        return False
    if value in {"", "不详", "未知"}:
        return None
    raise CellError("请填“是”或“否”。")


def day(raw):
    """A calendar day, from a date cell, a serial number or the usual ways of writing one; None for empty."""
    value = _spread(raw) if ":" not in str(raw) else text(raw).split(" ")[0]
    value = value.translate(DATE_MARKS)
    if not value:
        return None
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", value) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", value
    )
    if match:
        try:
            found = date(*map(int, match.groups()))
        except ValueError as error:
            raise CellError(f"没有“{value}”这一天。") from error
    elif re.fullmatch(r"\d{5}(\.\d+)?", value):
        found = date(1899, 12, 30) + timedelta(days=int(value[:5]))
    else:
        raise CellError("日期请写成 2026-09-30 的形式。")
    if not date(1900, 1, 1) <= found <= date(2100, 12, 31):
        raise CellError(f"日期“{value}”不合理，请核对年份。")
    return found


def last_day(raw):
    """A calendar day; a month or a year alone means its last day, as with dues paid until 2026; None for empty."""
    value = _spread(raw).translate(DATE_MARKS)
    match = re.fullmatch(r"(\d{4})年?", value) or re.fullmatch(r"(\d{4})[-./年](\d{1,2})月?", value)
    if not match:
        return day(raw)
    year, month = (*map(int, match.groups()), 12)[:2]
    if not 1 <= month <= 12:
        raise CellError(f"没有“{value}”这个月。")
    return day(f"{year:04}-{month}-{calendar.monthrange(year or 1, month)[1]}")


def from_1904(raw):
    """The serial number of a day in a workbook that counts from 1904, as one that counts from 1900 has it."""
    if raw is None or not re.fullmatch(r"\d{5}(\.\d+)?", str(raw)):
        return raw
    return str(int(str(raw).split(".")[0]) + EPOCH_GAP)


def phone(raw):
    """Eleven digits of a mainland mobile number; "" for empty."""
    value = re.sub(r"[\s()（）–—－-]", "", text(raw)).replace("＋", "+")
    if not value:
        return ""
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", value):
        raise CellError("手机号被 Excel 显示成科学记数，请把该列设为“文本”后重新填写。")
    value = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", value)
    if re.fullmatch(r"1[3-9]\d{9}", value):
        return value
    raise CellError("手机号应为 11 位数字。")


def email(raw):
    """A lower-case address; "" for empty."""
    value = _spread(raw).lower()
    if value and not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", value):
        raise CellError("邮箱地址的格式不对。")
    return value


def credit_code(raw):
    """Eighteen characters with a right check digit (GB 32100); "" for empty."""
    value = _spread(raw).upper()
    if not value:
        return ""
    if wrong := sorted(set(value) & set("IOSVZ")):
        raise CellError(f"统一社会信用代码里不会有字母 {'、'.join(wrong)}，请核对是否为数字 1、0、5、2。")
    if len(value) != 18:
        raise CellError(f"统一社会信用代码应为 18 位，现在是 {len(value)} 位。")
    if not uscc.is_valid(value):
        raise CellError("统一社会信用代码的校验位不对，请核对。")
    return value


def region_code(raw):
    """Two, four, six, nine or twelve digits, padding zeros removed; "" for empty."""
    value = _spread(raw)
    if not value:
        return ""
    if not re.fullmatch(r"\d{2,12}", value):
        raise CellError("行政区划代码应为数字。")
    for length in (2, 4, 6, 9, 12):
        if len(value) >= length and not value[length:].strip("0"):
            return value[:length]
    raise CellError("行政区划代码应为 2、4、6、9 或 12 位。")


def resident_id(raw):
    """A residents' identity number: length, date and check digit are right; "" for empty. Nothing is verified."""
    value = _spread(raw).upper()
    if not value:
        return ""
    if re.fullmatch(r"\d{15}", value):
        raise CellError("15 位的旧证件号已停用，请填 18 位号码。")
    if not re.fullmatch(r"\d{17}[\dX]", value):
        raise CellError("身份证号应为 18 位。")
    day(value[6:14])
    total = sum(int(digit) * weight for digit, weight in zip(value[:17], RESIDENT_WEIGHTS, strict=True))
    if RESIDENT_CHECKS[total % 11] != value[17]:
        raise CellError("身份证号的校验位不对，请核对。")
    return value


def choice(mapping):
    """A cleaner that maps the words of a list to values; "" for empty."""

    def clean(raw):
        value = _spread(raw)
        if not value:
            return ""
        if value in mapping:
            return mapping[value]
        raise CellError(f"“{value}”不在可选范围内，可填：{'、'.join(map(str, mapping))}。")

    return clean


def names_list(raw):
    """Names or codes joined by 、 (or a comma, a semicolon, a new line), in order, without empty ones."""
    if raw is None:
        return []
    return [part for part in (text(piece) for piece in SEPARATORS.split(str(raw))) if part]
