"""The queue's and the clock's way into the ground floor: one call each, harmless twice."""

from celery import shared_task
from django.utils import timezone

from . import journal, outbox, reports
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
    """Whatever no message announced: notices and reports that wait."""
    beat("sweep")
    outbox.deliver_waiting(now=timezone.now())
    reports.build_waiting(now=timezone.now())
    beat("worker")


@shared_task
def build(report_id):
    reports.build(report_id, now=timezone.now())


@shared_task
def seal_journal():
    journal.seal()
