"""The life of memberships as a machine: whatever happens in whatever order, what must never be false stays true.

Each life of up to 50 steps is a transaction that is taken back: 20,000 steps in `make drills`, 200 in `make test`.
"""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from members import actions
from members.actions import death
from members.models import (
    Exit,
    ExitCut,
    Membership,
    MembershipPeriod,
    Person,
    RosterClaim,
    Status,
)
from members.models.status import IN_FORCE, RENEWABLE, status_of, terms_of
from portal.ground.dates import SHANGHAI
from portal.ground.errors import Refused
from portal.ground.models import ImportBatch
from societies import actions as societies_actions
from societies import reports, takeover
from societies.models import Society
from tests.factories import city as cities
from tests.factories import joining as factory

FIRST = date(2026, 11, 2)
PEOPLE = 4
WHO = some.integers(0, PEOPLE - 1)


class Life(RuleBasedStateMachine):
    """Four people, two societies, a clock that only goes on."""

    steps = 0

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.day = FIRST
        self.city = Life.city
        self.societies = list(Society.objects.select_related("organisation").order_by("code"))
        self.people = [factory.person(number) for number in range(PEOPLE)]
        self.numbers = {}
        Life.steps -= 1  # looked at once before anything has happened

    def teardown(self):
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @property
    def now(self):
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=SHANGHAI)

    def officer(self, role, which):
        return self.city.actors[role if not which else f"B01-{role}"]

    def membership(self, who, which):
        return Membership.objects.filter(
            person=self.people[who].person, organisation=self.societies[which].organisation
        ).first()

    def attempt(self, act, *arguments, **options):
        """An act is done, or refused with a sentence and nothing changed."""
        try:
            with transaction.atomic():
                return act(*arguments, **options, now=self.now)
        except (Refused, PermissionDenied):
            return None

    # What happens

    @rule(days=some.sampled_from((0, 1, 20, 60, 120, 400)))
    def days_pass(self, days):
        self.day += timedelta(days=days)

    @rule(who=WHO, which=some.booleans(), years=some.sampled_from((1, 5)))
    def applies_and_is_admitted(self, who, which, years):
        by, society = self.people[who], self.societies[which]
        choice = {"class_code": "regular", "years": years}
        application = self.attempt(actions.save_application, society.organisation, **choice, by=by)
        application = application and self.attempt(actions.submit_application, application, by=by)
        application = application and self.attempt(
            actions.pass_application, application, by=self.officer("assistant", which)
        )
        if application:
            self.attempt(actions.admit_application, application, by=self.officer("general", which))

    @rule(who=WHO, which=some.booleans())
    def applies_and_waits(self, who, which):
        by = self.people[who]
        application = self.attempt(
            actions.save_application, self.societies[which].organisation, class_code="regular", years=1, by=by
        )
        if application:
            self.attempt(actions.submit_application, application, by=by)

    @rule(who=WHO, which=some.booleans(), years=some.sampled_from((1, 5)))
    def renews(self, who, which, years):
        if membership := self.membership(who, which):
            self.attempt(actions.renew_membership, membership, class_code="regular", years=years, by=self.people[who])

    @rule(which=some.booleans(), years=some.sampled_from((1, 5)))
    def society_renews_everybody_it_can(self, which, years):
        organisation = self.societies[which].organisation
        found = Membership.objects.filter(organisation=organisation).in_status(self.day, *RENEWABLE, Status.LAPSED)
        self.attempt(
            actions.renew_many, organisation, list(found.values_list("public_id", flat=True)), years=years,
            by=self.officer("assistant", which),
        )  # fmt: skip

    @rule(who=WHO, which=some.booleans(), later=some.sampled_from((0, 0, 30)))
    def leaves(self, who, which, later):
        if membership := self.membership(who, which):
            self.attempt(
                actions.withdraw_membership, membership, end_on=self.day + timedelta(days=later), reason="调动",
                by=self.people[who],
            )  # fmt: skip

    @rule(who=WHO, which=some.booleans())
    def stays_after_all(self, who, which):
        membership = self.membership(who, which)
        leaving = membership and membership.exits.filter(kind=Exit.Kind.WITHDRAWN).order_by("-pk").first()
        if leaving:
            self.attempt(actions.take_back_withdrawal, leaving, by=self.people[who])

    @rule(who=WHO, which=some.booleans())
    def is_accused_and_heard(self, who, which):
        if membership := self.membership(who, which):
            case = self.attempt(actions.open_expulsion, membership, grounds="抄袭", by=self.officer("president", which))
            if case:
                self.attempt(actions.make_statement, case, statement="没有", by=self.people[who])

    @rule(who=WHO, which=some.booleans(), is_expelled=some.booleans())
    def council_decides(self, who, which, is_expelled):
        if case := self.case(who, which):
            self.attempt(
                actions.decide_expulsion, case, is_expelled=is_expelled, decision="决定", title="纪要", held_on=self.day,
                upload=None, by=self.officer("president", which),
            )  # fmt: skip

    @rule(who=WHO, which=some.booleans())
    def appeals(self, who, which):
        if case := self.case(who, which):
            self.attempt(actions.appeal_expulsion, case, appeal="不服", by=self.people[who])

    @rule(who=WHO, which=some.booleans(), is_lifted=some.booleans())
    def association_answers(self, who, which, is_lifted):
        if case := self.case(who, which):
            self.attempt(actions.answer_appeal, case, is_lifted=is_lifted, result="答复", by=self.city.official)

    def case(self, who, which):
        membership = self.membership(who, which)
        return membership and membership.expulsions.order_by("-pk").first()

    @rule(who=WHO, which=some.booleans())
    def dies(self, who, which):
        if membership := self.membership(who, which):
            self.attempt(actions.record_death, membership, died_on=self.day, by=self.officer("general", which))

    @rule(who=WHO)
    def was_somebody_else(self, who):
        person = Person.objects.get(pk=self.people[who].person.pk)
        self.attempt(actions.correct_death, person, reason="同名", by=self.city.official)

    @rule(who=WHO, which=some.booleans(), ago=some.sampled_from((30, 700)), ahead=some.sampled_from((-10, 200)))
    def comes_with_an_old_roster(self, who, which, ago, ahead):
        society, batch = (
            self.societies[which],
            ImportBatch.objects.get_or_create(kind="people", created_at=cities.NOW)[0],
        )
        person = self.people[who].person
        _claim, is_new = RosterClaim.objects.get_or_create(
            person=person, society_name=society.organisation.name, defaults={
                "batch": batch, "member_class": "普通会员", "joined_on": self.day - timedelta(days=ago),
                "paid_until": self.day + timedelta(days=ahead),
            },
        )  # fmt: skip
        if is_new:
            classes = {one.name: one for one in takeover.classes_of(society, on=self.day)}
            self.attempt(
                societies_actions.take_roster_over, society, classes=classes, until=self.day + timedelta(days=1),
                by=self.officer("general", which),
            )  # fmt: skip

    # What must never be false

    @invariant()
    def a_step_was_taken(self):
        Life.steps += 1

    @invariant()
    def nobody_is_a_member_twice(self):
        twice = Membership.objects.values("person", "organisation").annotate(count=Count("pk")).filter(count__gt=1)
        assert not twice.exists()
        on_one_day = MembershipPeriod.objects.on(self.day).values("membership").annotate(count=Count("pk"))
        assert not on_one_day.filter(count__gt=1).exists()

    @invariant()
    def numbers_are_for_life(self):
        issued = {one.pk: one.number for one in Membership.objects.all()}
        assert len({*issued.values()}) == len(issued)
        assert all(issued[pk] == number for pk, number in self.numbers.items())
        self.numbers |= issued

    @invariant()
    def status_is_what_the_dates_say(self):
        terms = {one.pk: terms_of(one.pk, on=self.day) for one in self.societies}
        for membership in Membership.objects.status_on(self.day).prefetch_related("periods", "exits"):
            spans = [(one.start_on, one.end_on) for one in membership.periods.all()]
            exits = sorted((one.end_on, one.pk, one.kind) for one in membership.exits.all() if one.lifted_at is None)
            exits = [(at, kind) for at, _pk, kind in exits]
            assert membership.status == status_of(spans, exits, self.day, terms[membership.organisation_id])

    @invariant()
    def counts_equal_rows(self):
        counted = reports.headcounts([one.pk for one in self.societies], on=self.day)
        for society in self.societies:
            rows = Membership.objects.filter(organisation=society.organisation).in_status(self.day, *IN_FORCE)
            assert counted.get(society.pk, 0) == rows.count()

    @invariant()
    def the_dead_are_no_members(self):
        dead = Membership.objects.filter(person__died_on__lte=self.day)
        assert not dead.on(self.day).exists()

    @invariant()
    def what_has_no_days_was_cut(self):
        empty = MembershipPeriod.objects.filter(start_on=F("end_on"))
        assert not empty.exclude(pk__in=ExitCut.objects.values("period")).exists()


