"""The clock's way into events: one call each, harmless twice."""

from celery import shared_task
from django.utils import timezone

from portal.ground.locks import alone

from . import actions


@shared_task
def remind_of_dossiers():
    alone("remind-of-dossiers", lambda: actions.remind_of_dossiers(now=timezone.now()))
