"""The clock's way into the home: one call each, harmless twice."""

from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task
def publish_due_posts():
    """Publishes what is scheduled by now and withdraws what has expired."""
    actions.publish_due_posts(now=timezone.now())
    actions.withdraw_expired_posts(now=timezone.now())


@shared_task
def take_reads():
    """Brings over how often articles were opened."""
    actions.take_reads(now=timezone.now())


@shared_task
def check_links():
    """Opens what published texts lead to, some addresses at a time."""
    actions.check_links(now=timezone.now())
