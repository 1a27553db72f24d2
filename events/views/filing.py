"""After the event, on the desk: a quick filing in a minute, or the dossier and its review."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members import reviews
from portal.ground import acts, attachments
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history

from .. import actions, rules
from ..forms import DossierForm, FilingForm, RemarkForm
from ..models import Event, Filing
from .desk import visible_event

LIFE = (("draft", "填写"), ("submitted", "审核"), ("accepted", "备案"))


@require_http_methods(["GET", "HEAD", "POST"])
def event_filing(request, public_id):
    """The host writes what was held; whoever else sees the event reads what was handed in, and decides it."""
    event = visible_event(request, public_id)
    filing = Filing.objects.filter(event=event).select_related("written_by").first()
    may_write = _may_write(request.actor, event, filing)
    if not may_write and not (filing and (filing.submitted_at or rules.may_manage(request.actor, event))):
        raise Http404
    if request.method == "POST":
        require(may_write)
    form = _form(request, event, filing) if may_write else None
    if form and form.is_valid():
        try:
            return _keep(request, event, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, event, filing, form)


def _may_write(actor, event, filing):
    is_open = filing is None or filing.state in Filing.EDITABLE
    is_held = event.state == Event.State.PUBLISHED and event.ends_at <= timezone.now()
    return is_open and is_held and rules.may_manage(actor, event)


def _form(request, event, filing):
    kind = DossierForm if event.dossier_due_on else FilingForm
    initial = {"kind": event.kind}
    if filing:
        initial = {name: getattr(filing, name) for name in kind.base_fields if name not in ("photos", "served")}
        initial["served"] = "\n".join(unit.token for unit in filing.served.order_by("pk"))
    return kind(request.POST or None, request.FILES or None, initial=initial)


def _keep(request, event, typed):
    now = timezone.now()
    if not event.dossier_due_on:
        actions.file_event(event, **typed, by=request.actor, now=now)
        messages.success(request, _("已备案，活动已计入台账。"))
        return redirect("event_filing", event.public_id)
    actions.save_dossier(event, **typed, by=request.actor, now=now)
    if "submit" not in request.POST:
        messages.success(request, _("已保存，可以随时回来继续填写。"))
        return redirect("event_filing", event.public_id)
    try:
        filing = actions.submit_dossier(event, by=request.actor, now=now)
    except Refused as refusal:
        messages.warning(request, _("已保存。%(reason)s") % {"reason": refusal})
    else:
        day = reviews.waiting(filing).due_on
        messages.success(request, _("已提交，将在 %(day)s 前审核。") % {"day": f"{day.month}月{day.day}日"})
    return redirect("event_filing", event.public_id)


def _page(request, event, filing, form):
    step = reviews.waiting(filing) if filing and filing.state == Filing.State.SUBMITTED else None
    may_decide = bool(step) and reviews.may_decide(request.actor, step, applicant_id=filing.written_by_id)
    return render(request, "events/event_filing.html", {
        "event": event, "filing": filing, "form": form, "step": step, "may_decide": may_decide, "life": LIFE,
        "is_last_step": may_decide and reviews.following(step) is None,
        "returned": reviews.returned(filing) if filing and filing.state == Filing.State.RETURNED else None,
        "photos": attachments.of("event", event.public_id), "may_change": bool(form),
        "served": filing.served.order_by("pk") if filing else [],
        "checked_in": event.registrations.filter(checked_in_at__isnull=False).count(),
        "history": history(filing) if filing else [], "today": timezone.localdate(),
    })  # fmt: skip


@require_POST
def event_filing_act(request, public_id, act):
    """One decision about a dossier."""
    return acts.answer(ACTS, act, request, visible_event(request, public_id), "event_filing", public_id)


def _pass(request, event):
    actions.pass_dossier(event, by=request.actor, now=timezone.now())
    return _("审核通过，转下一步。")


def _accept(request, event):
    actions.accept_dossier(event, by=request.actor, now=timezone.now())
    return _("已通过备案，活动已计入台账。")


def _return(request, event):
    actions.return_dossier(event, **cleaned(RemarkForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已退回，填写人会收到修改意见。")


ACTS = {"pass": _pass, "accept": _accept, "return": _return}
