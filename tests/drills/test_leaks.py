"""Drill A6: logs, broker and error mails hold no phone, ID number, code, password, session or one-time link.

Real processes do what people do, failing as well; then everything they said is searched. The controls leak on purpose,
and the same search finds it.
"""

import base64
import email
import hashlib
import io
import logging
import re
from email.policy import default as reading

import pytest
import requests
from celery import current_app
from django.conf import settings as portal_settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.utils import timezone
from django.utils.log import AdminEmailHandler
from redis import Redis

from members.models import Person
from portal.ground import outbox
from portal.ground.models import Delivery
from tests.factories import processes

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, BROKEN_PHONE, ID_NUMBER = "13971052860", "13864027195", "520302199107124837"
PASSWORD = "Kuaile-de-yizi-77"
ADDRESS = "tian.chunlan@example.org"


@pytest.fixture
def portal(city, settings, tmp_path):
    """The files of a portal whose web and worker are other processes: logs and sent mails."""
    settings.SECRET_KEY = hashlib.sha256(str(settings.VAR_DIR).encode()).hexdigest()  # as portal.settings.dev makes it
    person = Person.objects.create_user("chunlan", PASSWORD, name="田春兰", email=ADDRESS, phone=PHONE)
    (tmp_path / "mails").mkdir()
    yield person
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE members_person DROP CONSTRAINT IF EXISTS nobody_is_called_so")


class Visitor:
    """Somebody with a browser; remembers every secret the portal gave them."""

    def __init__(self, address):
        self.address, self.session, self.given = address, requests.Session(), set()

    def get(self, path, **options):
        return self._remember(self.session.get(self.address + path, timeout=30, **options))

    def post(self, path, **typed):
        self.get(path)
        typed["csrfmiddlewaretoken"] = self.session.cookies["csrftoken"]
        return self._remember(self.session.post(self.address + path, typed, timeout=30, allow_redirects=False))

    def _remember(self, response):
        self.given.update(value for name, value in self.session.cookies.items() if name in ("csrftoken", "sessionid"))
        return response

    def code(self):
        """The code the portal has sent, as it lies in this visitor's session."""
        kept = Session.objects.get(pk=self.session.cookies["sessionid"]).get_decoded()
        code = re.search(r"'code': '(\d{6})'", str(kept))[1]
        self.given.add(code)
        return code


def sent_mails(folder):
    texts = [path.read_text() for path in sorted(folder.iterdir())]
    bodies = [one for text in texts for one in text.split("-" * 79) if one.strip()]
    return [email.message_from_string(one.lstrip(), policy=reading) for one in bodies]


def live(visitor, mails):
    """What people do on a bad day; gives the one-time part of a link that was mailed."""
    about = {"name": "李小梅", "unit_name": ID_NUMBER, "is_of_age": "on", "agrees": "on"}
    visitor.post("/accounts/login/", login=PHONE, password=PASSWORD + "-wrong")
    visitor.get(f"/branches/?q={PHONE}")
    visitor.get(f"/no-such-page/{PHONE}/{ID_NUMBER}/?phone={PHONE}")
    assert visitor.post("/accounts/signup/", phone=BROKEN_PHONE, **about).status_code == 302
    visitor.post("/accounts/phone/verify/", code="000000" if visitor.code() != "000000" else "111111")
    assert visitor.post("/accounts/phone/verify/", code=visitor.code()).status_code == 302
    other = Visitor(visitor.address)
    other.post("/accounts/password/reset/", email=ADDRESS)
    (letter,) = sent_mails(mails)
    link = re.search(r"/accounts/password/reset/key/(\S+?)/", letter.get_content())
    other.get(link[0], allow_redirects=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE members_person ADD CONSTRAINT nobody_is_called_so CHECK (name <> '李小兰') NOT VALID"
        )
    third = Visitor(visitor.address)
    failed = third.post("/accounts/signup/", phone="13864027196", **about | {"name": "李小兰"})
    assert failed.status_code == 500
    visitor.given |= other.given | third.given | {link[1]}


