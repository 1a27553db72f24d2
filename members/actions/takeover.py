"""A young person takes their own record over from the guardian who kept it."""

from django.db import transaction

from portal.ground.dates import local_day
from portal.ground.journal import record

from .. import ages, guardian_notifications
from ..models import Actor, Consent, ConsentText, Guardianship, Person
from .consent import withdraw


def child_to_claim(name, reached, *, on):
    """The record of a young person whose guardian handed it over to this number or address, or None."""
    grown = Person.objects.filter(
        **reached, name=name, is_active=True, phone_verified_at=None, last_login=None,
        born_on__lte=ages.last_birth_of_grown(on=on), guardians__ended_at=None, guardians__isnull=False,
    )  # fmt: skip
    return grown.first()


@transaction.atomic
def take_over(person, *, now):
    """Who proved a number or an address as theirs, and is of the age to agree alone, has no guardian any more.

    What the guardian agreed to holds no longer: what the young person agrees to, they agreed to when signing up.
    """
    if ages.needs_guardian(person.born_on, on=local_day(now)):
        return
    ending = running(person)
    if not ending:
        return
    for one in ending:
        one.ended_at = now
        one.save(update_fields=["ended_at"])
    for kind in ConsentText.OF_CHILDREN:
        if Consent.objects.in_force(person, kind):
            withdraw(person, kind, by=Actor(person), now=now)
    record("child.taken_over", person, by=Actor(person))
    guardian_notifications.child_taken_over(person, [one.guardian for one in ending])


def running(person):
    """Whoever answers for the person, each kept from changing until the transaction ends."""
    rows = Guardianship.objects.running().select_for_update(of=("self",)).filter(child=person)
    return list(rows.select_related("guardian"))
