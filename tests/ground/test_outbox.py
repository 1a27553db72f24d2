import threading

import pytest
from django.db import connection
from django.utils import timezone

from members.models import Person
from portal.ground import outbox
from portal.ground.models import Delivery, Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def _notify(key="k", channels=("in_app",)):
    person = Person.objects.get_or_create(
        username="p", defaults={"name": "甲", "email": "p@example.org", "phone": "13800000000"}
    )[0]
    return outbox.notify(
        "outreach/mail/quarter_ready_for_review.txt", to=[person], key=key, context={}, channels=channels
    )


def test_notify_writes_one_notice_for_one_key():
    _notify()
    _notify()

    assert Notice.objects.count() == Delivery.objects.count() == 1


def test_deliver_waiting_sends_every_channel_once(mailoutbox):
    _notify(channels=("in_app", "email", "sms"))

    outbox.deliver_waiting(now=timezone.now())
    outbox.deliver_waiting(now=timezone.now())

    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(mailoutbox) == 1


def test_deliver_waiting_fails_after_five_tries_with_the_reason(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    _notify(channels=("email",))

    outbox.deliver_waiting(now=timezone.now())

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("failed", 5)
    assert "Refused" in delivery.reason


def test_a_text_message_whose_sender_died_is_left_to_a_person():
    _notify(channels=("sms",))
    Delivery.objects.update(state="sending", leased_until=timezone.now() - outbox.LEASE)

    outbox.deliver_waiting(now=timezone.now())

    assert Delivery.objects.get().state == "unknown"


def test_two_senders_at_once_send_everything_once(mailoutbox):
    for number in range(60):
        _notify(key=f"k{number}", channels=("email",))

    def send():
        outbox.deliver_waiting(now=timezone.now())
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mailoutbox) == 60
