"""A lost phone replaced with the word of two officers who know the person; the old number hears of it at every step."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground import dated
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import identity_rules as rules
from .. import recovery_notifications as notifications
from ..models import Person, PhoneRecovery
from .sign_up import set_phone

State = PhoneRecovery.State


@transaction.atomic
def open_recovery(phone, *, now):
    """A number proved by a code, not yet anybody's: its slip is for the officer who knows the person."""
    return PhoneRecovery.objects.create(phone=phone, made_at=now)


@transaction.atomic
def ask_recovery(person, slip, *, evidence, by, now):
    """The acting office knows that whoever proved the new number is this person; another officer has to agree."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(rules.may_vouch(by, person, now=now))
    recovery = PhoneRecovery.objects.select_for_update().filter(slip=slip.strip().upper(), state=State.OPEN).first()
    days = int(dated.value("recovery.days", on=local_day(now)))
    if recovery is None or recovery.made_at < now - timedelta(days=days):
        raise Refused(_("没有这个受理号，或已过期。请本人在“手机号不用了”页面重新核验新号码。"))
    if not person.phone_verified_at:
        raise Refused(_("这个账号还没有核验过手机号，请本人直接用新号码注册认领。"))
    if recovery.phone == person.phone:
        raise Refused(_("新号码与原号码相同，不需要更换。"))
    if PhoneRecovery.objects.filter(person=person, state__in=PhoneRecovery.RUNNING).exists():
        raise Refused(_("这个人的换号正在办理。"))
    _refuse_taken(recovery)
    recovery.person, recovery.organisation, recovery.evidence = person, by.office.organisation, evidence
    recovery.state, recovery.asked_by, recovery.asked_at = State.ASKED, by.person, now
    recovery.save()
    record("recovery.asked", recovery, by=by, evidence=evidence)
    notifications.recovery_asked(recovery, now=now)
    return recovery


def _refuse_taken(recovery):
    if (
        Person.objects.filter(phone=recovery.phone, phone_verified_at__isnull=False)
        .exclude(pk=recovery.person_id)
        .exists()
    ):
        raise Refused(_("新号码已在另一个账号上核验过，不能再用。"))


@transaction.atomic
def confirm_recovery(recovery, *, by, now):
    """A second officer agrees; the new number is in force when the wait is over."""
    recovery = _locked(recovery)
    require(rules.may_confirm_recovery(by, recovery, now=now))
    if recovery.state != State.ASKED:
        raise Refused(_("这件事已经办理过。"))
    hours = int(dated.value("recovery.hours", on=local_day(now)))
    recovery.state, recovery.confirmed_by, recovery.confirmed_at = State.CONFIRMED, by.person, now
    recovery.due_at = now + timedelta(hours=hours)
    recovery.save()
    record("recovery.confirmed", recovery, by=by)
    notifications.recovery_confirmed(recovery, now=now)
    return recovery


@transaction.atomic
def cancel_recovery(recovery, *, reason, by, now):
    """Whoever may vouch for the person, or the person: 不是本人."""
    recovery = _locked(recovery)
    require(by.person.pk == recovery.person_id or rules.may_vouch(by, recovery.person, now=now))
    if recovery.state not in PhoneRecovery.RUNNING:
        raise Refused(_("这件事已经办结，不能取消。"))
    _cancel(recovery, reason, by=by, now=now)
    return recovery


def _cancel(recovery, reason, *, by, now):
    recovery.state, recovery.ended_at, recovery.ended_reason = State.CANCELLED, now, reason
    recovery.save()
    record("recovery.cancelled", recovery, by=by, reason=reason)
    notifications.recovery_cancelled(recovery, now=now)


def _locked(recovery):
    return (
        PhoneRecovery.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=recovery.pk)
    )


def finish_recoveries(*, now):
    """Give everybody whose wait is over their new number; returns how many. Old sessions end with the old phone."""
    due = PhoneRecovery.objects.filter(state=State.CONFIRMED, due_at__lte=now).order_by("due_at")
    return sum(_finish(recovery, now=now) for recovery in due)


@transaction.atomic
def _finish(recovery, *, now):
    recovery = _locked(recovery)
    if recovery.state != State.CONFIRMED:
        return 0
    try:
        with transaction.atomic():
            set_phone(recovery.person, recovery.phone, verified=True, now=now)
    except (Refused, IntegrityError):
        _cancel(recovery, _("新号码已在另一个账号上核验过"), by=None, now=now)
        return 0
    for session in UserSession.objects.filter(user=recovery.person):
        session.end()
    recovery.state, recovery.ended_at = State.DONE, now
    recovery.save()
    record("recovery.done", recovery, by=None)
    notifications.recovery_done(recovery, now=now)
    return 1


@transaction.atomic
def forget_open_recoveries(*, now):
    """Slips nobody brought to an officer in time go; returns how many."""
    days = int(dated.value("recovery.days", on=local_day(now)))
    count, _by_model = PhoneRecovery.objects.filter(state=State.OPEN, made_at__lt=now - timedelta(days=days)).delete()
    return count
