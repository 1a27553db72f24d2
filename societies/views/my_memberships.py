"""One's own membership: how it stands, renewed with one click, left, stood up for."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import actions
from members.models import Dues, Exit, Expulsion, Membership, Renewal
from members.standing import standing_of
from portal.ground import acts
from portal.ground.dates import in_words, today
from portal.ground.errors import Refused, cleaned

from ..life_forms import AppealForm, LeaveForm, PaymentForm, StatementForm
from ..life_page import life_of_membership
from ..renewal_page import RenewalPage


def _mine(request, public_id):
    """One's own membership, or that of a unit one acts for; else 404."""
    mine = Membership.objects.in_the_hand_of(request.user)
    mine = mine.select_related("organisation__society", "person__unit", "unit")
    return get_object_or_404(mine, public_id=public_id)


@require_safe
def my_membership(request, public_id):
    """Status, card, periods with their gaps, dues, and what can be done now."""
    membership = _mine(request, public_id)
    expulsion = membership.expulsions.order_by("-pk").first()
    return render(request, "societies/my_membership.html", life_of_membership(membership, on=today()) | {
        "expulsion": expulsion, "payment": PaymentForm(initial={"paid_on": today(), "means": Dues.Means.WECHAT}),
        "statement": StatementForm(initial={"statement": expulsion.statement if expulsion else ""}), "appeal": AppealForm(),
        "may_state": bool(expulsion) and expulsion.state == Expulsion.State.HEARING and today() <= expulsion.heard_until,
        "may_appeal": bool(expulsion) and expulsion.state == Expulsion.State.EXPELLED and today() <= expulsion.appeal_until,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def membership_renew(request, public_id):
    """What is known is there to be looked over; one button renews."""
    membership = _mine(request, public_id)
    page = RenewalPage(request, membership)
    answer = page.answer() if request.method == "POST" else None
    return answer or render(request, "societies/membership_renew.html", page.context())


@require_http_methods(["GET", "HEAD", "POST"])
def membership_leave(request, public_id):
    """退会, from a day on and with a reason."""
    membership = _mine(request, public_id)
    form = LeaveForm(request.POST or None, initial={"end_on": today()})
    if form.is_valid():
        try:
            actions.withdraw_membership(membership, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理退会。会员号为您保留，想回来随时可以重新申请。"))
            return redirect("my_membership", public_id)
    standing = standing_of(membership, on=today())
    return render(
        request, "societies/membership_leave.html", {"membership": membership, "form": form, "standing": standing}
    )


@require_POST
def my_membership_act(request, public_id, act):
    """One act about one's own membership; a refusal is shown where it was asked."""
    return acts.answer(ACTS, act, request, _mine(request, public_id), "my_membership", public_id)


def _take_renewal_back(request, membership):
    renewal = _one(Renewal.objects.filter(membership=membership).order_by("-pk"), _("没有等待确认的续会。"))
    actions.withdraw_renewal(renewal, by=request.actor, now=timezone.now())
    return _("已撤回续会。")


def _pay(request, membership):
    dues = _one(Dues.objects.filter(membership=membership, public_id=request.POST.get("dues", "")), _("没有这笔会费。"))
    typed = cleaned(PaymentForm(request.POST, request.FILES))
    actions.tell_payment(dues, **typed, by=request.actor, now=timezone.now())
    return _("已登记，秘书处核对到账后确认。")


def _stay(request, membership):
    leaving = _one(
        Exit.objects.filter(membership=membership, kind=Exit.Kind.WITHDRAWN).order_by("-pk"), _("没有可以撤回的退会。")
    )
    actions.take_back_withdrawal(leaving, by=request.actor, now=timezone.now())
    return _("已撤回退会，会籍照旧。")


def _state(request, membership):
    expulsion = _one(membership.expulsions.order_by("-pk"), _("没有需要陈述的事。"))
    typed = cleaned(StatementForm(request.POST, request.FILES))
    actions.make_statement(expulsion, **typed, by=request.actor, now=timezone.now())
    return _("陈述已提交，理事会会看到。截止以前还可以修改。")


def _appeal(request, membership):
    expulsion = _one(membership.expulsions.order_by("-pk"), _("没有可以申诉的决定。"))
    typed = cleaned(AppealForm(request.POST, request.FILES))
    expulsion = actions.appeal_expulsion(expulsion, **typed, by=request.actor, now=timezone.now())
    return _("申诉已提交，科协将在 %(day)s 前答复。") % {"day": in_words(expulsion.answer_until)}


def _one(found, sentence):
    one = found.first()
    if one is None:
        raise Refused(sentence)
    return one


ACTS = {
    "take-renewal-back": _take_renewal_back, "pay": _pay, "stay": _stay, "state": _state, "appeal": _appeal,
}  # fmt: skip
