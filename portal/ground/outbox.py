"""Notices: rows in the business transaction, one hint to the queue per transaction, a sweep for what was missed."""

import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import reduce
from operator import or_

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.template.loader import render_to_string
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from . import sms
from .models import Delivery, Notice

BATCH, MANY = 200, 5_000
LEASE = timedelta(minutes=5)
PATIENCE = (0.5, 1, 2, 4, 8, 16, 32, 64)  # seconds for a database that is down, less than a lease
MOST_TRIES = 5


REACHED_BY = {Delivery.Channel.EMAIL: "email", Delivery.Channel.SMS: "phone"}


SENT_WITH = (
    "channel",
    "state",
    "tries",
    "reason",
    "sent_at",
    "notice__subject",
    "notice__text",
    "person__email",
    "person__phone",
)

NEW_NOTICE = """INSERT INTO ground_notice (key, subject, text, url, created_at) VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (key) DO NOTHING RETURNING id"""

_silent = []


def _nothing_else(person):
    return ()


def silence(is_silent, *, among):
    """Called once in an app's `ready()`: `is_silent(person)` says to whom nothing is sent any more, `among` the same as a Q."""
    _silent.append((is_silent, among))


def forget_waiting(person):
    """What has not been sent to the person yet is not sent."""
    Delivery.objects.filter(person=person, state=Delivery.State.WAITING).delete()


def notify(template, *, to, key, context=None, url="", channels=(Delivery.Channel.IN_APP,), also=_nothing_else):
    """Write one notice to some people. The same key again writes nothing; the first line of the text is its subject.

    `also(person)` gives further channels, those the person chose; a channel without an address is left out.
    """
    people = [person for person in to if not any(is_silent(person) for is_silent, _among in _silent)]
    if not people:
        return None
    notice, is_new = _notice(template, key, context, url)
    if is_new:
        Delivery.objects.bulk_create(
            [
                Delivery(notice=notice, person=person, channel=channel)
                for person in people
                for channel in dict.fromkeys((*channels, *also(person)))
                if channel not in REACHED_BY or getattr(person, REACHED_BY[channel])
            ]
        )
        hint()
    return notice


def notify_all(template, *, to, key, context=None, url=""):
    """Write one notice to an audience, however many they are: `to` gives for each channel a QuerySet of the people.

    The database writes the rows itself. The same key again writes nothing; who has no address for a channel, or is sent
    nothing any more, is left out.
    """
    notice, is_new = _notice(template, key, context, url)
    if is_new:
        for channel, people in to.items():
            _add_deliveries(notice, channel, people)
        hint()
    return notice


