"""People shut out of commenting for a time, let in again, and their one appeal."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.models import Person
from members.notifications import holders
from portal.ground import dated, workdays
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import comment_notifications as notifications
from .. import comment_rules as rules
from .. import comment_values as values
from ..models import Ban, BanAppeal

Outcome = BanAppeal.Outcome


@transaction.atomic
def ban_person(person, *, reason, days=None, comment=None, by, now):
    """The person may not comment for some days, or until it is lifted; `comment` is what they wrote."""
    require(rules.may_ban(by, person))
    # One at a time: two bans that exclude each other, made at once, would end in a deadlock, not in a sentence.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    longest = int(dated.value(values.LONGEST_BAN, on=local_day(now)))
    if days is not None and not 1 <= days <= longest:
        raise Refused(_("禁言天数应在 1 到 %(most)s 之间。") % {"most": longest})
    ends_at = now + timedelta(days=days) if days else None
    try:
        with transaction.atomic():
            ban = Ban.objects.create(
                person=person, comment=comment, reason=reason, start_at=now, ends_at=ends_at, given_by=by.person
            )
    except IntegrityError as error:
        raise Refused(_("%(name)s正在禁言中。") % {"name": person.name}) from error
    record("ban.given", ban, by=by, person=person.public_id, reason=reason, days=days)
    notifications.banned(ban)
    return ban


@transaction.atomic
def lift_ban(ban, *, reason, by, now):
    """The person may comment again before the time is over."""
    ban = _locked(ban)
    require(rules.may_ban(by, ban.person))
    if _is_over(ban, now=now):
        raise Refused(_("禁言已经结束。"))
    if BanAppeal.objects.filter(ban=ban, outcome="").exists():
        raise Refused(_("当事人已提出申诉，请在申诉中处理。"))
    _lift(ban, reason, by=by, now=now)
    return ban


def _locked(ban):
    return Ban.objects.select_for_update(of=("self",)).select_related("person", "given_by").get(pk=ban.pk)


def _is_over(ban, *, now):
    return ban.ends_at is not None and ban.ends_at <= now


def _lift(ban, reason, *, by, now):
    ban.ends_at = ban.ends_at if _is_over(ban, now=now) else now
    ban.lifted_at, ban.lifted_by, ban.lifted_reason = now, by.person, reason
    ban.save(update_fields=["ends_at", "lifted_at", "lifted_by", "lifted_reason"])
    record("ban.lifted", ban, by=by, reason=reason)
    notifications.ban_lifted(ban)


@transaction.atomic
def appeal_ban(ban, *, text, by, now):
    """The banned person asks once that somebody else looks at it."""
    ban = _locked(ban)
    require(by is not None and ban.person_id == by.person.pk)
    if _is_over(ban, now=now):
        raise Refused(_("禁言已经结束，不用申诉。"))
    if BanAppeal.objects.filter(ban=ban).exists():
        raise Refused(_("一次禁言只能申诉一次。"))
    days = int(dated.value(values.APPEAL_DAYS, on=local_day(now)))
    due_on = workdays.after(local_day(now), days)
    appeal = BanAppeal.objects.create(ban=ban, against=ban.given_by, text=text, written_at=now, due_on=due_on)
    record("ban.appealed", ban, by=by)
    officials = holders(rules.MODERATORS, settings.PORTAL_CITY, on=local_day(now)).exclude(
        pk__in=[ban.given_by_id, ban.person_id]
    )
    notifications.ban_appealed(appeal, officials)
    return appeal


@transaction.atomic
def uphold_ban(appeal, *, reason, by, now):
    """The ban stands."""
    appeal = _decided(appeal, Outcome.UPHELD, reason, by=by, now=now)
    record("ban.upheld", appeal.ban, by=by, reason=reason)
    notifications.ban_upheld(appeal)
    return appeal


@transaction.atomic
def lift_on_appeal(appeal, *, reason, by, now):
    """The appeal was right: the ban ends now, if it has not ended meanwhile."""
    appeal = _decided(appeal, Outcome.LIFTED, reason, by=by, now=now)
    _lift(appeal.ban, reason, by=by, now=now)
    return appeal


def _decided(appeal, outcome, reason, *, by, now):
    appeal = BanAppeal.objects.get(pk=appeal.pk)
    appeal.ban = _locked(appeal.ban)
    appeal.refresh_from_db(fields=["outcome", "decided_by"])
    require(rules.may_decide_appeal(by, appeal))
    if appeal.outcome:
        raise Refused(_("这件申诉已由%(who)s处理。") % {"who": appeal.decided_by.name})
    appeal.outcome, appeal.reason, appeal.decided_by, appeal.decided_at = outcome, reason, by.person, now
    appeal.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    return appeal
