"""Two different people take a member in, unless the council's minutes do: when steps are set and when one decides."""

import pytest

from members import actions
from members.models import Admission, Membership, Office, ReviewRule, ReviewStep
from portal.ground.errors import Refused
from tests.factories import joining as factory
from tests.factories.city import NOW
from tests.members.test_member_classes import change_admission

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
ONE = (("审核", ["secretary_general"]),)


@pytest.fixture
def society(city):
    return factory.society(city)


def steps_of(*steps):
    return [{"name": name, "titles": titles, "scope": "own", "working_days": 3} for name, titles in steps]


def set_steps(society, city, *steps, by="general"):
    return actions.change_review_rules(
        "membership", steps_of(*steps), valid_from=TODAY, source="理事会", by=city.actors[by], now=NOW,
        organisation=society and society.organisation,
    )  # fmt: skip


def test_one_step_is_refused_where_there_are_no_minutes(city, society):
    with pytest.raises(Refused, match="至少要有两个步骤，由两个不同的人办理"):
        set_steps(society, city, *ONE)
    assert not ReviewRule.objects.filter(organisation=society.organisation).exists()


def test_the_steps_all_societies_share_are_at_least_two(city, society):
    with pytest.raises(Refused, match="至少要有两个步骤"):
        set_steps(None, city, *ONE, by="leader")


def test_two_steps_of_one_and_the_same_person_are_refused(city, society):
    same = Office.objects.get(organisation=society.organisation, title="president")
    Office.objects.filter(organisation=society.organisation, title="secretary_general").update(person=same.person)
    with pytest.raises(Refused, match="“初审”和“终审”现在都只有president能办理"):
        set_steps(society, city, ("初审", ["secretary_general"]), ("终审", ["president"]), by="president")

    set_steps(society, city, ("初审", ["secretary_general", "assistant"]), ("终审", ["president"]), by="president")


def test_by_minutes_one_step_is_enough_until_the_minutes_are_given_up(city):
    society = factory.society(city, is_by_minutes=True)
    set_steps(society, city, *ONE)

    with pytest.raises(Refused, match="至少要有两个步骤"):
        change_admission(society, city.general, is_by_minutes=False)
    assert Admission.objects.get(pk=society.pk).is_by_minutes


def test_nobody_takes_a_member_in_alone_whatever_the_steps_say(city, society):
    """Steps from before the rule, or a round begun while the society worked by minutes."""
    Admission.objects.filter(pk=society.pk).update(is_by_minutes=True)
    set_steps(society, city, *ONE)
    application = factory.submitted(society, factory.person())
    Admission.objects.filter(pk=society.pk).update(is_by_minutes=False)

    with pytest.raises(Refused, match="一个人不能单独准予入会"):
        actions.admit_application(application, by=city.general, now=NOW)

    assert not Membership.objects.exists()
    assert ReviewStep.objects.waiting().count() == 1
    actions.return_application(application, remark="审核步骤已调整，请重新提交", by=city.general, now=NOW)