def _notice(template, key, context, url):
    """(the notice of this key, is it new); whoever writes the same key at the same time is waited for."""
    subject, _newline, text = render_to_string(template, context or {}).strip().partition("\n")
    notice = Notice(key=key, subject=subject, text=text.strip(), url=url, created_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(NEW_NOTICE, [notice.key, notice.subject, notice.text, notice.url, notice.created_at])
        if new := cursor.fetchone():
            [notice.pk] = new
            notice._state.adding, notice._state.db = False, connection.alias
            return notice, True
    return Notice.objects.get(key=key), False


def _add_deliveries(notice, channel, people):
    if channel in REACHED_BY:
        people = people.exclude(**{REACHED_BY[channel]: ""})
    for _is_silent, among in _silent:
        people = people.exclude(among)
    chosen, parameters = people.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO ground_delivery (notice_id, person_id, channel, state, tries, reason)
                SELECT %s, person, %s, %s, 0, '' FROM ({chosen}) AS chosen (person) ON CONFLICT DO NOTHING""",  # nosec B608  # Django's own SQL
            [notice.pk, channel, Delivery.State.WAITING, *parameters],
        )


def is_told(key):
    """Was the notice of this key written already?"""
    return Notice.objects.filter(key=key).exists()


def forget_name(name, instead, *, ids):
    """In messages to others about things with these public ids, somebody is called otherwise from now on.

    Only there: the same two characters may be somebody else's name, or part of a place's.
    """
    about = reduce(or_, (Q(url__contains=f"/{public_id}/") for public_id in ids), Q(pk=None))
    named = Notice.objects.filter(about).filter(Q(subject__contains=name) | Q(text__contains=name))
    old, new = Value(name), Value(instead)
    named.update(subject=Replace("subject", old, new), text=Replace("text", old, new))


def forget_before(moment):
    """Take away messages written before the moment, read or not, some at a time; returns how many."""
    count = 0
    while ids := list(Notice.objects.filter(created_at__lt=moment).order_by("pk").values_list("pk", flat=True)[:MANY]):
        with transaction.atomic():
            Delivery.objects.filter(notice__in=ids).delete()
            Notice.objects.filter(pk__in=ids).delete()
        count += len(ids)
    return count


def hint():
    """Tell the queue after commit, once per transaction; when the broker is away the sweep does it."""
    if not any(waiting is _send_hint for _savepoints, waiting, _robust in connection.run_on_commit):
        transaction.on_commit(_send_hint, robust=True)


def _send_hint():
    policy = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
    current_app.send_task("portal.ground.tasks.deliver", retry=True, retry_policy=policy)


def broker_answers():
    """Is the queue's server there? Asked without patience, as the page that asks must answer either way."""
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    try:
        with Redis.from_url(address, socket_connect_timeout=1, socket_timeout=1) as broker:
            return bool(broker.ping())
    except (RedisError, OSError):
        return False


def deliver_waiting(*, now):
    """Send what is due; returns how many rows were handled. Any number may run at once."""
    handled = 0
    while shown := _show_in_app(now=now):
        handled += shown
    while batch := _claim(now=now):
        _send_all(batch)
        handled += len(batch)
    return handled


@transaction.atomic
def _show_in_app(*, now):
    """What is told in the portal needs nobody outside: it is delivered and marked at once, and counted."""
    waiting = Delivery.objects.filter(channel=Delivery.Channel.IN_APP, state=Delivery.State.WAITING)
    some = waiting.order_by("id").select_for_update(skip_locked=True).values("pk")[:MANY]
    return Delivery.objects.filter(pk__in=some).update(state=Delivery.State.SENT, sent_at=now)


@transaction.atomic
def _claim(*, now):
    due = Q(state=Delivery.State.WAITING) | Q(state=Delivery.State.SENDING, leased_until__lt=now)
    rows = list(
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(due).exclude(channel=Delivery.Channel.IN_APP)
        .select_related("notice", "person").only(*SENT_WITH).order_by("id")[:BATCH]
    )  # fmt: skip
    # A text message whose sender died may or may not have gone out: a person decides, it is never sent twice.
    lost = [row.pk for row in rows if row.channel == Delivery.Channel.SMS and row.state == Delivery.State.SENDING]
    Delivery.objects.filter(pk__in=lost).update(state=Delivery.State.UNKNOWN)
    rest = [row for row in rows if row.pk not in lost]
    Delivery.objects.filter(pk__in=[row.pk for row in rest]).update(
        state=Delivery.State.SENDING, leased_until=now + LEASE
    )
    return rest if rest else _nothing_left(rows, now)


def _nothing_left(rows, now):
    return _claim(now=now) if rows else []


@contextmanager
def _mail():
    """One connection for the mails of a batch, opened by the first; after a failure the next mail opens another."""
    mail = get_connection()
    try:
        yield mail
    finally:
        mail.close()


def _send_all(batch):
    """Send row by row, each marked before the next; whatever becomes of the database, what was sent is marked in the end."""
    told = []
    with _mail() as mail, suppress(OperationalError, InterfaceError), _unhurried() as cursor:
        for delivery in batch:
            _send(delivery, mail)
            told.append(delivery)
            cursor.execute(MARK, _told(delivery))
    _make_sure(told)


@contextmanager
def _unhurried():
    """What is written is seen by everybody at once, and on disk a moment later: to wait for the disk takes longer than a mail."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield cursor
        finally:
            cursor.execute("RESET synchronous_commit")


def _send(delivery, mail):
    try:
        if delivery.channel == Delivery.Channel.EMAIL:
            _send_mail(delivery, mail)
        else:
            sms.backend().send(delivery.person.phone, delivery.notice.subject)
    except Exception as error:  # noqa: BLE001  # whatever the outside service raises is this row's reason
        delivery.tries += 1
        delivery.state = Delivery.State.FAILED if delivery.tries >= MOST_TRIES else Delivery.State.WAITING
        delivery.reason = f"{type(error).__name__}: {error}"[:200]
    else:
        delivery.state, delivery.sent_at, delivery.reason = Delivery.State.SENT, timezone.now(), ""


MARK = """UPDATE ground_delivery SET state = %s, tries = %s, reason = %s, sent_at = %s, leased_until = NULL WHERE id = %s"""
# The last row is always written, so that the server waits for the disk; a row whose mark it lost is still being sent.
MAKE_SURE = """UPDATE ground_delivery SET state = told.state, tries = told.tries, reason = told.reason, sent_at = told.sent_at,
                      leased_until = NULL
                 FROM unnest(%s::text[], %s::int[], %s::text[], %s::timestamptz[], %s::bigint[])
                      AS told (state, tries, reason, sent_at, id)
                WHERE ground_delivery.id = told.id AND (ground_delivery.state = 'sending' OR told.id = %s)"""


def _told(delivery):
    return delivery.state, delivery.tries, delivery.reason, delivery.sent_at, delivery.pk


def _make_sure(told):
    """The marks of a batch are on disk when this returns. A server that went down meanwhile may have lost some of them:
    they are made again when it is back, long before anybody else may claim the rows.
    """
    if not told:
        return
    columns = [list(column) for column in zip(*map(_told, told), strict=True)]
    for wait in (*PATIENCE, None):
        try:
            with connection.cursor() as cursor:
                return cursor.execute(MAKE_SURE, [*columns, told[-1].pk])
        except (OperationalError, InterfaceError):
            if wait is None:
                raise
            connection.close()
            time.sleep(wait)


def _send_mail(delivery, mail):
    notice = delivery.notice
    try:
        mail.open()
        EmailMessage(notice.subject, notice.text, None, [delivery.person.email], connection=mail).send()
    except Exception:
        mail.close()
        raise
