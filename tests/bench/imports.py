"""A list of 50,000 people at full scale: the preview beside reading the file alone, confirming beside COPY of the same rows; memory."""

import io
import resource
import tempfile
from pathlib import Path

import xlsxwriter
from django.db import connection
from django.utils import timezone

from members.models import Person
from portal.ground import imports
from portal.ground.sheets import reading

from . import scale, table

ROWS = max(scale.of(50_000), 10_000)
TITLES = ("姓名", "手机", "性别", "出生日期", "单位", "行政区划代码", "职称", "学科")
COLUMNS = "public_id, username, password, name, phone, email, sex, born_on, unit_text, region_code, professional_title, discipline, is_active, joined_at"


def measure():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "people.xlsx")
        _write(path)
        options = {"within": "5201"}
        previewed, alone = table.beside(
            lambda: imports.make_plan("people", path, options), lambda: reading.read_rows(path), runs=1
        )
        table.timed(f"import of {ROWS:,} people: preview", "<= 2 x reading alone", previewed, alone)
        plan = imports.make_plan("people", path, options)
        assert not plan.errors, plan.errors[:3]
        batch = imports.preview(
            "people", path, file_name="people.xlsx", options=options, city_code="5201", by=None, now=timezone.now()
        )
    confirmed = table.seconds(lambda: imports.confirm(batch, by=None, now=timezone.now()))
    lines = _lines()
    copied = table.seconds(lambda: _copy(lines))
    Person.objects.filter(username__startswith="copied")._raw_delete(Person.objects.db)
    table.timed(
        f"import of {ROWS:,} people: confirm, without reading", "<= 5 x COPY", max(confirmed - previewed, 0), copied
    )
    table.timed(
        f"import of {ROWS:,} people: confirm, reading and all", "<= 5 x reading + COPY", confirmed, alone + copied
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    table.line("  memory of this process after it", "<= 512 MB", f"{most} MB")


def _write(path):
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, TITLES)
        for number in range(1, ROWS + 1):
            sheet.write_row(number, 0, _row(number))


def _row(number):
    name = "王李张刘陈"[number % 5] + "".join(chr(0x4E00 + (number * step) % 2000) for step in (7, 13))
    day = f"19{60 + number % 40}-{1 + number % 12:02}-{1 + number % 28:02}"
    return [
        name,
        f"137{number:08}",
        "男女"[number % 2],
        day,
        f"第{number % 500}科技公司",
        "520102",
        "工程师",
        "机械工程",
    ]


def _lines():
    """Rows of the same length, under other names, as COPY reads them."""
    lines = io.StringIO()
    for number in range(ROWS):
        name, phone, _sex, day, unit, region, title, discipline = _row(number)
        known = f"copied{number}"
        cells = [known, known, "!", name, phone, "", "f", day, unit, region, title, discipline, "t", "now"]
        lines.write("\t".join(cells) + "\n")
    lines.seek(0)
    return lines


def _copy(lines):
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY members_person ({COLUMNS}) FROM STDIN", lines)
