"""The attachment engine: a file is looked into, scanned and kept under a random name; its owner's rules say for whom.

An app registers a kind of owner with two rules, `(actor, owner_id) -> bool`; the actor is None for a visitor who is
not signed in. A file on disk belongs to nobody until the row that names it is committed: files whose transaction
fails are erased at once or at the end of the request, and those of a killed process by the clock.
"""

import hashlib
import logging
import os
import secrets
import shutil
import tempfile
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from . import looking, scanning
from .errors import Refused, require
from .files import inspection, names
from .files.child import FULL
from .journal import record
from .models import Attachment

ATTACHMENT_LOCK = 7_301_003
FOLDER = "attachments"
WORKBENCH = "partial-"
PREVIEW = ".preview"
ABANDONED = timedelta(hours=1)
logger = logging.getLogger(__name__)
_kinds = {}


@dataclass(frozen=True)
class Kind:
    """Who may read the files of one kind of owner, and who may add or remove them."""

    may_read: callable
    may_change: callable
    shown_on: callable = None


class _InDoubt(threading.local):
    """Paths this thread wrote whose transaction may still be open."""

    def __init__(self):
        self.paths = set()


_in_doubt = _InDoubt()


def register(owner_kind, *, may_read, may_change, shown_on=None):
    """Called once in an app's `ready()`; both rules take (actor or None for a visitor, owner_id as text).

    `shown_on`, owners' ids → {id: (title, address)}, is given for pictures that others see without a review of their
    own: those wait for the moderation desk when whoever uploads them is not known well enough.
    """
    _kinds[owner_kind] = Kind(may_read, may_change, shown_on)


def watched_kinds():
    """The kinds of owners whose pictures are moderated."""
    return [name for name, kind in _kinds.items() if kind.shown_on]


def describe(attachments):
    """Attachment's id → (title, address) of what each is shown on; what is gone has neither."""
    ids, found = defaultdict(set), {}
    for one in attachments:
        ids[one.owner_kind].add(one.owner_id)
    known = {kind: _kinds[kind].shown_on(sorted(some)) for kind, some in ids.items()}
    for one in attachments:
        found[one.pk] = known[one.owner_kind].get(one.owner_id, (_("已不存在的内容"), ""))
    return found


def may_read(actor, attachment):
    """The owner's rule about who may open the file; `actor` is None for a visitor.

    What waits or is hidden is for whoever brought it and for those who look at pictures, and for nobody else.
    """
    if attachment.state != Attachment.State.SHOWN:
        is_mine = actor is not None and attachment.uploaded_by_id == actor.person.pk
        return is_mine or looking.looks_at_pictures(actor)
    by_rule = _kinds[attachment.owner_kind].may_read(actor, attachment.owner_id)
    return by_rule or (attachment.owner_kind in watched_kinds() and looking.looks_at_pictures(actor))


def may_change(actor, owner_kind, owner_id):
    """The owner's rule about who may add and remove files; `actor` is None for a visitor."""
    return _kinds[owner_kind].may_change(actor, str(owner_id))


def of(owner_kind, owner_id):
    """The owner's files in the order they were kept."""
    return list(Attachment.objects.filter(owner_kind=owner_kind, owner_id=str(owner_id)).order_by("pk"))


def of_each(owner_kind, owner_ids):
    """The files of several owners of one kind: owner's id as text → files in the order they were kept."""
    found = {}
    ids = [str(owner_id) for owner_id in owner_ids]
    for attachment in Attachment.objects.filter(owner_kind=owner_kind, owner_id__in=ids).order_by("pk"):
        found.setdefault(attachment.owner_id, []).append(attachment)
    return found


def path_of(attachment):
    """Where the file lies, outside the web root."""
    return settings.MEDIA_ROOT / attachment.path


def preview_of(attachment):
    """Where a picture's small copy lies."""
    return settings.MEDIA_ROOT / (attachment.path + PREVIEW)


def keep(upload, *, owner_kind, owner_id, label, by, now):
    """Look into an uploaded file and keep it for its owner; all or nothing.

    Raises PermissionDenied when the owner's rule says no, and Refused with a sentence for whatever is wrong with the
    file, too large, too many, infected or not to be stored now.
    """
    require(may_change(by, owner_kind, owner_id))
    _refuse_too_many(owner_kind, owner_id)
    attachment = Attachment(
        owner_kind=owner_kind, owner_id=str(owner_id), label=label, uploaded_by=by.person, uploaded_at=now
    )
    try:
        with _workbench() as folder:
            _receive(upload, folder / "upload")
            _scan(folder / "upload")
            finding = inspection.inspect(folder / "upload", folder)
            _describe(attachment, upload.name, finding)
            _hold(attachment, by=by, now=now)
            _store(attachment, finding, by=by)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Refused(str(inspection.REFUSALS["full"])) from error
    finally:
        settle()
    return attachment


@transaction.atomic
def remove(attachment, *, by, now):
    """Take a file away for good; raises PermissionDenied, or Refused when somebody else already has."""
    require(may_change(by, attachment.owner_kind, attachment.owner_id))
    attachment = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if attachment is None:
        raise Refused(_("该附件已经删除。"))
    record("attachment.removed", attachment, by=by, **_told(attachment))
    transaction.on_commit(partial(_erase, attachment.path), robust=True)
    attachment.delete()


