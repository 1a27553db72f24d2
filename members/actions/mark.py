"""Marks given by people who know somebody, and taken away again; phones shown in full, for a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import identity_notifications as notifications
from .. import identity_rules as rules
from ..askable import unit_of
from ..models import IdentityMark, Person


@transaction.atomic
def confirm_unit(person, *, evidence, by, now):
    """The acting office knows that the person works where they say: 单位已确认, on this evidence."""
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    require(rules.may_vouch(by, person, now=now))
    if not unit_of(person):
        raise Refused(_("档案里还没有填单位，请先请本人补填。"))
    if IdentityMark.objects.filter(person=person, kind=IdentityMark.Kind.UNIT, ended_at=None).exists():
        raise Refused(_("单位已经确认过，不需要再确认。"))
    mark = IdentityMark.objects.create(
        person=person, kind=IdentityMark.Kind.UNIT, organisation=by.office.organisation, given_by=by.person,
        given_at=now, subject=unit_of(person), evidence=evidence,
    )  # fmt: skip
    record("mark.given", person, by=by, kind=mark.kind, evidence=evidence)
    notifications.mark_given(mark, now=now)
    return mark


@transaction.atomic
def revoke_mark(mark, *, reason, by, now):
    """What was vouched for does not hold, or no longer: by whoever may vouch for the person, with a reason."""
    mark = IdentityMark.objects.select_for_update(of=("self",)).select_related("person").get(pk=mark.pk)
    require(rules.may_revoke_mark(by, mark, now=now))
    if mark.ended_at:
        raise Refused(_("这个标识已经撤销。"))
    end_mark(mark, reason=reason, by=by, now=now)
    return mark


def end_mark(mark, *, reason, by, now):
    """End a mark inside another transition, which has asked who may."""
    mark.ended_at, mark.ended_by, mark.ended_reason = now, by.person if by else None, reason
    mark.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record("mark.revoked", mark.person, by=by, kind=mark.kind, reason=reason)
    notifications.mark_revoked(mark, now=now)


@transaction.atomic
def show_phone(person, *, reason, by, now):
    """The full phone for once; who looked and why stands in the journal, where the person sees it."""
    require(rules.may_vouch(by, person, now=now))
    if not person.phone:
        raise Refused(_("档案里没有手机号。"))
    record("phone.shown", person, by=by, reason=reason)
    return person.phone
