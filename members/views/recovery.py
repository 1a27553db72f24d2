"""A phone that is lost: other ways in, a new number proved, and on the desk the two officers."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import attachments, dated
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned
from portal.ground.journal import history

from .. import actions, vouching
from .. import identity_rules as rules
from ..identity_forms import CodeForm, NewPhoneForm, ReasonForm
from ..models import PhoneRecovery
from ..proving import NewNumber

SLIP = "recovery_slip"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_recovery(request):
    """Every other way in; and, for who has none, a new number to be proved."""
    form = NewPhoneForm(request.POST or None)
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        ratelimit.consume(request, action="request_login_code", key=phone, raise_exception=True)
        try:
            NewNumber(request, NewNumber.initial_state(user=None, phone=phone)).send()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("account_recovery_code")
    return render(request, "members/recovery.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_recovery_code(request):
    """The code to the new number; right, it gives the slip to read out to an officer."""
    proof = NewNumber.of(request)
    if proof is None:
        if request.method == "POST":
            messages.error(request, _("验证码已失效，请重新获取。"))
        return redirect("account_recovery")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if proof.accepts(form.cleaned_data["code"]):
            recovery = actions.open_recovery(proof.state["phone"], now=timezone.now())
            proof.abort()
            request.session[SLIP] = recovery.slip
            return redirect("account_recovery_slip")
        form.add_error("code", _("验证码不对，请核对后再填。"))
    return render(request, "members/recovery_code.html", {"form": form, "phone": proof.state["phone"]})


@login_not_required
@require_safe
def account_recovery_slip(request):
    """The slip, shown in the browser that proved the number."""
    slip = request.session.get(SLIP)
    if not slip:
        return redirect("account_recovery")
    return render(request, "members/recovery_slip.html", {
        "slip": slip, "days": int(dated.value("recovery.days", on=today())),
        "hours": int(dated.value("recovery.hours", on=today())),
    })  # fmt: skip


def _visible(request):
    """Recoveries of people the acting office knows."""
    known = vouching.known_to(request.actor, now=timezone.now())
    found = PhoneRecovery.objects.filter(person__in=known)
    return found.select_related("person__unit", "organisation", "asked_by", "confirmed_by")


@require_safe
def recovery_detail(request, public_id):
    """What the first officer said, for the second to agree with."""
    recovery = get_object_or_404(_visible(request), public_id=public_id)
    is_running = recovery.state in PhoneRecovery.RUNNING
    return render(request, "members/recovery_detail.html", {
        "recovery": recovery, "is_running": is_running, "history": history(recovery), "reason": ReasonForm(),
        "attachments": attachments.of("recovery", recovery.public_id),
        "may_confirm": recovery.state == PhoneRecovery.State.ASKED
        and rules.may_confirm_recovery(request.actor, recovery, now=timezone.now()),
    })  # fmt: skip


@require_POST
def recovery_act(request, public_id, act):
    """Agree, or stop it."""
    recovery = get_object_or_404(_visible(request), public_id=public_id)
    if act not in ("confirm", "cancel"):
        raise Http404
    try:
        if act == "confirm":
            recovery = actions.confirm_recovery(recovery, by=request.actor, now=timezone.now())
            messages.success(request, _("已复核。等待期满后新号码生效，期间本人可以取消。"))
        else:
            reason = cleaned(ReasonForm(request.POST))["reason"]
            actions.cancel_recovery(recovery, reason=reason, by=request.actor, now=timezone.now())
            messages.success(request, _("已取消。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("recovery_detail", public_id)


@require_POST
def stop_recovery(request):
    """不是本人: the person stops what somebody asks in their name."""
    recovery = get_object_or_404(PhoneRecovery, person=request.user, state__in=PhoneRecovery.RUNNING)
    try:
        actions.cancel_recovery(recovery, reason=_("本人否认"), by=request.actor, now=timezone.now())
        messages.success(request, _("已取消换号。为了安全，请退出其他设备并修改密码。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_security")
