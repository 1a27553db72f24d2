"""单位已确认: given by whoever knows the person, on evidence, taken back with a reason; phones shown for a reason."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import actions, vouching
from members.marks import marks_of
from members.models import Actor, IdentityMark, Membership, MembershipPeriod, Office, Organisation, Person, Unit
from portal.ground.errors import Refused
from portal.ground.models import Attachment, JournalEntry, Notice
from tests.entering import enter
from tests.factories import societies
from tests.factories.city import branch_over
from tests.factories.pictures import photograph
from tests.racing import AT_ONCE, at_once, without_locks

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def unit():
    return Unit.objects.create(kind="enterprise", name="甲厂", region_code="520302")


@pytest.fixture
def worker(city, unit):
    Person.objects.filter(pk=city.worker.person.pk).update(unit=unit, phone="13912345678")
    city.worker.person.refresh_from_db()
    return city.worker.person


def officer(organisation, title):
    person = Person.objects.create_user(f"officer-{organisation.pk}", "a-long-password", name="某干部")
    office = Office.objects.create(person=person, organisation=organisation, title=title, start_on=date(2020, 1, 1))
    return Actor(person, office)


@pytest.fixture
def branch_officer(unit):
    return officer(branch_over(unit).organisation, Office.Title.BRANCH_SECRETARY)


@pytest.fixture
def society_officer(city, worker):
    society = societies.society()
    kind = societies.member_class(society)
    membership = Membership.objects.create(
        organisation=society.organisation, person=worker, number="A0600001M", admitted_at=NOW
    )
    MembershipPeriod.objects.create(membership=membership, member_class=kind, start_on=date(2020, 1, 1))
    return officer(society.organisation, Office.Title.ASSISTANT)


def confirm(worker, by):
    return actions.confirm_unit(worker, evidence="在职证明", by=by, now=NOW)


def given(person):
    return [mark.kind for mark in marks_of(person) if mark.given_at]


@pytest.mark.parametrize("who", ["branch_officer", "society_officer", "official", "honghua"])
def test_whoever_knows_the_person_confirms_the_unit(request, city, worker, who):
    by = city.actors.get(who) or request.getfixturevalue(who)

    mark = confirm(worker, by)

    assert given(worker) == ["unit"]
    assert (mark.subject, mark.organisation) == ("甲厂", by.office.organisation)
    assert list(Notice.objects.filter(deliveries__person=worker).values_list("subject", flat=True)) == ["单位已确认"]
    assert JournalEntry.objects.get(verb="mark.given").detail["evidence"] == "在职证明"


def test_nobody_else_confirms_it(city, worker, unit):
    stranger = officer(
        branch_over(Unit.objects.create(kind="enterprise", name="乙厂", region_code="520302")).organisation,
        Office.Title.CHAIR,
    )
    no_member = officer(societies.society("另一学会", "B07").organisation, Office.Title.PRESIDENT)
    three_heads = officer(branch_over(unit, name="另一科协").organisation, Office.Title.HOSPITAL_HEAD)
    for by in (stranger, no_member, three_heads, city.huichuan, city.system, city.stats, city.worker):
        with pytest.raises(PermissionDenied):
            confirm(worker, by)


def test_nobody_confirms_their_own_unit(city, worker):
    Person.objects.filter(pk=city.official.person.pk).update(unit=worker.unit)

    with pytest.raises(PermissionDenied):
        confirm(city.official.person, city.official)


def test_a_past_member_and_a_dissolved_branch_are_known_no_more(worker, society_officer, branch_officer):
    MembershipPeriod.objects.update(end_on=date(2021, 1, 1))
    branch = branch_officer.office.organisation.branch
    branch.dissolved_on, branch.state = date(2026, 3, 1), "dissolved"
    branch.save()

    for by in (society_officer, branch_officer):
        assert not vouching.known_to(by, now=NOW).exists()


def test_a_unit_is_confirmed_once_and_only_when_there_is_one(city, worker):
    confirm(worker, city.official)
    with pytest.raises(Refused, match="已经确认过"):
        confirm(worker, city.honghua)
    Person.objects.filter(pk=city.stats.person.pk).update(region_code="520302")
    with pytest.raises(Refused, match="还没有填单位"):
        confirm(city.stats.person, city.official)


def test_a_mark_is_taken_back_with_a_reason(city, worker, branch_officer):
    mark = confirm(worker, branch_officer)

    actions.revoke_mark(mark, reason="已调离", by=city.official, now=NOW)

    assert given(worker) == []
    assert "已调离" in Notice.objects.order_by("id").last().text
    with pytest.raises(Refused, match="已经撤销"):
        actions.revoke_mark(mark, reason="x", by=city.official, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.revoke_mark(mark, reason="x", by=city.worker, now=NOW)


def test_a_verified_identity_is_taken_back_by_an_official_of_the_city_only(city, worker, branch_officer):
    mark = IdentityMark.objects.create(person=worker, kind="identity", given_at=NOW, subject="x", evidence="y")
    for by in (branch_officer, city.honghua):
        with pytest.raises(PermissionDenied):
            actions.revoke_mark(mark, reason="x", by=by, now=NOW)

    actions.revoke_mark(mark, reason="x", by=city.official, now=NOW)


def test_another_unit_ends_the_confirmation(city, worker):
    confirm(worker, city.official)
    actions.confirm_profile(worker, {"unit": "甲厂"}, by=city.worker, now=NOW)
    assert given(worker) == ["unit"]

    actions.confirm_profile(worker, {"unit": "乙厂"}, by=city.worker, now=NOW)

    assert given(worker) == []


@pytest.mark.django_db(transaction=True)
def test_fifty_confirmations_at_once_are_one(city, worker):
    done, refused = at_once(lambda: confirm(worker, city.official))

    assert (done, refused, IdentityMark.objects.count()) == (1, 49, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_fifty_confirmations_meet_the_database(city, worker, monkeypatch):
    """The control: whoever does not wait ends in a fault instead of a sentence, or is marked twice."""
    without_locks(monkeypatch, AT_ONCE)

    with pytest.raises(IntegrityError):
        at_once(lambda: confirm(worker, city.official))


def test_a_phone_is_shown_in_full_for_a_reason_and_the_person_sees_who_looked(client, city, worker, branch_officer):
    page = enter(client, branch_officer).get(reverse("person_detail", args=[worker.public_id])).content.decode()
    assert "139****5678" in page
    assert "13912345678" not in page
    address = reverse("person_act", args=[worker.public_id, "phone"])
    assert "13912345678" not in client.post(address, {"reason": ""}, follow=True).content.decode()

    shown = client.post(address, {"reason": "通知参加年会"}).content.decode()

    assert "13912345678" in shown
    mine = enter(client, city.worker).get(reverse("my_record")).content.decode()
    assert "通知参加年会" in mine
    assert "某科协 科协联络员" in mine
    assert "13912345678" not in str(list(JournalEntry.objects.values()))


def test_strangers_find_nobody(client, city, worker):
    for actor, status in ((city.huichuan, 404), (city.system, 403), (city.worker, 403)):
        enter(client, actor)
        assert client.get(reverse("person_detail", args=[worker.public_id])).status_code == status
        assert (
            client.post(reverse("person_act", args=[worker.public_id, "phone"]), {"reason": "x"}).status_code == status
        )
    assert client.get(reverse("person_list")).status_code == 403


def test_an_officer_confirms_on_the_page_with_a_file_the_person_may_read(
    client, city, worker, branch_officer, tmp_path
):
    enter(client, branch_officer)
    upload = SimpleUploadedFile("证明.jpg", photograph(tmp_path / "a.jpg").read_bytes(), "image/jpeg")

    page = client.post(
        reverse("person_act", args=[worker.public_id, "confirm"]),
        {"evidence": "在职证明", "files": [upload]},
        follow=True,
    )

    assert "已确认" in page.content.decode()
    file = reverse("attachment_file", args=[Attachment.objects.get().public_id])
    for actor, status in ((city.worker, 200), (city.honghua, 200), (city.huichuan, 404)):
        answer = enter(client, actor).get(file)
        assert answer.status_code == status
        assert answer.getvalue()  # to its end, which closes the file


def test_the_list_takes_the_same_queries_however_many(client, city, worker, unit):
    enter(client, city.official)
    address = reverse("person_list")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(20):
        person = Person.objects.create(username=f"p-{n}", name=f"人{n}", unit=unit, phone=f"139000000{n:02}")
        IdentityMark.objects.create(
            person=person,
            kind="unit",
            organisation=city.official.office.organisation,
            given_at=NOW,
            subject="x",
            evidence="y",
        )
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()

    assert len(many) == len(few) <= 14
    assert "139****0003" in page
    assert "单位已确认" in client.get(address, {"mark": "unit"}).content.decode()
    assert "人3" not in client.get(address, {"mark": "no-unit"}).content.decode()


def test_the_export_masks_phones(client, city, worker):
    enter(client, city.official)

    response = client.get(reverse("person_list"), {"export": "xlsx"})

    assert b"13912345678" not in b"".join(response.streaming_content)


def test_every_organisation_kind_has_officers_who_vouch():
    assert set(vouching.VOUCHING) == set(Organisation.Kind)
