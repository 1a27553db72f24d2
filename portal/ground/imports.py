"""The import engine: a file is previewed, confirmed as a whole or not at all, and undone while nothing depends on it.

An app registers a kind with its columns and three functions:
`plan(rows, options) -> Plan` reads, `write(plan, batch) -> undo data` saves, `undo(batch)` takes back.
Undo data says what was written: {"created": {model: pks}, "updated": {model: pks}}, and what else the kind needs.
"""

import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from . import kept
from .errors import Refused
from .journal import record
from .models import ImportBatch
from .sheets import columns as sheet_columns
from .sheets import reading

IMPORT_LOCK = 7_301_002
FOLDER = "imports"
SHOWN_ERRORS = 500
_kinds = {}


@dataclass
class Plan:
    """What an import would do: rows to create, to update, unchanged, and what is wrong with the rest."""

    create: list = field(default_factory=list)
    update: list = field(default_factory=list)
    unchanged: int = 0
    errors: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    context: dict = field(default_factory=dict)

    @property
    def summary(self):
        return {"create": len(self.create), "update": len(self.update), "unchanged": self.unchanged,
                "wrong": len({error["row"] for error in self.errors})}  # fmt: skip

    def refuse(self, row, title, reason, value=""):
        """Note what is wrong with one row, in Chinese, under the column's title."""
        self.errors.append(
            {"sheet": "", "row": row, "column": "", "title": title, "value": str(value), "reason": str(reason)}
        )


@dataclass(frozen=True)
class Kind:
    title: str
    columns: tuple
    plan: callable
    write: callable
    undo: callable


def register(name, kind):
    """Called once in an app's `ready()`."""
    _kinds[name] = kind


def kind_of(name):
    return _kinds[name]


def make_plan(kind_name, path, options):
    """Read the file and plan the import; a file that cannot be read raises Refused with a sentence."""
    return _read_and_plan(_kinds[kind_name], path, options)[2]


def _read_and_plan(kind, path, options):
    """The sheet, what was parsed, and the plan with every fault of both at its place, in the order of the rows."""
    try:
        sheet = reading.read_rows(Path(path))
        parsed = sheet_columns.parse(sheet, kind.columns)
    except reading.SheetRefused as refusal:
        raise Refused(str(refusal)) from refusal
    plan = kind.plan(parsed.rows, options)
    letters = {
        column.title: sheet_columns.letter(parsed.places[column.key])
        for column in kind.columns
        if column.key in parsed.places
    }
    found = [error | {"sheet": sheet.name, "column": letters.get(error["title"], "")} for error in plan.errors]
    plan.errors = sorted([*map(asdict, parsed.errors), *found], key=lambda error: error["row"])
    plan.warnings = [*parsed.warnings, *map(str, plan.warnings)]
    return sheet, parsed, plan


def preview(kind_name, source, *, file_name, options, city_code, by, now):
    """Keep the file and say what importing it would do; writes nothing but the batch itself."""
    plan = make_plan(kind_name, source, options)
    return _keep(plan, kind_name, source, file_name=file_name, options=options, city_code=city_code, by=by, now=now)


def _keep(plan, kind_name, source, *, file_name, options, city_code, by, now):
    folder = settings.MEDIA_ROOT / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    batch = ImportBatch(
        kind=kind_name, city_code=city_code, options=options, file_name=file_name, created_at=now,
        by=by.person if by else None, summary=plan.summary, errors=plan.errors[:SHOWN_ERRORS], warnings=plan.warnings,
    )  # fmt: skip
    batch.path = f"{FOLDER}/{batch.public_id}.xlsx"
    shutil.copyfile(source, settings.MEDIA_ROOT / batch.path)
    batch.save()
    return batch


@transaction.atomic
def confirm(batch, *, by, now):
    """Write what the preview promised, all or nothing; a second confirmation is refused."""
    _one_import_at_a_time()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.PREVIEWED:
        raise Refused(_("这份文件已经处理过了。"))
    plan = make_plan(batch.kind, settings.MEDIA_ROOT / batch.path, batch.options)
    if plan.errors:
        raise Refused(_("文件中还有 %(count)s 行有问题，请改好后重新上传。") % {"count": plan.summary["wrong"]})
    _write(plan, batch, by=by, now=now)
    return batch


def _write(plan, batch, *, by, now):
    batch.undo = _kinds[batch.kind].write(plan, batch) or {}
    batch.summary, batch.state, batch.confirmed_at = plan.summary, ImportBatch.State.CONFIRMED, now
    batch.save(update_fields=["undo", "summary", "state", "confirmed_at"])
    kept.changed(kept.PAGES)
    record("import.confirmed", batch, by=by, kind=batch.kind, **plan.summary)


@transaction.atomic
def import_at_once(kind_name, source, *, file_name, options, now):
    """Preview and confirm in one go, for the command line; returns the plan, written only when nothing is wrong."""
    _one_import_at_a_time()
    plan = make_plan(kind_name, source, options)
    if not plan.errors:
        batch = _keep(plan, kind_name, source, file_name=file_name, options=options, city_code="", by=None, now=now)
        _write(plan, batch, by=None, now=now)
    return plan


@transaction.atomic
def undo(batch, *, by, now):
    """Take a confirmed import back; refused with the reason when it changed records or something depends on it."""
    _one_import_at_a_time()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.CONFIRMED:
        raise Refused(_("这次导入不能撤销。"))
    if any(batch.undo.get("updated", {}).values()):
        raise Refused(_("这次导入更新了已有的记录，不能撤销；如需恢复，请重新导入原来的文件。"))
    if _is_updated_since(batch):
        raise Refused(_("后来的导入又更新了其中的记录，不能撤销。"))
    try:
        _kinds[batch.kind].undo(batch)
    except ProtectedError as error:
        raise Refused(_("已有其他记录用到这次导入的数据，不能撤销。")) from error
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, now
    batch.save(update_fields=["state", "undone_at"])
    kept.changed(kept.PAGES)
    record("import.undone", batch, by=by, kind=batch.kind)
    return batch


def _is_updated_since(batch):
    """Has a later import of the same kind changed what this one created?"""
    later = ImportBatch.objects.filter(
        kind=batch.kind, state=ImportBatch.State.CONFIRMED, confirmed_at__gte=batch.confirmed_at
    )
    for changed in later.exclude(pk=batch.pk).values_list("undo", flat=True):
        for model, pks in changed.get("updated", {}).items():
            if set(pks) & set(batch.undo.get("created", {}).get(model, ())):
                return True
    return False


def _one_import_at_a_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def error_file(batch):
    """A copy of the file with the reasons beside each row, as bytes."""
    sheet, parsed, plan = _read_and_plan(_kinds[batch.kind], settings.MEDIA_ROOT / batch.path, batch.options)
    errors = [sheet_columns.RowError(**error) for error in plan.errors]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "errors.xlsx"
        sheet_columns.write_errors(path, sheet, parsed.header_row, errors)
        return path.read_bytes()
