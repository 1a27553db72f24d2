"""Drills R5 and R7: broker or database go away under people at work; nobody notices more than a moment, nothing is lost."""

import hashlib
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import psycopg2
import pytest
import requests
from django.core.cache import cache
from django.db import Error, connection
from django.test import Client
from django.utils import timezone

from members.models import Organisation, Person
from outreach.models import Branch
from portal.ground import outbox
from portal.ground.models import Delivery
from tests.drills.servers import private_pair
from tests.factories import city as city_factory
from tests.factories import processes

FARM = next(kind.value for kind in Branch.Kind if kind.label == "农技协")
SMALL_SECONDS, FULL_SECONDS = 4, 60
PROMPT = 60
MAILED = 100
REVIEWED = "outreach/mail/quarter_ready_for_review.txt"


@pytest.fixture(scope="module")
def pair(django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), private_pair(tmp_path_factory.mktemp("pair")) as pair:
        city_factory.build()
        yield pair


@pytest.fixture
def people(pair, is_full, settings, tmp_path):
    """Science workers who register branches: fifty of them, or a few; each with the cookie of a session."""
    settings.VAR_DIR = tmp_path
    settings.SECRET_KEY = hashlib.sha256(str(tmp_path).encode()).hexdigest()  # as portal.settings.dev makes it
    signed_in = {}
    for number in range(50 if is_full else 4):
        person = Person.objects.create_user(f"farmer-{time.monotonic_ns()}", name=f"农民{number}")
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        signed_in[person.username] = client.cookies["sessionid"].value
    return signed_in


class Farmer:
    """Somebody at work through HTTP, who writes down what the portal said was saved."""

    def __init__(self, address, name, cookie):
        self.address, self.name, self.session = address, name, requests.Session()
        self.ledger, self.answers, self.failures = [], [], 0
        self.session.cookies.set("sessionid", cookie)
        assert self.is_signed_in()
        self.session.get(address + "/desk/branches/new/", timeout=30)

    def is_signed_in(self):
        return self.session.get(self.address + "/desk/", timeout=30, allow_redirects=False).status_code == 200

    def register(self, number):
        name = f"{self.name} 第{number}农技协"
        typed = {"name": name, "kind": FARM, "formation": "standalone", "region_code": "520302102", "chair_name": "罗山",
                 "contact_name": "罗山", "contact_phone": "13900000000", "submit": "1",
                 "csrfmiddlewaretoken": self.session.cookies["csrftoken"]}  # fmt: skip
        answer = self.session.post(f"{self.address}/desk/branches/new/", typed, timeout=60, allow_redirects=False)
        self.answers.append(answer.status_code)
        if answer.status_code == 302:
            self.ledger.append(name)

    def work(self, stop):
        number = 0
        while not stop.is_set():
            number += 1
            try:
                self.register(number)
                self.answers.append(self.session.get(self.address + "/", timeout=60).status_code)
            except requests.RequestException:
                self.failures += 1
                time.sleep(0.2)


