"""What events say: one function per message."""

from django.urls import reverse

from members.models import Person
from members.notifications import chosen, deciders, through_what_they_chose
from portal.ground import outbox
from portal.ground.dates import local_day

MAIL = "events/mail/"


def _page(event):
    return reverse("event_page", args=[event.public_id])


def _desk(event):
    return reverse("event_detail", args=[event.public_id])


def event_waits(event, step, *, now):
    to = deciders(step, on=local_day(now)).exclude(pk=event.applicant_id)
    key = f"event-waits:{event.pk}:{step.round}:{step.order}"
    outbox.notify(f"{MAIL}event_waits.txt", to=to, key=key, context={"event": event, "step": step}, url=_desk(event))


def event_returned(event, step):
    outbox.notify(f"{MAIL}event_returned.txt", to=[event.applicant], key=f"event-returned:{event.pk}:{step.round}",
                  context={"event": event, "step": step}, url=_desk(event), also=chosen)  # fmt: skip


def event_published(event):
    outbox.notify(f"{MAIL}event_published.txt", to=[event.applicant], key=f"event-published:{event.pk}",
                  context={"event": event}, url=_page(event), also=chosen)  # fmt: skip


def registered(registration):
    """A place, or a place in line: the same message says which."""
    outbox.notify(f"{MAIL}registered.txt", to=[registration.person], key=f"registered:{registration.pk}",
                  context={"registration": registration, "event": registration.event}, url=_page(registration.event),
                  also=chosen)  # fmt: skip


def promoted(registration):
    outbox.notify(f"{MAIL}promoted.txt", to=[registration.person], key=f"promoted:{registration.pk}",
                  context={"event": registration.event}, url=_page(registration.event), also=chosen)  # fmt: skip


def event_cancelled(event):
    to = through_what_they_chose(Person.objects.filter(pk__in=event.registrations.open().values("person")))
    outbox.notify_all(f"{MAIL}event_cancelled.txt", to=to, key=f"event-cancelled:{event.pk}", context={"event": event},
                      url=_page(event))  # fmt: skip


def _filing(event):
    return reverse("event_filing", args=[event.public_id])


def dossier_waits(filing, step, *, now):
    to = deciders(step, on=local_day(now)).exclude(pk=filing.written_by_id)
    outbox.notify(f"{MAIL}dossier_waits.txt", to=to, key=f"dossier-waits:{filing.pk}:{step.round}:{step.order}",
                  context={"event": filing.event, "step": step}, url=_filing(filing.event))  # fmt: skip


def dossier_returned(filing, step):
    outbox.notify(f"{MAIL}dossier_returned.txt", to=[filing.written_by], key=f"dossier-returned:{filing.pk}:{step.round}",
                  context={"event": filing.event, "step": step}, url=_filing(filing.event), also=chosen)  # fmt: skip


def dossier_accepted(filing):
    outbox.notify(f"{MAIL}dossier_accepted.txt", to=[filing.written_by], key=f"dossier-accepted:{filing.pk}",
                  context={"event": filing.event}, url=_filing(filing.event), also=chosen)  # fmt: skip


def dossier_due(event, *, is_late):
    """Once before the day and once after it."""
    key = f"dossier-{'late' if is_late else 'due'}:{event.pk}"
    outbox.notify(f"{MAIL}dossier_due.txt", to=[event.applicant], key=key,
                  context={"event": event, "is_late": is_late}, url=_filing(event), also=chosen)  # fmt: skip
