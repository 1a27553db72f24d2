"""Registers and imports on the desk."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import imports
from portal.ground.addresses import address_of
from portal.ground.dates import local_day
from portal.ground.errors import Refused
from portal.ground.labels import label
from portal.ground.lists import Column, list_page
from portal.ground.models import ImportBatch
from portal.ground.sheets.columns import write_template

from .. import rules
from ..columns import ENTRY_COLUMNS
from ..forms import ImportForm
from ..lists import EntryFilter
from ..models import RegisterEdition
from .desk import XLSX, region_of

EDITION_COLUMNS = (
    Column("名录", lambda one: one.name, "name", lambda one: address_of("register_detail", one.pk), width=30),
    Column("类别", lambda one: label(one, "kind"), "kind"),
    Column("名录日期", lambda one: one.as_of, "as_of", kind="date"),
    Column("单位数", lambda one: one.size, "size", kind="int"),
    Column("来源", lambda one: one.source or None, width=40),
)
IMPORT_TAGS = {"previewed": "wait", "confirmed": "ok", "undone": "bad"}
IMPORT_COLUMNS = (
    Column(
        "文件",
        lambda one: one.file_name,
        "file_name",
        lambda one: address_of("import_detail", one.public_id),
        width=36,
    ),
    Column("内容", lambda one: imports.kind_of(one.kind).title, "kind"),
    Column("状态", lambda one: label(one, "state"), "state", tag=lambda one: IMPORT_TAGS[one.state]),
    Column("新增", lambda one: one.summary.get("create"), kind="int"),
    Column("更新", lambda one: one.summary.get("update"), kind="int"),
    Column("有问题", lambda one: one.summary.get("wrong"), kind="int"),
    Column("经办人", lambda one: one.by.name if one.by else "系统", "by__name"),
    Column("上传日期", lambda one: local_day(one.created_at), "created_at", kind="date"),
)


@require_safe
def register_list(request):
    """The editions of every register, newest first."""
    region = region_of(request.actor)
    editions = RegisterEdition.objects.filter(city_code=region[:4]).annotate(size=Count("entries"))
    return list_page(
        request, "outreach/register_list.html", editions.order_by("-as_of", "kind"), EDITION_COLUMNS, name=_("单位名录"),
        may_import=rules.may_import(request.actor, region=region),
    )  # fmt: skip


@require_safe
def register_detail(request, pk):
    """The entries of one edition."""
    region = region_of(request.actor)
    edition = get_object_or_404(RegisterEdition, pk=pk, city_code=region[:4])
    entries = (
        edition.entries.filter(region_code__startswith=region).select_related("unit").order_by("region_code", "pk")
    )
    return list_page(
        request, "outreach/register_detail.html", entries, ENTRY_COLUMNS, name=str(edition), filter_class=EntryFilter,
        edition=edition,
    )  # fmt: skip


@require_safe
def import_list(request):
    """Every file somebody brought, newest first; a county sees its own."""
    return list_page(
        request, "outreach/import_list.html", _batches(request).select_related("by").order_by("-pk"), IMPORT_COLUMNS,
        name=_("导入记录"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request):
    """Bring a file: nothing is written until the preview is confirmed."""
    region = region_of(request.actor)
    if not rules.may_import(request.actor, region=region):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data
        options = {"within": region}
        if data["kind"] == "register":
            options |= {"name": data["name"], "as_of": data["as_of"].isoformat()}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "upload.xlsx")
            path.write_bytes(data["file"].read())
            try:
                batch = imports.preview(
                    data["kind"], path, file_name=data["file"].name[:200], options=options, city_code=region[:4],
                    by=request.actor, now=timezone.now(),
                )  # fmt: skip
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("import_detail", batch.public_id)
    return render(request, "outreach/import_file.html", {"form": form})


def _batches(request):
    region = region_of(request.actor)
    if not rules.may_import(request.actor, region=region):
        raise PermissionDenied
    mine = ImportBatch.objects.filter(city_code=region[:4])
    return mine.filter(by=request.user) if len(region) > len(settings.PORTAL_CITY) else mine


def _batch(request, public_id):
    return get_object_or_404(_batches(request), public_id=public_id)


@require_safe
def import_detail(request, public_id):
    batch = _batch(request, public_id)
    return render(request, "outreach/import_detail.html", {"batch": batch, "kind": imports.kind_of(batch.kind)})


@require_POST
def import_act(request, public_id, act):
    """Confirm or undo an import."""
    batch = _batch(request, public_id)
    try:
        if act == "confirm":
            imports.confirm(batch, by=request.actor, now=timezone.now())
            messages.success(request, _("已导入。"))
        elif act == "undo":
            imports.undo(batch, by=request.actor, now=timezone.now())
            messages.success(request, _("这次导入已撤销，数据恢复到导入之前。"))
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("import_detail", public_id)


@require_safe
def import_errors(request, public_id):
    """The file again, with what is wrong beside each row."""
    return _xlsx(imports.error_file(_batch(request, public_id)), "import-errors.xlsx")


@require_safe
def import_template(request, kind):
    """An empty table with the right headers."""
    region_of(request.actor)
    if kind not in dict(ImportForm.base_fields["kind"].choices):
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "template.xlsx")
        write_template(path, imports.kind_of(kind).columns)
        return _xlsx(path.read_bytes(), f"{kind}.xlsx")


def _xlsx(content, name):
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
