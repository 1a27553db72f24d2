"""One's own application: where it stands, what was said, what can still be done about it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members import actions, applying, reviews, statements
from members.membership_rules import REVIEW
from members.models import Application, Membership, ReviewRule
from portal.ground import attachments
from portal.ground.dates import today
from portal.ground.errors import Refused
from portal.ground.journal import history
from portal.ground.models import Delivery
from portal.ground.views import way_back

State = Application.State
CHANNELS = (Delivery.Channel.SMS, Delivery.Channel.EMAIL)


def _mine(request, public_id):
    """One's own application, or 404."""
    mine = Application.objects.filter(applicant=request.user)
    return get_object_or_404(
        mine.select_related("organisation__society", "member_class", "person__unit", "unit"), public_id=public_id
    )


@require_safe
def my_application(request, public_id):
    """Where one's own application stands, what was said in it, and what can still be done."""
    application = _mine(request, public_id)
    if application.member_organisation_id:
        return redirect("group_application", public_id)
    step = reviews.waiting(application) if application.state == State.SUBMITTED else None
    membership = None
    if application.state == State.ADMITTED:
        membership = Membership.objects.filter(organisation=application.organisation, **application.whose).first()
    return render(request, "societies/my_application.html", {
        "application": application, "step": step, "life": life_of(application), "now": step.name if step else application.state,
        "returned": reviews.returned(application) if application.state == State.RETURNED else None,
        "membership": membership, "period": membership and membership.periods.filter(application=application).first(),
        "attachments": attachments.of(applying.OWNER, application.public_id), "history": history(application),
        "said": statements.as_applicant_sees(application, on=today()),
    })  # fmt: skip


def life_of(application):
    """The steps on the way, from writing to membership, as `{% steps %}` takes them."""
    names = reviews.names_of(application) or [rule.name for rule in ReviewRule.objects.on(
        REVIEW, today(), organisation=application.organisation
    )]  # fmt: skip
    return (("draft", _("填写")), *((name, name) for name in names), ("admitted", _("入会")))


@require_POST
def my_application_act(request, public_id, act):
    """Take one's own application back."""
    application = _mine(request, public_id)
    if act != "withdraw":
        raise Http404
    try:
        actions.withdraw_application(application, by=request.actor, now=timezone.now())
        messages.success(request, _("已撤回。以后想入会，可以重新申请。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_application", public_id)


@require_POST
def choose_channels(request):
    """By what else one wants to hear of one's own affairs."""
    try:
        actions.choose_channels(
            request.user, [one for one in CHANNELS if one in request.POST.getlist("channel")], by=request.actor
        )
        messages.success(request, _("已保存，以后的结果也会这样通知您。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(way_back(request))
