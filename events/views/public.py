"""What everybody may see of events, and registering."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground.errors import Refused
from portal.ground.lists import Listing

from .. import actions, calendars
from ..columns import EVENT_COLUMNS
from ..lists import EventFilter
from ..models import Event, Registration


@login_not_required
@require_safe
def event_directory(request):
    """What is on, the nearest first; what was, the latest first."""
    now, public = timezone.now(), Event.objects.public().select_related("organisation")
    if request.GET.get("when") == "past":
        events = public.filter(ends_at__lte=now).order_by("-starts_at", "pk")
    else:
        events = public.coming(now).order_by("starts_at", "pk")
    listing = Listing(
        request,
        events,
        EVENT_COLUMNS,
        filter_class=EventFilter,
        name=_("科普活动"),
        may_export=False,
        same_filters=True,
    )
    return render(request, "events/event_directory.html", {
        "listing": listing, "page": listing.page, "filter": listing.filter, "now": now,
    })  # fmt: skip


def _public_event(public_id):
    return get_object_or_404(Event.objects.public().select_related("organisation"), public_id=public_id)


@login_not_required
@require_safe
def event_page(request, public_id):
    """One event, with the way in: how many places are left, what one's own registration stands at."""
    event, now = _public_event(public_id), timezone.now()
    mine, ahead = None, 0
    if request.user.is_authenticated:
        mine = Registration.objects.open().filter(event=event, person=request.user).first()
        ahead = event.registrations.waiting().filter(place__lt=mine.place).count() if mine else 0
    return render(request, "events/event_page.html", {
        "event": event, "mine": mine, "position": ahead + 1, "now": now, "is_over": event.ends_at <= now,
        "is_open": event.state == Event.State.PUBLISHED and event.opens_at <= now < event.closes_at,
        "waiting": event.registrations.waiting().count() if event.left == 0 else 0,
        "audiences": [Event.Audience(one).label for one in event.audiences],
        "canonical": request.build_absolute_uri(request.path),
    })  # fmt: skip


@login_not_required
@require_safe
def event_calendar(request, public_id):
    """The event for a phone's calendar."""
    event = _public_event(public_id)
    address = request.build_absolute_uri(reverse("event_page", args=[public_id]))
    content = calendars.calendar([event], name=event.name, addresses={event.pk: address})
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="event-{public_id}.ics"'
    return response


@require_POST
def register(request, public_id):
    """报名: a place, or a place in line."""
    event = _public_event(public_id)
    try:
        made = actions.register(event, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        is_in = made.state == Registration.State.REGISTERED
        messages.success(request, _("报名成功，到时见。") if is_in else _("名额已满，您已进入候补，有空位马上通知您。"))
    return redirect("event_page", public_id)


@require_POST
def cancel_registration(request, public_id):
    """取消报名: the place goes to whoever waits."""
    mine = get_object_or_404(
        Registration.objects.open().select_related("event"), event__public_id=public_id, person=request.user
    )
    try:
        actions.cancel_registration(mine, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消报名。"))
    return redirect("event_page", public_id)
