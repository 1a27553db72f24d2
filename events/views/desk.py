"""The desk: events of one's organisation and of one's region, each with the act that is due, and the door."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import reviews
from portal.ground import acts
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history
from portal.ground.lists import list_page

from .. import actions, rules
from ..columns import EVENT_COLUMNS, REGISTRATION_COLUMNS
from ..forms import CapacityForm, EventForm, ReasonForm, RemarkForm
from ..lists import DeskEventFilter, RegistrationFilter
from ..models import Event, Filing, Registration

LIFE = (("draft", "填写"), ("submitted", "审核"), ("published", "发布"))


def visible_event(request, public_id):
    """The event, or 404 for a stranger."""
    return get_object_or_404(rules.visible_events(request.actor), public_id=public_id)


@require_safe
def event_list(request):
    """Events one may see, those held last in front."""
    require(rules.may_declare(request.actor))
    events = rules.visible_events(request.actor).order_by("-starts_at", "pk")
    return list_page(
        request, "events/event_list.html", events, EVENT_COLUMNS, name=_("活动"), filter_class=DeskEventFilter
    )


@require_http_methods(["GET", "HEAD", "POST"])
def event_form(request, public_id=None):
    """Write an event; 保存 keeps the draft, 提交 hands it in. `?like=` begins with what an earlier event said."""
    event = visible_event(request, public_id) if public_id else None
    if not (rules.may_manage(request.actor, event) if event else rules.may_declare(request.actor)):
        raise PermissionDenied
    form = EventForm(request.POST or None, initial=_initial(event or _earlier(request)))
    if form.is_valid():
        try:
            event = actions.save_event(event, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _hand_in(request, event) if "submit" in request.POST else _kept(request, event)
    return render(request, "events/event_form.html", {"form": form, "event": event})


def _earlier(request):
    like = request.GET.get("like")
    return rules.visible_events(request.actor).filter(public_id=like).first() if like else None


def _initial(event):
    return {name: getattr(event, name) for name in EventForm.base_fields} if event else {}


def _kept(request, event):
    messages.success(request, _("草稿已保存，可以随时回来继续填写。"))
    return redirect("event_detail", event.public_id)


def _hand_in(request, event):
    try:
        messages.success(request, _submit(request, event))
    except Refused as refusal:
        messages.warning(request, _("草稿已保存。%(reason)s") % {"reason": refusal})
    return redirect("event_detail", event.public_id)


@require_safe
def event_detail(request, public_id):
    """Where it stands, who comes, what happened, and the one act that is due now for this person."""
    event, now = visible_event(request, public_id), timezone.now()
    step = reviews.waiting(event) if event.state == Event.State.SUBMITTED else None
    may_decide = bool(step) and reviews.may_decide(request.actor, step, applicant_id=event.applicant_id)
    manages, is_running = rules.may_manage(request.actor, event), event.ends_at > now
    return render(request, "events/event_detail.html", {
        "event": event, "step": step, "may_decide": may_decide, "life": LIFE, "history": history(event),
        "is_last_step": may_decide and reviews.following(step) is None,
        "returned": reviews.returned(event) if event.state == Event.State.RETURNED else None,
        "may_edit": manages and event.state in Event.EDITABLE, "may_withdraw": manages and bool(step),
        "may_run": manages and event.state == Event.State.PUBLISHED and is_running, "manages": manages,
        "may_file": manages and event.state == Event.State.PUBLISHED and not is_running,
        "filing": Filing.objects.filter(event=event).first(),
        "waiting": event.registrations.waiting().count(),
        "present": event.registrations.filter(checked_in_at__isnull=False).count(),
        "capacity": CapacityForm(initial={"capacity": event.capacity}),
        "audiences": [Event.Audience(one).label for one in event.audiences],
    })  # fmt: skip


@require_safe
def event_people(request, public_id):
    """Who registered, for the host alone; at the door, found by name or by the phone's last four digits."""
    event = _managed(request, public_id)
    rows = event.registrations.select_related("person").order_by("place")
    return list_page(
        request, "events/event_people.html", rows, REGISTRATION_COLUMNS, name=_("报名名单（%(event)s）") % {"event": event},
        filter_class=RegistrationFilter, event=event, present=rows.filter(checked_in_at__isnull=False).count(),
    )  # fmt: skip


def _managed(request, public_id):
    event = visible_event(request, public_id)
    require(rules.may_manage(request.actor, event))
    return event


@require_POST
def check_in(request, public_id, registration):
    """签到 of one person; back to the list as it was filtered."""
    event = _managed(request, public_id)
    found = get_object_or_404(
        Registration.objects.select_related("event__organisation"), event=event, public_id=registration
    )
    try:
        actions.check_in(found, by=request.actor, now=timezone.now())
        messages.success(request, _("%(name)s已签到。") % {"name": found.person})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("event_people", public_id)


@require_POST
def event_act(request, public_id, act):
    """One transition of an event; a refusal is shown where it was asked."""
    return acts.answer(ACTS, act, request, visible_event(request, public_id), "event_detail", public_id)


def _submit(request, event):
    event = actions.submit_event(event, by=request.actor, now=timezone.now())
    if event.state == Event.State.PUBLISHED:
        return _("已发布，公众现在可以看到。")
    step = reviews.waiting(event)
    return _("已提交，将在 %(day)s 前审核，结果会发消息通知您。") % {"day": f"{step.due_on.month}月{step.due_on.day}日"}


def _withdraw(request, event):
    actions.withdraw_event(event, by=request.actor, now=timezone.now())
    return _("已撤回，修改后可以再次提交。")


def _pass(request, event):
    actions.pass_event(event, by=request.actor, now=timezone.now())
    return _("审核通过，转下一步。")


def _publish(request, event):
    actions.publish_event(event, by=request.actor, now=timezone.now())
    return _("已发布，公众现在可以看到。")


def _return(request, event):
    actions.return_event(event, **cleaned(RemarkForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已退回，申报人会收到修改意见。")


def _cancel(request, event):
    actions.cancel_event(event, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("活动已取消，报名的人会收到通知。")


def _capacity(request, event):
    actions.change_capacity(event, **cleaned(CapacityForm(request.POST)), by=request.actor, now=timezone.now())
    return _("名额已修改，候补的人按次序递补。")


ACTS = {
    "submit": _submit, "withdraw": _withdraw, "pass": _pass, "publish": _publish, "return": _return,
    "cancel": _cancel, "capacity": _capacity,
}  # fmt: skip
