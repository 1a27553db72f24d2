"""What other programs read of societies, and the keys with which a society's own programs read its roster."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.models import MembershipPeriod
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry
from societies import actions
from societies.models import ProgramKey, Society
from tests.entering import enter
from tests.factories import joining, societies
from tests.factories.city import NOW
from tests.racing import at_once

pytestmark = pytest.mark.django_db
ROSTER = reverse("api_roster", args=["A06"])
CHECK = reverse("api_membership_check")


@pytest.fixture
def society(city):
    return joining.society(city)


def key_of(city, society, **options):
    """A key's row and the header a program sends."""
    key, text = actions.make_key(society, **{"label": "官网"} | options, by=city.general, now=NOW)
    return key, {"authorization": f"Bearer {text}"}


def member(city, society, number=1, **fields):
    applicant = joining.person(number, **fields)
    joining.admitted(society, applicant, city)
    return applicant.person, applicant.person.memberships.get()


def test_societies_show_what_the_directory_shows(client, city, society):
    member(city, society)
    Society.objects.filter(pk=societies.society("已注销学会", "A07").pk).update(dissolved_on=NOW.date())

    rows = client.get(reverse("api_societies"), {"field": society.field}).json()["results"]

    assert [(row["code"], row["members"], row["is_open"]) for row in rows] == [("A06", 1, True)]
    assert not {"legal_representative", "funds"} & set(rows[0])


def test_a_membership_is_told_to_who_knows_number_and_name_only(client, city, society):
    person, membership = member(city, society)
    asked = {"society": "A06", "number": membership.number, "name": person.name}

    assert client.get(CHECK, asked).json()["is_member"] is True
    nothing = {"is_member": False, "member_class": None, "valid_until": None}
    for wrong in ({"name": "别人"}, {"number": "A060019999M"}, {"society": "B01"}):
        answer = client.get(CHECK, asked | wrong)
        assert (answer.status_code, answer.json()) == (200, nothing)
    assert client.get(CHECK, {"society": "A06"}).status_code == 400

    MembershipPeriod.objects.update(start_on=NOW.date() - timedelta(days=9), end_on=NOW.date() - timedelta(days=1))
    assert client.get(CHECK, asked).json() | {"valid_until": ""} == {
        "is_member": False, "member_class": "普通会员", "valid_until": "",
    }  # fmt: skip


def test_my_record_is_mine_and_needs_a_session(client, city, society):
    person, membership = member(city, society)

    refused = client.get(reverse("api_me"))
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Session")
    enter(client, city.actors["worker"])
    assert client.get(reverse("api_me")).json()["memberships"] == []
    client.force_login(person)
    told = client.get(reverse("api_me")).json()
    assert [one["number"] for one in told["memberships"]] == [membership.number]
    assert told["phone"] == "139****0001"


def test_the_roster_is_read_with_the_societys_own_key_and_every_reading_stands_in_the_journal(client, city, society):
    person, membership = member(city, society)
    key, header = key_of(city, society)

    rows = client.get(ROSTER, headers=header).json()["results"]

    assert [(row["number"], row["name"], row["phone"]) for row in rows] == [
        (membership.number, person.name, "139****0001")
    ]
    entry = JournalEntry.objects.get(verb="roster.read", thing_id=str(key.pk))
    assert (entry.person, entry.detail["rows"]) == (None, 1)
    early = client.get(ROSTER, {"day": "2020-01-01"}, headers=header).json()
    assert early["count"] == 0
    for wrong in ("", "2026-02-30", "gestern"):
        assert client.get(ROSTER, {"day": wrong}, headers=header).status_code == 400


def test_whole_phones_only_with_a_key_that_may_and_says_why(client, city, society):
    person, _membership = member(city, society)
    with pytest.raises(Refused, match="理由"):
        key_of(city, society, shows_phones=True)
    _key, header = key_of(city, society, shows_phones=True, reason="发送会费提醒")

    assert client.get(ROSTER, headers=header).json()["results"][0]["phone"] == person.phone


