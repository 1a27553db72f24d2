"""Children: entered, kept and agreed for by a guardian; every purpose for itself, every act a row."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import ages, findable, rules
from ..models import Consent, ConsentText, Guardianship, Person
from .sign_up import give_consents

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
    """The guardian agrees to one more purpose, or again to what was taken back."""
    child = Person.objects.select_for_update().get(pk=child.pk)
    require(rules.is_guardian_of(by, child) and kind in ConsentText.OF_CHILDREN)
    give_consents(child, [kind], by=by, now=now)
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


def withdraw(person, kind, *, by, now):
    """Append that what was agreed to holds no more; Refused when nothing of the kind does."""
    last = Consent.objects.in_force(person, kind)
    if last is None:
        raise Refused(_("没有同意过，不需要撤回。"))
    Consent.objects.create(person=person, text=last.text, act=Consent.Act.WITHDRAWN, at=now, given_by=by.person)


@transaction.atomic
def give_consent(person, kind, *, by, now):
    """One's own agreement to a text, as its version in force today."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk and kind in ConsentText.OF_ADULTS)
    if kind == ConsentText.Kind.DIRECTORY and ages.is_minor(person.born_on, on=local_day(now)):
        raise Refused(_("未成年人的信息不公开。"))
    if give_consents(person, [kind], by=by, now=now):
        record("consent.given", person, by=by, kind=kind)
        search.refresh(findable.KIND, [person.pk])


@transaction.atomic
def withdraw_consent(person, kind, *, by, now):
    """Taken back by oneself; without the agreements everybody gives, one signs in to give them again and no more."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk and kind in ConsentText.OF_ADULTS)
    withdraw(person, kind, by=by, now=now)
    record("consent.withdrawn", person, by=by, kind=kind)
    search.refresh(findable.KIND, [person.pk])
