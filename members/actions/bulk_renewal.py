"""续会 by the society for many at once, and how it lets renew: everybody on the list, or nobody and a sentence why."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import dated, kept
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import life_rules as rules
from .. import membership_notifications as notifications
from .. import renewing
from ..models import Admission, Dues, Membership, MembershipPeriod, Renewal
from ..models.status import GRACE, WINDOW
from ..rules import may_manage_admission
from .renewal import day_or_none

BATCH = 1000


@transaction.atomic
def renew_many(organisation, public_ids, *, years, paid_on=None, means="", by, now):
    """Renew every membership named, each in its own class; with a day of payment their dues are paid and seen."""
    require(rules.may_renew_many(by, organisation))
    if paid_on and paid_on > local_day(now):
        raise Refused(_("缴费日期不能晚于今天。"))
    if paid_on and means not in Dues.Means.values:
        raise Refused(_("请选择缴费方式。"))
    lines = _plan(organisation, set(public_ids), years, by=by, now=now)
    kept.changed(kept.PAGES)
    periods = MembershipPeriod.objects.bulk_create(
        [
            MembershipPeriod(
                membership=line.membership, member_class=line.member_class, start_on=line.start_on, end_on=line.end_on
            )
            for line in lines
        ],
        batch_size=BATCH,
    )
    renewals = Renewal.objects.bulk_create(
        [
            Renewal(
                membership=line.membership, member_class=line.member_class, years=years, state=Renewal.State.GRANTED,
                asked_by=by.person, asked_at=now, decided_by=by.person, decided_at=now, period=period,
            )
            for line, period in zip(lines, periods, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    _owe(lines, renewals, paid_on, means, by=by, now=now)
    for line, renewal in zip(lines, renewals, strict=True):
        record("renewal.granted", renewal, by=by, number=renewal.membership.number,
               before=day_or_none(line.standing.last_day), after=day_or_none(line.last_day))  # fmt: skip
        notifications.renewal_granted(renewal)
    record("renewals.granted", organisation, by=by, members=len(lines), years=years)
    return lines


def _plan(organisation, public_ids, years, *, by, now):
    if not public_ids:
        raise Refused(_("请至少选一个人。"))
    found = list(
        Membership.objects.select_for_update(of=("self",)).filter(organisation=organisation, public_id__in=public_ids)
        .select_related("person", "unit", "member_organisation").order_by("pk")
    )  # fmt: skip
    if len(found) < len(public_ids):
        raise Refused(_("名单已有变化，请重新核对。"))
    lines = renewing.plan(organisation, found, years=years, by=by, on=local_day(now))
    if wrong := [line for line in lines if line.problem]:
        raise Refused(
            _("有 %(count)s 人不能续会，第一个是%(name)s：%(problem)s。")
            % {"count": len(wrong), "name": wrong[0].membership.subject, "problem": wrong[0].problem}
        )
    return lines


def _owe(lines, renewals, paid_on, means, *, by, now):
    seen = {"paid_on": paid_on, "means": means, "confirmed_by": by.person, "confirmed_at": now} if paid_on else {}
    Dues.objects.bulk_create(
        [
            Dues(
                membership=line.membership, renewal=renewal, period=renewal.period, amount=line.amount, asked_at=now, **seen
            )
            for line, renewal in zip(lines, renewals, strict=True)
            if line.amount
        ],
        batch_size=BATCH,
    )  # fmt: skip


@transaction.atomic
def change_renewal_terms(organisation, *, window, grace, awaits_dues, start_on, source, by, now):
    """From a day on the society's window and grace are its own; whether dues are seen first holds from now on."""
    require(may_manage_admission(by, organisation))
    admission = Admission.objects.select_for_update().filter(organisation=organisation).first()
    if admission is None:
        raise Refused(_("还没有设定入会办法，请先设定。"))
    day, scope, changed = local_day(now), str(organisation.pk), []
    for key, number in ((WINDOW, window), (GRACE, grace)):
        if dated.value(key, on=max(day, start_on), scope=scope) != number:
            dated.change(key, number, start_on=start_on, source=source, by=by, now=now, scope=scope)
            changed.append(key)
    if admission.awaits_dues != awaits_dues:
        admission.awaits_dues = awaits_dues
        admission.save(update_fields=["awaits_dues"])
        changed.append("awaits_dues")
    if not changed:
        raise Refused(_("没有改动，不必保存。"))
    record("admission.changed", admission, by=by, changed=changed)
    kept.changed(kept.PAGES)
    return admission
