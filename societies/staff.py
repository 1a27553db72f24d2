"""Staff of a unit member who joined in person: who worked there on the day and held a membership of the society on it."""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce

from members.models import Delegate, MembershipPeriod, UnitMerger, Workforce, Workplace
from portal.ground.dates import in_force


def joined_staff(membership, *, on):
    """The periods in force on the day of whoever worked at the unit then, or at one merged into it by then."""
    merged = UnitMerger.objects.filter(into=membership.unit_id, merged_on__lte=on).values_list("unit", flat=True)
    there = Workplace.objects.on(on).filter(unit__in=[membership.unit_id, *merged])
    return MembershipPeriod.objects.on(on).filter(
        membership__organisation=membership.organisation_id, membership__person__in=there.values("person")
    )


def with_staff(memberships, *, on):
    """Memberships of units with `staff`, how many of it are members on the day, and `workers`, what the unit last said by then.

    Each is counted from the unit's own people; a person works at one place a day, so that none is counted twice.
    """
    here = _counted(Workplace.objects.filter(unit=OuterRef("unit")), on)
    merged = {"unit__mergers__into": OuterRef("unit"), "unit__mergers__merged_on__lte": on}
    elsewhere = _counted(Workplace.objects.filter(**merged), on)
    said = Workforce.objects.filter(membership=OuterRef("pk"), start_on__lte=on).order_by("-start_on")
    return memberships.annotate(
        staff=Coalesce(Subquery(here), Value(0)) + Coalesce(Subquery(elsewhere), Value(0)),
        workers=Subquery(said.values("count")[:1]),
    )


def _counted(workplaces, on):
    found = workplaces.on(on).filter(
        in_force(on, "person__memberships__periods__start_on", "person__memberships__periods__end_on"),
        person__memberships__organisation=OuterRef("organisation"),
    )
    return (
        found.order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(count=Count("person", distinct=True))
        .values("count")
    )


def percent(staff, workers):
    """Which part of the unit's science workers joined, to one tenth and half up; None while the unit has not said how many it has."""
    return f"{(Decimal(staff) * 100 / workers).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" if workers else None


def standing_for(day):
    """A prefetch of who stands for units on the day, as `running` on each membership."""
    found = Delegate.objects.on(day).select_related("person").order_by("start_on", "pk")
    return Prefetch("delegates", queryset=found, to_attr="running")
