"""Asking for one's own data: everything the portal keeps, made by the worker, given once; and who saw one's number."""

import io
import json
import threading
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members import actions
from members.actions import own_data as own_data_actions
from members.models import Person
from members.own_data_archive import asked_for
from portal.ground import attachments, personal, reports
from portal.ground.errors import Refused
from portal.ground.models import Notice, ReportFile
from tests.entering import enter
from tests.factories import joining, talk
from tests.factories.city import NOW
from tests.members.test_gate import PASSWORD
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PORTAL_SHOW_DEMO_CODE = True


def ask(actor, *, now=NOW):
    return actions.ask_own_data(actor.person, by=actor, now=now)


def made(actor):
    reports.build_waiting(now=NOW)
    return asked_for(actor.person).first()


def take(actor):
    _name, content = actions.take_own_data(actor.person, by=actor)
    return zipfile.ZipFile(io.BytesIO(content))


def parts_of(archive):
    return {part["title"]: part["rows"] for part in json.loads(archive.read("我的数据.json"))["parts"]}


def test_every_model_that_points_at_people_is_in_a_part_or_exempt():
    def points(model):
        fields = [field for field in model._meta.get_fields() if field.concrete and field.is_relation]
        return any(field.related_model is Person for field in fields)

    missing = [model._meta.label for model in apps.get_models() if points(model) and model not in personal.known()]

    assert missing == []


def test_the_archive_holds_what_the_portal_keeps_in_both_files(city):
    city.worker.person.phone = "13912345678"
    city.worker.person.save()
    EmailAddress.objects.create(user=city.worker.person, email="tian@example.org", verified=True)
    actions.give_consent(city.worker.person, "directory", by=city.worker, now=NOW)
    ask(city.worker)
    assert made(city.worker).state == "finished"

    archive = take(city.worker)

    parts = parts_of(archive)
    assert parts["基本资料"][0]["手机"] == "13912345678"
    assert parts["登录邮箱"] == [{"邮箱": "tian@example.org", "已验证": "是"}]
    assert [(row["协议"], row["行为"]) for row in parts["同意和撤回的记录"]] == [("在站内搜索中被找到", "同意")]
    assert "索取个人数据" in [row["事项"] for row in parts["我办过的事"]]
    book = load_workbook(io.BytesIO(archive.read("我的数据.xlsx")))
    assert {"基本资料", "会籍", "评论", "登记的基层组织"} <= set(book.sheetnames)
    assert "13912345678" in [cell.value for row in book["基本资料"].iter_rows() for cell in row]


def test_the_papers_somebody_brought_come_along_and_nobody_elses(city, settings):
    made_society = joining.society(city)
    applicants = [joining.person(number) for number in (1, 2)]
    for applicant in applicants:
        application = joining.submitted(made_society, applicant)
        attachments.Attachment.objects.create(
            owner_kind="application", owner_id=application.public_id, label="证明", name=f"{applicant.person.name}.pdf",
            path=f"{applicant.person.pk}.pdf", content_type="application/pdf", size=4, digest="0" * 64,
            uploaded_by=applicant.person, uploaded_at=NOW,
        )  # fmt: skip
        settings.MEDIA_ROOT.mkdir(exist_ok=True)
        (settings.MEDIA_ROOT / f"{applicant.person.pk}.pdf").write_bytes(b"%PDF")
    ask(applicants[0])
    made(applicants[0])

    archive = take(applicants[0])

    assert [name for name in archive.namelist() if name.startswith("材料/")] == ["材料/001-申请人1.pdf"]
    assert len(parts_of(archive)["入会申请"]) == 1
    assert "申请人2" not in archive.read("我的数据.json").decode()


def test_what_somebody_wrote_stands_in_it(city):
    actor = talk.reader()
    with talk.commented_branches():
        comment = talk.say(talk.branch(), actor)
    ask(actor)
    made(actor)

    assert [row["内容"] for row in parts_of(take(actor))["评论"]] == [comment.text]


def test_it_is_told_when_ready_and_given_once(city):
    ask(city.worker)
    report = made(city.worker)
    assert Notice.objects.get(deliveries__person=city.worker.person).subject == "您索取的个人数据已经备好"

    take(city.worker)

    with pytest.raises(Refused, match="重新索取"):
        take(city.worker)
    assert not ReportFile.objects.filter(report=report).exists()


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_from_the_disk_when_it_was_fetched(city):
    ask(city.worker)
    folder = reports.folder_of(made(city.worker))
    assert list(folder.iterdir())

    take(city.worker)

    assert not folder.exists()


