"""The import engine: a file is previewed, confirmed as a whole or not at all, and undone while nothing depends on it.

An app registers a kind with its columns and three functions:
`plan(rows, options) -> Plan` reads, `write(plan, batch) -> undo data` saves, `undo(batch)` takes back.
"""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from .errors import Refused
from .journal import record
from .models import ImportBatch
from .sheets import columns as sheet_columns
from .sheets import reading

IMPORT_LOCK = 7_301_002
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
                "wrong": len({(error["sheet"], error["row"]) for error in self.errors})}  # fmt: skip

    def refuse(self, row, title, reason, value=""):
        """Note what is wrong with one row, in Chinese, under the column's title."""
        self.errors.append(
            {
                "sheet": self.context.get("sheet", ""),
                "row": row,
                "column": "",
                "title": title,
                "value": str(value),
                "reason": reason,
            }
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
    kind = _kinds[kind_name]
    try:
        sheet = reading.read_rows(Path(path))
        parsed = sheet_columns.parse(sheet, kind.columns)
    except reading.SheetRefused as refusal:
        raise Refused(str(refusal)) from refusal
    plan = kind.plan(parsed.rows, options, sheet.name)
    plan.errors = [_error(error) for error in parsed.errors] + plan.errors
    plan.warnings = [*map(str, parsed.warnings), *plan.warnings]
    return plan


def _error(error):
    return {"sheet": error.sheet, "row": error.row, "column": error.column_letter, "title": error.column_title,
            "value": "" if error.value is None else str(error.value), "reason": error.reason}  # fmt: skip


def preview(kind_name, source, *, file_name, options, city_code, by, now):
    """Keep the file and say what importing it would do; writes nothing but the batch itself."""
    plan = make_plan(kind_name, source, options)
    folder = settings.MEDIA_ROOT / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    batch = ImportBatch(
        kind=kind_name, city_code=city_code, options=options, file_name=file_name, created_at=now,
        by=by.person if by else None, summary=plan.summary, errors=plan.errors[:SHOWN_ERRORS], warnings=plan.warnings,
    )  # fmt: skip
    batch.path = str(folder / f"{batch.public_id}.xlsx")
    shutil.copyfile(source, batch.path)
    batch.save()
    return batch


@transaction.atomic
def confirm(batch, *, by, now):
    """Write what the preview promised, all or nothing; a second confirmation is refused."""
    _one_import_at_a_time()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.PREVIEWED:
        raise Refused(_("这份文件已经处理过了。"))
    plan = make_plan(batch.kind, batch.path, batch.options)
    if plan.errors:
        raise Refused(_("文件中还有 %(count)s 行有问题，请改好后重新上传。") % {"count": plan.summary["wrong"]})
    batch.undo = _kinds[batch.kind].write(plan, batch) or {}
    batch.summary, batch.state, batch.confirmed_at = plan.summary, ImportBatch.State.CONFIRMED, now
    batch.save(update_fields=["undo", "summary", "state", "confirmed_at"])
    record("import.confirmed", batch, by=by, kind=batch.kind, **plan.summary)
    return batch


@transaction.atomic
def undo(batch, *, by, now):
    """Take a confirmed import back; refused with the reason when something already depends on it."""
    _one_import_at_a_time()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.CONFIRMED:
        raise Refused(_("这次导入不能撤销。"))
    _kinds[batch.kind].undo(batch)
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, now
    batch.save(update_fields=["state", "undone_at"])
    record("import.undone", batch, by=by, kind=batch.kind)
    return batch


def _one_import_at_a_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def error_file(batch):
    """A copy of the file with the reasons beside each row, as bytes."""
    sheet = reading.read_rows(Path(batch.path))
    parsed = sheet_columns.parse(sheet, _kinds[batch.kind].columns)
    plan = _kinds[batch.kind].plan(parsed.rows, batch.options, sheet.name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "errors.xlsx"
        found = list(parsed.errors)
        found += [
            sheet_columns.RowError(sheet.name, error["row"], "", error["title"], error["value"], error["reason"])
            for error in plan.errors
        ]
        sheet_columns.write_errors(path, sheet, found)
        return path.read_bytes()