@pytest.mark.full_size
@pytest.mark.django_db
def test_whatever_happens_what_must_never_be_false_stays_true(city, monkeypatch, is_full):
    factory.society(city)
    factory.society(city, code="B01", name="遵义市化学会")
    monkeypatch.setattr("portal.ground.attachments.keep", lambda *arguments, **options: None)
    Life.city, Life.steps, wanted = city, 0, 20_000 if is_full else 20
    while Life.steps < wanted:
        run_state_machine_as_test(Life, settings=settings(
            max_examples=400 if is_full else 1, stateful_step_count=50 if is_full else 25, deadline=None, database=None,
            derandomize=not is_full, suppress_health_check=list(HealthCheck),
        ))  # fmt: skip
    print(f"{Life.steps} steps")


@pytest.mark.django_db
def test_a_life_in_which_an_exit_cuts_nothing_is_noticed(city, monkeypatch):
    """The control: a membership that ends while its days go on."""
    factory.society(city)
    factory.society(city, code="B01", name="遵义市化学会")
    monkeypatch.setattr(death, "end_membership", lambda membership, *arguments, **options: membership)
    Life.city = city
    life = Life()
    life.applies_and_is_admitted(0, False, 1)
    life.the_dead_are_no_members()
    life.dies(0, False)

    with pytest.raises(AssertionError):
        life.the_dead_are_no_members()
    life.teardown()


@pytest.mark.django_db
def test_an_old_roster_makes_no_member_of_the_dead(city):
    factory.society(city)
    factory.society(city, code="B01", name="遵义市化学会")
    Life.city = city
    life = Life()
    life.applies_and_is_admitted(0, False, 1)
    life.dies(0, False)

    life.comes_with_an_old_roster(0, True, 700, 400)

    assert Membership.objects.filter(organisation=life.societies[True].organisation).exists()
    life.the_dead_are_no_members()
    life.teardown()
