"""What we count of applications: how many come how far, how long they wait and how long a decision takes."""

from datetime import datetime, time, timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Func, Q

from portal.ground.dates import SHANGHAI, local_day

from . import late_reviews
from .models import Application

State = Application.State
AGES = ((0, 5), (6, 10), (11, 20), (21, None))


class Percentile(Aggregate):
    """percentile_cont of an expression: the value below which the named share lies, between rows interpolated."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Days(Func):
    """A duration in days, with a fraction."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) / 86400)"
    output_field = FloatField()


def _took():
    """From the first handing in to the decision, in days."""
    between = ExpressionWrapper(F("decided_at") - F("submitted_at"), output_field=DurationField())
    return Days(between)


def _begun_between(organisations, first, last):
    return Application.objects.filter(organisation__in=organisations, **_between("begun_at", first, last))


def _between(field, first, last):
    """The condition that a moment lies on one of the days, in Shanghai."""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    return {f"{field}__gte": start, f"{field}__lt": end}


def _midnight(day):
    return datetime.combine(day, time(), SHANGHAI)


def funnel(organisations, *, first, last):
    """(stage, how many of the applications begun from `first` to `last` came that far), widest first."""
    found = _begun_between(organisations, first, last).aggregate(
        begun=Count("pk"), submitted=Count("submitted_at"), passed=Count("first_passed_at"),
        admitted=Count("pk", filter=Q(state=State.ADMITTED)),
    )  # fmt: skip
    return [("开始填写", found["begun"]), ("提交申请", found["submitted"]), ("初审通过", found["passed"]),
            ("准予入会", found["admitted"])]  # fmt: skip


def outcomes(organisations, *, first, last):
    """state → how many of the applications begun from `first` to `last` stand there today."""
    found = _begun_between(organisations, first, last).values_list("state").annotate(count=Count("pk"))
    return dict(found)


def ages(organisations, *, now):
    """((least, most days since handed in), how many wait as long), for applications under review on the day."""
    waiting = Application.objects.filter(organisation__in=organisations, state=State.SUBMITTED)
    found = waiting.aggregate(
        **{f"from_{least}": Count("pk", filter=_waited(least, most, local_day(now))) for least, most in AGES}
    )
    return [((least, most), found[f"from_{least}"]) for least, most in AGES]


def _waited(least, most, today):
    not_later = Q(submitted_at__lt=_midnight(today - timedelta(days=least - 1)))
    return not_later & Q(submitted_at__gte=_midnight(today - timedelta(days=most))) if most else not_later


def days_to_decide(organisations, *, first, last):
    """count, median and 90th percentile of the days from handing in to admission or rejection, decided in the days."""
    decided = Application.objects.filter(
        organisation__in=organisations,
        state__in=[State.ADMITTED, State.REJECTED],
        **_between("decided_at", first, last),
    )
    return decided.aggregate(
        count=Count("pk"), median=Percentile(_took(), share=0.5), p90=Percentile(_took(), share=0.9)
    )


def overdue(organisations, *, on):
    """How many reviews of applications to these organisations are past their due day."""
    return late_reviews.late(organisations, on=on).count()
