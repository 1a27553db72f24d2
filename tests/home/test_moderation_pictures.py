"""Pictures nobody reviews otherwise: those of newcomers wait, are looked at on the desk, and hidden means hidden."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Activity, Actor, Office
from portal.ground import attachments
from portal.ground.errors import Refused
from portal.ground.models import Attachment, JournalEntry, Notice
from portal.home import actions, bulk, queue
from portal.home.actions import picture as deciding
from tests.entering import enter
from tests.factories.city import NOW
from tests.factories.talk import branch, commented_branches, known, reader, say
from tests.ground.uploaded import pdf, picture, upload
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
QUEUE = "/desk/moderation/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def contact_of(organisation, person):
    office = Office.objects.create(person=person, organisation=organisation, title="contact", start_on=NOW.date())
    return Actor(person, office)


def activity_of(organisation, by):
    return Activity.objects.create(
        organisation=organisation, name="科普讲座", kind="讲座", held_on=NOW.date(), person_times=30, region_code="520302",
        filed_by=by.person, filed_at=NOW,
    )  # fmt: skip


@pytest.fixture
def contact(city):
    return contact_of(branch(), reader("新联络员", 7).person)


def photo(contact, content=None, **changes):
    activity = activity_of(contact.office.organisation, contact)
    how = {"owner_kind": "activity", "owner_id": str(activity.pk), "label": "现场照片", "by": contact}
    return bring(content or picture(), **how | changes)


def bring(content, **how):
    return attachments.keep(upload(content), now=NOW, **how)


def decide(client, one, act, **data):
    return client.post(reverse("decide_picture", args=[one.public_id, act]), data, **HX)


# --- what waits


def test_a_newcomers_photograph_waits_and_an_officials_does_not(city, contact):
    held = photo(contact)
    activity = activity_of(branch("乙公司科协"), city.honghua)
    at_once_shown = bring(
        picture(), label="现场照片", owner_kind="activity", owner_id=str(activity.pk), by=city.honghua
    )

    assert (held.state, held.waiting_since, held.due_on.isoformat()) == ("held", NOW, "2026-11-03")
    assert at_once_shown.state == ""


def test_a_paper_in_another_format_does_not_wait(contact):
    assert photo(contact, pdf()).state == ""


def test_pictures_that_were_let_through_make_their_owner_known(city, contact):
    for number in range(3):
        held = bring(picture(), **_of(contact, number))
        assert held.state == "held"
        actions.approve_picture(held, by=city.official, now=NOW)

    assert bring(picture(), **_of(contact, 4)).state == ""


def _of(contact, number):
    activity = Activity.objects.create(
        organisation=contact.office.organisation, name=f"讲座{number}", kind="讲座", held_on=NOW.date(), person_times=3,
        region_code="520302", filed_by=contact.person, filed_at=NOW,
    )  # fmt: skip
    return {"owner_kind": "activity", "owner_id": str(activity.pk), "label": "现场照片", "by": contact}


def test_comments_that_stood_make_their_author_known_for_pictures(city, contact):
    with commented_branches():
        known(contact, contact.office.organisation)

    assert photo(contact).state == ""


def test_what_waits_is_seen_by_its_owner_and_the_desk_only(client, city, contact):
    held = photo(contact)
    address = reverse("attachment_preview", args=[held.public_id])

    for who, status in ((contact, 200), (city.official, 200), (city.honghua, 404), (city.stats, 404)):
        answer = enter(client, who).get(address)
        assert not answer.streaming or answer.getvalue()
        assert answer.status_code == status, who.person.username


# --- decisions


def test_approve_shows_it_and_tells_the_owner(city, contact):
    held = actions.approve_picture(photo(contact), by=city.official, now=NOW)

    assert (held.state, held.waiting_since, held.due_on, held.looked_at) == ("", None, None, NOW)
    assert JournalEntry.objects.filter(verb="picture.approved").count() == 1
    assert Notice.objects.filter(key__startswith="picture-approved:").count() == 1


def test_hide_keeps_it_from_everybody_else_and_says_why(client, city, contact):
    shown = actions.approve_picture(photo(contact), by=city.official, now=NOW)
    hidden = actions.hide_picture(shown, reason="拍到了证件", by=city.leader, now=NOW + timedelta(hours=1))

    assert (hidden.state, hidden.state_reason) == ("hidden", "拍到了证件")
    assert Notice.objects.filter(key__startswith="picture-hidden:").count() == 1
    page = enter(client, city.official).get(reverse("moderated_picture", args=[hidden.public_id])).content.decode()
    assert "恢复显示" in page
    assert actions.approve_picture(hidden, by=city.official, now=NOW).state == ""


def test_decisions_refuse_what_is_decided_and_a_missing_reason(city, contact):
    held = photo(contact)
    with pytest.raises(Refused, match="请写明理由"):
        actions.hide_picture(held, reason="  ", by=city.official, now=NOW)
    actions.hide_picture(held, reason="模糊", by=city.official, now=NOW)
    with pytest.raises(Refused, match="已隐藏"):
        actions.hide_picture(held, reason="模糊", by=city.leader, now=NOW)
    actions.approve_picture(held, by=city.official, now=NOW)
    with pytest.raises(Refused, match="已显示"):
        actions.approve_picture(held, by=city.leader, now=NOW)
    Attachment.objects.filter(pk=held.pk).delete()
    with pytest.raises(Refused, match="已经删除"):
        actions.hide_picture(held, reason="模糊", by=city.leader, now=NOW)


def test_decisions_are_for_officials_of_the_city_and_never_about_ones_own(city, contact):
    held = photo(contact)
    for actor in (contact, city.honghua, city.worker, city.stats):
        with pytest.raises(PermissionDenied):
            actions.approve_picture(held, by=actor, now=NOW)
    Attachment.objects.filter(pk=held.pk).update(uploaded_by=city.official.person)
    with pytest.raises(PermissionDenied):
        actions.hide_picture(held, reason="x", by=city.official, now=NOW)


# --- the desk


def test_the_queue_shows_the_picture_and_decides_in_place(client, city, contact):
    held = photo(contact)
    enter(client, city.official)

    page = client.get(QUEUE).content.decode()

    assert reverse("attachment_preview", args=[held.public_id]) in page
    assert "科普讲座（甲公司科协）" in page
    assert 'role="alert"' in decide(client, held, "hide", reason=" ").content.decode()
    assert "已通过" in decide(client, held, "approve").content.decode()
    assert reverse("attachment_preview", args=[held.public_id]) not in client.get(QUEUE).content.decode()


def test_the_queue_without_htmx_leads_back(client, city, contact):
    held = photo(contact)
    answer = enter(client, city.official).post(
        reverse("decide_picture", args=[held.public_id, "hide"]), {"reason": "模糊"}
    )
    assert answer["Location"] == QUEUE


def test_many_at_once_takes_comments_and_pictures_together(city, contact):
    held = [bring(picture(), **_of(contact, number)) for number in range(2)]
    with commented_branches():
        comment = say(branch("丙公司科协"), reader("新人", 8), "新人的话")
        picked = [comment.public_id, *(f"picture:{one.public_id}" for one in held)]
        planned = bulk.plan(city.official, act="hide", reason="广告", picked=picked)

        assert (planned["total"], planned["left"], planned["authors"]) == (3, 0, 2)
        assert bulk.carry_out(city.official, planned["token"], now=NOW) == (3, [])

    assert set(Attachment.objects.values_list("state", flat=True)) == {"hidden"}
    with pytest.raises(Refused):
        bulk.plan(city.official, act="delete", reason="广告", picked=picked[1:])


def test_the_lists_ask_the_same_for_one_and_for_many(client, city, contact):
    enter(client, city.official)
    counts = []
    for numbers in (range(1), range(1, 4)):
        for number in numbers:
            bring(picture(), **_of(contact, number))
        for address in (f"{QUEUE}?kind=picture", reverse("picture_list")):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
    assert queue.counts(city.official)["picture"] == 4


# --- at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
@pytest.mark.parametrize("act", ["approve", "hide"])
def test_a_picture_is_decided_once_however_often_it_is_asked(city, contact, act):
    held = photo(contact)
    acts = {"approve": lambda: actions.approve_picture(held, by=city.official, now=NOW),
            "hide": lambda: actions.hide_picture(held, reason="x", by=city.official, now=NOW)}  # fmt: skip

    assert at_once(acts[act]) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb__startswith="picture.").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_without_the_lock_a_picture_is_decided_more_than_once(city, contact, monkeypatch):
    held, gate = photo(contact), threading.Barrier(AT_ONCE, timeout=20)

    def read(one, by):
        found = Attachment.objects.select_related("uploaded_by").get(pk=one.pk)
        gate.wait()
        return found

    monkeypatch.setattr(deciding, "_locked", read)
    done, _refused = at_once(lambda: actions.hide_picture(held, reason="x", by=city.official, now=NOW))

    assert done > 1
