"""续会 one by one: the member asks, it is granted at once or after an officer has looked; and dues told and seen."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import attachments, kept
from portal.ground.dates import local_day, years_after
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import life_rules as rules
from .. import membership_notifications as notifications
from .. import renewing
from ..models import Admission, Dues, Membership, MembershipPeriod, Renewal
from ..standing import standing_of

State = Renewal.State


def lock_membership(membership):
    """The row whose lock everything that happens to one membership waits for."""
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "person", "person__unit", "unit", "member_organisation")
        .get(pk=membership.pk)
    )


@transaction.atomic
def renew_membership(membership, *, class_code, years, paid_on=None, means="", receipts=(), papers=(), by, now):
    """Go on for some years in the same class or another; a period at once unless an officer has to look first.

    `receipts` are files that show the payment, `papers` (title, file) what another class asks.
    """
    membership = lock_membership(membership)
    require(rules.may_renew(by, membership))
    standing = standing_of(membership, on=local_day(now))
    if reason := renewing.hindrance(standing):
        raise Refused(reason)
    if membership.renewals.filter(state=State.WAITING).exists():
        raise Refused(_("续会已经提交，正在等学会确认。"))
    member_class = _chosen(membership, standing, class_code, years)
    changes = member_class.code != standing.period.member_class.code
    renewal = Renewal.objects.create(
        membership=membership, member_class=member_class, years=years, changes_class=changes, asked_by=by.person,
        asked_at=now, state=State.WAITING,
    )  # fmt: skip
    if changes:
        _bring_papers(renewal, member_class, papers, by=by, now=now)
    dues = _owe(renewal, paid_on, means, receipts, by=by, now=now)
    record("renewal.asked", renewal, by=by, number=membership.number, years=years, member_class=member_class.name)
    if changes or (dues and _awaits_dues(membership)):
        notifications.renewal_waits(renewal, now=now)
    else:
        _grant(renewal, standing, by=by, now=now)
    return renewal


def _chosen(membership, standing, class_code, years):
    offered = {one.code: one for one in renewing.classes_for(membership, standing)}
    member_class = offered.get(class_code)
    if member_class is None:
        raise Refused(_("这一会员类别现在不能选，请另选一类。"))
    if years not in (member_class.years or [None]):
        raise Refused(_("请选择会籍年限。"))
    if unsaid := renewing.missing_fields(membership, member_class):
        raise Refused(_("还没有填写：%(fields)s。") % {"fields": "、".join(map(str, unsaid))})
    return member_class


def _bring_papers(renewal, member_class, papers, *, by, now):
    missing = [title for title in member_class.papers if title not in {title for title, _file in papers}]
    if missing:
        raise Refused(
            _("变更为“%(name)s”还缺材料：%(papers)s。") % {"name": member_class, "papers": "、".join(missing)}
        )
    for title, upload in papers:
        attachments.keep(upload, owner_kind=renewing.OWNER, owner_id=renewal.public_id, label=title, by=by, now=now)


def owe(period, amount, *, now):
    """Note what a period costs that nobody has asked to renew; nothing where nothing is due."""
    if amount:
        Dues.objects.create(membership=period.membership, period=period, amount=amount, asked_at=now)


def _awaits_dues(membership):
    return Admission.objects.filter(organisation=membership.organisation_id, awaits_dues=True).exists()


def _owe(renewal, paid_on, means, receipts, *, by, now):
    """What the renewal costs, with what the member says of paying it; nothing where nothing is due."""
    amount = renewing.cost(renewal.member_class, renewal.years)
    if not amount:
        return None
    dues = Dues.objects.create(membership=renewal.membership, renewal=renewal, amount=amount, asked_at=now)
    if paid_on:
        _tell_payment(dues, paid_on, means, receipts, by=by, now=now)
    return dues


def _tell_payment(dues, paid_on, means, receipts, *, by, now):
    if paid_on > local_day(now):
        raise Refused(_("缴费日期不能晚于今天。"))
    if means not in Dues.Means.values:
        raise Refused(_("请选择缴费方式。"))
    dues.paid_on, dues.means = paid_on, means
    dues.save(update_fields=["paid_on", "means"])
    for upload in receipts:
        attachments.keep(upload, owner_kind=renewing.DUES, owner_id=dues.public_id, label=_("缴费凭证"), by=by, now=now)


def _grant(renewal, standing, *, by, now):
    """The period that follows without a gap on the day the old one ends."""
    kept.changed(kept.PAGES)
    start_on = standing.end_on
    end_on = years_after(start_on, renewal.years) if renewal.years else None
    renewal.period = MembershipPeriod.objects.create(
        membership=renewal.membership, member_class=renewal.member_class, start_on=start_on, end_on=end_on
    )
    renewal.state, renewal.decided_at = State.GRANTED, now
    renewal.save(update_fields=["period", "state", "decided_at", "decided_by", "remark"])
    Dues.objects.filter(renewal=renewal).update(period=renewal.period)
    record("renewal.granted", renewal, by=by, number=renewal.membership.number, before=day_or_none(standing.last_day),
           after=day_or_none(renewal.period.last_day))  # fmt: skip
    notifications.renewal_granted(renewal)


def day_or_none(day):
    """A day as the journal keeps it."""
    return day and day.isoformat()


def _locked(renewal):
    """A renewal under the lock of its membership."""
    membership = lock_membership(renewal.membership)
    renewal = Renewal.objects.select_related("member_class").get(pk=renewal.pk)
    renewal.membership = membership
    return renewal


def _refuse_decided(renewal):
    if renewal.state != State.WAITING:
        raise Refused(_("这次续会%(state)s，不能再办理。") % {"state": renewal.get_state_display()})


@transaction.atomic
def confirm_renewal(renewal, *, by, now):
    """An officer has seen the money, or agrees to the other class; what was asked in time leaves no gap."""
    renewal = _locked(renewal)
    require(rules.may_look_after(by, renewal.membership))
    _refuse_decided(renewal)
    asked = standing_of(renewal.membership, on=local_day(renewal.asked_at))
    today = standing_of(renewal.membership, on=local_day(now))
    if asked.end_on != today.end_on or not asked.may_renew or today.exit:
        raise Refused(_("会籍在提交以后有变化，请退回由本人重新提交。"))
    dues = Dues.objects.filter(renewal=renewal).first()
    if dues and not dues.paid_on and _awaits_dues(renewal.membership):
        raise Refused(_("还没有缴费记录，请先登记缴费。"))
    if dues and dues.paid_on and not dues.confirmed_at:
        _confirm(dues, by=by, now=now)
    renewal.decided_by = by.person
    _grant(renewal, today, by=by, now=now)
    return renewal


@transaction.atomic
def refuse_renewal(renewal, *, reason, by, now):
    """未通过, with the reason the member reads; what was paid stays on record."""
    renewal = _locked(renewal)
    require(rules.may_look_after(by, renewal.membership))
    _refuse_decided(renewal)
    if not reason.strip():
        raise Refused(_("请写明理由，会员会看到。"))
    renewal.state, renewal.decided_at, renewal.decided_by = State.REFUSED, now, by.person
    renewal.remark = reason.strip()
    renewal.save(update_fields=["state", "decided_at", "decided_by", "remark"])
    Dues.objects.filter(renewal=renewal, paid_on=None).delete()
    record("renewal.refused", renewal, by=by, number=renewal.membership.number, reason=renewal.remark)
    notifications.renewal_refused(renewal)
    return renewal


@transaction.atomic
def withdraw_renewal(renewal, *, by, now):
    """The member takes it back while it waits."""
    renewal = _locked(renewal)
    require(rules.may_renew(by, renewal.membership))
    _refuse_decided(renewal)
    renewal.state, renewal.decided_at = State.WITHDRAWN, now
    renewal.save(update_fields=["state", "decided_at"])
    Dues.objects.filter(renewal=renewal, paid_on=None).delete()
    record("renewal.withdrawn", renewal, by=by, number=renewal.membership.number)
    return renewal


def _locked_dues(dues):
    membership = lock_membership(dues.membership)
    dues = Dues.objects.get(pk=dues.pk)
    dues.membership = membership
    if dues.confirmed_at:
        raise Refused(_("这笔会费已经确认。"))
    return dues


@transaction.atomic
def tell_payment(dues, *, paid_on, means, receipts=(), by, now):
    """The member says when and by what means it was paid, with a photograph of the receipt."""
    require(rules.may_renew(by, dues.membership))
    dues = _locked_dues(dues)
    _tell_payment(dues, paid_on, means, receipts, by=by, now=now)
    record("dues.told", dues, by=by, amount=str(dues.amount), paid_on=paid_on.isoformat())
    return dues


@transaction.atomic
def record_payment(dues, *, paid_on, means, receipts=(), by, now):
    """An officer enters a payment and has seen the money."""
    require(rules.may_look_after(by, dues.membership))
    dues = _locked_dues(dues)
    _tell_payment(dues, paid_on, means, receipts, by=by, now=now)
    _confirm(dues, by=by, now=now)
    return dues


@transaction.atomic
def confirm_dues(dues, *, by, now):
    """An officer has seen the money the member spoke of."""
    require(rules.may_look_after(by, dues.membership))
    dues = _locked_dues(dues)
    if not dues.paid_on:
        raise Refused(_("还没有缴费记录，请先登记缴费。"))
    _confirm(dues, by=by, now=now)
    return dues


def _confirm(dues, *, by, now):
    dues.confirmed_at, dues.confirmed_by = now, by.person
    dues.save(update_fields=["confirmed_at", "confirmed_by"])
    record("dues.confirmed", dues, by=by, amount=str(dues.amount), number=dues.membership.number)
