"""People an office knows: their marks, vouching for them, their phone in full for a reason."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground import attachments
from portal.ground.addresses import address_of
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.lists import Column, list_page
from portal.ground.templatetags.urls import masked

from .. import actions, duplicates, merge_rules, rules, vouching
from ..askable import record_of, unit_of
from ..child_forms import EndOfForm
from ..identity_forms import EvidenceForm, ReasonForm, RecoveryForm
from ..lists import PersonFilter
from ..marks import marks_of, marks_of_each
from ..models import IdentityMark, Person, PhoneRecovery

SHOWN = ("name", "unit", "position", "professional_title", "discipline", "region")


def _given(person, marks):
    return "、".join(str(mark.label) for mark in marks[person.pk] if mark.given_at) or None


COLUMNS = (
    Column("姓名", lambda person: person.name, "name", lambda person: address_of("person_detail", person.public_id)),
    Column("单位", unit_of, width=30),
    Column("手机", lambda person: masked(person.phone) or None),
    Column("标识", _given, lookup=marks_of_each, width=30),
)


def _known(request):
    require(vouching.vouches(request.actor))
    return vouching.known_to(request.actor, now=timezone.now()).select_related("unit")


@require_safe
def person_list(request):
    """Everybody the acting office knows."""
    people = _known(request).order_by("name", "pk")
    return list_page(request, "members/person_list.html", people, COLUMNS, name=_("人员"), filter_class=PersonFilter)


@require_safe
def person_detail(request, public_id):
    """One person as far as vouching for them needs it; a record merged since leads to the one that was kept."""
    merged = Person.objects.filter(public_id=public_id, merged_into__in=_known(request)).select_related("merged_into")
    if found := merged.first():
        return redirect("person_detail", found.merged_into.public_id)
    return _page(request, get_object_or_404(_known(request), public_id=public_id))


def _page(request, person, **more):
    marks = marks_of(person)
    unit_mark = next(mark.row for mark in marks if mark.kind == IdentityMark.Kind.UNIT)
    return render(request, "members/person_detail.html", {
        "person": person, "marks": marks, "unit_mark": unit_mark,
        "record": [known for known in record_of(person, on=today()) if known.key in SHOWN],
        "attachments": attachments.of("mark", unit_mark.public_id) if unit_mark else [],
        "alike": _alike(request, person), "end": _end_form(request, person),
        "recovery": PhoneRecovery.objects.filter(person=person, state__in=PhoneRecovery.RUNNING).first(),
        "recovery_form": RecoveryForm(auto_id="recovery_%s"), "evidence": EvidenceForm(), "reason": ReasonForm(auto_id="revoke_%s"), "looking": ReasonForm(auto_id="look_%s"),
    } | more)  # fmt: skip


def _end_form(request, person):
    """The children the person answers for, for an office that may put that right."""
    if rules.may_correct_guardianship(request.actor, person) and person.children.running().exists():
        return EndOfForm(auto_id="end_%s", guardian=person)
    return None


def _alike(request, person):
    """Records that are probably the same person's, for an office that may merge them."""
    if not merge_rules.may_see_duplicates(request.actor):
        return []
    found = duplicates.of_person(person)
    reasons = {one.person_id: one.words for one in found}
    known = _known(request).filter(pk__in=reasons)
    return [(other, unit_of(other), reasons[other.pk]) for other in known]


@require_POST
def person_act(request, public_id, act):
    """Confirm the unit, take that back, be shown the phone, move it to another, end what is entered of a child."""
    person = get_object_or_404(_known(request), public_id=public_id)
    if act not in ACTS:
        raise Http404
    try:
        answer = ACTS[act](request, person)
    except Refused as refusal:
        messages.error(request, str(refusal))
        answer = None
    return answer or redirect("person_detail", public_id)


def _confirm(request, person):
    data, now = cleaned(EvidenceForm(request.POST, request.FILES)), timezone.now()
    mark = actions.confirm_unit(person, evidence=data["evidence"], by=request.actor, now=now)
    messages.success(request, _("已确认%(name)s的单位，本人会收到通知。") % {"name": person.name})
    for upload in data["files"]:
        attachments.keep(
            upload, owner_kind="mark", owner_id=mark.public_id, label=_("证明材料"), by=request.actor, now=now
        )


def _revoke(request, person):
    data = cleaned(ReasonForm(request.POST))
    mark = get_object_or_404(IdentityMark, person=person, kind=IdentityMark.Kind.UNIT, ended_at=None)
    actions.revoke_mark(mark, reason=data["reason"], by=request.actor, now=timezone.now())
    messages.success(request, _("已撤销，本人会收到通知。"))


def _look(request, person):
    data = cleaned(ReasonForm(request.POST))
    phone = actions.show_phone(person, reason=data["reason"], by=request.actor, now=timezone.now())
    return _page(request, person, phone=phone)


def _recover(request, person):
    data, now = cleaned(RecoveryForm(request.POST, request.FILES)), timezone.now()
    recovery = actions.ask_recovery(person, data["slip"], evidence=data["evidence"], by=request.actor, now=now)
    messages.success(request, _("已受理，原号码已收到提醒。请另一位认识本人的干部复核。"))
    for upload in data["files"]:
        attachments.keep(
            upload, owner_kind="recovery", owner_id=recovery.public_id, label=_("证明材料"), by=request.actor, now=now
        )
    return redirect("recovery_detail", recovery.public_id)


def _end_guardianship(request, person):
    data = cleaned(EndOfForm(request.POST, guardian=person))
    actions.end_guardianship(person, **data, by=request.actor, now=timezone.now())
    messages.success(request, _("已结束监护登记，%(name)s会收到通知。") % {"name": person.name})


ACTS = {"confirm": _confirm, "revoke": _revoke, "phone": _look, "recover": _recover, "guardianship": _end_guardianship}
