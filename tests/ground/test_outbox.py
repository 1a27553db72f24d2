import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
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


def test_old_messages_go_and_young_ones_stay():
    _notify("old"), _notify("young")
    Notice.objects.filter(key="old").update(created_at=timezone.now() - timedelta(days=366))

    assert outbox.forget_before(timezone.now() - timedelta(days=365)) == 1

    assert [notice.key for notice in Notice.objects.all()] == ["young"]
    assert Delivery.objects.count() == 1


def test_a_name_goes_from_messages_about_ones_own_things_only():
    for key, public_id in (("mine", "abc123"), ("anothers", "xyz789")):
        _notify(key)
        Notice.objects.filter(key=key).update(subject="待初审：安顺", url=f"/desk/applications/{public_id}/")

    outbox.forget_name("安顺", "已注销用户", ids=["abc123"])

    assert Notice.objects.get(key="mine").subject == "待初审：已注销用户"
    assert Notice.objects.get(key="anothers").subject == "待初审：安顺"


def test_without_things_nothing_is_called_otherwise():
    _notify()
    Notice.objects.update(subject="待初审：安顺")

    outbox.forget_name("安顺", "已注销用户", ids=[])

    assert Notice.objects.get().subject == "待初审：安顺"


def audience(count):
    return Person.objects.bulk_create(
        Person(username=f"a{number}", name="听众", email=f"a{number}@example.org" if number % 2 else "", phone="")
        for number in range(count)
    )


def notify_all(key="to-all"):
    people = Person.objects.filter(name="听众")
    return outbox.notify_all(
        "outreach/mail/quarter_ready_for_review.txt", to={"in_app": people, "email": people, "sms": people}, key=key
    )


def test_notify_all_writes_to_everybody_who_can_be_reached_and_only_once(mailoutbox):
    audience(10)
    notify_all()
    notify_all()

    outbox.deliver_waiting(now=timezone.now())

    sent = Delivery.objects.filter(state="sent").values_list("channel", flat=True)
    assert sorted(sent) == ["email"] * 5 + ["in_app"] * 10
    assert Delivery.objects.count() == 15
    assert sorted(mail.to[0] for mail in mailoutbox) == [f"a{number}@example.org" for number in (1, 3, 5, 7, 9)]


def test_notify_all_writes_to_nobody_who_died():
    dead, *_living = audience(3)
    Person.objects.filter(pk=dead.pk).update(died_on="2026-01-01", is_active=False)

    notify_all()

    assert not Delivery.objects.filter(person=dead).exists()
    assert Delivery.objects.filter(channel="in_app").count() == 2


def test_marks_of_a_batch_are_waited_for_at_its_end(mailoutbox):
    audience(6)
    notify_all()

    with CaptureQueriesContext(connection) as asked:
        outbox.deliver_waiting(now=timezone.now())

    assert len(mailoutbox) == 3
    unhurried, waited = (
        [n for n, one in enumerate(asked) if one["sql"].startswith(f"{word} synchronous_commit")]
        for word in ("SET", "RESET")
    )
    marks = [n for n, one in enumerate(asked) if "leased_until = NULL WHERE" in one["sql"]]
    assert len(marks) == 3
    assert unhurried[0] < marks[0] < marks[-1] < waited[0]
    assert "unnest" in asked[waited[0] + 1]["sql"]


def test_notify_all_and_what_is_shown_take_the_same_queries_for_few_and_for_many(django_assert_num_queries):
    for count, key in ((1, "one"), (300, "many")):
        Person.objects.filter(name="听众").exclude(deliveries__isnull=False).delete()
        Delivery.objects.all().delete()
        Person.objects.filter(name="听众").delete()
        audience(count)
        with django_assert_num_queries(4):
            notify_all(key)
        with django_assert_num_queries(3):
            assert outbox._show_in_app(now=timezone.now()) == count


def test_two_who_show_at_once_share_what_waits():
    audience(300)
    notify_all()
    shown = []

    def show():
        while count := outbox._show_in_app(now=timezone.now()):
            shown.append(count)
        connection.close()

    threads = [threading.Thread(target=show) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(shown) == 300


def test_a_failed_mail_keeps_no_other_from_being_sent(monkeypatch, mailoutbox):
    people = audience(6)
    outbox.notify("outreach/mail/quarter_ready_for_review.txt", to=people, key="k", channels=("email",))
    send = outbox.EmailMessage.send

    def fail_for_one(mail, *arguments):
        if mail.to == ["a3@example.org"]:
            raise OSError("gone")
        return send(mail, *arguments)

    monkeypatch.setattr(outbox.EmailMessage, "send", fail_for_one)

    outbox.deliver_waiting(now=timezone.now())

    assert len(mailoutbox) == 2
    assert Delivery.objects.get(state="failed").person.email == "a3@example.org"
