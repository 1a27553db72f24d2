"""Reviews as data: versions of steps, who decides which, when a step is due, who is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from members import actions, reviews, tasks
from members.models import Actor, Office, Organisation, Person, ReviewRule, ReviewStep
from outreach.actions import pass_branch
from portal.ground.errors import Refused
from portal.ground.models import CalendarDay, Delivery, JournalEntry
from tests.factories.city import NOW
from tests.outreach.test_branch_actions import submitted
from tests.racing import AT_ONCE, at_once

TODAY = date(2026, 11, 2)
KIND = "branch"
PASSED, RETURNED = ReviewStep.Outcome.PASSED, ReviewStep.Outcome.RETURNED
THREE = [
    {"name": "初审", "titles": ["official"], "scope": "county", "working_days": 5},
    {"name": "复审", "titles": ["chair"], "scope": "county", "working_days": 3},
    {"name": "备案", "titles": ["statistician", "official"], "scope": "city", "working_days": 2},
]


def noon(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def change(city, steps=THREE, *, valid_from=TODAY, by="leader"):
    return actions.change_review_rules(
        KIND, steps, valid_from=valid_from, source="〔2026〕9号", by=city.actors[by], now=NOW
    )


@pytest.fixture
def thing(city):
    """Anything that can be under review, with three steps."""
    change(city)
    return Organisation.objects.create(kind="branch", name="甲公司科协", region_code="520302001")


def start(thing, *, on=TODAY):
    return reviews.start(thing, kind=KIND, region_code=thing.region_code, now=noon(on))


def decide(step, actor, outcome=PASSED):
    reviews.decide(step, outcome, by=actor, now=NOW)


def names(steps):
    return [step.name for step in steps]


def test_change_review_rules_makes_a_new_version_from_the_day_on(city):
    change(city, valid_from=date(2026, 12, 1))

    assert names(ReviewRule.objects.on(KIND, date(2026, 11, 30))) == ["初审", "批复"]
    assert names(ReviewRule.objects.on(KIND, date(2026, 12, 1))) == ["初审", "复审", "备案"]
    assert JournalEntry.objects.get(verb="review_rules.changed").detail["steps"] == ["初审", "复审", "备案"]


def test_change_review_rules_replaces_a_version_of_the_same_day(city):
    change(city)
    change(city, THREE[:2])

    assert names(ReviewRule.objects.on(KIND, TODAY)) == ["初审", "复审"]


def test_a_running_review_keeps_the_steps_it_was_handed_in_with(city):
    branch = submitted(city)

    change(city)

    assert names(ReviewStep.objects.of(branch).order_by("order")) == ["初审", "批复"]


@pytest.mark.parametrize(
    ("steps", "valid_from", "sentence"),
    [
        (THREE, date(2026, 11, 1), "启用日期不能早于今天，已经受理的事项不受影响。"),
        ([], TODAY, "至少要有一个步骤。"),
        ([THREE[0], THREE[0]], TODAY, "步骤名称不能重复。"),
        ([THREE[0] | {"titles": []}], TODAY, "每个步骤都要选办理职务。"),
    ],
)
def test_change_review_rules_refuses_what_nobody_could_follow(city, steps, valid_from, sentence):
    with pytest.raises(Refused, match=sentence):
        change(city, steps, valid_from=valid_from)

    assert names(ReviewRule.objects.on(KIND, TODAY)) == ["初审", "批复"]


def test_change_review_rules_refuses_the_same_steps_again(city):
    change(city)

    with pytest.raises(Refused, match="这些步骤已经保存，没有改动。"):
        change(city)


@pytest.mark.parametrize("who", ["worker", "official", "stats", "honghua_head", "system", "security", "audit"])
def test_change_review_rules_is_for_the_citys_leaders(city, who):
    with pytest.raises(PermissionDenied):
        change(city, by=who)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_review_rules_changed_many_times_at_once_are_changed_once(city):
    done, refused = at_once(lambda: change(city))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert names(ReviewRule.objects.on(KIND, TODAY)) == ["初审", "复审", "备案"]


def test_start_copies_the_steps_with_their_regions_and_days(thing):
    steps = start(thing)

    assert names(steps) == ["初审", "复审", "备案"]
    assert [step.region_code for step in steps] == ["520302", "520302", "5203"]
    assert [step.due_on for step in steps] == [date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 16)]


def test_due_days_leave_out_the_national_day_and_count_the_days_made_up_for(thing):
    change_day = date(2026, 9, 28)
    ReviewRule.objects.filter(kind=KIND, valid_from=TODAY).update(valid_from=date(2026, 9, 1))

    steps = start(thing, on=change_day)

    # 29 and 30 September, 8 and 9 October, and Saturday the 10th; then Monday 12 to 14, then 15 and 16.
    assert [step.due_on for step in steps] == [date(2026, 10, 10), date(2026, 10, 14), date(2026, 10, 16)]


def test_due_days_count_weekdays_where_the_year_is_not_known(thing):
    CalendarDay.objects.all().delete()

    assert start(thing)[0].due_on == date(2026, 11, 9)


def test_start_says_when_no_steps_are_in_force(thing):
    with pytest.raises(reviews.NoRules):
        reviews.start(thing, kind="unheard-of", region_code="5203", now=NOW)


def test_the_step_that_waits_moves_on_as_each_is_decided(city, thing):
    first, second, third = start(thing)
    assert (reviews.waiting(thing), reviews.following(first)) == (first, second)

    decide(first, city.honghua)
    assert reviews.waiting(thing) == second
    decide(second, city.honghua_head)
    assert (reviews.waiting(thing), reviews.following(third)) == (third, None)
    decide(third, city.stats)

    assert reviews.waiting(thing) is None
    assert third.decided_by == city.stats.person


def test_what_waits_is_one_step_of_each_thing(thing):
    other = Organisation.objects.create(kind="branch", name="乙公司科协", region_code="520303")
    start(thing)
    start(other)

    assert names(ReviewStep.objects.waiting()) == ["初审", "初审"]


@pytest.mark.parametrize(
    ("who", "may"),
    [("honghua", True), ("huichuan", False), ("honghua_head", False), ("official", True), ("worker", False)],
)
def test_a_step_is_decided_by_the_office_it_names_in_its_region_or_above(city, thing, who, may):
    assert reviews.may_decide(city.actors[who], start(thing)[0], applicant_id=None) is may


def test_nobody_decides_their_own_application_or_two_steps_of_a_round(city, thing):
    change(city, [THREE[2], THREE[2] | {"name": "复核"}], valid_from=TODAY + timedelta(days=1))
    one, other = start(thing, on=TODAY + timedelta(days=1))
    assert not reviews.may_decide(city.official, one, applicant_id=city.official.person.pk)

    decide(one, city.official)

    assert not reviews.may_decide(city.official, other, applicant_id=None)
    assert reviews.may_decide(city.stats, other, applicant_id=None)


def test_a_returned_thing_loses_the_steps_to_come_and_starts_over(city, thing):
    first, second, _third = start(thing)
    decide(first, city.honghua)
    decide(second, city.honghua_head, RETURNED)
    assert (reviews.waiting(thing), reviews.returned(thing)) == (None, second)
    assert names(ReviewStep.objects.of(thing).order_by("order")) == ["初审", "复审"]

    again = start(thing)

    assert [step.round for step in again] == [2, 2, 2]
    assert reviews.waiting(thing) == again[0]
    assert reviews.may_decide(city.honghua, again[0], applicant_id=None)


def test_cancel_takes_back_what_nobody_decided(city, thing):
    first, _second, _third = start(thing)
    decide(first, city.honghua)

    reviews.cancel(thing)

    assert list(ReviewStep.objects.of(thing)) == [first]
    assert (reviews.waiting(thing), reviews.returned(thing)) == (None, None)


def reminded(person):
    """The beginnings of what the person was reminded of, in order."""
    subjects = Delivery.objects.filter(person=person, notice__key__startswith="review-").order_by("pk")
    return [subject[:4] for subject in subjects.values_list("notice__subject", flat=True)]


def test_remind_reviewers_says_it_once_before_and_once_after(city):
    due_on = reviews.waiting(submitted(city)).due_on
    told = []

    for days in (-2, -1, 0, 1, 2):
        for _clock in ("one", "another"):
            actions.remind_reviewers(now=noon(due_on + timedelta(days=days)))
        told.append(reminded(city.honghua.person))

    assert told == [[], ["即将到期"], ["即将到期"], ["即将到期", "已经超期"], ["即将到期", "已经超期"]]


def test_remind_reviewers_tells_only_whoever_decides_the_waiting_step(city):
    branch = submitted(city)
    late = noon(date(2027, 3, 1))
    actions.remind_reviewers(now=late)
    assert set(
        Delivery.objects.filter(notice__key__startswith="review-").values_list("person__username", flat=True)
    ) == {"honghua"}

    pass_branch(branch, by=city.honghua, now=NOW)
    actions.remind_reviewers(now=late)

    assert reminded(city.honghua.person) == reminded(city.honghua_head.person) == ["已经超期"]
    assert "甲企业科协" in Delivery.objects.filter(person=city.honghua_head.person).latest("pk").notice.subject


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_clocks_at_once_remind_once(city):
    ReviewStep.objects.of(submitted(city)).update(due_on=date(2020, 1, 1))

    at_once(tasks.remind_reviewers, times=8)

    assert reminded(city.honghua.person) == ["已经超期"]


@pytest.fixture
def society(city):
    """A society with an assistant and a secretary-general."""
    society = Organisation.objects.create(kind="society", name="遵义市甲学会", region_code="5203")
    for title in ("assistant", "secretary_general"):
        person = Person.objects.create_user(f"society-{title}", "a-long-password", name=title)
        office = Office.objects.create(person=person, organisation=society, title=title, start_on=date(2020, 1, 1))
        city.actors[title] = Actor(person, office)
    return society


OWN = [
    {"name": "初审", "titles": ["assistant"], "scope": "own", "working_days": 5},
    {"name": "终审", "titles": ["secretary_general"], "scope": "own", "working_days": 5},
]


def test_an_organisations_own_steps_stand_before_the_shared_ones(city, society):
    actions.change_review_rules(
        KIND, OWN, valid_from=TODAY, source="学会章程", by=city.secretary_general, now=NOW, organisation=society
    )

    assert names(ReviewRule.objects.on(KIND, TODAY, organisation=society)) == ["初审", "终审"]
    assert names(ReviewRule.objects.on(KIND, TODAY)) == ["初审", "批复"]


def test_only_the_societys_head_changes_its_steps(city, society):
    for name in ("assistant", "leader"):
        with pytest.raises(PermissionDenied):
            actions.change_review_rules(
                KIND, OWN, valid_from=TODAY, source="学会章程", by=city.actors[name], now=NOW, organisation=society
            )


def test_an_organisations_step_is_decided_by_its_own_officers_alone(city, society):
    ReviewRule.objects.bulk_create(
        ReviewRule(kind="own", valid_from=TODAY, order=order, source="", **step) for order, step in enumerate(OWN, 1)
    )
    first, last = reviews.start(society, kind="own", region_code="5203", organisation=society, now=NOW)

    assert reviews.may_decide(city.assistant, first, applicant_id=None)
    assert not reviews.may_decide(city.secretary_general, first, applicant_id=None)
    assert not reviews.may_decide(city.leader, last, applicant_id=None)
    assert not reviews.may_decide(city.assistant, first, applicant_id=city.assistant.person.pk)
