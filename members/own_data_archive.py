"""The archive somebody is given of everything kept about them: one file to read, one for programs, and their papers."""

import json
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from portal.ground import attachments, dated, personal
from portal.ground.dates import local_day
from portal.ground.models import Report
from portal.ground.papers import xlsx
from portal.ground.papers.paper import Column, Paper, Table

from . import own_data_notifications
from .models import Person

KIND = "own-data"
WIDTH = 24


def asked_for(person):
    """The orders of this person's archive, newest first."""
    return Report.objects.filter(kind=KIND, scope=person.public_id).order_by("-version")


def may_read(actor, report):
    """Nobody but the person: and they fetch it from their own page, which gives it once."""
    return False


def build(report, folder, progress):
    """The report engine's builder: 我的数据.json, 我的数据.xlsx and the papers in one ZIP."""
    person = Person.objects.get(public_id=report.scope)
    day = local_day(report.requested_at).isoformat()
    parts, total = list(personal.archive(person)), 3
    progress(1, total)
    with (
        tempfile.TemporaryDirectory() as workbench,
        zipfile.ZipFile(folder / f"我的数据-{day}.zip", "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("我的数据.json", json.dumps(_data(person, parts, day), ensure_ascii=False, indent=1))
        book = Path(workbench, "book.xlsx")
        xlsx.write(_paper(person, parts, day), book)
        archive.write(book, "我的数据.xlsx")
        progress(2, total)
        for number, file in enumerate((file for part in parts for file in part.files), start=1):
            archive.write(attachments.path_of(file), f"材料/{number:03}-{Path(file.name).name}")
    progress(total, total)


def _data(person, parts, day):
    return {
        "portal": settings.PORTAL["name"], "person": person.name, "on": day,
        "parts": [
            {"title": str(part.title), "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows]}
            for part in parts
        ],
    }  # fmt: skip


def _paper(person, parts, day):
    tables = [
        Table(str(part.title), [Column(title, "text", WIDTH) for title in part.columns], [list(map(str, row)) for row in part.rows])
        for part in parts
    ]  # fmt: skip
    return Paper(
        title=_("我的数据"), subtitle=person.name, issuer=settings.PORTAL["name"], tables=tables,
        facts=[(_("导出日期"), day), *((str(part.title), _("%(count)s 条") % {"count": len(part.rows)}) for part in parts)],
    )  # fmt: skip


def publish(report, *, now):
    """In the transaction that finishes the archive: the person is told, and until when it can be fetched."""
    person = Person.objects.get(public_id=report.scope)
    days = int(dated.value("own_data.days", on=local_day(now)))
    own_data_notifications.own_data_ready(person, report, days)
