"""The clock's way into outreach: one call, harmless twice."""

from celery import shared_task
from django.utils import timezone

from portal.ground.locks import alone

from . import actions


@shared_task
def remind_late_counties():
    alone("remind-late-counties", lambda: actions.remind_late_counties(now=timezone.now()))
