"""续会 before it happens: what a member or an officer may choose, what it costs, whom it would reach and who is left out and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ground.dates import in_words, years_after

from . import applying
from .models import MemberClass, Membership, Renewal, Status
from .models.status import RENEWABLE
from .standing import Standing, standings

OWNER, DUES = "renewal", "dues"
REFUSALS = {
    Status.WITHDRAWN: gettext_lazy("已经退会，要重新加入请提交入会申请。"), Status.EXPELLED: gettext_lazy("已被除名，不能续会。"),
    Status.DIED: gettext_lazy("会籍已经终止。"), Status.DISSOLVED: gettext_lazy("学会已注销，会籍随之终止。"), Status.NOT_YET: gettext_lazy("会籍还没有开始。"),
    Status.LAPSED: gettext_lazy("会籍已失效，请重新提交入会申请，会员号不变。"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What a renewal by the society would give one member, or what stands in the way."""

    membership: Membership
    standing: Standing
    member_class: MemberClass | None
    start_on: date | None
    end_on: date | None
    amount: Decimal
    problem: str

    @property
    def last_day(self):
        return self.end_on - timedelta(days=1) if self.end_on else None

    @property
    def gap(self):
        """How many days lie between the end and the new beginning."""
        return (self.start_on - self.standing.end_on).days if self.start_on and self.standing.end_on else 0


def hindrance(standing):
    """Why a member cannot renew on the day of the standing; empty when they can."""
    if standing.may_renew:
        return _("以后的会籍已经登记，不用续会。") if standing.periods[-1].start_on > standing.day else ""
    if standing.status == Status.ACTIVE:
        if standing.opens_on is None:
            return _("会籍长期有效，不用续会。") if standing.end_on is None else _("已办理退会，不能续会。")
        return _("会籍到 %(last)s 有效，%(opens)s起可以续会。") % {
            "last": in_words(standing.last_day), "opens": in_words(standing.opens_on),
        }  # fmt: skip
    return str(REFUSALS[standing.status])


def classes_for(membership, standing):
    """The classes to go on in: one's own as it is today, whether offered or not, then those offered to its like."""
    code = standing.period.member_class.code
    versions = MemberClass.objects.on(standing.day).filter(
        organisation=membership.organisation, subject=standing.period.member_class.subject
    )
    found = list(versions.filter(Q(is_offered=True) | Q(code=code)))
    return sorted(found, key=lambda one: (one.code != code, one.order, one.pk))


def cost(member_class, years):
    """The dues of some years in a class, in yuan."""
    return member_class.yearly_dues * (years or 0)


def missing_fields(membership, member_class):
    """Labels of what the class asks and the person has not said."""
    return applying.missing_fields(membership.person, member_class) if membership.person_id else []


def plan(organisation, memberships, *, years, by, on):
    """A line for every membership, in their order; nothing is written.

    Whoever is in the window or in grace goes on without a gap, whoever has lapsed begins on the day with the gap to be seen.
    """
    found = standings(memberships, on=on)
    codes = {one.code: one for one in MemberClass.objects.on(on).filter(organisation=organisation)}
    asked = Renewal.objects.filter(membership__in=[one.pk for one in memberships], state=Renewal.State.WAITING)
    waiting = set(asked.values_list("membership", flat=True))
    return [_line(one, found[one.pk], codes, one.pk in waiting, years, by) for one in memberships]


def _line(membership, standing, codes, is_waiting, years, by):
    member_class = codes.get(standing.period.member_class.code) if standing.period else None
    problem = _problem(membership, standing, member_class, is_waiting, years, by)
    if problem:
        return Line(membership, standing, member_class, None, None, Decimal(0), problem)
    start_on = standing.end_on if standing.status in RENEWABLE else standing.day
    return Line(
        membership, standing, member_class, start_on, years_after(start_on, years), cost(member_class, years), ""
    )


def _problem(membership, standing, member_class, is_waiting, years, by):
    if membership.person_id == by.person.pk:
        return _("本人的会籍请在个人中心续会")
    if standing.status != Status.LAPSED and (reason := hindrance(standing)):
        return reason.rstrip("。")
    if is_waiting:
        return _("本人已提交续会，请单独办理")
    if years not in member_class.years:
        return _("“%(name)s”没有 %(years)s 年期") % {"name": member_class.name, "years": years}
    return ""
