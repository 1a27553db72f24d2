"""Agreeing to texts and taking it back: rows that are only ever added, each with its moment."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import ages, findable
from ..models import Consent, ConsentText, Person


@transaction.atomic
def give_consents(person, kinds, *, by, now):
    """Append that the person, or their guardian for them, agrees to the versions in force today.

    What was agreed to already is not said twice; returns the rest.
    """
    day, given = local_day(now), []
    for kind in kinds:
        text = ConsentText.objects.on(kind, day)
        if text is None:
            raise Refused(_("协议文本还没有发布，暂时不能注册。"))
        last = Consent.objects.filter(person=person, text=text).order_by("-at", "-pk").first()
        if last is None or last.act == Consent.Act.WITHDRAWN:
            Consent.objects.create(person=person, text=text, act=Consent.Act.GIVEN, at=now, given_by=by.person)
            given.append(kind)
    return given


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
