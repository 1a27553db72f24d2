"""Who stands for a unit member: named, ended, the contact handed on; every change a row with its days."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import life_rules as rules
from .. import membership_notifications as notifications
from ..models import Delegate, MembershipPeriod, Person, UnitApplication, Workforce
from .renewal import lock_membership

Role = Delegate.Role


def stand_for_unit(application, membership, *, now):
    """A unit was admitted: who applied is its contact from the day, whom it named its representatives, those from before end."""
    said = UnitApplication.objects.filter(application=application).first()
    if said is None:
        return
    day, contact = local_day(now), application.applicant
    running = membership.delegates.filter(end_on=None)
    running.exclude(role=Role.CONTACT, person=contact).update(end_on=day)
    if not running.filter(role=Role.CONTACT).exists():
        _contact(membership, contact, said.position, on=day)
    Delegate.objects.bulk_create(
        Delegate(membership=membership, role=Role.REPRESENTATIVE, start_on=day, **one) for one in said.representatives
    )
    if said.workers is not None:
        _say_workforce(membership, said.workers, by=contact, on=day)


def _contact(membership, person, position, *, on):
    return Delegate.objects.create(
        membership=membership, role=Role.CONTACT, person=person, position=position, start_on=on
    )


def _say_workforce(membership, count, *, by, on):
    Workforce.objects.update_or_create(membership=membership, start_on=on, defaults={"count": count, "said_by": by})


def _locked(membership, *, by):
    """Locked, of a unit, and this actor may say who stands for it."""
    membership = lock_membership(membership)
    require(rules.may_name_delegates(by, membership))
    return membership


def _cap(membership, *, on):
    """How many representatives the class allows on the day; one that has ended allows nobody new."""
    period = MembershipPeriod.objects.on(on).filter(membership=membership).select_related("member_class").first()
    if period is None:
        raise Refused(_("会籍现在无效，不能变更单位代表。"))
    return period.member_class.representatives


@transaction.atomic
def name_representative(membership, *, name, position, by, now):
    """One more representative from today, as far as the class allows."""
    membership, day = _locked(membership, by=by), local_day(now)
    cap, running = _cap(membership, on=day), membership.delegates.filter(role=Role.REPRESENTATIVE, end_on=None)
    if running.filter(name=name).exists():
        raise Refused(_("%(name)s已经是单位代表。") % {"name": name})
    if running.count() >= cap:
        raise Refused(_("这一会员类别最多派 %(cap)s 名代表，请先结束一位。") % {"cap": cap})
    delegate = Delegate.objects.create(
        membership=membership, role=Role.REPRESENTATIVE, name=name, position=position, start_on=day
    )
    record("delegate.named", membership, by=by, delegate=delegate.public_id)
    return delegate


@transaction.atomic
def end_representative(delegate, *, by, now):
    """From today the representative stands for the unit no longer; the row stays with its days."""
    membership = _locked(delegate.membership, by=by)
    delegate = Delegate.objects.get(pk=delegate.pk)
    if delegate.role != Role.REPRESENTATIVE or delegate.end_on:
        raise Refused(_("这位代表已经结束。"))
    delegate.end_on = local_day(now)
    delegate.save(update_fields=["end_on"])
    record("delegate.ended", membership, by=by, delegate=delegate.public_id)
    return delegate


@transaction.atomic
def hand_contact_on(membership, *, phone, position, by, now):
    """Somebody else of the unit acts for it from today: whoever has proved this phone number, told together with who did so far."""
    membership, day = _locked(membership, by=by), local_day(now)
    person = (
        Person.objects.filter(phone=phone, is_active=True, merged_into=None).exclude(phone_verified_at=None).first()
    )
    if person is None:
        raise Refused(_("这个手机号还没有注册，请新联系人先用它注册账号。"))
    last = membership.delegates.acting().first()
    if last and last.person_id == person.pk:
        raise Refused(_("%(name)s已经是联系人。") % {"name": person.name})
    if last:
        last.end_on = day
        last.save(update_fields=["end_on"])
    contact = _contact(membership, person, position, on=day)
    record("contact.handed_on", membership, by=by, delegate=contact.public_id)
    notifications.contact_handed_on(contact, last)
    return contact


@transaction.atomic
def state_workforce(membership, *, count, by, now):
    """How many science workers the unit has, from today; what it said before stays."""
    membership, day = _locked(membership, by=by), local_day(now)
    last = membership.workforces.order_by("-start_on").first()
    if last and last.count == count:
        raise Refused(_("人数没有变化，不必保存。"))
    _say_workforce(membership, count, by=by.person, on=day)
    record("workforce.stated", membership, by=by, count=count)