def test_no_wrong_ended_old_or_foreign_key_opens_anything(client, city, society):
    key, header = key_of(city, society)
    other = joining.society(city, code="B01", name="遵义市化学会")

    answers = [client.get(ROSTER), client.get(ROSTER, headers={"authorization": "Bearer kjzj_wrong"}),
               client.get(ROSTER, headers={"authorization": "Bearer"}),
               client.get(ROSTER, headers={"authorization": f"Basic {header['authorization'][7:]}"})]  # fmt: skip
    assert [answer.status_code for answer in answers] == [401] * 4
    assert client.get(reverse("api_roster", args=[other.code]), headers=header).status_code == 404
    assert client.get(reverse("api_roster", args=["Z99"]), headers=header).status_code == 404
    assert client.get(ROSTER, headers=header).status_code == 200

    ProgramKey.objects.update(last_day=timezone.localdate() - timedelta(days=1))
    assert client.get(ROSTER, headers=header).status_code == 401
    ProgramKey.objects.update(last_day=timezone.localdate())
    assert client.get(ROSTER, headers=header).status_code == 200
    actions.end_key(key, by=city.general, now=NOW)
    assert client.get(ROSTER, headers=header).status_code == 401


def test_a_key_of_a_dissolved_society_opens_nothing(client, city, society):
    _key, header = key_of(city, society)
    Society.objects.filter(pk=society.pk).update(dissolved_on=timezone.localdate())

    assert client.get(ROSTER, headers=header).status_code == 401


def test_the_roster_takes_the_same_queries_however_many(client, city, society):
    _key, header = key_of(city, society)
    member(city, society)
    client.get(ROSTER, headers=header)
    with CaptureQueriesContext(connection) as few:
        client.get(ROSTER, headers=header)
    for number in range(2, 6):
        member(city, society, number)
    with CaptureQueriesContext(connection) as many:
        client.get(ROSTER, headers=header)

    assert len(many) == len(few) <= 12


def test_make_key_once_for_each_system(city, society):
    key, header = key_of(city, society)

    assert key.digest not in header["authorization"]
    with pytest.raises(Refused, match="已经有密钥"):
        key_of(city, society)
    actions.end_key(key, by=city.president, now=NOW)
    key_of(city, society)
    with pytest.raises(Refused, match="已经停用"):
        actions.end_key(key, by=city.president, now=NOW)
    for actor in (city.assistant, city.official, city.worker):
        with pytest.raises(PermissionDenied):
            actions.make_key(society, label="群", by=actor, now=NOW)
        with pytest.raises(PermissionDenied):
            actions.end_key(key, by=actor, now=NOW)


def test_no_more_than_ten_keys(city, society):
    for number in range(10):
        key_of(city, society, label=f"系统{number}")

    with pytest.raises(Refused, match="最多 10 个"):
        key_of(city, society)


def test_a_key_is_shown_once_and_ended_on_the_desk(client, city, society):
    address = reverse("key_list", args=["A06"])
    enter(client, city.general)
    assert "请写明" not in client.get(address).content.decode()
    assert "理由" in client.post(address, {"label": "官网", "shows_phones": "on"}).content.decode()

    page = client.post(address, {"label": "官网"}).content.decode()
    text = page.split("<code>")[1].split("</code>")[0]
    assert client.get(ROSTER, headers={"authorization": f"Bearer {text}"}).status_code == 200
    again = client.get(address).content.decode()
    assert text not in again
    assert "可用" in again

    key = ProgramKey.objects.get()
    client.post(reverse("key_end", args=["A06", key.public_id]))
    assert "已停用" in client.get(address).content.decode()


def test_the_list_of_keys_takes_the_same_queries_however_many(client, city, society):
    address = reverse("key_list", args=["A06"])
    enter(client, city.general)
    key_of(city, society)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(5):
        key_of(city, society, label=f"系统{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few) <= 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_clicks_make_one_key_and_end_it_once(city):
    society = joining.society(city)

    assert at_once(lambda: key_of(city, society)) == (1, 49)
    key = ProgramKey.objects.get()
    assert at_once(lambda: actions.end_key(key, by=city.general, now=NOW)) == (1, 49)
