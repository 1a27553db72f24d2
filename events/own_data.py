"""What events keep about a person, and what somebody who leaves gives back before."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.own_data import IN_OFFICE, own, read
from portal.ground import personal
from portal.ground.personal import Obstacle, Part

from .models import Event, Filing, Registration


def register():
    """Called once, when the app is ready."""
    personal.register(
        Part(_("活动报名"), Registration, own(Registration),
             ((_("活动"), lambda row: row.event), (_("时间"), lambda row: row.event.starts_at), (_("状态"), read("state")),
              (_("报名时间"), read("asked_at")), (_("取消时间"), read("cancelled_at")), (_("签到时间"), read("checked_in_at"))))
    )  # fmt: skip
    personal.exempt(IN_OFFICE, Event, Filing)
    personal.register_obstacles(places_held)


def places_held(person, *, on):
    """A place at an event that is still to come belongs to somebody who comes."""
    held = Registration.objects.open().filter(person=person, event__in=Event.objects.coming(timezone.now()))
    for registration in held.select_related("event"):
        yield Obstacle(
            _("您报名了“%(event)s”，请先取消报名，把名额留给别人。") % {"event": registration.event},
            reverse("event_page", args=[registration.event.public_id]),
        )