def test_one_at_a_time_and_again_once_it_was_fetched(city):
    ask(city.worker)
    with pytest.raises(Refused, match="已经在整理"):
        ask(city.worker)
    made(city.worker)
    with pytest.raises(Refused, match="已经备好"):
        ask(city.worker)
    take(city.worker)

    assert ask(city.worker).version == 2


def test_what_nobody_fetches_goes_after_a_week(city):
    ask(city.worker)
    made(city.worker)

    assert actions.erase_untaken_data(now=NOW + timedelta(days=6)) == 0
    assert actions.erase_untaken_data(now=NOW + timedelta(days=8)) == 1
    assert actions.erase_untaken_data(now=NOW + timedelta(days=9)) == 0
    with pytest.raises(Refused, match="重新索取"):
        take(city.worker)


def test_nobody_asks_for_or_takes_somebody_elses(city):
    ask(city.worker)
    report = made(city.worker)

    for act in (
        lambda: actions.ask_own_data(city.worker.person, by=city.system, now=NOW),
        lambda: actions.take_own_data(city.worker.person, by=city.system),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not reports.may_read(city.system, report)
    assert not reports.may_read(city.worker, report)


def test_the_pages_ask_for_the_password_first(client, city):
    enter(client, city.worker)
    wrong = client.post(reverse("ask_own_data"), {"password": "wrong"})
    assert "密码不对" in wrong.content.decode()

    page = client.post(reverse("ask_own_data"), {"password": PASSWORD}, follow=True)
    assert "已开始整理" in page.content.decode()
    made(city.worker)
    assert "下载我的数据" in client.get(reverse("my_privacy")).content.decode()
    file = client.post(reverse("take_own_data"))

    assert file["Content-Type"] == "application/zip"
    assert file["Cache-Control"] == "no-store"
    assert zipfile.ZipFile(io.BytesIO(file.content)).testzip() is None
    assert "重新索取" in client.post(reverse("take_own_data"), follow=True).content.decode()


def test_without_a_password_a_code_is_asked(client, city):
    person = city.worker.person
    person.phone, person.phone_verified_at = "13700009911", NOW
    person.set_unusable_password()
    person.save()
    enter(client, city.worker)
    assert "请先获取验证码" in client.post(reverse("ask_own_data"), {"code": "123456"}).content.decode()

    client.post(reverse("ask_own_data"), {"send": "code"})
    code = cache.get("demo-code:13700009911")
    wrong = client.post(reverse("ask_own_data"), {"code": "000000" if code != "000000" else "111111"})
    assert "验证码不对" in wrong.content.decode()
    page = client.post(reverse("ask_own_data"), {"code": code}, follow=True)

    assert "已开始整理" in page.content.decode()


def test_one_sees_who_saw_ones_number_and_why(client, city):
    person = city.worker.person
    person.phone, person.region_code = "13912345678", "520302"
    person.phone_verified_at = timezone.now()
    person.save()
    actions.show_phone(person, reason="核实活动报名", by=city.honghua, now=NOW)

    page = enter(client, city.worker).get(reverse("my_privacy")).content.decode()

    assert "核实活动报名" in page
    assert str(city.honghua.office) in page


@pytest.mark.django_db(transaction=True)
def test_fifty_times_asked_at_once_is_once(city):
    done, refused = at_once(lambda: ask(city.worker))

    assert (done, refused, asked_for(city.worker.person).count()) == (1, 49, 1)


@pytest.mark.django_db(transaction=True)
def test_fifty_times_fetched_at_once_gives_it_once(city):
    ask(city.worker)
    made(city.worker)

    assert at_once(lambda: take(city.worker)) == (1, 49)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_is_given_more_than_once(city, monkeypatch):
    ask(city.worker)
    made(city.worker)
    together, content_of = threading.Barrier(AT_ONCE), reports.content_of

    def waiting(file):
        content = content_of(file)
        together.wait(timeout=60)
        return content

    monkeypatch.setattr(Person.objects, "select_for_update", Person.objects.all)
    monkeypatch.setattr(own_data_actions.reports, "content_of", waiting)

    done, _refused = at_once(lambda: take(city.worker))

    assert done > 1
