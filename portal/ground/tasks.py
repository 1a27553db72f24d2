"""The queue's and the clock's way into the ground floor: one call each, harmless twice."""

from celery import shared_task
from celery.signals import beat_init
from django.utils import timezone

from . import attachments, journal, outbox, reports, search
from .models import Heartbeat


def beat(name):
    """Note that a part of the portal is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


@shared_task
def deliver():
    outbox.deliver_waiting(now=timezone.now())
    beat("worker")


@shared_task
def sweep():
    """Sent by the clock every 15 s: whatever no message announced, notices and reports that wait."""
    beat("sweep")
    outbox.deliver_waiting(now=timezone.now())
    reports.build_waiting(now=timezone.now())
    beat("worker")


@beat_init.connect
def sweep_at_once(**kwargs):
    """The clock's first sweep does not wait for its first 15 seconds: a portal is healthy as soon as it is up."""
    sweep.apply_async(retry=False)


@shared_task
def build(report_id):
    reports.build(report_id, now=timezone.now())


@shared_task
def seal_journal():
    journal.seal()


@shared_task
def erase_abandoned_files():
    attachments.erase_abandoned(now=timezone.now())


@shared_task
def catch_up_search():
    """Daily: names of places and matched units change beside the things that tell of them."""
    search.catch_up()
