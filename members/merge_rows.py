"""Rows changed by a merge, each remembered with what it said before, and put back when nobody has changed it since."""

import json
from datetime import UTC, datetime

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from .merging import Line
from .models import MergeRow

Act = MergeRow.Act


def _plain(value):
    """A moment in UTC to the microsecond, everything else in words that `to_python` reads back."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def said_by(row, names=None):
    """What a row says in these columns (all of them without `names`), as it is kept in JSON."""
    fields = [field for field in row._meta.concrete_fields if names is None or field.attname in names]
    return json.loads(json.dumps({one.attname: one.value_from_object(row) for one in fields}, default=_plain))


def _columns(model, values):
    """Column → value as Python knows it, of what was kept in JSON."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


class Writer:
    """Carries out one merge row by row and remembers each; `kept` and `merged` are locked by whoever made it."""

    def __init__(self, kept, merged, *, now):
        self.kept, self.merged, self.now, self.rows = kept, merged, now, []

    def _remember(self, row, act, before, after):
        label = row._meta.label
        self.rows.append(MergeRow(model=label, row_id=str(row.pk), act=act, before=before, after=after))

    def change(self, row, **values):
        """Change columns of one row; False, and nothing done, where the database says that they cannot be so."""
        before = said_by(row, values)
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**values)
        except IntegrityError:
            return False
        for name, value in values.items():
            setattr(row, name, value)
        self._remember(row, Act.CHANGED, before, said_by(row, values))
        return True

    def make(self, row):
        """A new row."""
        row.save(force_insert=True)
        self._remember(row, Act.MADE, {}, said_by(row))

    def remove(self, row):
        """Take a row away for as long as the merge stands."""
        before, remembered = said_by(row), MergeRow(model=row._meta.label, row_id=str(row.pk), act=Act.REMOVED)
        row.delete()
        remembered.before = before
        self.rows.append(remembered)

    def move(self, rows, name, to):
        """Make `to` the rows' owner, all at once, or one by one where one of them cannot; returns (moved, stayed)."""
        rows = list(rows)
        if not rows:
            return 0, 0
        model, column = type(rows[0]), f"{name}_id"
        try:
            with transaction.atomic():
                model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**{column: to.pk})
        except IntegrityError:
            moved = sum(self.change(row, **{column: to.pk}) for row in rows)
            return moved, len(rows) - moved
        for row in rows:
            self._remember(row, Act.CHANGED, {column: getattr(row, column)}, {column: to.pk})
        return len(rows), 0

    def move_all(self, way):
        """The line of a way that simply moves."""
        moved = stays = 0
        for key in way.keys:
            model, name = model_and_field(key)
            rows = model._base_manager.filter(**{name: self.merged}).select_for_update(of=("self",)).order_by("pk")
            counts = self.move(rows, name, self.kept)
            moved, stays = moved + counts[0], stays + counts[1]
        note = _("保留的记录已有同样的内容，这些留在原记录里") if stays else ""
        return Line(str(way.title), moved, stays, note)

    def count_all(self, way):
        """The line of a way that leaves everything where it is."""
        found = (
            model._base_manager.filter(**{name: self.merged}).count() for model, name in map(model_and_field, way.keys)
        )
        return Line(str(way.title), stays=sum(found))


def model_and_field(key):
    """The model and the name of the field that `app.Model.field` means."""
    app, model, name = key.split(".")
    return apps.get_model(app, model), name


def put_back(remembered):
    """Put one row back as it was; returns why not, or nothing. What somebody has changed since is left alone."""
    model = apps.get_model(remembered.model)
    try:
        with transaction.atomic():
            return _put_back(remembered, model)
    except (IntegrityError, ProtectedError):
        return _("后来有了与它冲突或依靠它的记录")


def _put_back(remembered, model):
    if remembered.act == Act.REMOVED:
        model(**_columns(model, remembered.before)).save(force_insert=True)
        return ""
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=remembered.row_id).first()
    if row is None:
        return _("后来已被删除")
    if said_by(row, remembered.after) != remembered.after:
        return _("后来又有改动")
    if remembered.act == Act.MADE:
        row.delete()
    else:
        model._base_manager.filter(pk=row.pk).update(**_columns(model, remembered.before))
    return ""
