"""A lost phone: a new number proved, two officers who know the person, the old number told, a wait, then the new one."""

import secrets
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import Person, PhoneRecovery
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice
from tests.entering import enter
from tests.members.test_gate import sign_in
from tests.racing import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
State = PhoneRecovery.State


class Texts:
    """An SMS service that keeps what it was given, or is broken."""

    sent, is_broken = [], False

    def send(self, phone, text, kind="notice"):
        if kind == "code":
            cache.set(f"demo-code:{phone}", text, 60)
        self.sent.append((phone, text))


@pytest.fixture
def texts(settings):
    Texts.sent = []
    settings.PORTAL_SMS_BACKEND = "tests.members.test_recovery.Texts"
    settings.ACCOUNT_RATE_LIMITS = False
    return Texts.sent


@pytest.fixture
def old():
    return f"139{secrets.randbelow(10**8):08}"


@pytest.fixture
def new():
    return f"138{secrets.randbelow(10**8):08}"


@pytest.fixture
def worker(city, old):
    Person.objects.filter(pk=city.worker.person.pk).update(phone=old, phone_verified_at=NOW, region_code="520302")
    city.worker.person.refresh_from_db()
    return city.worker.person


@pytest.fixture
def opened(new):
    return actions.open_recovery(new, now=NOW)


def ask(worker, opened, by, *, now=NOW):
    return actions.ask_recovery(worker, opened.slip, evidence="当面查验", by=by, now=now)


def told(person):
    return list(
        Notice.objects.filter(deliveries__person=person, deliveries__channel="in_app")
        .order_by("id")
        .values_list("subject", flat=True)
    )


def test_two_officers_and_a_wait_give_the_new_number(city, worker, opened, new, old):
    recovery = ask(worker, opened, city.honghua)
    recovery = actions.confirm_recovery(recovery, by=city.official, now=NOW)
    assert recovery.due_at == NOW + timedelta(hours=72)
    assert actions.finish_recoveries(now=NOW + timedelta(hours=71)) == 0
    worker.refresh_from_db()
    assert worker.phone == old

    assert actions.finish_recoveries(now=NOW + timedelta(hours=73)) == 1

    worker.refresh_from_db()
    assert (worker.phone, bool(worker.phone_verified_at)) == (new, True)
    assert told(worker) == ["有人申请更换您账号的手机号", "您账号的手机号将要更换", "手机号已更换"]
    verbs = list(
        JournalEntry.objects.filter(thing="members.phonerecovery").order_by("id").values_list("verb", flat=True)
    )
    assert verbs == ["recovery.asked", "recovery.confirmed", "recovery.done"]


