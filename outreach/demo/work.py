"""What the demo city's branches do: activities of two years, officers in their seats, applications in every state."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from members.demo import names
from members.models import Activity, Office, Organisation, Person, ReviewStep, Unit
from portal.ground.dates import today

from ..branch_rules import STEPS
from ..models import Branch, Coverage, RegisterEdition
from . import papers, words


def hold_activities(rng):
    """Two years of activities; one branch in seven files nothing, so dormant ones show."""
    made, now = [], timezone.now()
    uncovered = list(
        Unit.objects.filter(kind="enterprise", coverages=None).exclude(credit_code="").order_by("pk")[:700]
    )
    for branch in Branch.objects.filter(filed_on__isnull=False).select_related("organisation"):
        if rng.random() < 0.14:
            continue
        for _ in range(rng.randint(2, 12)):
            held = today() - timedelta(days=rng.randint(3, 730))
            if held < branch.filed_on or (branch.dissolved_on and held >= branch.dissolved_on):
                continue
            kind, name = rng.choice(words.ACTIVITIES)
            served = rng.choice(uncovered) if rng.random() < 0.25 else None
            made.append(Activity(
                organisation=branch.organisation, held_on=held, name=f"{name}（{held.month}月{held.day}日）", kind=kind, person_times=rng.randint(15, 400),
                region_code=branch.organisation.region_code, served_token=served.credit_code if served else "",
                served_unit=served, filed_at=now,
            ))  # fmt: skip
    Activity.objects.bulk_create(made, ignore_conflicts=True)


def apply(rng, *, by):
    """Applications in every state on the way to approval, so that the desks have something to do."""
    worker, now = by.person, timezone.now()
    latest = RegisterEdition.objects.get(kind="enterprise", as_of=date(2026, 1, 1))
    free = latest.entries.filter(unit__coverages=None).select_related("unit").order_by("pk")
    made = []
    for county in ("520111", "520102"):
        for number, entry in enumerate(free.filter(region_code=county)[:6]):
            unit = entry.unit
            organisation = Organisation.objects.create(
                kind="branch", name=f"{unit.name}科学技术协会", region_code=county
            )
            state = ("draft", "submitted", "submitted", "submitted", "returned", "approved")[number]
            branch = Branch.objects.create(
                organisation=organisation, kind="enterprise", formation="standalone", state=state, applicant=worker,
                contact_name=names.person_name(rng), contact_phone="13800000000", chair_name=names.person_name(rng), members_count=20,
                submitted_at=None if state == "draft" else now - timedelta(days=number * 3),
                approved_on=today() - timedelta(days=9) if state == "approved" else None,
                approval_document="筑科协发〔2026〕88号" if state == "approved" else "",
            )  # fmt: skip
            Coverage.objects.create(branch=branch, token=unit.credit_code, unit=unit)
            _steps(rng, branch, county, now)
            made.append(branch)
    papers.bring(made, by=by, now=now)


def _steps(rng, branch, county, now):
    for order, (name, titles, days) in enumerate(STEPS, 1):
        outcome = {"approved": "passed", "returned": "returned" if order == 1 else None}.get(branch.state, "")
        if branch.state == "draft" or outcome is None:
            continue
        ReviewStep.objects.create(
            thing="outreach.branch", thing_id=str(branch.pk), round=1, order=order, name=name, titles=titles, region_code=county, outcome=outcome,
            due_on=today() + timedelta(days=days - order * 3), remark=rng.choice(words.RETURNS) if outcome == "returned" else "",
            decided_at=now if outcome else None,
        )  # fmt: skip


def seat_officers(rng, *, password):
    """A contact for every second enterprise branch, and the three heads in most townships (C9)."""
    branches = list(Branch.objects.filter(state="filed").select_related("organisation").order_by("pk"))
    posts = []
    for branch in branches:
        if branch.kind in ("township", "subdistrict"):
            heads = rng.choices((0, 1, 2, 3), (1, 2, 2, 4))[0]
            posts += [(branch, title) for title in Office.THREE_HEADS[:heads]]
        elif branch.kind == "enterprise" and rng.random() < 0.5:
            posts.append((branch, Office.Title.BRANCH_SECRETARY))
    first = next(number for number, (_branch, title) in enumerate(posts) if title == Office.Title.BRANCH_SECRETARY)
    called = [names.person_name(rng) for _post in posts]
    people = [
        Person(username="branch" if number == first else f"officer-{number}", name=name, password=make_password(None))
        for number, name in enumerate(called)
    ]
    people[first].set_password(password)
    Person.objects.bulk_create(people)
    Office.objects.bulk_create(
        Office(
            person=person, organisation=branch.organisation, title=title, start_on=branch.filed_on, is_part_time=True
        )
        for person, (branch, title) in zip(people, posts, strict=True)
    )
