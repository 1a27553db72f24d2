"""An application for membership: each act done, refused, forbidden, and asked for many times at once (drill R3)."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from members import actions
from members.actions import admission as admission_actions
from members.models import Application, CouncilMinutes, Membership, MembershipPeriod, ReviewStep
from portal.ground.errors import Refused
from portal.ground.models import Attachment, Delivery, JournalEntry
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.factories.pictures import photograph
from tests.racing import AT_ONCE, at_once

TODAY = date(2026, 11, 2)
MINUTES = {"title": "第八届理事会第三次会议纪要", "held_on": TODAY}


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def anna(city):
    return factory.person()


def photo(folder, name="学生证"):
    path = photograph(folder / f"{name}.jpg")
    return SimpleUploadedFile(f"{name}.jpg", path.read_bytes(), "image/jpeg")


def verbs():
    return list(
        JournalEntry.objects.filter(verb__startswith="application.").order_by("pk").values_list("verb", flat=True)
    )


def told(actor):
    """Subjects of what the person was told, oldest first."""
    rows = Delivery.objects.filter(person=actor.person).order_by("pk")
    return list(rows.values_list("notice__subject", flat=True))


# The applicant's acts


@pytest.mark.django_db
def test_an_application_goes_from_draft_to_membership(city, society, anna):
    application = factory.admitted(society, anna, city, years=5, former_number="旧-1")

    membership = Membership.objects.get()
    assert (membership.person, membership.number, membership.former_number) == (anna.person, "A060010001M", "旧-1")
    period = membership.periods.get()
    assert (period.start_on, period.end_on, period.last_day) == (TODAY, date(2031, 11, 2), date(2031, 11, 1))
    assert (application.state, period.application) == ("admitted", application)
    assert application.first_passed_at == application.decided_at == NOW
    assert verbs() == [f"application.{act}" for act in ("begun", "submitted", "passed", "admitted")]
    assert told(anna) == [
        "已提交入会申请：遵义市物理学会", "初审已通过：遵义市物理学会", "欢迎加入遵义市物理学会，会员号 A060010001M",
    ]  # fmt: skip
    assert told(city.assistant) == ["入会申请待初审：申请人1"]
    assert told(city.general) == told(city.president) == ["入会申请待终审：申请人1"]


@pytest.mark.django_db
def test_a_pending_application_makes_nobody_a_member(city, society, anna):
    factory.passed(society, anna, city)

    assert not Membership.objects.exists()


@pytest.mark.django_db
def test_save_application_keeps_one_draft_that_is_taken_up_again(society, anna):
    first = factory.begun(society, anna)
    second = factory.begun(society, anna, class_code="student", reason=" 想参加 ")

    assert first.pk == second.pk
    assert (second.member_class.code, second.reason, second.state) == ("student", "想参加", "draft")
    assert verbs() == ["application.begun"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "change", "sentence"),
    [
        ("gold", {}, "这一会员类别现在不接受申请"),
        ("regular", {"is_open": False}, "遵义市物理学会现在不接受网上入会申请"),
    ],
)
def test_save_application_refuses_what_is_not_offered(city, anna, code, change, sentence):
    society = factory.society(city, **change)

    with pytest.raises(Refused, match=sentence):
        factory.begun(society, anna, class_code=code)
    assert not Application.objects.exists()


@pytest.mark.django_db
def test_submit_asks_for_what_the_class_asks(city, society, anna, tmp_path):
    application = factory.begun(society, anna, class_code="student")
    with pytest.raises(Refused, match="还没有填写：学历。"):
        actions.submit_application(application, by=anna, now=NOW)
    actions.confirm_profile(anna.person, {"education": "undergraduate"}, by=anna, now=NOW)
    with pytest.raises(Refused, match="还缺材料：学生证。可以用手机拍照上传。"):
        actions.submit_application(application, by=anna, now=NOW)
    actions.bring_application_papers(application, [("学生证", photo(tmp_path))], by=anna, now=NOW)

    assert actions.submit_application(application, by=anna, now=NOW).state == "submitted"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "choice", "sentence"),
    [
        ({"unit": None}, {}, "还没有填写：工作单位。"),
        ({"phone_verified_at": None}, {}, "请先核验手机号，学会凭它与您联系。"),
        ({}, {"years": 3}, "请选择会籍年限。"),
        ({}, {"years": None}, "请选择会籍年限。"),
        ({}, {"class_code": "honorary"}, "请选择会籍年限。"),
    ],
)
def test_submit_refuses_what_is_missing_and_changes_nothing(society, fields, choice, sentence):
    somebody = factory.person(**fields)

    with pytest.raises(Refused, match=sentence):
        factory.submitted(society, somebody, **choice)
    assert not ReviewStep.objects.exists()
    assert Application.objects.get().state == "draft"


@pytest.mark.django_db
def test_submit_refuses_a_member_and_lets_a_former_one_in_again_with_the_same_number(city, society, anna):
    factory.admitted(society, anna, city)
    with pytest.raises(Refused, match="您已经是遵义市物理学会的会员，会员号 A060010001M。"):
        factory.submitted(society, anna)
    MembershipPeriod.objects.update(start_on=date(2024, 1, 1), end_on=date(2025, 1, 1))

    application = actions.submit_application(Application.objects.get(state="draft"), by=anna, now=NOW)
    actions.pass_application(application, by=city.assistant, now=NOW)
    actions.admit_application(application, by=city.president, now=NOW)

    assert Membership.objects.get().periods.count() == 2


@pytest.mark.django_db
def test_submit_takes_the_class_as_it_is_offered_that_day(city, society, anna):
    application = factory.begun(society, anna)
    newer = societies.member_class(society, "regular", valid_from=TODAY, years=[1], name="个人会员")

    assert actions.submit_application(application, by=anna, now=NOW).member_class == newer

    other = factory.begun(society, factory.person(2))
    societies.member_class(society, "regular", valid_from=TODAY + timedelta(days=1), is_offered=False)
    with pytest.raises(Refused, match="不接受申请"):
        actions.submit_application(other, by=factory.Actor(other.applicant), now=NOW + timedelta(days=1))


@pytest.mark.django_db
def test_steps_are_due_in_working_days_and_the_societys_own_steps_come_first(city, society, anna):
    own = [{"name": "审核", "titles": ["president"], "scope": "own", "working_days": 2},
           {"name": "批准", "titles": ["secretary_general"], "scope": "own", "working_days": 2}]  # fmt: skip
    factory.submitted(society, anna)
    assert list(ReviewStep.objects.order_by("order").values_list("due_on", flat=True)) == [
        date(2026, 11, 9), date(2026, 11, 23),
    ]  # fmt: skip

    actions.change_review_rules(
        "membership",
        own,
        valid_from=TODAY,
        source="理事会",
        by=city.president,
        now=NOW,
        organisation=society.organisation,
    )
    second = factory.submitted(society, factory.person(2))

    assert [step.name for step in ReviewStep.objects.of(second).order_by("order")] == ["审核", "批准"]


@pytest.mark.django_db
def test_withdraw_cancels_the_review_and_one_may_begin_anew(city, society, anna):
    application = actions.withdraw_application(factory.submitted(society, anna), by=anna, now=NOW)

    assert (application.state, ReviewStep.objects.count()) == ("withdrawn", 0)
    assert told(city.assistant)[-1] == "申请人已撤回：申请人1"
    assert factory.submitted(society, anna).pk != application.pk


@pytest.mark.django_db
def test_acts_of_the_applicant_are_forbidden_to_everybody_else(city, society, anna, tmp_path):
    application = factory.begun(society, anna, class_code="student")
    for by in (factory.person(2), city.general, city.leader):
        for act in (
            lambda by=by: actions.submit_application(application, by=by, now=NOW),
            lambda by=by: actions.withdraw_application(application, by=by, now=NOW),
            lambda by=by: actions.bring_application_papers(application, [("学生证", photo(tmp_path))], by=by, now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act()


@pytest.mark.django_db
def test_papers_are_those_the_class_asks_each_file_once_and_only_while_it_is_written(city, society, anna, tmp_path):
    application = factory.begun(society, anna, class_code="student")
    actions.bring_application_papers(application, [("学生证", photo(tmp_path))], by=anna, now=NOW)
    for title, sentence in (("成绩单", "没有要求“成绩单”这项材料。"), ("学生证", "“学生证”里的这个文件已经上传过了。")):
        with pytest.raises(Refused, match=sentence):
            actions.bring_application_papers(application, [(title, photo(tmp_path))], by=anna, now=NOW)
    assert Attachment.objects.count() == 1

    actions.confirm_profile(anna.person, {"education": "undergraduate"}, by=anna, now=NOW)
    actions.submit_application(application, by=anna, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.bring_application_papers(application, [("学生证", photo(tmp_path, "另一张"))], by=anna, now=NOW)


# The reviewers' acts


@pytest.mark.django_db
def test_return_sends_it_back_and_it_can_be_handed_in_again(city, society, anna):
    application = actions.return_application(
        factory.submitted(society, anna), remark=" 单位请写全称 ", by=city.assistant, now=NOW
    )
    assert application.state == "returned"
    assert told(anna)[-1] == "请补正入会申请：遵义市物理学会"

    later = NOW + timedelta(days=2)
    application = actions.submit_application(application, by=anna, now=later)

    assert (application.state, application.submitted_at) == ("submitted", NOW)
    assert ReviewStep.objects.of(application).filter(round=2, outcome="").count() == 2


@pytest.mark.django_db
def test_reject_ends_it_with_the_reason_and_one_may_apply_again(city, society, anna):
    application = actions.reject_application(
        factory.submitted(society, anna), reason="专业不符", by=city.assistant, now=NOW
    )

    assert (application.state, application.decision, application.decided_at) == ("rejected", "专业不符", NOW)
    assert "专业不符" in Delivery.objects.filter(person=anna.person).latest("pk").notice.text
    assert factory.begun(society, anna).state == "draft"


@pytest.mark.django_db
def test_two_different_people_decide_and_nobody_their_own(city, society, anna):
    application = factory.passed(society, anna, city)
    actions.change_review_rules(
        "membership", [{"name": name, "titles": ["assistant", "secretary_general"], "scope": "own", "working_days": 5}
                       for name in ("初审", "终审")],
        valid_from=TODAY, source="理事会", by=city.general, now=NOW, organisation=society.organisation,
    )  # fmt: skip
    second = actions.pass_application(factory.submitted(society, factory.person(2)), by=city.assistant, now=NOW)
    mine = factory.submitted(society, factory.Actor(_with_phone(city.assistant.person)))

    for thing, refusal in ((application, Refused), (second, Refused), (mine, PermissionDenied)):
        with pytest.raises(refusal):
            actions.admit_application(thing, by=city.assistant, now=NOW)
    assert actions.pass_application(mine, by=city.general, now=NOW).first_passed_at == NOW


def _with_phone(person):
    person.phone, person.phone_verified_at, person.unit_text = "13700000000", NOW, "某所"
    person.save()
    return person


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["official", "leader", "worker", "B01-assistant", "B01-general", "general"])
def test_the_first_review_is_forbidden_to_all_but_the_societys_assistant(city, society, anna, who):
    factory.society(city, code="B01", name="遵义市化学会")
    application = factory.submitted(society, anna)

    for act in (
        lambda by: actions.pass_application(application, by=by, now=NOW),
        lambda by: actions.return_application(application, remark="x", by=by, now=NOW),
        lambda by: actions.reject_application(application, reason="x", by=by, now=NOW),
        lambda by: actions.admit_application(application, by=by, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act(city.actors[who])


@pytest.mark.django_db
def test_refusals_say_why_and_change_nothing(city, society, anna):
    application = factory.submitted(society, anna)
    refusals = [
        (lambda: actions.return_application(application, remark=" ", by=city.assistant, now=NOW), "补正的内容"),
        (lambda: actions.reject_application(application, reason=" ", by=city.assistant, now=NOW), "理由"),
        (lambda: actions.admit_application(application, by=city.assistant, now=NOW), "还有审核步骤没有完成"),
        (lambda: actions.submit_application(application, by=anna, now=NOW), "审核中"),
        (lambda: factory.begun(society, anna), "审核中"),
    ]
    for act, sentence in refusals:
        with pytest.raises(Refused, match=sentence):
            act()
    assert ReviewStep.objects.filter(outcome="").count() == 2
    actions.pass_application(application, by=city.assistant, now=NOW)
    with pytest.raises(Refused, match="这是最后一步"):
        actions.pass_application(application, by=city.general, now=NOW)


@pytest.mark.django_db
def test_admit_refuses_when_numbers_are_used_up_and_leaves_it_waiting(city, anna):
    society = factory.society(city, last_serial=9999)
    application = factory.passed(society, anna, city)

    with pytest.raises(Refused, match="会员号只剩 0 个"):
        actions.admit_application(application, by=city.general, now=NOW)
    application.refresh_from_db()
    assert application.state == "submitted"
    assert ReviewStep.objects.waiting().get().name == "终审"


@pytest.mark.django_db
def test_an_honorary_membership_is_for_life(city, society, anna):
    factory.admitted(society, anna, city, class_code="honorary", years=None)

    assert MembershipPeriod.objects.get().end_on is None
    assert Membership.objects.get().number == "A060010001H"


@pytest.mark.django_db
def test_news_go_through_the_channels_the_person_chose(city, society, anna):
    actions.choose_channels(anna.person, ["sms"], by=anna)
    anna.person.refresh_from_db()

    factory.submitted(society, anna)

    assert set(Delivery.objects.filter(person=anna.person).values_list("channel", flat=True)) == {"in_app", "sms"}
    with pytest.raises(Refused, match="请先填写邮箱。"):
        actions.choose_channels(anna.person, ["email"], by=anna)
    with pytest.raises(PermissionDenied):
        actions.choose_channels(anna.person, [], by=city.general)


# By minutes


@pytest.fixture
def small(city):
    return factory.society(city, is_by_minutes=True)


def batch(society, city, count=3):
    return [factory.passed(society, factory.person(number), city) for number in range(11, 11 + count)]


def admit(society, applications, folder, by, **changes):
    fields = MINUTES | {"upload": photo(folder, "纪要")} | changes
    return actions.admit_by_minutes(society.organisation, applications, **fields, by=by, now=NOW)


@pytest.mark.django_db
def test_admit_by_minutes_takes_everybody_in_with_numbers_in_order(city, small, tmp_path):
    minutes = admit(small, batch(small, city), tmp_path, city.general)

    assert list(Membership.objects.order_by("person__phone").values_list("number", flat=True)) == [
        "A060010001M", "A060010002M", "A060010003M",
    ]  # fmt: skip
    assert minutes.applications.filter(state="admitted").count() == 3
    assert Attachment.objects.get().owner_id == minutes.public_id
    assert verbs().count("application.admitted") == 3


@pytest.mark.django_db
def test_a_society_that_admits_by_minutes_admits_nobody_without(city, small, anna):
    with pytest.raises(Refused, match="本会按理事会纪要批量终审"):
        factory.admitted(small, anna, city)


@pytest.mark.django_db
def test_a_batch_is_all_or_nothing_and_says_who_stands_in_the_way(city, small, tmp_path):
    applications = batch(small, city)
    membership = societies.member(small, applications[1].person, member_class=applications[1].member_class)

    with pytest.raises(Refused, match="这一批现在不能入会：申请人12（已经是会员）。"):
        admit(small, applications, tmp_path, city.general)
    assert Membership.objects.get() == membership
    assert not CouncilMinutes.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "请填写纪要名称。"),
        ({"held_on": TODAY + timedelta(days=1)}, "会议日期不能晚于今天。"),
        ({"upload": SimpleUploadedFile("纪要.pdf", b"")}, "空"),
    ],
)
def test_admit_by_minutes_refuses_what_is_no_minutes(city, small, tmp_path, changes, sentence):
    applications = batch(small, city, 1)

    with pytest.raises(Refused, match=sentence):
        admit(small, applications, tmp_path, city.general, **changes)
    assert not Membership.objects.exists()


@pytest.mark.django_db
def test_admit_by_minutes_refuses_an_empty_batch_and_one_that_is_not_at_its_last_step(city, small, anna, tmp_path):
    with pytest.raises(Refused, match="请至少选一份申请。"):
        admit(small, [], tmp_path, city.general)
    with pytest.raises(Refused, match="名单已有变化"):
        admit(small, [factory.submitted(small, anna)], tmp_path, city.general)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["assistant", "official", "leader", "B01-general", "worker"])
def test_admit_by_minutes_is_for_the_societys_responsible_persons(city, small, tmp_path, who):
    factory.society(city, code="B01", name="遵义市化学会")
    applications = batch(small, city, 1)

    with pytest.raises(PermissionDenied):
        admit(small, applications, tmp_path, city.actors[who])


@pytest.mark.django_db
def test_minutes_stay_as_they_are_once_somebody_was_admitted_by_them(city, small, tmp_path):
    admit(small, batch(small, city, 1), tmp_path, city.general)
    kept = Attachment.objects.get()

    with pytest.raises(PermissionDenied):
        admission_actions.attachments.remove(kept, by=city.general, now=NOW)
    may_read = admission_actions.attachments.may_read
    assert [may_read(city.actors[who], kept) for who in ("assistant", "official", "worker")] == [True, True, False]


# Many times at once


@pytest.fixture
def race(city):
    """Applications prepared for each transition, with the act and what the journal calls it."""
    society, anna = factory.society(city), factory.person()

    def submit():
        application = factory.begun(society, anna)
        return lambda: actions.submit_application(application, by=anna, now=NOW)

    def withdraw():
        application = factory.submitted(society, anna)
        return lambda: actions.withdraw_application(application, by=anna, now=NOW)

    def act(name, prepare, who, **detail):
        application = prepare()
        return lambda: getattr(actions, name)(application, **detail, by=city.actors[who], now=NOW)

    def by_minutes(folder):
        applications = batch(society, city, 2)
        return lambda: admit(society, applications, folder, city.general)

    return {
        "submitted": lambda folder: submit(), "withdrawn": lambda folder: withdraw(),
        "passed": lambda folder: act("pass_application", lambda: factory.submitted(society, anna), "assistant"),
        "returned": lambda folder: act(
            "return_application", lambda: factory.submitted(society, anna), "assistant", remark="x"
        ),
        "rejected": lambda folder: act(
            "reject_application", lambda: factory.submitted(society, anna), "assistant", reason="x"
        ),
        "admitted": lambda folder: act("admit_application", lambda: factory.passed(society, anna, city), "general"),
        "recorded": by_minutes,
    }  # fmt: skip


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["submitted", "withdrawn", "passed", "returned", "rejected", "admitted", "recorded"])
def test_a_transition_asked_for_many_times_at_once_happens_once(race, tmp_path, verb):
    done, refused = at_once(race[verb](tmp_path))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb__in=[f"application.{verb}", f"minutes.{verb}"]).count() == 1
    assert Membership.objects.count() == {"admitted": 1, "recorded": 2}.get(verb, 0)
    assert Attachment.objects.count() == (verb == "recorded")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_an_application_begun_many_times_at_once_is_one(city):
    society, anna = factory.society(city), factory.person()

    done, refused = at_once(lambda: factory.begun(society, anna))

    assert (done, refused) == (AT_ONCE, 0)
    assert Application.objects.count() == 1
    assert verbs() == ["application.begun"]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_happens_more_than_once(city, monkeypatch):
    """The control: the row is read without a lock, and everybody is let in before anybody has written."""
    society = factory.society(city)
    application = factory.submitted(society, factory.person())
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def unlocked(row):
        found = Application.objects.select_related("organisation", "member_class", "person", "applicant").get(pk=row.pk)
        gate.wait()
        return found

    monkeypatch.setattr(admission_actions, "_locked", unlocked)

    done, _refused = at_once(lambda: actions.pass_application(application, by=city.assistant, now=NOW))

    assert done > 1
