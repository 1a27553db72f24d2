"""Who came and who went between two days, and who went on when their period ended.

Somebody came when they are a member on the last day and were none on the day before the first; gone is the reverse. So
came less gone is exactly the difference between the two counts, and whoever came and went in between is in neither.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    Case,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast

from portal.ground import dated
from portal.ground.dates import in_force, months_before

from .models import Exit, Membership, MembershipPeriod
from .models.status import GRACE

ONE_DAY = timedelta(days=1)
CAME, GONE = "came", "gone"


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both counted."""

    first: date
    last: date

    @property
    def before(self):
        """The day from which it is compared."""
        return self.first - ONE_DAY


@dataclass(frozen=True)
class Moved:
    """How many came and went in a span, and how many are members on its last day."""

    span: Span
    came: int
    gone: int
    held: int

    @property
    def net(self):
        return self.came - self.gone


def months(last, *, count=12):
    """The months up to the one `last` lies in, oldest first; the running one ends on `last`."""
    start = date(last.year, last.month, 1)
    starts = [months_before(start, back) for back in reversed(range(count))]
    return [Span(one, min(months_before(one, -1) - ONE_DAY, last)) for one in starts]


def _held(organisations, days):
    """Every membership with whether it holds on each of the days, as `on_0`, `on_1` …"""
    periods = MembershipPeriod.objects.filter(membership__organisation__in=organisations).order_by()
    return periods.values("membership").annotate(
        **{f"on_{number}": BoolOr(in_force(day)) for number, day in enumerate(days)}
    )


def _condition(way, before, last):
    was, came = f"on_{before}", way == CAME
    return Q(**{was: not came, f"on_{last}": came})


def by_month(organisations, *, last):
    """What moved in each of twelve months."""
    spans = months(last)
    days = [spans[0].before, *(span.last for span in spans)]
    asked = {}
    for number in range(1, len(days)):
        for way in (CAME, GONE):
            asked[f"{way}_{number}"] = Count("membership", filter=_condition(way, number - 1, number))
        asked[f"held_{number}"] = Count("membership", filter=Q(**{f"on_{number}": True}))
    found = _held(organisations, days).aggregate(**asked)
    return [
        Moved(span, found[f"{CAME}_{number}"], found[f"{GONE}_{number}"], found[f"held_{number}"])
        for number, span in enumerate(spans, 1)
    ]


def by_organisation(organisations, span):
    """organisation's pk → {came: how many, gone: how many} in the span; one in which nobody moved is left out."""
    counts = defaultdict(lambda: {CAME: 0, GONE: 0})
    for way in (CAME, GONE):
        moved = memberships(organisations, way, span).order_by().values_list("organisation")
        for pk, count in moved.annotate(count=Count("pk")):
            counts[pk][way] = count
    return counts


def memberships(organisations, way, span):
    """The memberships that came, or went, in the span: the rows behind every count of them."""
    moved = _held(organisations, [span.before, span.last]).filter(_condition(way, 0, 1))
    return Membership.objects.filter(pk__in=moved.values("membership"))


def ended(organisations, span):
    """Periods whose last day lies in the span, with `goes_on`: did another begin within the grace after it?

    What an exit cut short ended otherwise, and is in neither; how long the grace is, the span's last day says.
    """
    periods = MembershipPeriod.objects.filter(
        Q(end_on__gt=F("start_on")), membership__organisation__in=organisations,
        end_on__gt=span.first, end_on__lte=span.last + ONE_DAY,
    )  # fmt: skip
    cut = Exit.objects.filter(lifted_at=None, cuts__period=OuterRef("pk"))
    following = MembershipPeriod.objects.filter(
        Q(end_on=None) | Q(end_on__gt=F("start_on")),
        membership=OuterRef("membership"), start_on__gte=OuterRef("end_on"), start_on__lte=OuterRef("graced_until"),
    )  # fmt: skip
    graced = Cast(ExpressionWrapper(F("end_on") + _grace(span.last), output_field=DateField()), DateField())
    return periods.exclude(Exists(cut)).annotate(graced_until=graced).annotate(goes_on=Exists(following))


def _grace(day):
    """An organisation's own grace on the day, else everybody's, as a length of time."""
    lengths = {scope: Value(timedelta(days=int(days))) for scope, days in dated.values(GRACE, on=day).items()}
    general = lengths.pop("")
    own = [When(membership__organisation=int(scope), then=length) for scope, length in lengths.items()]
    return Case(*own, default=general, output_field=DurationField())


def renewals(organisations, span, *, by):
    """(what `by` names – a class, an organisation –, periods that ended, of them renewed), the largest first."""
    found = ended(organisations, span).order_by().values_list(by)
    return list(found.annotate(ended=Count("pk"), renewed=Count("pk", filter=Q(goes_on=True))).order_by("-ended", by))
