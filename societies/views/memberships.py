"""The officers' desk of memberships: how each stands on a day, renewals that wait, dues, exits, and one record in full."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members import actions, life_rules
from members.models import Dues, Exit, Expulsion, Membership, Renewal, Status
from portal.ground import acts
from portal.ground.dates import in_words, today
from portal.ground.errors import Refused, cleaned
from portal.ground.lists import list_page

from .. import life_forms, rules
from ..life_columns import DUES_COLUMNS, EXIT_COLUMNS, RENEWAL_COLUMNS, membership_columns
from ..life_lists import DuesFilter, ExitFilter, MembershipFilter, RenewalFilter
from ..life_page import life_of_membership
from .desk import desk_society

SUBJECTS = ("membership__person__unit", "membership__unit", "membership__member_organisation")


def day_of(request):
    """The day the page is asked for, today when none is."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today()


@require_safe
def membership_list(request, code):
    """Every membership there ever was, with how it stands on the day."""
    society, day = desk_society(request, code), day_of(request)
    found = Membership.objects.filter(organisation=society.organisation, continued_in=None)
    if request.GET.get("status") in Status.values:
        found = found.in_status(day, request.GET["status"])
    rows = found.status_on(day).select_related("person__unit", "unit", "member_organisation")
    return list_page(
        request, "societies/membership_list.html", rows.order_by("number", "pk"), membership_columns(day),
        name=_("会籍（%(day)s）") % {"day": in_words(day)}, filter_class=MembershipFilter, society=society, day=day,
        keys_first=True,
        may_renew=life_rules.may_renew_many(request.actor, society.organisation),
    )  # fmt: skip


@require_safe
def renewal_list(request, code):
    """Renewals, those that wait first."""
    society = desk_society(request, code)
    found = Renewal.objects.filter(membership__organisation=society.organisation)
    rows = found.select_related("member_class", "dues", *SUBJECTS).order_by("-state", "asked_at", "pk")
    return list_page(
        request, "societies/renewal_list.html", rows, RENEWAL_COLUMNS, name=_("续会"), filter_class=RenewalFilter,
        society=society,
    )  # fmt: skip


@require_safe
def dues_list(request, code):
    """What is owed, told and seen; what is owed longest first."""
    society = desk_society(request, code)
    rows = Dues.objects.filter(membership__organisation=society.organisation).select_related(*SUBJECTS)
    return list_page(
        request, "societies/dues_list.html", rows.order_by("-confirmed_at", "asked_at", "pk"), DUES_COLUMNS,
        name=_("会费"), filter_class=DuesFilter, society=society,
    )  # fmt: skip


@require_safe
def exit_list(request, code):
    """Who left, how and when, the last ones first; above them expulsions that are not decided or answered."""
    society = desk_society(request, code)
    rows = Exit.objects.filter(membership__organisation=society.organisation).select_related(*SUBJECTS)
    open_ones = Expulsion.objects.filter(membership__organisation=society.organisation, state__in=Expulsion.OPEN)
    return list_page(
        request, "societies/exit_list.html", rows.order_by("-end_on", "-pk"), EXIT_COLUMNS, name=_("退会和除名"),
        filter_class=ExitFilter, society=society, open_ones=open_ones.select_related(*SUBJECTS).order_by("pk"),
    )  # fmt: skip


def _seen(request, public_id):
    """A membership of a society whose members the acting office may see, or 404."""
    seen = Membership.objects.filter(organisation__society__in=rules.visible_societies(request.actor))
    return get_object_or_404(
        seen.select_related("organisation__society", "person__unit", "unit", "member_organisation"), public_id=public_id
    )


@require_safe
def membership_detail(request, public_id):
    """One record: how it stands, its periods, dues, exits, all that was done; and what this office may do now."""
    membership, actor, day = _seen(request, public_id), request.actor, today()
    page = life_of_membership(membership, on=day)
    expulsion = page["expulsions"][0] if page["expulsions"] else None
    state = expulsion.state if expulsion else ""
    may_expel, is_open = life_rules.may_expel(actor, membership), page["standing"].status in OPEN
    is_person, States = bool(membership.person_id), Expulsion.State
    return render(request, "societies/membership_detail.html", page | {
        "society": membership.organisation.society, "expulsion": expulsion,
        "may_look_after": life_rules.may_look_after(actor, membership), "may_expel": may_expel,
        "may_open": may_expel and is_open and state not in Expulsion.OPEN,
        "may_decide": may_expel and state == States.HEARING, "may_leave": is_open and not page["standing"].is_short,
        "may_answer": state == States.APPEALED and life_rules.may_answer_appeal(actor, membership),
        "may_enter_death": is_person and not membership.person.died_on and life_rules.may_record_death(actor, membership),
        "may_correct_death": is_person and membership.person.died_on and life_rules.may_record_death(actor, membership),
        "may_see_contact": may_expel, "payment": life_forms.PaymentForm(initial={"paid_on": day, "means": "transfer"}),
        "letter": life_forms.WithdrawalLetterForm(initial={"end_on": day}), "grounds": life_forms.GroundsForm(),
        "council": life_forms.CouncilDecisionForm(initial={"held_on": day}), "answer": life_forms.AnswerForm(),
        "death": life_forms.DeathForm(),
    })  # fmt: skip


