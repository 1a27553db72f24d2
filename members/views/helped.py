"""People registered by an officer, on the desk; and the record claimed by whom it is about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import attachments
from portal.ground.addresses import address_of
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import history
from portal.ground.lists import Column, list_page

from .. import actions, helping, papers, vouching
from ..askable import unit_of
from ..helped_forms import ClaimForm, HelpedForm

COLUMNS = (
    Column("姓名", lambda helped: helped.person.name, "person__name", lambda helped: address_of("helped_detail", helped.public_id)),
    Column("单位", lambda helped: unit_of(helped.person), width=30),
    Column("登记的组织", lambda helped: helped.organisation.name, width=30),
    Column("登记时间", lambda helped: local_day(helped.made_at), "made_at", kind="date"),
    Column("状态", lambda helped: _("本人已认领") if helped.claimed_at else _("代办中"),
           tag=lambda helped: "ok" if helped.claimed_at else "wait"),
)  # fmt: skip


def _visible(request):
    require(helping.may_help(request.actor))
    return helping.visible_helped(request.actor).select_related("person__unit", "organisation", "made_by")


@require_safe
def helped_list(request):
    """Everybody the office has registered or knows to be registered, the latest first."""
    return list_page(
        request, "members/helped_list.html", _visible(request).order_by("-made_at", "-pk"), COLUMNS,
        name=_("代办登记"), may_export=False,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def helped_new(request):
    """Register somebody; people who are probably the same are shown first, each to be decided about."""
    require(helping.may_help(request.actor))
    known, now = vouching.known_to(request.actor, now=timezone.now()), timezone.now()
    form, alike = HelpedForm(request.POST or None, request.FILES or None, known=known), []
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "born_on", "unit_name")}
        try:
            helped = actions.register_helped(**form.cleaned_data, by=request.actor, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            alike = helping.alike(request.actor, **said, now=now)
        else:
            messages.success(request, _("已登记。请打印认领单交给本人。"))
            return redirect("helped_detail", helped.public_id)
    rows = [(person, unit_of(person), why) for person, why in alike]
    return render(request, "members/helped_new.html", {"form": form, "alike": rows})


@require_safe
def helped_detail(request, public_id):
    """One registered person: the paper, the slip, whether it was claimed."""
    helped = get_object_or_404(_visible(request), public_id=public_id)
    return render(request, "members/helped_detail.html", {
        "helped": helped, "person": helped.person, "unit": unit_of(helped.person), "history": history(helped.person),
        "attachments": attachments.of(helping.OWNER, helped.public_id),
    })  # fmt: skip


@require_POST
def helped_slip(request, public_id):
    """The slip as PDF, with a new code; the code of an earlier one ends."""
    helped = get_object_or_404(_visible(request), public_id=public_id)
    try:
        helped, code = actions.issue_slip(helped, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("helped_detail", public_id)
    content, _missing = papers.claim_slip(helped, code, address=request.build_absolute_uri("/"))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"认领单-{helped.person.name}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def claim_record(request):
    """Take a record over that an officer made; what does not fit is answered the same whatever is wrong."""
    form = ClaimForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        try:
            actions.claim_helped(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已认领，原来登记的内容都在这个账号里了。"))
            return redirect("my_record")
    return render(request, "members/claim_record.html", {"form": form})
