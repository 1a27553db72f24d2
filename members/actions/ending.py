"""退会, and what every end of a membership has in common: what was granted is cut, and given back when it is lifted."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.ground import attachments, kept
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import life_rules as rules
from .. import membership_notifications as notifications
from ..models import Exit, ExitCut, Expulsion, Office, Renewal, Status
from ..models.status import IN_FORCE
from ..signals import membership_ended, membership_restored
from ..standing import standing_of
from .renewal import lock_membership

EXIT = "exit"
ONE_DAY = timedelta(days=1)


def end_membership(membership, kind, *, end_on, reason="", contact="", by, now):
    """Enter that a membership, whose row is locked, ends; periods beyond the day are cut, none is taken away."""
    leaving = Exit.objects.create(
        membership=membership, kind=kind, end_on=end_on, reason=reason, contact=contact, recorded_by=by.person,
        recorded_at=now,
    )  # fmt: skip
    for period in membership.periods.filter(Q(end_on=None) | Q(end_on__gt=end_on)).exclude(end_on=F("start_on")):
        ExitCut.objects.create(exit=leaving, period=period, end_on=period.end_on)
        period.end_on = max(period.start_on, end_on)
        period.save(update_fields=["end_on"])
    Renewal.objects.filter(membership=membership, state=Renewal.State.WAITING).update(
        state=Renewal.State.WITHDRAWN, decided_at=now
    )
    kept.changed(kept.PAGES)
    record("membership.ended", membership, by=by, kind=kind, end_on=end_on.isoformat(), reason=reason)
    membership_ended.send(Exit, membership=membership, exit=leaving, by=by)
    return leaving


def lift_exit(leaving, *, reason, by, now):
    """As if it had never ended: every period gets back the end it had, and time to renew when that has passed meanwhile."""
    membership, day = leaving.membership, local_day(now)
    cuts = list(leaving.cuts.select_related("period").order_by("period__start_on"))
    others = membership.periods.exclude(pk__in=[cut.period_id for cut in cuts]).filter(
        Q(end_on=None) | Q(end_on__gt=F("start_on")), start_on__gte=leaving.end_on
    )
    following = others.order_by("start_on").values_list("start_on", flat=True).first()
    for cut in reversed(cuts):
        end_on = cut.end_on
        if cut is cuts[-1] and end_on and end_on <= day:
            end_on = day + ONE_DAY
        if following and (end_on is None or end_on > following):
            end_on = max(following, cut.period.start_on)
        cut.period.end_on = _cut_by_another(leaving, cut.period, end_on)
        cut.period.save(update_fields=["end_on"])
    leaving.lifted_at, leaving.lifted_reason = now, reason
    leaving.save(update_fields=["lifted_at", "lifted_reason"])
    kept.changed(kept.PAGES)
    record("membership.restored", membership, by=by, kind=leaving.kind, reason=reason)
    membership_restored.send(Exit, membership=membership, exit=leaving, by=by)


def _cut_by_another(leaving, period, end_on):
    """The end a period given back really has: another end that still holds, as a death since, cuts it anew."""
    others = leaving.membership.exits.filter(lifted_at=None, end_on__gte=leaving.end_on).exclude(pk=leaving.pk)
    other = others.order_by("end_on", "pk").first()
    if other is None or (end_on and end_on <= other.end_on):
        return end_on
    ExitCut.objects.get_or_create(exit=other, period=period, defaults={"end_on": end_on})
    return max(period.start_on, other.end_on)


def end_offices(person, *, organisation=None, on, by):
    """The person's offices end on the day, in one organisation or everywhere."""
    held = Office.objects.select_for_update().filter(Q(end_on=None) | Q(end_on__gt=on), person=person)
    for office in held if organisation is None else held.filter(organisation=organisation):
        office.end_on = max(on, office.start_on + ONE_DAY)
        office.save(update_fields=["end_on"])
        record("office.ended", office, by=by, end_on=office.end_on.isoformat())


def _refuse_gone(standing):
    if standing.status not in (*IN_FORCE, Status.GRACE):
        raise Refused(_("会籍现在是“%(status)s”，不用办理退会。") % {"status": standing.status.label})
    if standing.is_short:
        raise Refused(_("已经办理过退会。"))


def _refuse_day(end_on, standing):
    if end_on < standing.day:
        raise Refused(_("退会日期不能早于今天。"))
    if standing.end_on and end_on > max(standing.end_on, standing.day):
        raise Refused(_("会籍在这之前就到期了，不用另外办理。"))


@transaction.atomic
def withdraw_membership(membership, *, end_on, reason, by, now):
    """退会自由: the member leaves from a day on; whoever holds a responsible office hands it over first."""
    membership = lock_membership(membership)
    require(rules.may_renew(by, membership))
    _refuse_responsible(membership, on=local_day(now))
    return _withdraw(membership, end_on=end_on, reason=reason, by=by, now=now)


@transaction.atomic
def record_withdrawal(membership, *, end_on, reason, upload, by, now):
    """An officer enters a withdrawal the member sent in writing, with the letter."""
    membership = lock_membership(membership)
    require(rules.may_look_after(by, membership))
    _refuse_responsible(membership, on=local_day(now))
    leaving = _withdraw(membership, end_on=end_on, reason=reason, by=by, now=now)
    attachments.keep(upload, owner_kind=EXIT, owner_id=leaving.public_id, label=_("退会申请"), by=by, now=now)
    return leaving


def _refuse_responsible(membership, *, on):
    held = Office.objects.on(on).filter(
        organisation=membership.organisation_id, person=membership.person_id, title__in=Office.RESPONSIBLE
    )
    office = held.first() if membership.person_id else None
    if office:
        raise Refused(_("还担任%(title)s，请先办理离任，再退会。") % {"title": office.get_title_display()})


def _withdraw(membership, *, end_on, reason, by, now):
    standing = standing_of(membership, on=local_day(now))
    _refuse_gone(standing)
    _refuse_day(end_on, standing)
    if not reason.strip():
        raise Refused(_("请写明退会原因，一句话就可以。"))
    leaving = end_membership(membership, Exit.Kind.WITHDRAWN, end_on=end_on, reason=reason.strip(), by=by, now=now)
    hearing = Expulsion.objects.filter(membership=membership, state=Expulsion.State.HEARING)
    hearing.update(state=Expulsion.State.DROPPED, decision=_("本人已退会，程序终止。"), decided_at=now)
    notifications.membership_withdrawn(leaving, now=now)
    return leaving


@transaction.atomic
def take_back_withdrawal(leaving, *, by, now):
    """The member stays after all, as long as the day has not come."""
    membership = lock_membership(leaving.membership)
    require(rules.may_renew(by, membership))
    leaving = Exit.objects.get(pk=leaving.pk)
    leaving.membership = membership
    if leaving.kind != Exit.Kind.WITHDRAWN or leaving.lifted_at or leaving.end_on <= local_day(now):
        raise Refused(_("退会已经生效或已撤回，想回来请重新申请入会，会员号不变。"))
    lift_exit(leaving, reason=_("本人撤回退会"), by=by, now=now)
    return leaving
