"""Somebody without a phone: registered with the consent on paper, found before, claimed with a slip."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members import actions, duplicates, vouching
from members.models import Actor, HelpedAccount, Person, PersonMerge
from portal.ground.errors import Refused
from portal.ground.models import Attachment, JournalEntry
from tests.entering import enter
from tests.factories.city import NOW
from tests.factories.pictures import photograph
from tests.factories.twins import BORN, membership, society, twin
from tests.racing import at_once

pytestmark = pytest.mark.django_db
SAID = {"name": "王小燕", "born_on": BORN, "sex": "f", "unit_name": "", "evidence": "当面查验身份证"}


@pytest.fixture
def consent(tmp_path):
    def photographed():
        return SimpleUploadedFile("同意书.jpg", photograph(tmp_path / "a.jpg").read_bytes(), "image/jpeg")

    return photographed


@pytest.fixture
def helped(city, consent):
    return register(city.honghua, consent)


def register(by, consent, *, apart=(), **more):
    return actions.register_helped(**SAID | more, papers=[consent()], apart=list(apart), by=by, now=NOW)


def test_a_record_with_its_paper_and_no_mark(city, helped):
    person = helped.person
    assert (person.region_code, person.phone, person.phone_verified_at, person.has_usable_password()) == (
        "520302",
        "",
        None,
        False,
    )
    assert Attachment.objects.get(owner_kind="helped").label == "纸质同意书"
    assert person.consents.count() == 2
    assert set(person.consents.values_list("given_by", flat=True)) == {city.honghua.person.pk}
    assert not person.marks.exists()


def test_who_may_and_what_is_asked(city, consent):
    society(city)
    for by in (city.worker, city.stats, city.system):
        with pytest.raises(PermissionDenied):
            register(by, consent)
    with pytest.raises(Refused, match="同意书"):
        actions.register_helped(**SAID, papers=[], apart=[], by=city.honghua, now=NOW)

    made = register(city.assistant, consent)

    assert vouching.known_to(city.assistant, now=NOW).filter(pk=made.person_id).exists()


def test_somebody_alike_is_decided_about_before_and_remembered(city, consent):
    other = twin(1)
    with pytest.raises(Refused, match="疑似同一人"):
        register(city.honghua, consent)
    assert not HelpedAccount.objects.exists()

    made = register(city.honghua, consent, apart=[other])

    assert duplicates.are_distinct(made.person, other)
    assert duplicates.likely_same() == []


def test_the_slip_is_told_once_and_ends_the_one_before(city, helped):
    for by in (city.huichuan, city.worker):
        with pytest.raises(PermissionDenied):
            actions.issue_slip(helped, by=by, now=NOW)
    _helped, first = actions.issue_slip(helped, by=city.honghua, now=NOW)
    _helped, second = actions.issue_slip(helped, by=city.official, now=NOW)
    me = Actor(twin(2))

    with pytest.raises(Refused, match="对不上"):
        actions.claim_helped(first, name="王小燕", by=me, now=NOW)
    actions.claim_helped(second, name="王小燕", by=me, now=NOW)

    helped.refresh_from_db()
    assert (helped.claimed_at, helped.code_digest, helped.person) == (NOW, "", me.person)
    assert second not in str(list(JournalEntry.objects.values()))
    with pytest.raises(Refused, match="已经认领"):
        actions.issue_slip(helped, by=city.honghua, now=NOW)


def test_claiming_brings_everything_into_the_own_account(city, helped):
    theirs = membership(society(city), helped.person, "A060010002M")
    _helped, code = actions.issue_slip(helped, by=city.honghua, now=NOW)
    me = twin(2)

    merge = actions.claim_helped(code, name="王小燕", by=Actor(me), now=NOW)

    theirs.refresh_from_db()
    assert (theirs.person, merge.state) == (me, "done")
    assert Person.objects.get(username__startswith="h-").merged_into == me


def test_another_name_a_late_slip_and_an_account_without_a_phone_claim_nothing(city, helped):
    _helped, code = actions.issue_slip(helped, by=city.honghua, now=NOW)
    me, other = Actor(twin(2)), Actor(twin(3, name="李四"))
    for by, name, now in (
        (other, "王小燕", NOW), (other, "李四", NOW), (me, "王小燕", NOW + timedelta(days=91)), (me, "李四", NOW),
    ):  # fmt: skip
        with pytest.raises(Refused, match="对不上"):
            actions.claim_helped(code, name=name, by=by, now=now)
    with pytest.raises(Refused, match="先核验手机号"):
        actions.claim_helped(code, name="王小燕", by=Actor(twin(4, phone_verified_at=None)), now=NOW)
    assert not PersonMerge.objects.exists()


def test_trying_codes_ends_for_the_day(city, helped):
    me = Actor(twin(2))
    _helped, code = actions.issue_slip(helped, by=city.honghua, now=NOW)
    for _ in range(5):
        with pytest.raises(Refused, match="对不上"):
            actions.claim_helped("22222222", name="王小燕", by=me, now=NOW)

    with pytest.raises(Refused, match="次数太多"):
        actions.claim_helped(code, name="王小燕", by=me, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_fifty_claims_at_once_are_one(city, helped):
    _helped, code = actions.issue_slip(helped, by=city.honghua, now=NOW)
    me = Actor(twin(2))

    done, _refused = at_once(lambda: actions.claim_helped(code, name="王小燕", by=me, now=NOW))

    assert (done, PersonMerge.objects.count()) == (1, 1)


def test_on_the_pages(client, city, consent):
    other = twin(1)
    enter(client, city.honghua)
    typed = SAID | {"born_on": BORN.isoformat()}
    page = client.post(reverse("helped_new"), typed | {"papers": [consent()]}).content.decode()
    assert "139****0001" in page
    assert "13912340001" not in page

    client.post(reverse("helped_new"), typed | {"papers": [consent()], "apart": [other.public_id]})
    helped = HelpedAccount.objects.get()
    slip = client.post(reverse("helped_slip", args=[helped.public_id]))

    assert slip.content.startswith(b"%PDF")
    assert "代办中" in client.get(reverse("helped_list")).content.decode()
    assert "纸质同意书" in client.get(reverse("helped_detail", args=[helped.public_id])).content.decode()
    assert enter(client, city.huichuan).get(reverse("helped_detail", args=[helped.public_id])).status_code == 404
