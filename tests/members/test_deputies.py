"""Who stands in for an officer who is away: named for days, decides in their place, shown as such."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions, candidates, deputies, reviews
from members.models import Deputy, Office, ReviewStep
from members.notifications import deciders
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from societies import papers
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories.city import NOW
from tests.racing import at_once, without_locks
from tests.societies.test_papers import text_of

pytestmark = pytest.mark.django_db
FEW = 5
TODAY, LIST = date(2026, 11, 2), "/desk/deputies/"
WEEK = {"start_on": TODAY, "last_day": TODAY + timedelta(days=6)}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def society(city):
    return factory.society(city)


def named(city, who="president", for_whom="general", **days):
    office = city.actors[for_whom].office
    return actions.name_deputy(
        office, city.actors[who].person, **WEEK | days, reason="出差", by=city.actors[for_whom], now=NOW
    )


def as_deputy(actor, on=TODAY):
    """The actor as a request makes them."""
    return replace(actor, stands_in_for=deputies.offices_stood_in_for(actor.office, on=on))


def only_the_general_decides(society, city):
    titles = {"初审": ["assistant"], "终审": ["secretary_general"]}
    steps = [{"name": name, "titles": some, "scope": "own", "working_days": 3} for name, some in titles.items()]
    actions.change_review_rules("membership", steps, valid_from=TODAY, source="x", by=city.general, now=NOW,
                                organisation=society.organisation)  # fmt: skip


def test_a_deputy_decides_in_the_officers_place_and_is_shown_as_such(city, society):
    only_the_general_decides(society, city)
    application = factory.passed(society, factory.person(), city)
    with pytest.raises(PermissionDenied):
        actions.admit_application(application, by=as_deputy(city.president), now=NOW)
    named(city)

    actor = as_deputy(city.president)
    assert [step.name for step in reviews.waiting_for(actor)] == ["终审"]
    actions.admit_application(application, by=actor, now=NOW)

    step = ReviewStep.objects.of(application).get(name="终审")
    assert (step.decided_by, step.deputy_for) == (city.president.person, city.general.office)
    first = ReviewStep.objects.of(application).get(name="初审")
    assert first.deputy_for is None
    assert "（代秘书长general）" in text_of(papers.admission_form(application, on=TODAY)[0])


def test_the_journal_tells_in_whose_place_a_step_was_passed(client, city, society):
    named(city, "president", "assistant")
    application = factory.submitted(society, factory.person())
    actions.pass_application(application, by=as_deputy(city.president), now=NOW)

    assert JournalEntry.objects.get(verb="application.passed").detail["deputy_for"] == "代秘书处工作人员assistant"
    page = enter(client, city.general).get(reverse("application_detail", args=[application.public_id]))
    assert "（代秘书处工作人员assistant）" in page.content.decode()


def test_one_person_never_decides_two_steps_not_even_as_a_deputy(city, society):
    named(city, "assistant", "general")
    application = factory.passed(society, factory.person(), city)

    with pytest.raises(Refused, match="您已办理过这次审核的另一个步骤"):
        actions.admit_application(application, by=as_deputy(city.assistant), now=NOW)


def test_nobody_decides_about_whom_they_stand_in_for(city, society):
    only_the_general_decides(society, city)
    person = city.general.person
    person.phone, person.phone_verified_at, person.unit_text = "13700000000", NOW, "某所"
    person.save()
    application = factory.passed(society, factory.Actor(person), city)
    named(city)

    with pytest.raises(PermissionDenied):
        actions.admit_application(application, by=as_deputy(city.president), now=NOW)
    hindered = candidates.at_the_last_step(society.organisation, by=as_deputy(city.president), on=TODAY)
    assert [one.hindrance for one in hindered] == ["不能代申请人本人办理"]


def test_a_deputy_is_one_on_the_days_named_and_while_in_office(city, society):
    named(city, "assistant", "general", start_on=TODAY + timedelta(days=1))
    office, general = city.assistant.office, city.general.office
    for days, found in ((0, ()), (1, (general,)), (6, (general,)), (7, ())):
        assert deputies.offices_stood_in_for(office, on=TODAY + timedelta(days=days)) == found

    Office.objects.filter(pk=general.pk).update(end_on=TODAY + timedelta(days=2))
    assert deputies.offices_stood_in_for(office, on=TODAY + timedelta(days=3)) == ()


def test_a_deputy_is_told_what_waits(city, society):
    only_the_general_decides(society, city)
    named(city)
    step = reviews.waiting(factory.passed(society, factory.person(), city))

    assert set(deciders(step, on=TODAY)) == {city.general.person, city.president.person}
    subjects = Delivery.objects.filter(person=city.president.person).values_list("notice__subject", flat=True)
    assert list(subjects) == ["请您代办：遵义市物理学会 秘书长", "入会申请待终审：申请人1"]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"start_on": TODAY - timedelta(days=1)}, "不能从过去的日期开始"),
        ({"last_day": TODAY - timedelta(days=1)}, "最后一天不能早于第一天"),
        ({"last_day": TODAY + timedelta(days=90)}, "一次最多代办 90 天"),
    ],
)
def test_name_deputy_refuses_impossible_days(city, society, days, sentence):
    with pytest.raises(Refused, match=sentence):
        named(city, **days)
    assert not Deputy.objects.exists()


def test_name_deputy_refuses_oneself_strangers_and_two_at_a_time(city, society):
    factory.society(city, code="B01", name="遵义市化学会")
    for who in ("general", "worker", "official", "B01-general"):
        with pytest.raises(Refused, match="本组织当时在任的另一个人"):
            named(city, who)
    named(city)
    with pytest.raises(Refused, match="已经请president代办"):
        named(city, "assistant", last_day=TODAY)


def test_only_the_holder_names_and_ends_a_deputy(city, society):
    deputy = named(city)
    for who in ("president", "assistant", "official", "worker", "security"):
        with pytest.raises(PermissionDenied):
            actions.name_deputy(city.general.office, city.assistant.person, **WEEK, by=city.actors[who], now=NOW)
        with pytest.raises(PermissionDenied):
            actions.end_deputy(deputy, by=city.actors[who], now=NOW)


def test_end_deputy_ends_it_today_and_tells_once(city, society):
    deputy = actions.end_deputy(named(city), by=city.general, now=NOW)

    assert deputies.offices_stood_in_for(city.president.office, on=TODAY) == ()
    with pytest.raises(Refused, match="已经结束"):
        actions.end_deputy(deputy, by=city.general, now=NOW)
    assert named(city, "assistant").person == city.assistant.person


def test_the_database_holds_one_deputy_a_day(city, society):
    named(city)
    with pytest.raises(IntegrityError):
        Deputy.objects.create(office=city.general.office, person=city.assistant.person, start_on=TODAY,
                              end_on=TODAY + timedelta(days=1), named_at=NOW)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_namings_and_endings_at_once_are_one_each(city, society):
    assert at_once(lambda: named(city)) == (1, 49)
    deputy = Deputy.objects.get()
    assert at_once(lambda: actions.end_deputy(deputy, by=city.general, now=NOW)) == (1, 49)


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_without_the_question_and_the_lock_only_the_database_says_no(city, society, monkeypatch):
    """The control: some that do not wait for each other are stopped by the constraint, with a fault and no sentence."""
    without_locks(monkeypatch, FEW)
    with pytest.raises(Exception, match=r"one_deputy_of_an_office_a_day|deadlock"):
        at_once(lambda: named(city), FEW)


def test_in_the_browser_an_officer_names_a_deputy_who_decides(client, city, society):
    only_the_general_decides(society, city)
    application = factory.passed(society, factory.person(), city)
    enter(client, city.general)
    typed = {"person": city.president.person.pk, "start_on": "2026-11-02", "last_day": "2026-11-06", "reason": "出差"}
    assert client.post(LIST, typed).status_code == 302
    assert "代办中" in client.get(LIST).content.decode()
    assert "这些天里有的已经请president代办" in client.post(LIST, typed).content.decode()

    enter(client, city.president)
    assert "秘书长general" in client.get(LIST).content.decode()
    detail = reverse("application_detail", args=[application.public_id])
    assert "您代秘书长general办理" in client.get(detail).content.decode()
    assert "申请人1申请加入" in client.get("/desk/").content.decode()
    client.post(reverse("application_act", args=[application.public_id, "admit"]))
    application.refresh_from_db()
    assert application.state == "admitted"

    enter(client, city.general)
    client.post(reverse("deputy_end", args=[Deputy.objects.get().public_id]))
    assert "已结束" in client.get(LIST).content.decode()


def test_the_list_takes_the_same_queries_however_many(client, city, society):
    enter(client, city.general)
    named(city, last_day=TODAY)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(1, 10):
        named(city, start_on=TODAY + timedelta(days=number), last_day=TODAY + timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(few) <= 16
