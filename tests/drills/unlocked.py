"""The portal of the controls: whoever registers or leaves reads the event, decides, and writes what was read plus one."""

from portal.wsgi import application

# isort: split
from events.actions import registering
from events.models import Event, Registration

__all__ = ["application"]


def _read_and_write(event, person, now):
    read = Event.objects.get(pk=event.pk)
    is_in = read.taken < read.capacity
    state = Registration.State.REGISTERED if is_in else Registration.State.WAITING
    made = Registration.objects.create(event=event, person=person, state=state, place=person.pk, asked_at=now)
    Event.objects.filter(pk=event.pk).update(taken=read.taken + is_in)
    return made


registering._placed = _read_and_write
registering.locked = lambda event: Event.objects.get(pk=event.pk)
