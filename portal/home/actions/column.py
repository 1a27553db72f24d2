"""Columns: added, changed, closed and opened again."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground import kept
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.locks import in_turn

from .. import post_rules
from ..models import Column, Post


@transaction.atomic
def add_column(*, by, now, **fields):
    """A new column, at the top or under another."""
    require(post_rules.may_edit_columns(by))
    column = _saved(Column(**fields))
    kept.changed(kept.PAGES)
    record("column.added", column, by=by, name=column.name)
    kept.changed(kept.PAGES)
    return column


@transaction.atomic
def change_column(column, *, by, now, **fields):
    """Change what a column is called, where it stands, who may post and which review counts from now on."""
    require(post_rules.may_edit_columns(by))
    in_turn("columns")
    column = Column.objects.select_for_update(of=("self",)).get(pk=column.pk)
    if fields["parent"] and column.pk in _above(fields["parent"]):
        raise Refused(_("上级栏目不能是自己或自己的下级栏目。"))
    if all(getattr(column, name) == value for name, value in fields.items()):
        raise Refused(_("没有改动。"))
    for name, value in fields.items():
        setattr(column, name, value)
    _saved(column)
    kept.changed(kept.PAGES)
    record("column.changed", column, by=by, name=column.name)
    kept.changed(kept.PAGES)
    return column


def _above(column):
    """The column and everything it stands under."""
    found = []
    while column is not None:
        found.append(column.pk)
        column = column.parent
    return found


def _saved(column):
    try:
        with transaction.atomic():
            column.save()
    except IntegrityError as error:
        same_slug = "slug" in str(error)
        raise Refused(
            _("网址中的名称已经有栏目使用。") if same_slug else _("同一级里已经有这个名称的栏目。")
        ) from error
    return column


@transaction.atomic
def close_column(column, *, by, now):
    """No new posts from today; those published stay readable."""
    require(post_rules.may_edit_columns(by))
    column = Column.objects.select_for_update().get(pk=column.pk)
    if column.closed_on:
        raise Refused(_("这个栏目已经停用。"))
    if Column.objects.open().filter(parent=column).exists():
        raise Refused(_("请先停用它的下级栏目。"))
    if Post.objects.filter(column=column, state__in=["submitted", "approved", "scheduled"]).exists():
        raise Refused(_("还有审核中或待发布的稿件，请先办完。"))
    column.closed_on = local_day(now)
    column.save(update_fields=["closed_on"])
    kept.changed(kept.PAGES)
    record("column.closed", column, by=by, name=column.name)
    kept.changed(kept.PAGES)
    return column


@transaction.atomic
def reopen_column(column, *, by, now):
    """It takes posts again."""
    require(post_rules.may_edit_columns(by))
    column = Column.objects.select_for_update().get(pk=column.pk)
    if not column.closed_on:
        raise Refused(_("这个栏目正在使用。"))
    column.closed_on = None
    column.save(update_fields=["closed_on"])
    kept.changed(kept.PAGES)
    record("column.reopened", column, by=by, name=column.name)
    kept.changed(kept.PAGES)
    return column