@contextmanager
def at_work(farmers):
    """All of them work while the block lasts."""
    stop = threading.Event()
    threads = [threading.Thread(target=farmer.work, args=[stop]) for farmer in farmers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def missing(ledger):
    """What the portal said was saved and does not have."""
    connection.close()
    kept = set(Organisation.objects.filter(kind="branch").values_list("name", flat=True))
    return [name for name in ledger if name not in kept]


def waiting():
    connection.close()
    return Delivery.objects.exclude(state="sent").count()


def wait_until(condition, seconds):
    """Seconds it took; fails when it takes longer."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "waited in vain"
        time.sleep(0.2)
    return time.monotonic() - start


@pytest.mark.full_size
def test_the_broker_is_killed_and_emptied_while_people_work(pair, people, is_full, tmp_path, capsys):
    environment = {"CACHE_URL": pair.addresses.redis, "DEMO": "0"}
    with processes.web(tmp_path / "web.log", **environment) as address:
        farmers = [Farmer(address, *person) for person in people.items()]
        with processes.worker(tmp_path / "worker.log", **environment):
            with at_work(farmers):
                pair.kill_broker()
                before = Delivery.objects.count()
                time.sleep(FULL_SECONDS if is_full else SMALL_SECONDS)
                while_away = Delivery.objects.count() - before
            pair.start()
            back = time.monotonic()
            # The control: without the clock nobody is told what was announced to a broker that was not there.
            time.sleep(3)
            forgotten = waiting()
            with processes.clock(tmp_path / "beat.log", **environment):
                wait_until(lambda: waiting() == 0, PROMPT)
            took = time.monotonic() - back
        still_in = [farmer.is_signed_in() for farmer in farmers]
    with capsys.disabled():
        print(f"\nR5: {while_away} notices written while away, all delivered {took:.1f} s after its return")

    assert while_away > 0
    assert forgotten >= while_away
    assert took <= PROMPT
    assert {status for farmer in farmers for status in farmer.answers} == {200, 302}
    assert sum(farmer.failures for farmer in farmers) == 0
    assert all(still_in)
    assert missing([name for farmer in farmers for name in farmer.ledger]) == []
    assert cache.answers()


@pytest.mark.full_size
def test_the_database_is_restarted_at_once_while_people_work(pair, people, is_full, tmp_path, capsys):
    uncommitted = psycopg2.connect(pair.addresses.owner)
    with processes.web(tmp_path / "web.log", CACHE_URL=pair.addresses.redis, DEMO="0") as address:
        farmers = [Farmer(address, *person) for person in people.items()]
        with at_work(farmers):
            for _time in range(5 if is_full else 1):
                time.sleep(6 if is_full else 1.5)
                with suppress(psycopg2.Error):
                    write_without_commit(uncommitted)
                acknowledged = sum(len(farmer.ledger) for farmer in farmers)
                connection.close()
                pair.restart_database_at_once()
                wait_until(lambda: sum(len(f.ledger) for f in farmers) > acknowledged, 30)  # noqa: B023  # called here
        still_in = [farmer.is_signed_in() for farmer in farmers]
    ledger = [name for farmer in farmers for name in farmer.ledger]
    refused = sum(status >= 500 for farmer in farmers for status in farmer.answers)
    with capsys.disabled():
        print(f"\nR7: {len(ledger)} acknowledged writes kept, {refused} requests failed and said so")

    assert missing(ledger) == []
    assert all(still_in)
    # The control: what was written and not committed is gone, and the ledger shows it.
    assert missing([*ledger, "未提交的组织"]) == ["未提交的组织"]


@pytest.fixture
def cut_off(pair, monkeypatch, mailoutbox):
    """Mails are sent, and on the way the server is cut off; gives who got how many copies in the end."""
    send = outbox.EmailMessage.send

    def send_and_cut(mail, *arguments):
        send(mail, *arguments)
        if len(mailoutbox) == MAILED // 2:
            pair.restart_database_at_once()

    def copies():
        monkeypatch.setattr(outbox.EmailMessage, "send", send_and_cut)
        key = f"cut-off-{time.monotonic_ns()}"
        people = Person.objects.bulk_create(
            Person(username=f"{key}-{number}", name="听众", email=f"{number}@example.org") for number in range(MAILED)
        )
        outbox.notify(REVIEWED, to=people, key=key, channels=("email",))
        with suppress(Error):
            outbox.deliver_waiting(now=timezone.now())
        connection.close()
        outbox.deliver_waiting(now=timezone.now() + outbox.LEASE)
        return Counter(mail.to[0] for mail in mailoutbox)

    return copies


def test_whoever_was_mailed_before_the_database_was_cut_off_gets_no_copy(cut_off):
    copies = cut_off()

    assert len(copies) == MAILED
    assert copies.total() <= MAILED + 1


def test_control_without_making_sure_of_the_marks_many_get_a_copy(cut_off, monkeypatch):
    monkeypatch.setattr(outbox, "_make_sure", lambda told: None)

    assert cut_off().total() > MAILED + 1


def write_without_commit(other):
    """A row in a transaction that is open when the server is cut off."""
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_organisation (public_id, kind, name, region_code, created_at)"
            " VALUES ('uncommitted', 'branch', '未提交的组织', '520302', %s)",
            [datetime(2026, 11, 2, tzinfo=UTC)],
        )
        cursor.execute("SELECT count(*) FROM members_organisation WHERE name = '未提交的组织'")
        assert cursor.fetchone()[0] == 1
