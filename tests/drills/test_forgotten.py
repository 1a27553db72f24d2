"""Drill P1: somebody takes their data along, takes agreements back, leaves, and is forgotten; the whole database is searched.

The person lives first: signs up by code, fills in their record, joins a society, comments, proves a paper, is asked about.
The control searches the same database before the time of the standard is over, and finds them.
"""

import io
import json
import time
import zipfile
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import Actor, Membership, Person
from members.own_data_archive import asked_for
from portal.ground import documents, outbox, reports
from portal.ground.models import SearchEntry
from tests.factories import joining, talk
from tests.members.test_sign_up import confirm, sign_up

pytestmark = pytest.mark.django_db(transaction=True)
NAME, PHONE, ADDRESS, UNIT = "欧阳唯一", "13971052846", "ouyang.weiyi@example.org", "唯一的测试厂"
ID_NUMBER, SAID, REASON = "520302199107124831", "唯一的一句评论", "唯一的入会理由"
SEEDED = (NAME, PHONE, ADDRESS, UNIT, ID_NUMBER, REASON)
# Sessions run out by themselves; the journal may not be changed and has to hold nothing of it in the first place.
SKIPPED = {"django_session"}


@pytest.fixture
def somebody(city, settings):
    settings.ACCOUNT_RATE_LIMITS, settings.PORTAL_SHOW_DEMO_CODE = False, True
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 Chrome/131.0")
    sign_up(client, PHONE, name=NAME, unit_name=UNIT)
    confirm(client, cache.get(f"demo-code:{PHONE}"))
    person, now = Person.objects.get(phone=PHONE), timezone.now()
    by = Actor(person)
    client.post(reverse("account_email"), {"email": ADDRESS, "action_add": ""})
    actions.confirm_profile(person, {"position": "工程师", "born_on": date(1991, 7, 12)}, by=by, now=now)
    actions.claim_identity(person, documents.read("resident", ID_NUMBER), by=by, now=now)
    actions.check_identities(now=now)
    with talk.commented_branches():
        talk.say(talk.branch(), by, SAID, now=now)
    a_member(city, by, now)
    Person.objects.filter(pk=person.pk).update(region_code="520302")
    person.refresh_from_db()
    actions.show_phone(person, reason="核实入会申请", by=city.honghua, now=now)
    actions.give_consent(person, "directory", by=Actor(person), now=now)
    return client


def a_member(city, by, now):
    """Admitted after a correction, so that officers were told of them; the membership is over today."""
    society = joining.society(city)
    application = actions.save_application(society.organisation, **joining.CHOICE, reason=REASON, by=by, now=now)
    application = actions.submit_application(application, by=by, now=now)
    application = actions.return_application(application, remark="请核对单位", by=city.assistant, now=now)
    application = actions.submit_application(application, by=by, now=now)
    application = actions.pass_application(application, by=city.assistant, now=now)
    actions.admit_application(application, by=city.general, now=now)
    day = timezone.localdate()
    Membership.objects.get(person=by.person).periods.update(start_on=day - timedelta(days=9), end_on=day)


def found(words):
    """(table, word) for every table of the database in which a row holds the word."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in SKIPPED:
                continue
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    yield table, word


def close(client):
    client.post(reverse("close_account"), {"send": "code"})
    return client.post(reverse("close_account"), {"code": cache.get(f"demo-code:{PHONE}")}, follow=True)


def take(client):
    client.post(reverse("ask_own_data"), {"send": "code"})
    client.post(reverse("ask_own_data"), {"code": cache.get(f"demo-code:{PHONE}")})
    reports.build_waiting(now=timezone.now())
    return zipfile.ZipFile(io.BytesIO(client.post(reverse("take_own_data")).content))


def test_somebody_takes_everything_along_leaves_and_is_forgotten(city, somebody, monkeypatch):
    monkeypatch.setattr("portal.ground.sms.APART", timedelta(0))
    outbox.deliver_waiting(now=timezone.now())
    person = Person.objects.get(phone=PHONE)

    archive = take(somebody).read("我的数据.json").decode()
    assert [word for word in (NAME, PHONE, UNIT, SAID, REASON, "核实入会申请") if word not in archive] == []
    assert len(json.loads(archive)["parts"]) >= 20

    begun = time.monotonic()
    assert "账号已注销" in close(somebody).content.decode()
    other = Client()
    other.post(reverse("account_login"), {"login": PHONE, "password": "x"})
    assert somebody.get(reverse("my_record")).status_code == 302
    assert not SearchEntry.objects.filter(thing="members.person", thing_id=str(person.pk)).exists()
    assert not asked_for(person).filter(files__isnull=False).exists()
    assert time.monotonic() - begun < 60

    outbox.deliver_waiting(now=timezone.now())
    assert NAME in {word for _table, word in found(SEEDED)}  # the control: until then they are there, and found
    assert actions.forget_closed_accounts(now=timezone.now() + timedelta(days=31)) == 1

    assert sorted(found(SEEDED)) == []
    membership = Membership.objects.get(person=person)
    assert membership.number
    assert membership.periods.exists()
