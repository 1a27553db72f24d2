"""What we count of societies: members on a day, by class, and over the quarters."""

from django.db.models import Count

from members.models import MemberClass, MembershipPeriod
from portal.ground import kept
from portal.ground.dates import Quarter, in_force

from .models import Society

QUARTERS = 12


def kept_headcounts(*, on):
    """The head counts of every society, worked out once until something that pages show has changed."""
    return kept.get(kept.PAGES, f"headcounts:{on}", lambda: headcounts(Society.objects.values("pk"), on=on))


def kept_figures(organisation, *, on):
    """A society's members by class and by quarter, worked out once like its head count."""
    return kept.get(kept.PAGES, f"society-figures:{organisation.pk}:{on}", lambda: (
        by_class(organisation, on=on), by_quarter(organisation, on=on)
    ))  # fmt: skip


def headcounts(organisations, *, on):
    """organisation's pk → memberships in force on the day, persons and units alike; none is left out of the result."""
    found = MembershipPeriod.objects.on(on).filter(membership__organisation__in=organisations)
    counted = found.values("membership__organisation").annotate(count=Count("pk"))
    return dict(counted.values_list("membership__organisation", "count"))


def by_class(organisation, *, on):
    """(class as it is called on the day, memberships in force), in the order of the classes, empty ones left out."""
    found = MembershipPeriod.objects.on(on).filter(membership__organisation=organisation)
    counted = dict(found.values_list("member_class__code").annotate(count=Count("pk")))
    versions = MemberClass.objects.on(on).filter(organisation=organisation)
    return [(one.name, counted[one.code]) for one in versions if counted.get(one.code)]


def by_quarter(organisation, *, on):
    """(quarter, its day, memberships in force on that day) of the last twelve, oldest first; the running one as of `on`."""
    quarters = [Quarter.of(on)]
    while len(quarters) < QUARTERS:
        quarters.insert(0, quarters[0].before())
    days = [min(quarter.last_day, on) for quarter in quarters]
    periods = MembershipPeriod.objects.filter(membership__organisation=organisation)
    counted = periods.aggregate(
        **{f"at_{number}": Count("pk", filter=in_force(day)) for number, day in enumerate(days)}
    )
    return [
        (quarter, day, counted[f"at_{number}"])
        for number, (quarter, day) in enumerate(zip(quarters, days, strict=True))
    ]
