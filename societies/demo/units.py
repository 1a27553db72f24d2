"""Units that are members: who stands for them, how many they are, who of their staff joined too; two that have applied."""

import random
from datetime import date, datetime, time, timedelta

from members import reviews
from members.actions.statement import keep_statement
from members.actions.workplace import keep_workplaces
from members.demo import names
from members.membership_rules import REVIEW
from members.models import (
    Actor,
    Admission,
    Application,
    Delegate,
    MemberClass,
    Membership,
    MembershipPeriod,
    Office,
    Person,
    ReviewStep,
    Unit,
    UnitApplication,
    Workforce,
)
from portal.ground.dates import SHANGHAI, local_day, today, years_after
from portal.ground.journal import record

from ..models import Invitation
from ..models.invitation import LONGEST

SEED, EMPLOYED = 20260501, date(2020, 1, 1)
LARGE, WANTED = "B02", 12
POSITIONS = ("总工程师", "技术中心主任", "科技处处长", "副总经理", "研究室主任", "办公室主任")
KINDS = ("enterprise", "university", "institute")
T = Office.Title


def build(societies):
    """After members, applications and what happened to memberships."""
    rng = random.Random(SEED)  # nosec B311  # the same city every time
    large = next(society for society in societies if society.code == LARGE)
    if not Unit.objects.filter(kind__in=KINDS).exists():
        return
    _more(rng, large)
    memberships = list(Membership.objects.exclude(unit=None).select_related("unit").order_by("organisation", "pk"))
    _delegates(rng, memberships, large)
    _staff(rng, large)
    _applications(rng, large)
    keep_workplaces(Person.objects.exclude(unit=None).values("pk"), on=EMPLOYED)
    _invitations(large)


def _more(rng, society):
    """A dozen units are members of the large society."""
    ours = Membership.objects.filter(organisation=society.pk)
    known = set(ours.exclude(unit=None).values_list("unit", flat=True))
    units = Unit.objects.filter(kind__in=KINDS).exclude(pk__in=known).order_by("-pk")
    admission = Admission.objects.get(organisation=society.pk)
    member_class = MemberClass.objects.get(organisation=society.pk, code="unit")
    for unit in units[: max(0, WANTED - len(known))]:
        admission.last_serial += 1
        start = today() - timedelta(days=rng.randint(100, 1500))
        membership = Membership.objects.create(
            organisation_id=society.pk, unit=unit, admitted_at=datetime.combine(start, time(10), SHANGHAI),
            number=f"{admission.prefix}{admission.last_serial:04}{member_class.letter}",
        )  # fmt: skip
        MembershipPeriod.objects.create(
            membership=membership, member_class=member_class, start_on=start, end_on=years_after(today(), 1)
        )
    admission.save(update_fields=["last_serial"])


def _delegates(rng, memberships, large):
    """A contact with an account, one to three representatives, one who was replaced; most units say how many they are."""
    people = list(Person.objects.filter(username__startswith="w-", offices=None).order_by("-pk")[: len(memberships)])
    worker = Person.objects.filter(username="worker").first()
    first = next(one for one in memberships if one.organisation_id == large.pk)
    rows, counts = [], []
    for membership, person in zip(memberships, people, strict=True):
        start, contact = local_day(membership.admitted_at), person
        if membership == first and worker:
            contact = worker
        contact.unit = membership.unit
        stands = {"membership": membership, "start_on": start}
        rows.append(Delegate(role="contact", person=contact, position=rng.choice(POSITIONS), **stands))
        for _number in range(rng.randint(1, 3)):
            sent = {"name": names.person_name(rng), "position": rng.choice(POSITIONS)}
            rows.append(Delegate(role="representative", **sent, **stands))
        if rng.random() < 0.4:
            end = start + (today() - start) // 2
            rows.append(Delegate(role="representative", name=names.person_name(rng), end_on=end, **stands))
        if rng.random() < 0.8:
            counts.append(Workforce(membership=membership, count=rng.randint(20, 400), start_on=start, said_by=contact))
    Delegate.objects.bulk_create(rows)
    Workforce.objects.bulk_create(counts)
    Person.objects.bulk_update(people, ["unit"])


def _staff(rng, society):
    """Members of the large society who work at its member units."""
    ours = Membership.objects.filter(organisation=society.pk)
    units = list(Unit.objects.filter(memberships__in=ours.exclude(unit=None)).order_by("pk"))
    people = list(
        Person.objects.filter(memberships__in=ours, username__startswith="w-", offices=None).order_by("pk")[::6]
    )
    for person in people:
        person.unit = rng.choice(units)
    Person.objects.bulk_update(people, ["unit"])


def _invitations(society):
    """Most of its unit members have a link for their staff."""
    units = Membership.objects.filter(organisation=society.pk).exclude(unit=None).select_related("unit").order_by("pk")
    contacts = dict(Delegate.objects.acting().filter(membership__in=units).values_list("membership", "person"))
    Invitation.objects.bulk_create(
        Invitation(
            society=society, membership=one, label=str(one.unit)[:LONGEST], made_by_id=contacts[one.pk], made_at=one.admitted_at,
            opened=number * 7,
        )
        for number, one in enumerate(units[:9], 1)
    )  # fmt: skip


def _applications(rng, society):
    """One unit waits for the first review, one for the last."""
    ours = Membership.objects.filter(organisation=society.pk).exclude(unit=None)
    units = Unit.objects.filter(kind="enterprise").exclude(credit_code="").exclude(pk__in=ours.values("unit"))
    people = Person.objects.filter(username__startswith="w-", offices=None, delegations=None).order_by("pk")[40:42]
    member_class = MemberClass.objects.get(organisation=society.pk, code="unit")
    now = datetime.combine(today() - timedelta(days=3), time(10), SHANGHAI)
    for unit, person in zip(units.order_by("-pk")[:2], people, strict=False):
        application = Application.objects.create(
            organisation=society.organisation, member_class=member_class, unit=unit, applicant=person, years=1,
            state=Application.State.SUBMITTED, begun_at=now, submitted_at=now,
        )  # fmt: skip
        sent = [{"name": names.person_name(rng), "position": rng.choice(POSITIONS)}]
        UnitApplication.objects.create(
            application=application, position=rng.choice(POSITIONS), workers=rng.randint(20, 200), representatives=sent
        )
        steps = reviews.start(application, kind=REVIEW, region_code="", now=now, organisation=society.organisation)
        keep_statement(application, steps[0].round, now=now)
        record("application.submitted", application, by=Actor(person), round=steps[0].round)
    _pass(application, steps[0], society)


def _pass(application, step, society):
    office = Office.objects.on(today()).filter(organisation=society.pk, title=T.ASSISTANT).select_related("person")
    at = application.submitted_at + timedelta(days=1)
    step.outcome, step.decided_by, step.decided_at = ReviewStep.Outcome.PASSED, office.get().person, at
    step.save(update_fields=["outcome", "decided_by", "decided_at"])
    application.first_passed_at = at
    application.save(update_fields=["first_passed_at"])
    record("application.passed", application, by=Actor(step.decided_by, office.get()), step=step.name)