OPEN = (Status.ACTIVE, Status.DUE, Status.GRACE)


@require_POST
def membership_act(request, public_id, act):
    """One act about a membership; a refusal is shown where it was asked."""
    return acts.answer(ACTS, act, request, _seen(request, public_id), "membership_detail", public_id)


def _typed(form, request):
    """What the form says, and who says it when."""
    return cleaned(form(request.POST, request.FILES)) | {"by": request.actor, "now": timezone.now()}


def _last(found, sentence):
    one = found.order_by("-pk").first()
    if one is None:
        raise Refused(sentence)
    return one


def _renewal(membership):
    return _last(Renewal.objects.filter(membership=membership), _("没有等待确认的续会。"))


def _confirm_renewal(request, membership):
    actions.confirm_renewal(_renewal(membership), by=request.actor, now=timezone.now())
    return _("已续会，会员会收到消息。")


def _refuse_renewal(request, membership):
    actions.refuse_renewal(_renewal(membership), **_typed(life_forms.ReasonOnlyForm, request))
    return _("已办结，会员会收到理由。")


def _dues(request, membership):
    return _last(
        Dues.objects.filter(membership=membership, public_id=request.POST.get("dues", "")), _("没有这笔会费。")
    )


def _record_payment(request, membership):
    actions.record_payment(_dues(request, membership), **_typed(life_forms.PaymentForm, request))
    return _("已登记缴费。")


def _confirm_dues(request, membership):
    actions.confirm_dues(_dues(request, membership), by=request.actor, now=timezone.now())
    return _("已确认会费。")


def _withdraw(request, membership):
    actions.record_withdrawal(membership, **_typed(life_forms.WithdrawalLetterForm, request))
    return _("已登记退会。")


def _open_expulsion(request, membership):
    expulsion = actions.open_expulsion(membership, **_typed(life_forms.GroundsForm, request))
    return _("已告知本人，%(day)s前听取陈述。理事会决定以前，会籍不变。") % {"day": in_words(expulsion.heard_until)}


def _expulsion(membership):
    return _last(membership.expulsions, _("没有在办的除名。"))


def _decide_expulsion(request, membership):
    typed = _typed(life_forms.CouncilDecisionForm, request)
    is_expelled = typed.pop("outcome") == Expulsion.State.EXPELLED
    actions.decide_expulsion(_expulsion(membership), is_expelled=is_expelled, **typed)
    return _("已登记理事会的决定，本人会收到通知和申诉的办法。") if is_expelled else _("已登记，会籍不变。")


def _answer_appeal(request, membership):
    typed = _typed(life_forms.AnswerForm, request)
    is_lifted = typed.pop("outcome") == Expulsion.State.LIFTED
    actions.answer_appeal(_expulsion(membership), is_lifted=is_lifted, **typed)
    return _("已答复，会籍已恢复，没有中断。") if is_lifted else _("已答复，维持原决定。")


def _record_death(request, membership):
    if membership.person_id is None:
        raise Http404
    actions.record_death(membership, **_typed(life_forms.DeathForm, request))
    return _("已登记。会籍终止，不再向本人发送消息，记录继续保留。")


def _correct_death(request, membership):
    if membership.person_id is None:
        raise Http404
    actions.correct_death(membership.person, **_typed(life_forms.ReasonOnlyForm, request))
    return _("已更正，会籍照旧。")


ACTS = {
    "confirm-renewal": _confirm_renewal, "refuse-renewal": _refuse_renewal, "record-payment": _record_payment,
    "confirm-dues": _confirm_dues, "withdraw": _withdraw, "open-expulsion": _open_expulsion,
    "decide-expulsion": _decide_expulsion, "answer-appeal": _answer_appeal, "record-death": _record_death,
    "correct-death": _correct_death,
}  # fmt: skip
