"""Reviews of applications that are past their day: whose they are, and who stands in meanwhile."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast

from .models import Application, Deputy, Office, Organisation, ReviewStep

NOBODY = "nobody"


@dataclass(frozen=True)
class Reviewer:
    """Somebody in office, the names of who stands in today, and how many late reviews their office may decide."""

    office: Office
    deputies: tuple
    count: int


def late(organisations, *, on):
    """The steps that wait though their day is over, of applications to these organisations."""
    asked = Application.objects.filter(organisation__in=organisations, state=Application.State.SUBMITTED)
    steps = ReviewStep.objects.waiting().filter(thing=Application._meta.label_lower, due_on__lt=on)
    return steps.filter(thing_id__in=asked.annotate(key=Cast("pk", CharField())).values("key"))


def of_office(office):
    """The condition that a step is for this office to decide."""
    organisation = office.organisation
    where = Q(organisation=organisation)
    if organisation.kind == Organisation.Kind.ASSOCIATION:
        where |= Q(organisation=None, region_code=organisation.region_code)
    return where & Q(titles__contains=[office.title])


def in_office(steps, *, on):
    """Everybody in an office that may decide one of the steps, in the order of their organisations."""
    places = Q(pk=None)
    asked = steps.order_by().values_list("organisation", "region_code", "titles").distinct()
    for organisation, region, titles in asked:
        where = Q(organisation=organisation) if organisation else Q(
            organisation__kind=Organisation.Kind.ASSOCIATION, organisation__region_code=region
        )  # fmt: skip
        places |= where & Q(title__in=titles)
    held = Office.objects.on(on).filter(places).select_related("organisation", "person")
    return list(held.order_by("organisation", "title", "pk"))


def without(steps, offices):
    """The steps that none of the offices may decide."""
    for office in offices:
        steps = steps.exclude(of_office(office))
    return steps


def by_reviewer(organisations, *, on):
    """(each reviewer with late reviews, the most first; how many nobody in office may decide).

    A review that two offices may decide is counted with both.
    """
    steps = late(organisations, on=on)
    offices = in_office(steps, on=on)
    deputies = _deputies(offices, on=on)
    asked = {f"office_{one.pk}": Count("pk", filter=of_office(one)) for one in offices}
    found = steps.aggregate(**asked) if asked else {}
    reviewers = [Reviewer(one, tuple(deputies.get(one.pk, ())), found[f"office_{one.pk}"]) for one in offices]
    return sorted(reviewers, key=lambda one: -one.count), without(steps, offices).count()


def _deputies(offices, *, on):
    found = {}
    named = Deputy.objects.on(on).filter(office__in=offices).select_related("person").order_by("pk")
    for one in named:
        found.setdefault(one.office_id, []).append(one.person.name)
    return found


def by_organisation(organisations, *, on):
    """organisation's pk → how many reviews of its applications are late."""
    steps = late(organisations, on=on).values("thing_id")
    applications = Application.objects.annotate(key=Cast("pk", CharField())).filter(key__in=steps).order_by()
    return dict(applications.values_list("organisation").annotate(count=Count("pk")))
