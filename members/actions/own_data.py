"""What the portal keeps about somebody, given to them: asked for, made by the worker, fetched once, gone after a time."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import dated, reports
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.models import Report

from ..models import Person
from ..own_data_archive import KIND, asked_for

UNDER_WAY = (Report.State.WAITING, Report.State.WORKING)


@transaction.atomic
def ask_own_data(person, *, by, now):
    """Order the archive of everything kept about oneself; one at a time, a fetched or expired one can be asked anew."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk)
    last = asked_for(person).first()
    if last and last.state in UNDER_WAY:
        raise Refused(_("已经在整理，整理好会在消息里告诉您。"))
    if last and last.files.exists():
        raise Refused(_("上次索取的数据已经备好，请先下载。"))
    report = reports.request(
        kind=KIND, scope=person.public_id, period=f"{local_day(now):%Y%m%d}", version=last.version + 1 if last else 1,
        by=person, now=now,
    )  # fmt: skip
    record("own_data.asked", person, by=by)
    return report


@transaction.atomic
def take_own_data(person, *, by):
    """The archive's name and bytes, once: from then on it is gone from here."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk)
    last = asked_for(person).first()
    file = last.files.first() if last else None
    if file is None:
        raise Refused(_("没有可以下载的数据：下载过一次或过了期限就删除，需要时请重新索取。"))
    content = reports.content_of(file)
    record("own_data.taken", person, by=by)
    reports.erase(last)
    return file.name, content


@transaction.atomic
def erase_untaken_data(*, now):
    """Archives nobody fetched within the days of the standard go; returns how many."""
    days = int(dated.value("own_data.days", on=local_day(now)))
    old = Report.objects.select_for_update().filter(kind=KIND, finished_at__lt=now - timedelta(days=days))
    waiting = list(old.filter(pk__in=old.filter(files__isnull=False).values("pk")))
    for report in waiting:
        reports.erase(report)
    return len(waiting)