def dump(server):
    """Every key and value of the broker, as text; the queues of other test processes are not ours to judge."""
    lines, ours = [], portal_settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"].encode()
    for key in server.scan_iter("*"):
        if key.startswith(b"test-") and not key.startswith(ours):
            continue
        kind = server.type(key).decode()
        read = {"list": lambda k: server.lrange(k, 0, -1), "hash": server.hgetall, "string": server.get,
                "set": server.smembers, "zset": lambda k: server.zrange(k, 0, -1)}  # fmt: skip
        lines.append(f"{key} {read[kind](key) if kind in read else ''}")
    text = "\n".join(lines)
    bodies = [base64.b64decode(body).decode() for body in re.findall(r'"body": ?"([\w+/]+=*)"', text)]
    return "\n".join([text, *bodies])


def broker():
    return Redis.from_url(portal_settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://"))


def leaks(text, secrets):
    """Which secrets stand in the text, however digits are grouped; a short code must not be part of a longer number."""
    squeezed = re.sub(r"(?<=\d)[ -](?=\d)", "", text)
    short = [secret for secret in secrets if len(secret) < 8]
    found = {secret for secret in secrets if secret not in short and (secret in text or secret in squeezed)}
    return sorted(found | {secret for secret in short if re.search(rf"(?<!\d){secret}(?!\d)", text)})


def test_nothing_secret_is_written_queued_or_mailed(portal, tmp_path):
    mails, web_log, worker_log = tmp_path / "mails", tmp_path / "web.log", tmp_path / "worker.log"
    sending = {"EMAIL_URL": f"filemail:///{mails}", "ERROR_MAIL": "it@example.org", "LOG_LEVEL": "INFO", "DEMO": "0"}
    with processes.web(web_log, **sending) as address:
        visitor = Visitor(address)
        live(visitor, mails)
    channels = (Delivery.Channel.SMS, Delivery.Channel.EMAIL, Delivery.Channel.IN_APP)
    outbox.notify("outreach/mail/quarter_ready_for_review.txt", to=[portal], key="a6", channels=channels)
    queued = dump(broker())
    with processes.worker(worker_log, **sending):
        deadline = timezone.now() + timezone.timedelta(seconds=30)
        while Delivery.objects.exclude(state="sent").exists() and timezone.now() < deadline:
            current_app.send_task("portal.ground.tasks.sweep")
            connection.close()
    errors = [one for one in sent_mails(mails) if one["To"] == "it@example.org"]
    mailed = "\n".join(f"{one['Subject']}\n{one.get_content()}" for one in errors)

    secrets = visitor.given | {PHONE, BROKEN_PHONE, "13864027196", ID_NUMBER, PASSWORD, PASSWORD + "-wrong", ADDRESS}
    assert len(secrets) > 12
    logs = web_log.read_text() + worker_log.read_text()
    # They did write: the search is no search of nothing.
    assert "Internal Server Error: /accounts/signup/" in logs
    assert "IntegrityError" in logs
    assert "138****7195" in logs
    assert "/accounts/password/reset/key/***/" in logs
    assert "nobody_is_called_so" in mailed
    assert "portal.ground.tasks.deliver" in queued
    assert leaks(logs, secrets) == []
    assert leaks(mailed, secrets) == []
    assert leaks(queued, secrets) == []


def test_control_a_log_without_the_masks_leaks():
    said = io.StringIO()
    plain = logging.StreamHandler(said)
    logging.getLogger("portal").addHandler(plain)
    try:
        logging.getLogger("portal").error("no answer for +86 139-7105-2860 (%s)", ID_NUMBER)
    finally:
        logging.getLogger("portal").removeHandler(plain)

    assert leaks(said.getvalue(), {PHONE, ID_NUMBER, BROKEN_PHONE}) == [PHONE, ID_NUMBER]


def test_control_a_task_that_takes_a_phone_leaks():
    current_app.send_task("portal.ground.tasks.deliver", [PHONE])
    try:
        assert leaks(dump(broker()), {PHONE, BROKEN_PHONE}) == [PHONE]
    finally:
        broker().delete(portal_settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] + "celery")


def test_control_an_ordinary_error_mail_leaks(settings, rf):
    settings.ADMINS = [("", "it@example.org")]
    told = logging.LogRecord("portal", logging.ERROR, __file__, 1, "failed", (), None)
    told.request = rf.post("/accounts/signup/", {"phone": PHONE})

    AdminEmailHandler().emit(told)

    assert leaks(mail.outbox[0].body, {PHONE, BROKEN_PHONE}) == [PHONE]