def test_the_old_number_hears_of_it_at_every_step(
    city, worker, opened, old, new, texts, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        recovery = ask(worker, opened, city.honghua)
    assert [phone for phone, _text in texts] == [old]
    assert "如非本人操作" in texts[0][1]
    with django_capture_on_commit_callbacks(execute=True):
        actions.confirm_recovery(recovery, by=city.official, now=NOW + timedelta(minutes=2))
    assert {phone for phone, _text in texts[1:]} == {old, new}


def test_open_sessions_end_with_the_old_phone(city, worker, opened):
    lost = Client()
    sign_in(lost, "worker")
    recovery = actions.confirm_recovery(ask(worker, opened, city.honghua), by=city.official, now=NOW)

    actions.finish_recoveries(now=recovery.due_at)

    assert not UserSession.objects.filter(user=worker).exists()
    assert lost.get(reverse("my_record")).status_code == 302


def test_only_officers_who_know_the_person_ask_and_another_of_them_agrees(city, worker, opened):
    for by in (city.huichuan, city.system, city.worker):
        with pytest.raises(PermissionDenied):
            ask(worker, opened, by)
    recovery = ask(worker, opened, city.honghua)
    for by in (city.honghua, city.huichuan, city.worker):
        with pytest.raises(PermissionDenied):
            actions.confirm_recovery(recovery, by=by, now=NOW)
    actions.confirm_recovery(recovery, by=city.official, now=NOW)
    with pytest.raises(Refused, match="已经办理过"):
        actions.confirm_recovery(recovery, by=city.leader, now=NOW)


def test_a_slip_is_good_once_for_a_week_and_for_another_number(city, worker, opened, old):
    with pytest.raises(Refused, match="没有这个受理号"):
        actions.ask_recovery(worker, "AAAAAAAA", evidence="x", by=city.honghua, now=NOW)
    with pytest.raises(Refused, match="已过期"):
        ask(worker, opened, city.honghua, now=NOW + timedelta(days=8))
    same = actions.open_recovery(old, now=NOW)
    with pytest.raises(Refused, match="与原号码相同"):
        ask(worker, same, city.honghua)
    ask(worker, opened, city.honghua)
    with pytest.raises(Refused, match="没有这个受理号"):
        ask(worker, opened, city.honghua)
    with pytest.raises(Refused, match="正在办理"):
        ask(worker, actions.open_recovery("13700000001", now=NOW), city.honghua)


def test_a_number_of_another_account_is_refused_at_once_and_at_the_end(city, worker, opened, new, old):
    other = Person.objects.create(username="p-1", name="乙", phone=new, phone_verified_at=NOW)
    with pytest.raises(Refused, match="另一个账号"):
        ask(worker, opened, city.honghua)
    Person.objects.filter(pk=other.pk).update(phone="")
    recovery = actions.confirm_recovery(ask(worker, opened, city.honghua), by=city.official, now=NOW)
    Person.objects.filter(pk=other.pk).update(phone=new)

    assert actions.finish_recoveries(now=recovery.due_at) == 0

    worker.refresh_from_db()
    recovery.refresh_from_db()
    assert (worker.phone, recovery.state) == (old, State.CANCELLED)


def test_an_account_without_a_proved_number_is_not_recovered(city, opened):
    Person.objects.filter(pk=city.worker.person.pk).update(region_code="520302")

    with pytest.raises(Refused, match="直接用新号码注册"):
        ask(city.worker.person, opened, city.honghua)


def test_the_person_stops_what_is_not_theirs(client, city, worker, opened):
    recovery = ask(worker, opened, city.honghua)
    enter(client, city.worker)
    assert "不是我，取消换号" in client.get(reverse("my_security")).content.decode()

    client.post(reverse("stop_recovery"))

    recovery.refresh_from_db()
    assert (recovery.state, recovery.ended_reason) == (State.CANCELLED, "本人否认")
    with pytest.raises(Refused, match="已经办结"):
        actions.cancel_recovery(recovery, reason="x", by=city.official, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.cancel_recovery(recovery, reason="x", by=city.huichuan, now=NOW)
    assert client.post(reverse("stop_recovery")).status_code == 404


def test_the_database_wants_two_people(city, worker, opened):
    """The control: were the rule wrong, one officer alone would still not do."""
    recovery = ask(worker, opened, city.honghua)

    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneRecovery.objects.filter(pk=recovery.pk).update(confirmed_by=city.honghua.person)


@pytest.mark.django_db(transaction=True)
def test_fifty_agreements_at_once_are_one(city, worker, opened):
    recovery = ask(worker, opened, city.honghua)

    done, refused = at_once(lambda: actions.confirm_recovery(recovery, by=city.official, now=NOW))

    assert (done, refused) == (1, 49)
    at_once(lambda: actions.finish_recoveries(now=NOW + timedelta(days=4)), times=8)
    assert JournalEntry.objects.filter(verb="recovery.done").count() == 1


def prove(client, number):
    client.post(reverse("account_recovery"), {"phone": number})
    return client.post(
        reverse("account_recovery_code"), {"code": cache.get(f"demo-code:{number}")}, follow=True
    ).content.decode()


def test_a_number_is_proved_on_the_page_and_gives_a_slip(client, city, texts, new):
    page = prove(client, new)

    slip = PhoneRecovery.objects.get().slip
    assert f"{slip[:4]} {slip[4:]}" in page
    assert PhoneRecovery.objects.get().phone == new


def test_three_wrong_codes_give_nothing(client, city, texts, new):
    client.post(reverse("account_recovery"), {"phone": new})
    for _try in range(3):
        page = client.post(reverse("account_recovery_code"), {"code": "x"}, follow=True)
    assert client.post(reverse("account_recovery_code"), {"code": cache.get(f"demo-code:{new}")}).url == reverse(
        "account_recovery"
    )
    assert page.status_code == 200
    assert not PhoneRecovery.objects.exists()


def test_the_page_says_the_same_for_numbers_with_and_without_an_account(client, city, texts, worker, old, new):
    def answer(number):
        response = Client().post(reverse("account_recovery"), {"phone": number})
        return response.status_code, response.url

    assert answer(old) == answer(new)


def test_officers_do_it_on_their_pages(client, city, worker, opened):
    enter(client, city.honghua)
    typed = {"slip": f" {opened.slip.lower()} ", "evidence": "当面查验"}
    page = client.post(reverse("person_act", args=[worker.public_id, "recover"]), typed, follow=True).content.decode()
    assert "受理人自己不能复核" in page
    recovery = PhoneRecovery.objects.get()
    address = reverse("recovery_detail", args=[recovery.public_id])
    assert enter(client, city.huichuan).get(address).status_code == 404
    assert enter(client, city.worker).get(address).status_code == 404
    enter(client, city.official)
    assert "代办换号" in client.get("/desk/").content.decode()

    page = client.post(reverse("recovery_act", args=[recovery.public_id, "confirm"]), follow=True).content.decode()

    assert "等待期" in page
    assert "代办换号" not in enter(client, city.official).get("/desk/").content.decode()


def test_changing_ones_own_number_tells_the_old_one(
    client, city, worker, old, new, texts, django_capture_on_commit_callbacks
):
    enter(client, city.worker)
    client.post(reverse("account_reauthenticate"), {"password": "a-long-password"})
    client.post(reverse("account_change_phone"), {"phone": new})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_verify_phone"), {"code": cache.get(f"demo-code:{new}")})

    worker.refresh_from_db()
    assert worker.phone == new
    assert old in [phone for phone, _text in texts]
    assert JournalEntry.objects.filter(verb="account.phone_changed").count() == 1


def test_slips_nobody_brought_are_forgotten(opened):
    assert actions.forget_open_recoveries(now=NOW + timedelta(days=6)) == 0
    assert actions.forget_open_recoveries(now=NOW + timedelta(days=8)) == 1


def test_numbers_stand_in_no_journal(city, worker, opened, new, old):
    actions.confirm_recovery(ask(worker, opened, city.honghua), by=city.official, now=NOW)
    actions.finish_recoveries(now=NOW + timedelta(days=4))

    with connection.cursor() as cursor:
        cursor.execute("SELECT detail::text FROM ground_journalentry")
        journal = str(cursor.fetchall())
    assert new not in journal
    assert old not in journal
