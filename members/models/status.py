"""How a membership stands on a day: worked out from its periods and its exits, never stored.

`status_of` says it of dates in hand, `StatusQuerySet` of any number of rows; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import models
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.ground import dated
from portal.ground.dates import in_force

WINDOW, GRACE = "membership.window", "membership.grace"


class Status(models.TextChoices):
    ACTIVE = "active", _("有效")
    DUE = "due", _("待续会")
    GRACE = "grace", _("宽限期")
    LAPSED = "lapsed", _("已失效")
    WITHDRAWN = "withdrawn", _("已退会")
    EXPELLED = "expelled", _("已除名")
    DIED = "died", _("已故")
    DISSOLVED = "dissolved", _("组织已注销")
    NOT_YET = "not_yet", _("未生效")


IN_FORCE = (Status.ACTIVE, Status.DUE)
ENDED = (Status.WITHDRAWN, Status.EXPELLED, Status.DIED, Status.DISSOLVED)
RENEWABLE = (Status.DUE, Status.GRACE)


@dataclass(frozen=True)
class Terms:
    """How many days before its end a membership can be renewed, and how many after."""

    window: timedelta
    grace: timedelta


def terms_of(organisation_id, *, on):
    """What an organisation's own rows say on the day, else the association's."""
    limits = dated.values_of(WINDOW, GRACE, on=on)
    return Terms(*(timedelta(days=int(values.get(str(organisation_id), values[""]))) for values in limits))


def run_end(spans, day):
    """The first day without membership of the days without a gap in which `day` lies; None when they never end.

    `spans` are (start, end) of the periods; asked only for a day in one of them.
    """
    starts = {start for start, end in spans if end is None or end > start}
    breaks = [end for _start, end in spans if end and end > day and end not in starts]
    return min(breaks, default=None)


def status_of(spans, exits, day, terms):
    """The status on a day of somebody with these periods, (start, end), and these exits that stand, (day, kind) in order."""
    spans = [(start, end) for start, end in spans if end is None or end > start]
    if any(start <= day and (end is None or end > day) for start, end in spans):
        end = run_end(spans, day)
        leaves = {at for at, _kind in exits}
        is_due = end is not None and end <= day + terms.window and end not in leaves
        return Status.DUE if is_due else Status.ACTIVE
    ended = max((end for start, end in spans if start <= day), default=None)
    last = [(at, kind) for at, kind in exits if at <= day and (ended is None or at >= ended)]
    if last:
        return Status(last[-1][1])
    if ended is None:
        return Status.NOT_YET
    return Status.GRACE if ended > day - terms.grace else Status.LAPSED


class StatusQuerySet(models.QuerySet):
    """Memberships by how they stand on a day, each organisation by its own terms."""

    def status_on(self, day):
        """Every membership with its `status` on the day."""
        on_day = _Day(self.model, day)
        return self.alias(**on_day.limits()).annotate(status=on_day.case())

    def in_status(self, day, *statuses):
        """The memberships that stand so on the day; without the annotation, so that the database begins at the periods."""
        on_day, condition = _Day(self.model, day), Q(pk=None)
        for status in statuses:
            condition |= on_day.condition(status)
        return self.alias(**on_day.limits()).filter(condition)


class _Day:
    """The conditions of one day, as parts of a query about memberships."""

    def __init__(self, membership, day):
        self.day = day
        self.periods = membership._meta.get_field("periods").related_model.objects.filter(
            Q(end_on=None) | Q(end_on__gt=F("start_on")), membership=OuterRef("pk")
        )
        self.exits = membership._meta.get_field("exits").related_model.objects.filter(
            membership=OuterRef("pk"), lifted_at=None
        )
        self._every = self.periods.model.objects.filter(Q(end_on=None) | Q(end_on__gt=F("start_on")))

    def limits(self):
        """The last day an end is soon, the day an end is too long ago, both by an organisation's own terms; how it was left."""
        left = Subquery(self._last_exits.values("kind")[:1])
        window, grace = dated.values_of(WINDOW, GRACE, on=self.day)
        return {"soon": self._limit(window, 1), "past": self._limit(grace, -1), "left": left}

    def _limit(self, values, sign):
        moved = {scope: self.day + sign * timedelta(days=int(days)) for scope, days in values.items()}
        general = Value(moved.pop(""), output_field=DateField())
        own = [When(organisation=int(scope), then=Value(limit)) for scope, limit in moved.items()]
        return Case(*own, default=general, output_field=DateField()) if own else general

    @property
    def _is_in_force(self):
        return Exists(self.periods.filter(in_force(self.day)))

    @property
    def _is_due(self):
        """Among the ends without a following period one is soon, and it is no exit."""
        same = self._every.filter(membership=OuterRef("membership"), start_on=OuterRef("end_on"))
        leaving = self.exits.model.objects.filter(
            membership=OuterRef("membership"), lifted_at=None, end_on=OuterRef("end_on")
        )
        earlier = self._every.filter(
            membership=OuterRef("membership"), end_on__gt=self.day, end_on__lt=OuterRef("end_on")
        ).exclude(Exists(self._every.filter(membership=OuterRef("membership"), start_on=OuterRef("end_on"))))
        ends = self.periods.filter(end_on__gt=self.day, end_on__lte=OuterRef("soon"))
        return Exists(ends.exclude(Exists(same)).exclude(Exists(leaving)).exclude(Exists(earlier)))

    @property
    def _last_exits(self):
        """Exits after which no period has begun and ended."""
        later = self._every.filter(
            membership=OuterRef("membership"), start_on__lte=self.day, end_on__gt=OuterRef("end_on")
        )
        return self.exits.filter(end_on__lte=self.day).exclude(Exists(later)).order_by("-end_on", "-pk")

    @property
    def _ended(self):
        return self.periods.filter(end_on__lte=self.day)

    @property
    def _is_graced(self):
        return Exists(self._ended.filter(end_on__gt=OuterRef("past")))

    def condition(self, status):
        """Exactly the memberships of this status."""
        force = Q(self._is_in_force)
        if status in IN_FORCE:
            return force & (Q(self._is_due) if status == Status.DUE else ~Q(self._is_due))
        if status in ENDED:
            return ~force & Q(left=status)
        rest = {
            Status.GRACE: Q(self._is_graced),
            Status.LAPSED: ~Q(self._is_graced) & Q(Exists(self._ended)),
            Status.NOT_YET: ~Q(Exists(self._ended)),
        }
        return ~force & Q(left=None) & rest[status]

    def case(self):
        """The status as a column."""
        said = partial(Value, output_field=models.CharField())
        open_or_over = Case(
            When(self._is_graced, then=said(Status.GRACE.value)),
            When(Exists(self._ended), then=said(Status.LAPSED.value)),
            default=said(Status.NOT_YET.value),
        )
        return Case(
            When(self._is_in_force & self._is_due, then=said(Status.DUE.value)),
            When(self._is_in_force, then=said(Status.ACTIVE.value)),
            default=Coalesce(F("left"), open_or_over),
        )
