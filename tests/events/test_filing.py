"""After the event: filed once, by a few figures or by a dossier that is looked at, and in the ledger once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from events import actions, rules
from events.demo import builder, filings
from events.models import Filing
from members.models import Activity, Unit
from portal.ground import attachments, dated
from portal.ground.dates import local_day
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice
from tests.entering import enter
from tests.factories import events
from tests.ground.uploaded import picture, upload
from tests.racing import at_once, without_locks

pytestmark = pytest.mark.django_db
QUICK = {"kind": "training", "person_times": 85, "served": ()}
FULL = {"kind": "lecture", "person_times": 120, "summary": "讲了水文，做了实验。", "media": "市电视台：喀斯特的水",
        "experts": 2, "volunteers": 9, "served": ()}  # fmt: skip


def held(house, **fields):
    """An event of the society that ended the day before yesterday."""
    past = events.times(timezone.now() - timedelta(days=4))
    return events.event(house.society.organisation, house.assistant.person, **past | fields)


def campaign(house, **fields):
    event = held(house, label="day", **fields)
    event.dossier_due_on = rules.dossier_due_on(event)
    event.save()
    return event


def quick(event, actor, **changes):
    return actions.file_event(event, **QUICK | changes, by=actor, now=timezone.now())


def saved(event, actor, **changes):
    how = FULL | {"photos": [upload(picture())]} | changes
    return actions.save_dossier(event, **how, by=actor, now=timezone.now())


def submitted(event, actor, **changes):
    saved(event, actor, **changes)
    return actions.submit_dossier(event, by=actor, now=timezone.now())


def accept(event, actor):
    return actions.accept_dossier(event, by=actor, now=timezone.now())


def test_a_quick_filing_stands_in_the_ledger_for_each_unit_served_and_counts_heads_once(house):
    event = held(house)
    units = [Unit.objects.create(name=name, kind="enterprise", region_code="520302") for name in ("甲厂", "乙厂")]

    filing = quick(event, house.assistant, served=units, photos=[upload(picture())])

    assert (filing.state, filing.named) == ("accepted", 0)
    rows = Activity.objects.filter(organisation=event.organisation).order_by("pk")
    day = local_day(event.starts_at)
    assert [(one.served_unit, one.person_times, one.kind, one.held_on) for one in rows] == [
        (units[0], 85, "培训", day), (units[1], 0, "培训", day),
    ]  # fmt: skip
    assert [one.label for one in attachments.of("event", event.public_id)] == ["现场照片"]
    with pytest.raises(Refused, match="已经备案过"):
        quick(event, house.assistant)


def test_a_quick_filing_is_the_hosts_of_a_held_event_without_a_dossier(house):
    for event, sentence in (
        (house.event, "还没有结束"), (campaign(house), "结项材料"), (held(house, state="cancelled"), "已取消"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            quick(event, house.assistant)
    for actor in (house.official, house.worker):
        with pytest.raises(PermissionDenied):
            quick(held(house), actor)
    assert not Filing.objects.exists()
    assert not Activity.objects.exists()


def test_what_the_host_had_put_in_the_ledger_by_hand_is_not_doubled(house):
    event = held(house)
    Activity.objects.create(organisation=event.organisation, held_on=local_day(event.starts_at), name=event.name,
                            kind="讲座", person_times=40, filed_at=timezone.now())  # fmt: skip

    quick(event, house.assistant)

    assert Activity.objects.get().person_times == 40


def test_two_sessions_of_one_day_are_two_rows_of_the_ledger(house):
    morning = held(house)
    later = timedelta(minutes=1)
    evening = held(house, starts_at=morning.starts_at + later, ends_at=morning.ends_at + later)

    for event in (morning, evening):
        quick(event, house.assistant)

    assert [one.person_times for one in Activity.objects.all()] == [85, 85]


def test_named_check_ins_and_the_head_count_stay_two_figures(house):
    event = held(house)
    for number, actor in enumerate(events.people(2), 1):
        event.registrations.create(person=actor.person, place=number, asked_at=event.opens_at, state="registered",
                                   checked_in_at=event.starts_at)  # fmt: skip

    filing = quick(event, house.assistant)

    assert (filing.person_times, filing.named) == (85, 2)
    assert Activity.objects.get().person_times == 85


def test_a_dossier_goes_to_the_higher_body_back_and_forth_and_into_the_ledger(house):
    event = campaign(house)
    filing = submitted(event, house.assistant)
    assert Notice.objects.filter(key__startswith=f"dossier-waits:{filing.pk}:").exists()
    first = filing.submitted_at
    with pytest.raises(Refused, match="审核中"):
        saved(event, house.assistant)

    actions.return_dossier(event, remark="补合影", by=house.official, now=timezone.now())
    assert Notice.objects.filter(key=f"dossier-returned:{filing.pk}:1").exists()
    assert not Activity.objects.exists()
    with pytest.raises(Refused, match="退回修改"):
        accept(event, house.official)
    assert submitted(event, house.assistant, person_times=130).submitted_at == first
    accept(event, house.official)

    filing.refresh_from_db()
    assert filing.state == "accepted"
    assert Activity.objects.get().person_times == 130
    assert Notice.objects.filter(key=f"dossier-accepted:{filing.pk}").exists()


def test_a_dossier_says_what_is_missing(house):
    event = campaign(house)
    nothing = {"summary": "", "person_times": None, "experts": None, "volunteers": None, "photos": ()}
    with pytest.raises(Refused, match="还没有填写结项材料"):
        actions.submit_dossier(event, by=house.assistant, now=timezone.now())
    with pytest.raises(Refused, match="活动总结、现场人次、专家人数、志愿者人数、现场照片"):
        submitted(event, house.assistant, **nothing)
    with pytest.raises(Refused, match="不用报结项材料"):
        saved(held(house), house.assistant)


def test_a_dossier_is_written_by_the_host_and_decided_above(house):
    event = campaign(house)
    for actor in (house.official, house.worker):
        with pytest.raises(PermissionDenied):
            saved(event, actor)
    submitted(event, house.assistant)
    for actor in (house.assistant, house.worker, house.honghua):
        with pytest.raises(PermissionDenied):
            accept(event, actor)
        with pytest.raises(PermissionDenied):
            actions.return_dossier(event, remark="补合影", by=actor, now=timezone.now())
    with pytest.raises(Refused, match="最后一步"):
        actions.pass_dossier(event, by=house.official, now=timezone.now())


def test_the_deadline_follows_the_rule_of_the_day_the_event_ends(house):
    now = timezone.now()
    dated.change("event.dossier_days", 10, start_on=local_day(now), source="市科协通知", by=house.security, now=now)
    times = events.times()
    funded = actions.save_event(None, by=house.official, **events.TYPED | times | {"is_funded": True})
    plain = actions.save_event(None, by=house.official, **events.TYPED | times)

    for event in (funded, plain):
        actions.submit_event(event, by=house.official, now=now)
        event.refresh_from_db()

    assert funded.dossier_due_on == local_day(funded.ends_at) + timedelta(days=10)
    assert plain.dossier_due_on is None


def test_the_host_is_reminded_once_before_and_once_after(house):
    event = campaign(house)
    handed_in = campaign(house)
    submitted(handed_in, house.assistant)
    end = event.ends_at

    def told(days):
        for _twice in range(2):
            actions.remind_of_dossiers(now=end + timedelta(days=days))
        return list(
            Notice.objects.filter(key__regex="^dossier-(due|late):").order_by("pk").values_list("key", flat=True)
        )

    assert told(10) == []
    assert told(12) == told(14) == [f"dossier-due:{event.pk}"]
    assert told(15) == told(40) == [f"dossier-due:{event.pk}", f"dossier-late:{event.pk}"]


def test_the_page_takes_a_quick_filing_and_a_dossier(client, house):
    ordinary, special = held(house), campaign(house)
    Unit.objects.create(name="甲厂", kind="enterprise", region_code="520302")
    enter(client, house.assistant)
    address = reverse("event_filing", args=[ordinary.public_id])
    assert (
        "有 1 处需要修改"
        in client.post(address, {"person_times": "85", "kind": "lecture", "served": "没有的厂"}).content.decode()
    )
    client.post(address, {"person_times": "85", "kind": "lecture", "served": "甲厂\n", "photos": upload(picture())})
    assert Activity.objects.get().served_unit.name == "甲厂"
    assert "85" in client.get(address).content.decode()

    address = reverse("event_filing", args=[special.public_id])
    said = client.post(address, {"kind": "lecture", "submit": "1"}, follow=True).content.decode()
    assert "已保存。还没有填写" in said
    typed = {name: value for name, value in FULL.items() if name != "served"}
    said = client.post(address, typed | {"photos": upload(picture()), "submit": "1"}, follow=True).content.decode()
    assert "已提交" in said
    enter(client, house.official)
    assert "通过备案" in client.get(address).content.decode()
    assert f'href="{address}"' in client.get(reverse("desk")).content.decode()


@pytest.mark.parametrize("filing", ["missing", "accepted"])
def test_the_desk_finds_what_is_not_filed(client, house, filing):
    campaign(house, name="该报的")
    quick(held(house, name="报过的"), house.assistant)
    enter(client, house.assistant)

    rows = client.get(reverse("event_list"), {"filing": filing}).context["listing"].lines

    assert [line.row.name for line in rows] == ["该报的" if filing == "missing" else "报过的"]


def test_the_demo_season_is_filed_in_every_state(house):
    now = timezone.now()
    builder.build(city="5203", now=now)

    filings.build(city="5203", now=now)

    assert set(Filing.objects.values_list("state", flat=True)) == set(Filing.State.values)
    assert Activity.objects.count() == Filing.objects.filter(state="accepted").count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_clicks_file_and_accept_once(house):
    event, special = held(house), campaign(house, name="专项活动")
    submitted(special, house.assistant)

    assert at_once(lambda: quick(event, house.assistant)) == (1, 49)
    assert at_once(lambda: accept(special, house.official)) == (1, 49)

    assert Activity.objects.count() == 2
    assert JournalEntry.objects.filter(verb="event.entered").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_control_without_the_events_lock_a_dossier_is_accepted_more_than_once(house, monkeypatch):
    """The control of the race above: everybody reads the dossier as under review before anybody has decided it."""
    event = campaign(house)
    submitted(event, house.assistant)

    with monkeypatch.context() as patch:
        without_locks(patch, 5)
        done, _refused = at_once(lambda: accept(event, house.official), times=5)

    assert done > 1
    assert JournalEntry.objects.filter(verb="event.entered").count() == done
