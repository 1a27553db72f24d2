"""Notices to 100,000 people: the rows beside one INSERT … SELECT; shown in the portal; mailed beside mailing alone."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from members.models import Person
from portal.ground import outbox
from portal.ground.models import Delivery, Notice
from tests.factories.processes import end, free_port

from . import people, table

AUDIENCE, MAILED = 100_000, 2_000
TEMPLATE = "outreach/mail/quarter_ready_for_review.txt"
RAW = "INSERT INTO ground_delivery (notice_id, person_id, channel, state, tries, reason) SELECT %s, id, 'in_app', 'waiting', 0, '' FROM members_person WHERE id = ANY(%s)"


@contextmanager
def _sink():
    """The port of a mail server of its own process, once it answers."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.sink", str(port)], cwd=settings.BASE_DIR)
    try:
        for _try in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        end(server)


def measure():
    missing = AUDIENCE - Person.objects.filter(username__startswith="bench-p").count()
    if missing > 0:
        people.societies()
        people.members("Z01", missing)
    everybody = Person.objects.filter(username__startswith="bench-p").order_by("pk").values_list("pk", flat=True)
    chosen = list(everybody[:AUDIENCE])
    audience = Person.objects.filter(username__startswith="bench-p", pk__lte=chosen[-1])
    _rows(audience, chosen)
    _shown(audience)
    _mailed(audience)


def _rows(audience, chosen):
    numbers = iter(range(100))

    def ours():
        outbox.notify_all(TEMPLATE, to={"in_app": audience}, key=f"bench-{next(numbers)}")

    def raw():
        notice = Notice.objects.create(key=f"raw-{next(numbers)}", subject="", text="")
        with connection.cursor() as cursor:
            cursor.execute(RAW, [notice.pk, chosen])

    taken, baseline = table.beside(ours, raw)
    table.timed(f"rows of a notice to {len(chosen):,} people", "<= 2 x INSERT SELECT", taken, baseline)


def _shown(audience):
    Delivery.objects.all()._raw_delete(Delivery.objects.db)
    outbox.notify_all(TEMPLATE, to={"in_app": audience}, key="shown")
    waiting = Delivery.objects.count()
    taken = table.seconds(lambda: outbox.deliver_waiting(now=timezone.now()))
    table.line(f"{waiting:,} notices shown in the portal", ">= 5,000/s", f"{waiting / taken:,.0f}/s")


def _mailed(audience):
    mailed = list(audience.order_by("pk")[:MAILED])
    Person.objects.filter(pk__in=[one.pk for one in mailed]).update(email="somebody@example.org")
    numbers = iter(range(100))

    def ours():
        outbox.notify_all(TEMPLATE, to={"email": audience}, key=f"mailed-{next(numbers)}")
        outbox.deliver_waiting(now=timezone.now())

    def alone():
        for start in range(0, MAILED, outbox.BATCH):
            mail = get_connection()
            mail.open()
            for _person in mailed[start : start + outbox.BATCH]:
                EmailMessage("标题", "正文", None, ["somebody@example.org"], connection=mail).send()
            mail.close()

    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with _sink() as port, override_settings(**smtp, EMAIL_PORT=port):
        taken, baseline = table.beside(ours, alone)
    rates = MAILED / taken, MAILED / baseline
    table.line(
        f"{MAILED:,} mails", ">= 0.60 of mailing alone", *(f"{rate:.0f}/s" for rate in rates), rates[0] / rates[1]
    )
