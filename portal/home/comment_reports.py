"""Figures of moderation by day and by moderator: what came, what was decided, how long it took. Times in Shanghai."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate

from portal.ground.dates import SHANGHAI

from .models import CommentReport, Decision

Act = Decision.Act


class Median(Aggregate):
    """percentile_cont(0.5): half took less, half took more."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


WAITED = ExpressionWrapper(F("decided_at") - F("waited_since"), output_field=DurationField())
DECIDED = {
    "approved": Count("pk", filter=Q(act=Act.APPROVED)),
    "hidden": Count("pk", filter=Q(act__in=[Act.HIDDEN, Act.DELETED])),
    "median": Median(WAITED, filter=Q(waited_since__isnull=False)),
}


def by_day(comments, *, first, last):
    """One row a day, newest first: day, received, approved, hidden or deleted, median minutes to decide, reports
    received, reports upheld. `comments` are those one may know of; both days count."""
    received = _per_day(comments, "written_at", first, last, {"received": Count("pk")})
    decided = _per_day(Decision.objects.filter(comment__in=comments), "decided_at", first, last, DECIDED)
    reports = CommentReport.objects.filter(comment__in=comments)
    reported = _per_day(reports, "reported_at", first, last, {"reported": Count("pk")})
    upheld = _per_day(
        reports.filter(outcome=CommentReport.Outcome.UPHELD), "decided_at", first, last, {"upheld": Count("pk")}
    )
    for back in range((last - first).days + 1):
        day = last - timedelta(days=back)
        found = received[day] | decided[day] | reported[day] | upheld[day]
        yield (
            day, found.get("received", 0), found.get("approved", 0), found.get("hidden", 0),
            minutes(found.get("median")), found.get("reported", 0), found.get("upheld", 0),
        )  # fmt: skip


def _per_day(rows, field, first, last, figures):
    """day → figures; a day without rows has none."""
    within = rows.annotate(day=TruncDate(field, tzinfo=SHANGHAI)).filter(day__range=(first, last))
    found = defaultdict(dict)
    for row in within.order_by().values("day").annotate(**figures):
        found[row.pop("day")] = row
    return found


def by_moderator(comments, *, first, last):
    """One row a moderator, most decisions first: name, approved, hidden or deleted, restored, median minutes."""
    decided = Decision.objects.filter(comment__in=comments).annotate(day=TruncDate("decided_at", tzinfo=SHANGHAI))
    rows = (
        decided.filter(day__range=(first, last)).order_by().values("decided_by", "decided_by__name")
        .annotate(total=Count("pk"), restored=Count("pk", filter=Q(act=Act.RESTORED)), **DECIDED)
        .order_by("-total", "decided_by")
    )  # fmt: skip
    for row in rows:
        yield row["decided_by__name"], row["approved"], row["hidden"], row["restored"], minutes(row["median"])


def minutes(duration):
    """Whole minutes, half up; None where nothing had waited."""
    return None if duration is None else int(duration.total_seconds() / 60 + 0.5)
