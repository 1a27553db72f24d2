"""One's own papers; and, on the desk, papers that two accounts claim."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.ground import identity
from portal.ground.addresses import address_of
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import history
from portal.ground.lists import Column, list_page

from .. import actions, merge_rules
from .. import identity_rules as rules
from ..identity_forms import CaseForm, DocumentForm
from ..models import IdentityCase, IdentityClaim

COLUMNS = (
    Column("发现时间", lambda case: local_day(case.opened_at), "opened_at",
           lambda case: address_of("identity_case", case.public_id), kind="date"),
    Column("证件", lambda case: f"{case.claim.get_kind_display()}（尾号 {case.claim.last_four}）", width=30),
    Column("原登记", lambda case: case.held.person.name),
    Column("后来的申请人", lambda case: case.claim.person.name),
    Column("状态", lambda case: case.get_outcome_display() or _("待决定"), "outcome",
           tag=lambda case: "ok" if case.outcome else "wait"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def my_identity(request):
    """Say which paper is one's own. What is answered is the same whatever is known of the paper."""
    form = DocumentForm(request.user, request.POST or None)
    if form.is_valid():
        try:
            actions.claim_identity(request.user, form.document, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已提交，核对结果会在消息里告诉您。"))
            return redirect("my_identity")
    claims = IdentityClaim.objects.filter(person=request.user).order_by("-made_at")[:5]
    return render(request, "members/my_identity.html", {
        "form": form, "claims": claims, "has_service": bool(identity.backend().name),
        "asks_phone": isinstance(identity.backend(), identity.AlibabaPhoneIdentity),
        "is_demo": identity.backend().name == identity.DemoIdentity.name,
    })  # fmt: skip


def _cases(request):
    require(rules.may_see_identity_cases(request.actor))
    return IdentityCase.objects.select_related("claim__person", "held__person", "decided_by")


@require_safe
def identity_case_list(request):
    """What waits first, then what was decided."""
    cases = _cases(request).order_by("decided_at", "opened_at")
    return list_page(
        request, "members/identity_case_list.html", cases, COLUMNS, name=_("证件重复登记"), may_export=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
def identity_case(request, public_id):
    """Both sides of one paper, and the decision."""
    case = get_object_or_404(_cases(request), public_id=public_id)
    may_decide = not case.outcome and rules.may_decide_identity_case(request.actor, case)
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_identity_case(case, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已决定，双方已收到通知。"))
            return redirect("identity_case", public_id)
    return render(request, "members/identity_case.html", {
        "case": case, "form": form, "may_decide": may_decide, "history": history(case),
        "may_merge": bool(case.outcome) and merge_rules.may_merge(
            request.actor, case.held.person, case.claim.person, now=timezone.now()
        ),
        "sides": [(_("原登记"), case.held), (_("后来的申请人"), case.claim)],
    })  # fmt: skip