@transaction.atomic
def forget(owner_kind, owner_ids, *, now):
    """Take every file of some owners away when a person is forgotten; the journal keeps that there was one."""
    for attachment in Attachment.objects.select_for_update().filter(owner_kind=owner_kind, owner_id__in=owner_ids):
        record("attachment.removed", attachment, by=None, **_told(attachment))
        transaction.on_commit(partial(_erase, attachment.path), robust=True)
        attachment.delete()


def settle(**kwargs):
    """Erase what this thread wrote for transactions that came to nothing; waits while one is still open."""
    if not _in_doubt.paths or connection.in_atomic_block:
        return
    paths, _in_doubt.paths = _in_doubt.paths, set()
    try:
        _erase_unnamed(paths)
    except Exception:  # the answer stands whether or not the database can be asked now
        logger.exception("Files of a failed transaction are left to the clock.")


def erase_abandoned(*, now):
    """Erase files that no row names and workbenches that nobody tidied up, all older than an hour."""
    folder = settings.MEDIA_ROOT / FOLDER
    old = [path for path in folder.glob("*") if _written_at(path) < now - ABANDONED]
    for path in old:
        if path.name.startswith(WORKBENCH):
            shutil.rmtree(path, ignore_errors=True)
    files = {f"{FOLDER}/{path.name.removesuffix(PREVIEW)}" for path in old if not path.name.startswith(WORKBENCH)}
    _erase_unnamed(files)


def _written_at(path):
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)


def _refuse_too_many(owner_kind, owner_id):
    most = settings.PORTAL_ATTACHMENT_COUNT
    if Attachment.objects.filter(owner_kind=owner_kind, owner_id=str(owner_id)).count() >= most:
        raise Refused(_("附件最多 %(most)s 个，请先删除不需要的。") % {"most": most})


@contextmanager
def _workbench():
    """A private folder on the disk where files are kept, gone afterwards."""
    folder = settings.MEDIA_ROOT / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=WORKBENCH) as name:
        yield Path(name)


def _receive(upload, path):
    """Write what arrived, counting: what a form says about its own size proves nothing."""
    written = 0
    with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
        for piece in upload.chunks():
            written += len(piece)
            if written > settings.PORTAL_ATTACHMENT_SIZE:
                most = settings.PORTAL_ATTACHMENT_SIZE // settings.MEGABYTE
                raise Refused(_("文件超过 %(most)s MB，请压缩或拆分后再上传。") % {"most": most})
            file.write(piece)


def _scan(path):
    try:
        scanning.scan(path)
    except scanning.Infected as infection:
        logger.warning("An upload was infected: %s", infection)
        raise Refused(_("文件带有病毒，没有保存。请先用杀毒软件检查您的电脑或手机。")) from infection
    except scanning.TooLargeToScan as error:
        raise Refused(_("文件超过病毒扫描的大小上限，请压缩或拆分后再上传。")) from error
    except scanning.NotScanned as error:
        logger.error("The virus scanner gave no verdict: %s", error)
        raise Refused(_("暂时无法检查病毒，文件没有保存，请稍后再试。")) from error


def _describe(attachment, typed, finding):
    content = finding.path.read_bytes()
    attachment.name = names.clean(typed, ending="." + finding.ending)
    attachment.path = f"{FOLDER}/{secrets.token_hex(16)}"
    attachment.content_type = finding.content_type
    attachment.size = len(content)
    attachment.digest = hashlib.sha256(content).hexdigest()


def _hold(attachment, *, by, now):
    """A picture others would see at once waits, when the one who brings it is not known well enough."""
    if not (attachment.is_picture and _kinds[attachment.owner_kind].shown_on):
        return
    due_on = looking.due_on(by, now)
    if due_on:
        attachment.state, attachment.waiting_since, attachment.due_on = Attachment.State.HELD, now, due_on


@transaction.atomic
def _store(attachment, finding, *, by):
    """Place the files, then the row that names them; one owner's files are counted by one transaction at a time."""
    with connection.cursor() as cursor:
        owner = f"{attachment.owner_kind}:{attachment.owner_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ATTACHMENT_LOCK, owner])
    _refuse_too_many(attachment.owner_kind, attachment.owner_id)
    _in_doubt.paths.add(attachment.path)
    try:
        _place(finding.path, path_of(attachment))
        if finding.preview:
            _place(finding.preview, preview_of(attachment))
        attachment.save()
        record("attachment.kept", attachment, by=by, **_told(attachment))
    except BaseException:
        _erase(attachment.path)
        raise


def _place(source, target):
    """On the disk before the row is: an acknowledged file survives a power cut."""
    source.chmod(0o600)
    _sync(source)
    os.replace(source, target)
    _sync(target.parent)


def _sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _told(attachment):
    return {"owner": f"{attachment.owner_kind}:{attachment.owner_id}", "label": attachment.label,
            "name": attachment.name, "digest": attachment.digest}  # fmt: skip


def _erase_unnamed(paths):
    named = set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))
    for path in paths - named:
        _erase(path)


def _erase(path):
    for one in (path, path + PREVIEW):
        (settings.MEDIA_ROOT / one).unlink(missing_ok=True)
