"""The report engine: a row is the order, builders are registered by kind, finished files never change.

A builder is `builder(report, folder, progress)`: it writes its files into the folder and yields nothing;
`progress(done, total)` moves the bar. Publishing happens in the transaction that marks the report finished.
"""

import hashlib
import shutil
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Report, ReportFile

LEASE = timedelta(minutes=5)
MOST_TRIES = 5
_kinds = {}


class Kind:
    """How one kind of report is made, what happens when it is done, and who may read it."""

    def __init__(self, build, publish, may_read):
        self.build, self.publish, self.may_read = build, publish, may_read


def register(kind, *, build, publish, may_read):
    """Called once in an app's `ready()`."""
    _kinds[kind] = Kind(build, publish, may_read)


def may_read(actor, report):
    """The owner's rule about who may download the report's files."""
    return _kinds[report.kind].may_read(actor, report)


def request(*, kind, scope, period, version, by, now):
    """Order a report; the same order again is the same row."""
    report, _is_new = Report.objects.get_or_create(
        kind=kind, scope=scope, period=period, version=version, defaults={"requested_by": by, "requested_at": now}
    )
    transaction.on_commit(lambda: _hint(report.pk), robust=True)
    return report


def _hint(report_id):
    policy = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
    current_app.send_task("portal.ground.tasks.build", [report_id], retry=True, retry_policy=policy)


def folder_of(report):
    """Where a report's files lie, outside the web root."""
    return settings.MEDIA_ROOT / "reports" / report.public_id


def build_waiting(*, now):
    """Make every report that waits or whose maker died."""
    due = Report.objects.filter(Q(state="waiting") | Q(state="working", leased_until__lt=now))
    for pk in due.values_list("pk", flat=True):
        build(pk, now=now)


def build(report_id, *, now):
    """Make one report unless somebody else is at it; two at once, or a second time, make one report."""
    report = _claim(report_id, now=now)
    if report is None:
        return
    partial = folder_of(report).with_suffix(f".{report.tries}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    kind = _kinds[report.kind]
    try:
        kind.build(report, partial, _progress(report))
        _finish(report, partial, kind, now)
    except Exception as error:  # noqa: BLE001  # a full disk, a missing glyph: the person who asked is told why
        shutil.rmtree(partial, ignore_errors=True)
        _fail(report, error)


@transaction.atomic
def _claim(report_id, *, now):
    due = Q(state="waiting") | Q(state="working", leased_until__lt=now)
    report = Report.objects.select_for_update(skip_locked=True).filter(due, pk=report_id).first()
    if report is None:
        return None
    report.state, report.leased_until, report.tries = Report.State.WORKING, now + LEASE, report.tries + 1
    report.save(update_fields=["state", "leased_until", "tries"])
    return report


def _progress(report):
    def progress(done, total):
        Report.objects.filter(pk=report.pk, tries=report.tries).update(done=done, total=total)

    return progress


@transaction.atomic
def _finish(report, partial, kind, now):
    """Name the files, publish and mark, all or nothing; a maker whose lease was taken over changes nothing."""
    current = Report.objects.select_for_update().get(pk=report.pk)
    if current.state != Report.State.WORKING or current.tries != report.tries:
        shutil.rmtree(partial, ignore_errors=True)
        return
    final = folder_of(report)
    shutil.rmtree(final, ignore_errors=True)
    for path in sorted(partial.iterdir()):
        content = path.read_bytes()
        ReportFile.objects.create(
            report=report, format=path.suffix[1:], name=path.name, path=str((final / path.name).relative_to(settings.MEDIA_ROOT)),
            digest=hashlib.sha256(content).hexdigest(), size=len(content),
        )  # fmt: skip
    kind.publish(current, now=now)
    current.state, current.finished_at, current.done = Report.State.FINISHED, now, max(current.total, 1)
    current.total, current.reason, current.leased_until = max(current.total, 1), "", None
    current.save(update_fields=["state", "finished_at", "done", "total", "reason", "leased_until"])
    partial.rename(final)


def _fail(report, error):
    state = Report.State.WAITING if isinstance(error, OperationalError) and report.tries < MOST_TRIES else "failed"
    reason = _("生成失败：%(error)s") % {"error": str(error) or type(error).__name__}
    Report.objects.filter(pk=report.pk, tries=report.tries).update(state=state, reason=reason[:300], leased_until=None)


def retry(report):
    """Order a failed report once more."""
    if Report.objects.filter(pk=report.pk, state=Report.State.FAILED).update(state=Report.State.WAITING, tries=0):
        transaction.on_commit(lambda: _hint(report.pk), robust=True)


@transaction.atomic
def erase(report):
    """Take the files of a report away for good: of one that is a person's own and was fetched, or never was."""
    report.files.all().delete()
    transaction.on_commit(lambda: shutil.rmtree(folder_of(report), ignore_errors=True), robust=True)


def content_of(file):
    """The stored bytes; raises when they are no longer those that were published."""
    content = (settings.MEDIA_ROOT / file.path).read_bytes()
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise ValueError(_("文件已损坏，请联系系统管理员从备份恢复。"))
    return content
