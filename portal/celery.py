"""The queue. Its messages are hints: what must happen is a row, and the sweep finds what no hint announced."""

import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_portal_does(**kwargs):
    """Worker and clock write through the masks of LOGGING; Celery's own handlers would not."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
