"""退会, 除名 with hearing and appeal, 离世: each act done, refused, forbidden, and asked for many times at once (drill R3)."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from members import actions
from members.actions import death as death_actions
from members.actions import ending as ending_actions
from members.actions import expulsion as expulsion_actions
from members.models import Admission, Application, Exit, Expulsion, MemberClass, Membership, Office, Person, Status
from members.signals import membership_ended, membership_restored, person_died
from members.standing import standing_of
from portal.ground import attachments, outbox
from portal.ground.dates import SHANGHAI, local_day
from portal.ground.errors import Refused
from portal.ground.models import Delivery
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.ground.uploaded import picture, upload
from tests.racing import AT_ONCE, at_once

TODAY = date(2026, 11, 2)
START, END = date(2025, 12, 1), date(2027, 12, 1)
MINUTES = {"title": "第八届理事会第三次会议纪要", "decision": "违反章程第八条。"}


def at(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def anna(city):
    return factory.person()


@pytest.fixture
def membership(society, anna):
    return member(society, anna)


def member(society, actor, end_on=END):
    regular = MemberClass.objects.get(organisation=society.organisation, code="regular")
    return societies.member(society, actor.person, member_class=regular, start_on=START, end_on=end_on)


def status(membership, day=TODAY):
    return standing_of(membership, on=day).status


def spans(membership):
    return list(membership.periods.order_by("start_on").values_list("start_on", "end_on"))


def told(actor):
    return list(Delivery.objects.filter(person=actor.person).order_by("pk").values_list("notice__subject", flat=True))


@pytest.fixture
def heard():
    """What the floors above are told inside the transaction."""
    found = []

    def hear(name, **told):
        found.append(name)

    named = {membership_ended: "ended", membership_restored: "restored", person_died: "died"}
    receivers = {signal: partial(hear, name) for signal, name in named.items()}
    for signal, receiver in receivers.items():
        signal.connect(receiver)
    yield found
    for signal, receiver in receivers.items():
        signal.disconnect(receiver)


# 退会


def withdraw(membership, by, *, end_on=TODAY, reason="工作调动", now=NOW):
    return actions.withdraw_membership(membership, end_on=end_on, reason=reason, by=by, now=now)


@pytest.mark.django_db
def test_a_member_leaves_from_a_day_on_and_the_number_stays_theirs(city, society, anna, membership, heard):
    leaving = withdraw(membership, anna)

    assert (status(membership, TODAY - timedelta(days=1)), status(membership)) == (Status.ACTIVE, Status.WITHDRAWN)
    assert (leaving.reason, spans(membership)) == ("工作调动", [(START, TODAY)])
    assert not Membership.objects.on(TODAY).exists()
    assert told(anna) == ["已办理退会：遵义市物理学会"]
    assert told(city.assistant) == ["会员退会：申请人1"]
    assert heard == ["ended"]
    factory.admitted(society, anna, city)
    assert Membership.objects.get().number == membership.number
    assert status(membership) == Status.ACTIVE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"end_on": TODAY - timedelta(days=1)}, "退会日期不能早于今天。"),
        ({"end_on": END + timedelta(days=1)}, "会籍在这之前就到期了，不用另外办理。"),
        ({"reason": " "}, "请写明退会原因"),
        ({"now": at(date(2029, 1, 1))}, "会籍现在是“已失效”，不用办理退会。"),
    ],
)
def test_leaving_is_refused_with_a_sentence(anna, membership, choice, sentence):
    with pytest.raises(Refused, match=sentence):
        withdraw(membership, anna, **choice)
    assert spans(membership) == [(START, END)]


@pytest.mark.django_db
def test_who_holds_a_responsible_office_hands_it_over_first(city, society):
    with pytest.raises(Refused, match="还担任秘书长，请先办理离任，再退会。"):
        withdraw(member(society, city.general), city.general)


@pytest.mark.django_db
def test_leaving_is_the_members_own_act_and_officers_enter_letters(city, anna, membership):
    for who in ("assistant", "general", "official", "worker"):
        with pytest.raises(PermissionDenied):
            withdraw(membership, city.actors[who])
    letter = {"end_on": TODAY, "reason": "来信退会", "upload": upload(picture())}
    for who in ("official", "worker"):
        with pytest.raises(PermissionDenied):
            actions.record_withdrawal(membership, **letter, by=city.actors[who], now=NOW)
    leaving = actions.record_withdrawal(membership, **letter, by=city.assistant, now=NOW)

    assert [one.label for one in attachments.of("exit", leaving.public_id)] == ["退会申请"]
    assert status(membership) == Status.WITHDRAWN


@pytest.mark.django_db
def test_a_withdrawal_for_a_later_day_can_be_taken_back_until_then(city, anna, membership, heard):
    later = TODAY + timedelta(days=30)
    leaving = withdraw(membership, anna, end_on=later)
    assert status(membership) == Status.ACTIVE
    with pytest.raises(Refused, match="已经办理过退会。"):
        withdraw(membership, anna)
    with pytest.raises(PermissionDenied):
        actions.take_back_withdrawal(leaving, by=city.assistant, now=NOW)
    actions.take_back_withdrawal(leaving, by=anna, now=NOW)

    assert (spans(membership), heard) == ([(START, END)], ["ended", "restored"])
    with pytest.raises(Refused, match="退会已经生效或已撤回"):
        actions.take_back_withdrawal(leaving, by=anna, now=NOW)


@pytest.mark.django_db
def test_leaving_before_a_renewed_period_begins_keeps_its_row_and_takes_its_days(society, anna):
    membership = member(society, anna, end_on=date(2026, 12, 1))
    actions.renew_membership(membership, class_code="regular", years=1, by=anna, now=NOW)
    leaving = withdraw(membership, anna)

    assert spans(membership) == [(START, TODAY), (date(2026, 12, 1), date(2026, 12, 1))]
    assert status(membership, date(2026, 12, 15)) == Status.WITHDRAWN
    assert leaving.cuts.count() == 2


# 除名


def opened(membership, city, **options):
    return actions.open_expulsion(membership, grounds="抄袭论文，经查属实。", by=city.president, now=NOW, **options)


def decide(expulsion, by, *, is_expelled=True, now=NOW, **changes):
    said = MINUTES | {"held_on": local_day(now), "upload": upload(picture())} | changes
    return actions.decide_expulsion(expulsion, is_expelled=is_expelled, by=by, now=now, **said)


def expelled(membership, city, anna):
    expulsion = opened(membership, city)
    actions.make_statement(expulsion, statement="引用有误，并非抄袭。", by=anna, now=NOW)
    return decide(expulsion, city.president)


def appealed(membership, city, anna):
    return actions.appeal_expulsion(expelled(membership, city, anna), appeal="没有听取专家意见。", by=anna, now=NOW)


@pytest.mark.django_db
def test_an_expulsion_goes_from_grounds_to_the_associations_answer(city, anna, membership, heard):
    expulsion = opened(membership, city)
    assert (expulsion.heard_until, status(membership)) == (date(2026, 11, 16), Status.ACTIVE)
    expulsion = actions.make_statement(expulsion, statement="引用有误。", by=anna, now=NOW)
    expulsion = decide(expulsion, city.president)
    assert (expulsion.state, expulsion.appeal_until) == ("expelled", date(2026, 11, 23))
    assert (status(membership), spans(membership)) == (Status.EXPELLED, [(START, TODAY)])
    expulsion = actions.appeal_expulsion(expulsion, appeal="没有听取专家意见。", by=anna, now=NOW)
    assert (expulsion.answer_until, status(membership)) == (date(2026, 12, 14), Status.EXPELLED)
    expulsion = actions.answer_appeal(expulsion, is_lifted=True, result="程序有缺，撤销。", by=city.official, now=NOW)

    assert (expulsion.state, status(membership), spans(membership)) == ("lifted", Status.ACTIVE, [(START, END)])
    assert heard == ["ended", "restored"]
    assert told(anna) == [
        "遵义市物理学会启动了除名程序，请您陈述", "除名决定：遵义市物理学会", "申诉结果：撤销除名",
    ]  # fmt: skip
    assert told(city.general) == ["已收到陈述：申请人1", "会员提出申诉：申请人1", "申诉已答复：申请人1"]
    assert told(city.official) == told(city.leader) == ["除名申诉待答复：申请人1"]


@pytest.mark.django_db
def test_a_lifted_expulsion_leaves_no_gap_when_the_period_ended_meanwhile(city, society, anna):
    membership = member(society, anna, end_on=date(2026, 12, 1))
    expulsion = appealed(membership, city, anna)
    late = date(2027, 6, 1)
    actions.answer_appeal(expulsion, is_lifted=True, result="撤销。", by=city.official, now=at(late))

    assert spans(membership) == [(START, late + timedelta(days=1))]
    assert status(membership, late) == Status.DUE


@pytest.mark.django_db
def test_an_upheld_expulsion_stays_and_a_dropped_one_changes_nothing(city, society, anna, membership):
    other = factory.person(2)
    dropped = decide(
        opened(member(society, other), city), city.president, is_expelled=False, now=at(date(2026, 11, 17))
    )
    assert (dropped.state, dropped.exit) == ("dropped", None)
    expulsion = appealed(membership, city, anna)
    actions.answer_appeal(expulsion, is_lifted=False, result="维持。", by=city.leader, now=NOW)
    assert status(membership) == Status.EXPELLED


@pytest.mark.django_db
def test_each_step_has_its_time_and_its_words(city, anna, membership):
    with pytest.raises(Refused, match="请写明除名的事由。"):
        actions.open_expulsion(membership, grounds=" ", by=city.president, now=NOW)
    expulsion = opened(membership, city)
    with pytest.raises(Refused, match="已经在办理除名。"):
        opened(membership, city)
    with pytest.raises(Refused, match="听取陈述的时间还没有过"):
        decide(expulsion, city.president)
    with pytest.raises(Refused, match="陈述时间已过"):
        actions.make_statement(expulsion, statement="我", by=anna, now=at(date(2026, 11, 17)))
    actions.make_statement(expulsion, statement="我", by=anna, now=NOW)
    with pytest.raises(Refused, match="陈述已经提交，没有改动。"):
        actions.make_statement(expulsion, statement="我", by=anna, now=NOW)
    for changes, sentence in (
        ({"decision": " "}, "请写明理事会的决定"), ({"title": ""}, "请填写纪要名称。"),
        ({"held_on": TODAY - timedelta(days=1)}, "会议日期应在告知之后"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            decide(expulsion, city.president, **changes)
    expulsion = decide(expulsion, city.president)
    with pytest.raises(Refused, match="申诉期限已过。"):
        actions.appeal_expulsion(expulsion, appeal="不", by=anna, now=at(date(2026, 12, 31)))
    with pytest.raises(Refused, match="这件事现在是“已除名”，不能办理这一步。"):
        actions.answer_appeal(expulsion, is_lifted=True, result="撤销", by=city.official, now=NOW)


@pytest.mark.django_db
def test_each_step_is_for_whom_it_is_for(city, society, anna, membership):
    for who in ("assistant", "official", "worker"):
        with pytest.raises(PermissionDenied):
            actions.open_expulsion(membership, grounds="某", by=city.actors[who], now=NOW)
    with pytest.raises(PermissionDenied):
        opened(member(society, city.president), city)
    expulsion = opened(membership, city)
    for who in ("assistant", "official", "president"):
        with pytest.raises(PermissionDenied):
            actions.make_statement(expulsion, statement="某", by=city.actors[who], now=NOW)
    actions.make_statement(expulsion, statement="某", by=anna, now=NOW)
    for who in ("assistant", "official"):
        with pytest.raises(PermissionDenied):
            decide(expulsion, city.actors[who])
    expulsion = decide(expulsion, city.president)
    with pytest.raises(PermissionDenied):
        actions.appeal_expulsion(expulsion, appeal="某", by=city.president, now=NOW)
    expulsion = actions.appeal_expulsion(expulsion, appeal="某", by=anna, now=NOW)
    for who in ("president", "general", "stats", "worker", "honghua"):
        with pytest.raises(PermissionDenied):
            actions.answer_appeal(expulsion, is_lifted=True, result="某", by=city.actors[who], now=NOW)


@pytest.mark.django_db
def test_an_expelled_officer_holds_no_office_there_any_more(city, society):
    officer = city.assistant
    expulsion = opened(member(society, officer), city)
    decide(expulsion, city.president, now=at(date(2026, 11, 17)))

    assert Office.objects.get(person=officer.person).end_on == date(2026, 11, 17)


@pytest.mark.django_db
def test_whoever_leaves_during_the_hearing_ends_it(city, anna, membership):
    opened(membership, city)
    withdraw(membership, anna)

    assert Expulsion.objects.get().state == "dropped"


# 离世


def die(membership, by, **options):
    return actions.record_death(membership, **{"died_on": TODAY, "by": by, "now": NOW} | options)


@pytest.mark.django_db
def test_a_death_ends_every_membership_and_office_and_nothing_is_sent_any_more(city, society, anna, membership, heard):
    chemistry = factory.society(city, code="B01", name="遵义市化学会")
    second = member(chemistry, anna)
    Office.objects.create(
        person=anna.person, organisation=chemistry.organisation, title="vice_president", start_on=START
    )
    outbox.notify(
        "members/mail/membership_due.txt", to=[anna.person], key="earlier", context={"membership": membership}
    )
    die(membership, city.general, contact="家属 张某 13900000000")

    assert [status(one) for one in (membership, second)] == [Status.DIED, Status.DIED]
    assert [one.contact for one in Exit.objects.order_by("membership")] == ["家属 张某 13900000000", ""]
    assert Office.objects.get(person=anna.person).end_on == TODAY
    person = Person.objects.get(pk=anna.person.pk)
    assert (person.died_on, person.is_active) == (TODAY, False)
    assert heard == ["ended", "ended", "died"]
    outbox.notify("members/mail/membership_due.txt", to=[person], key="later", context={"membership": membership})
    assert told(anna) == []
    assert told(city.actors["B01-general"]) == told(city.assistant) == ["会员离世：申请人1"]
    assert told(city.general) == []


@pytest.mark.django_db
def test_a_death_entered_by_mistake_is_put_right_whole(city, anna, membership):
    person = die(membership, city.general)
    with pytest.raises(Refused, match="已经登记过。"):
        die(membership, city.president)
    with pytest.raises(Refused, match="请写明更正的理由。"):
        actions.correct_death(person, reason=" ", by=city.general, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.correct_death(person, reason="同名", by=city.assistant, now=NOW)
    person = actions.correct_death(person, reason="同名误登", by=city.official, now=NOW)

    assert (person.died_on, person.is_active, status(membership)) == (None, True, Status.ACTIVE)
    assert spans(membership) == [(START, END)]
    with pytest.raises(Refused, match="没有登记过，或已经更正。"):
        actions.correct_death(person, reason="同名", by=city.general, now=NOW)


@pytest.mark.django_db
def test_a_death_is_entered_by_responsible_persons_and_not_for_tomorrow(city, membership):
    for who in ("assistant", "worker", "huichuan"):
        with pytest.raises(PermissionDenied):
            die(membership, city.actors[who])
    with pytest.raises(Refused, match="日期不能晚于今天。"):
        die(membership, city.general, died_on=TODAY + timedelta(days=1))


@pytest.mark.django_db
def test_an_application_of_the_dead_waits_no_longer(city, anna, membership):
    chemistry = factory.society(city, code="B01", name="遵义市化学会")
    application = factory.submitted(chemistry, anna)
    die(membership, city.general)
    application.refresh_from_db()

    assert application.state == "withdrawn"


@pytest.mark.django_db
def test_whoever_died_hands_nothing_in_any_more(city, anna, membership):
    application = factory.begun(factory.society(city, code="B01", name="遵义市化学会"), anna)
    die(membership, city.general)
    Application.objects.filter(pk=application.pk).update(state="draft")

    with pytest.raises(Refused, match="已登记离世，不能再办理入会。"):
        actions.submit_application(Application.objects.get(pk=application.pk), by=anna, now=NOW)


@pytest.mark.django_db
def test_whoever_died_while_the_page_was_open_is_not_taken_in(city, society, anna, monkeypatch):
    application = factory.submitted(society, anna)
    actions.pass_application(application, by=city.assistant, now=NOW)
    Person.objects.filter(pk=anna.person.pk).update(died_on=TODAY)
    with pytest.raises(Refused, match="申请人1已登记离世，不能办理入会。"):
        actions.admit_application(application, by=city.general, now=NOW)
    assert not Membership.objects.exists()

    monkeypatch.setattr("members.actions.admission._refuse_dead", lambda _applications: None)  # the control
    actions.admit_application(application, by=city.general, now=NOW)
    assert Membership.objects.on(TODAY).count() == 1


@pytest.mark.django_db
def test_an_expulsion_lifted_after_a_death_gives_no_days_beyond_it(city, anna, membership):
    expulsion = appealed(membership, city, anna)
    person = die(membership, city.general)
    actions.answer_appeal(expulsion, is_lifted=True, result="撤销。", by=city.official, now=NOW)
    assert spans(membership) == [(START, TODAY)]
    assert status(membership) == Status.DIED

    actions.correct_death(person, reason="同名误登", by=city.official, now=NOW)
    assert spans(membership) == [(START, END)]
    assert status(membership) == Status.ACTIVE


# Many at the same moment


ACTS = {
    "withdraw": lambda one, city, anna: lambda: withdraw(one, anna),
    "letter": lambda one, city, anna: lambda: actions.record_withdrawal(
        one, end_on=TODAY, reason="来信", upload=upload(picture()), by=city.assistant, now=NOW
    ),
    "open": lambda one, city, anna: lambda: opened(one, city),
    "state": lambda one, city, anna: _each(opened(one, city), lambda case: actions.make_statement(
        case, statement="我", by=anna, now=NOW
    )),
    "decide": lambda one, city, anna: _each(_stated(one, city, anna), lambda case: decide(case, city.president)),
    "appeal": lambda one, city, anna: _each(expelled(one, city, anna), lambda case: actions.appeal_expulsion(
        case, appeal="不", by=anna, now=NOW
    )),
    "answer": lambda one, city, anna: _each(appealed(one, city, anna), lambda case: actions.answer_appeal(
        case, is_lifted=True, result="撤销", by=city.official, now=NOW
    )),
    "die": lambda one, city, anna: lambda: die(one, city.general),
    "correct": lambda one, city, anna: _each(die(one, city.general), lambda person: actions.correct_death(
        person, reason="误", by=city.general, now=NOW
    )),
    "stay": lambda one, city, anna: _each(withdraw(one, anna, end_on=TODAY + timedelta(days=9)), lambda leaving: (
        actions.take_back_withdrawal(leaving, by=anna, now=NOW)
    )),
}  # fmt: skip


def _each(thing, act):
    return lambda: act(thing)


def _stated(membership, city, anna):
    expulsion = opened(membership, city)
    return actions.make_statement(expulsion, statement="我", by=anna, now=NOW)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_asked_for_many_times_at_once_is_done_once(city, act):
    society = factory.society(city)
    anna = factory.person()
    membership = member(society, anna)

    assert at_once(ACTS[act](membership, city, anna)) == (1, AT_ONCE - 1)
    standing = Exit.objects.filter(lifted_at=None).count()
    assert standing == (1 if act in ("withdraw", "letter", "decide", "appeal", "die") else 0)
    assert Admission.objects.get().last_serial == 0


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "name", "act", "constraint"),
    [
        (ending_actions, "lock_membership", "withdraw", "one_standing_exit_a_day"),
        (expulsion_actions, "lock_membership", "open", "one_open_expulsion_each"),
        (death_actions, "_locked_memberships", "die", ""),
    ],
)
def test_without_the_lock_two_would_do_it(city, monkeypatch, module, name, act, constraint):
    """The control: everybody finds it undone before anybody has written; only the constraints stop them."""
    society = factory.society(city)
    anna = factory.person()
    membership = member(society, anna)
    if name == "lock_membership":
        monkeypatch.setattr(
            module, name, lambda one: Membership.objects.select_related("organisation", "person").get(pk=one.pk)
        )
    else:
        monkeypatch.setattr(Person.objects, "select_for_update", lambda **options: Person.objects.all())
        monkeypatch.setattr(
            module,
            name,
            lambda person: list(Membership.objects.filter(person=person).select_related("organisation", "person")),
        )
        constraint = "one_standing_exit_a_day"

    with pytest.raises(IntegrityError, match=constraint):
        at_once(ACTS[act](membership, city, anna))
