"""A science worker's own account: signed up, a phone or an address verified, a record claimed, a consent given."""

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground import locks
from portal.ground.dates import local_day
from portal.ground.errors import Refused
from portal.ground.journal import record

from .. import recovery_notifications
from ..askable import unit_named
from ..models import Actor, Consent, ConsentText, Person
from .consent import give_consents
from .takeover import child_to_claim, take_over
from .workplace import keep_workplaces

UNFINISHED = timedelta(days=1)


@transaction.atomic
def begin_sign_up(*, phone, name, unit_name, now):
    """The record somebody imported is claimed, a sign-up begun before is taken up again, else a new one is made.

    Nothing is proved yet: the phone is verified by its code, and what was never proved goes after a day.
    """
    locks.in_turn(f"sign-up:{phone}")
    person = record_to_claim(phone, name, unit_name, on=local_day(now)) or Person.objects.unfinished(phone)
    if person is None:
        person = Person(username=f"p-{secrets.token_hex(8)}", name=name, phone=phone, signed_up_at=now)
        person.set_unusable_password()
        person.save()
    return complete_sign_up(person, name=name, unit_name=unit_name, now=now)


@transaction.atomic
def begin_sign_up_by_email(*, email, name, unit_name, now):
    """As `begin_sign_up`, with an address in place of the phone. Whoever has proved the address already is given as
    they are, so that the code in the letter lets them in; None when that account is closed to them."""
    locks.in_turn(f"sign-up:{email}")
    proved = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    if proved:
        return proved.user if proved.user.is_active else None
    person = record_to_claim(
        None, name, unit_name, on=local_day(now), email=email
    ) or Person.objects.unfinished_by_email(email)
    if person is None:
        person = Person(username=f"p-{secrets.token_hex(8)}", name=name, signed_up_at=now)
        person.set_unusable_password()
        person.save()
    EmailAddress.objects.get_or_create(user=person, email=email)
    return complete_sign_up(person, name=name, unit_name=unit_name, now=now)


def record_to_claim(phone, name, unit_name, *, on, email=""):
    """The imported record with this phone or address, name and unit that nobody has claimed yet, or that of a young
    person whose guardian handed it over, or None.

    Numbers and addresses are given to other people again: alone they prove nothing about an old record.
    """
    reached = {"email__iexact": email} if email else {"phone": phone}
    child = child_to_claim(name, reached, on=on)
    if child:
        return child
    found = Person.objects.filter(
        **reached, name=name, phone_verified_at=None, last_login=None, is_active=True, offices=None
    )
    found = found.filter(unit__name=unit_name) if unit_name else found.none()
    records = list(found[:2])
    return records[0] if len(records) == 1 else None


@transaction.atomic
def complete_sign_up(person, *, name, unit_name, now):
    """Note what was said at sign-up and the versions of the texts that were agreed to."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.signed_up_at:
        person.name = name
        person.confirmed_on["name"] = local_day(now).isoformat()
    if unit_name and person.unit_id is None:
        person.unit = unit_named(unit_name)
        person.unit_text = "" if person.unit else unit_name
        person.confirmed_on["unit"] = local_day(now).isoformat()
    person.save(update_fields=["name", "unit", "unit_text", "confirmed_on"])
    keep_workplaces([person.pk], on=local_day(now))
    give_consents(person, ConsentText.REQUIRED, by=Actor(person), now=now)
    return person


@transaction.atomic
def set_phone(person, phone, *, verified, now):
    """The person's phone, and whether a code proved it; a number somebody else has proved is refused."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    is_new = verified and locked.phone_verified_at is None
    old = locked.phone if verified and locked.phone_verified_at and locked.phone != phone else ""
    proved_at = now if is_new or old else locked.phone_verified_at
    locked.phone, locked.phone_verified_at = phone, proved_at if verified else None
    try:
        with transaction.atomic():
            locked.save(update_fields=["phone", "phone_verified_at"])
    except IntegrityError as error:
        raise Refused(_("这个手机号已在另一个账号上核验过。")) from error
    person.phone, person.phone_verified_at = locked.phone, locked.phone_verified_at
    if is_new:
        record("account.phone_verified", locked, by=Actor(locked))
        take_over(locked, now=now)
    if old:
        record("account.phone_changed", locked, by=Actor(locked))
        recovery_notifications.phone_changed(locked, old, now=now)


@transaction.atomic
def note_email_verified(person, *, now):
    """The journal says that a code or a link proved an address theirs; the address is on their page only."""
    record("account.email_verified", person, by=Actor(person))
    take_over(person, now=now)


@transaction.atomic
def forget_unfinished_sign_ups(*, now):
    """Sign-ups whose code was never entered leave nothing behind after a day; returns how many went."""
    stale = Person.objects.filter(
        signed_up_at__lt=now - UNFINISHED, phone_verified_at=None, last_login=None, offices=None, merged_into=None
    )
    ids = list(stale.values_list("pk", flat=True))
    Consent.objects.filter(person__in=ids).delete()
    Person.objects.filter(pk__in=ids).delete()
    return len(ids)
