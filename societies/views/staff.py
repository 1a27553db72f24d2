"""Staff of unit members: invited by link, code or list, and how many of them joined."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.models import Membership
from portal.ground import imports
from portal.ground.dates import in_words
from portal.ground.errors import Refused
from portal.ground.lists import Column, list_page
from portal.ground.models import ImportBatch
from portal.ground.sheets.columns import write_template

from .. import actions, rules, staff
from ..columns import MEMBER_COLUMNS, MEMBER_FIELDS
from ..models import Invitation
from ..papers.qr import qr_png
from ..staff_import import KIND
from ..unit_forms import StaffFileForm, UnitMemberFilter
from .desk import desk_society
from .memberships import day_of
from .papers import file_of
from .units import seen_unit_member

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


UNIT_COLUMNS = (
    Column("单位", lambda one: one.unit.name, "unit__name", lambda one: reverse("unit_member", args=[one.public_id]), width=36),
    Column("会员号", lambda one: one.number, "number", kind="code", width=16),
    Column("联系人", lambda one: "、".join(d.called for d in one.running if d.person_id) or None),
    Column("单位代表", lambda one: "、".join(d.name for d in one.running if not d.person_id) or None, width=30),
    Column("职工入会", lambda one: one.staff, "staff", kind="int",
           link=lambda one: reverse("unit_staff", args=[one.public_id])),
    Column("科技工作者", lambda one: one.workers, "workers", kind="int"),
    Column("占比", lambda one: staff.percent(one.staff, one.workers)),
)  # fmt: skip


@require_safe
def unit_member_list(request, code):
    """The society's unit members on a day, with who stands for each and how many of its staff joined in person."""
    society, day = desk_society(request, code), day_of(request)
    found = Membership.objects.on(day).filter(organisation=society.organisation).exclude(unit=None)
    rows = staff.with_staff(found, on=day).select_related("unit").prefetch_related(staff.standing_for(day))
    return list_page(
        request, "societies/unit_member_list.html", rows.order_by("number", "pk"), UNIT_COLUMNS,
        name=_("单位会员（%(day)s）") % {"day": in_words(day)}, filter_class=UnitMemberFilter, society=society, day=day,
    )  # fmt: skip


@require_safe
def unit_staff(request, public_id):
    """The members of the society who work at the unit on the day: the rows behind the number."""
    seen = Membership.objects.filter(organisation__society__in=rules.visible_societies(request.actor))
    membership = get_object_or_404(
        seen.exclude(unit=None).select_related("organisation__society", "unit"), public_id=public_id
    )
    day = day_of(request)
    rows = staff.joined_staff(membership, on=day).select_related("membership__person__unit", "membership__unit",
                                                                "membership__organisation", "member_class")  # fmt: skip
    return list_page(
        request, "societies/unit_staff.html", rows.only(*MEMBER_FIELDS).order_by("membership__number", "pk"),
        MEMBER_COLUMNS, name=_("%(unit)s入会职工（%(day)s）") % {"unit": membership.unit, "day": in_words(day)},
        membership=membership, society=membership.organisation.society, day=day,
    )  # fmt: skip


def link_of(request, invitation):
    return request.build_absolute_uri(reverse("invitation", args=[invitation.public_id]))


@never_cache
@require_safe
def staff_qr(request, public_id):
    """The code that leads staff of the unit to the form."""
    membership = seen_unit_member(request, public_id)
    invitation = get_object_or_404(Invitation, membership=membership)
    return file_of(
        qr_png(link_of(request, invitation)), "png", f"{membership.unit}-{_('职工入会')}.png", as_attachment=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
def staff_import(request, public_id):
    """A list of names and phones: looked through first, nobody is told before it is confirmed."""
    membership = seen_unit_member(request, public_id)
    form = StaffFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.invite_staff_of(membership, by=request.actor, now=timezone.now())
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "upload.xlsx")
                path.write_bytes(upload.read())
                batch = imports.preview(
                    KIND, path, file_name=upload.name[:200], options={"membership": membership.public_id}, city_code="",
                    by=request.actor, now=timezone.now(),
                )  # fmt: skip
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("staff_import_detail", public_id, batch.public_id)
    return render(request, "societies/staff_import.html", {"membership": membership, "form": form})


def _batch(request, membership, batch_id):
    """A list of this unit that this person brought, or 404."""
    mine = ImportBatch.objects.filter(kind=KIND, by=request.user, options__membership=membership.public_id)
    return get_object_or_404(mine, public_id=batch_id)


@require_safe
def staff_import_detail(request, public_id, batch_id):
    """How many would be told, and what is wrong with which row."""
    membership = seen_unit_member(request, public_id)
    batch = _batch(request, membership, batch_id)
    return render(request, "societies/staff_import_detail.html", {"membership": membership, "batch": batch})


@require_POST
def staff_import_confirm(request, public_id, batch_id):
    """Everybody on the list is told, once."""
    membership = seen_unit_member(request, public_id)
    batch = _batch(request, membership, batch_id)
    try:
        actions.invite_staff_of(membership, by=request.actor, now=timezone.now())  # the unit is a member still
        batch = imports.confirm(batch, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff_import_detail", public_id, batch_id)
    messages.success(request, _("已向 %(count)s 人发出邀请。") % {"count": batch.summary["create"]})
    return redirect("unit_member", public_id)


@require_safe
def staff_import_file(request, public_id, name):
    """An empty table with the right headers, or the file again with what is wrong beside each row."""
    membership = seen_unit_member(request, public_id)
    if name == "template":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "template.xlsx")
            write_template(path, imports.kind_of(KIND).columns)
            content = path.read_bytes()
    else:
        content = imports.error_file(_batch(request, membership, name))
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{KIND}.xlsx"'}
    )
