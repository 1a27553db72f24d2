"""Children: entered, kept and agreed for by a guardian, and handed over; every purpose for itself, every act a row."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import ages, guardian_notifications, rules
from ..models import Consent, ConsentText, Guardianship, Person
from .consent import give_consents, withdraw

MOST_CHILDREN = "guardian.children"


@transaction.atomic
def register_child(guardian, *, name, born_on, unit_name, relation, purposes, by, now):
    """The guardian enters a child below the age of the law and agrees to its rules, and to the purposes they name."""
    guardian = Person.objects.select_for_update().get(pk=guardian.pk)
    require(by.person.pk == guardian.pk)
    day = local_day(now)
    if not guardian.phone_verified_at:
        raise Refused(_("请先核验您自己的手机号，再为孩子登记。"))
    if guardian.born_on and ages.is_minor(guardian.born_on, on=day):
        raise Refused(_("监护人应是成年人。"))
    if not ages.needs_guardian(born_on, on=day):
        raise Refused(_("孩子已满 %(age)s 周岁，可以用自己的手机号注册。") % {"age": ages.guardian_age(day)})
    if Guardianship.objects.running().filter(guardian=guardian, child__name=name, child__born_on=born_on).exists():
        raise Refused(_("这个孩子已经登记过。"))
    child = Person(username=f"c-{secrets.token_hex(8)}", name=name, born_on=born_on, unit_text=unit_name)
    child.confirmed_on = dict.fromkeys(["name", "born_on", *(["unit"] if unit_name else [])], day.isoformat())
    child.set_unusable_password()
    child.save()
    Guardianship.objects.create(guardian=guardian, child=child, relation=relation, begun_at=now)
    record("child.registered", child, by=by, relation=relation)
    give_consents(child, [ConsentText.Kind.CHILD, *purposes], by=by, now=now)
    return child


@transaction.atomic
def give_child_consent(child, kind, *, by, now):
    """The guardian agrees to one more purpose, or again to what was taken back; said twice it is one act."""
    child = Person.objects.select_for_update().get(pk=child.pk)
    require(rules.is_guardian_of(by, child) and kind in ConsentText.OF_CHILDREN)
    if not ages.needs_guardian(child.born_on, on=local_day(now)):
        raise Refused(
            _("孩子已满 %(age)s 周岁，请交给本人接管，由本人同意。") % {"age": ages.guardian_age(local_day(now))}
        )
    if not give_consents(child, [kind], by=by, now=now):
        return
    if kind == ConsentText.Kind.CHILD and not child.is_active:
        child.is_active = True
        child.save(update_fields=["is_active"])
    record("child.consent_given", child, by=by, kind=kind)


@transaction.atomic
def withdraw_child_consent(child, kind, *, by, now):
    """The guardian takes a purpose back; without the rules themselves the record is used for nothing any more."""
    child = Person.objects.select_for_update().get(pk=child.pk)
    require(rules.is_guardian_of(by, child) and kind in ConsentText.OF_CHILDREN)
    withdraw(child, kind, by=by, now=now)
    if kind == ConsentText.Kind.CHILD:
        for purpose in ConsentText.PURPOSES_OF_CHILDREN:
            if Consent.objects.in_force(child, purpose):
                withdraw(child, purpose, by=by, now=now)
        child.is_active = False
        child.save(update_fields=["is_active"])
    record("child.consent_withdrawn", child, by=by, kind=kind)


@transaction.atomic
def hand_child_over(child, *, phone="", email="", by, now):
    """Of age to agree alone, the young person signs up with this number or address and finds the record to be theirs."""
    child = Person.objects.select_for_update().get(pk=child.pk)
    require(rules.is_guardian_of(by, child))
    if ages.needs_guardian(child.born_on, on=local_day(now)):
        raise Refused(_("孩子还未满 %(age)s 周岁，由您登记和同意。") % {"age": ages.guardian_age(local_day(now))})
    if bool(phone) == bool(email):
        raise Refused(_("请填孩子本人的手机号或电子邮箱，填一样就行。"))
    if phone and phone == by.person.phone:
        raise Refused(_("这是您自己的手机号，请填孩子本人的。"))
    child.phone, child.email, child.is_active = phone, email, True
    child.save(update_fields=["phone", "email", "is_active"])
    record("child.handed_over", child, by=by)
    guardian_notifications.child_handed_over(child, by.person, now=now)


def tell_of_grown_children(*, now):
    """Each guardian is told once that a child may decide alone from now on; returns how many children that concerns."""
    day = local_day(now)
    grown = Guardianship.objects.running().filter(child__born_on__lte=ages.last_birth_of_grown(on=day))
    for one in grown.select_related("child", "guardian"):
        guardian_notifications.child_grown(one, ages.guardian_age(day))
    return len(grown)
