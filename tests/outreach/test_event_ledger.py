"""A held event that is filed moves coverage by work and effective coverage, and moves nothing before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import actions
from members.models import Actor, Office, Person, Unit
from outreach import reports
from outreach.models import RegisterEdition, RegisterEntry
from portal.ground.dates import local_day
from tests.factories import events
from tests.factories.city import CODE, branch_over

pytestmark = pytest.mark.django_db


def figure(indicator, day):
    found = reports.live_figures(CODE, day=day)
    return next((one.n, one.total) for one in found if (one.indicator, one.row_code) == (indicator, CODE))


def test_a_filed_event_moves_coverage_by_work_and_effective_coverage(city):
    covered, bare = (
        Unit.objects.create(name=name, kind="enterprise", region_code="520302") for name in ("甲厂", "乙厂")
    )
    day = local_day(timezone.now())
    edition = RegisterEdition.objects.create(
        kind="enterprise", city_code=CODE, name="企业名录", as_of=day - timedelta(days=300)
    )
    for unit in (covered, bare):
        RegisterEntry.objects.create(edition=edition, unit=unit, region_code="520302")
    branch = branch_over(covered)
    person = Person.objects.create_user("contact", name="吴桂英")
    office = Office.objects.create(person=person, organisation=branch.organisation, start_on=day - timedelta(days=90),
                                   title=Office.Title.BRANCH_SECRETARY)  # fmt: skip
    past = events.times(timezone.now() - timedelta(hours=51))
    event = events.event(branch.organisation, person, **past)
    held_on = local_day(event.starts_at)
    assert (figure("W1.enterprise", held_on), figure("C10", held_on)) == ((0, 1), (0, 1))

    actions.file_event(
        event, kind="lecture", person_times=30, served=[bare], by=Actor(person, office), now=timezone.now()
    )

    assert (figure("W1.enterprise", held_on), figure("C10", held_on)) == ((1, 1), (1, 1))
