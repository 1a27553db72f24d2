"""Who may register somebody who has no phone, and whom: asked by rules, pages and papers alike."""

from django.utils import timezone

from . import duplicates, vouching
from .duplicates import Said
from .models import HelpedAccount

OWNER = "helped"


def may_help(actor):
    """Whoever speaks for people at all: officers of associations, societies and branches."""
    return vouching.vouches(actor)


def visible_helped(actor):
    """Those the own organisation registered, and those of people the office knows."""
    if not may_help(actor):
        return HelpedAccount.objects.none()
    known = vouching.known_to(actor, now=timezone.now())
    mine = HelpedAccount.objects.filter(organisation=actor.office.organisation)
    return mine | HelpedAccount.objects.filter(person__in=known)


def may_read_consent(actor, public_id):
    """Whoever sees the record, and the person themselves."""
    if actor is None:
        return False
    own = HelpedAccount.objects.filter(public_id=public_id, person=actor.person)
    return own.exists() or visible_helped(actor).filter(public_id=public_id).exists()


def may_bring_consent(actor, public_id):
    """Whoever registered the person, until it was claimed."""
    return actor is not None and HelpedAccount.objects.filter(
        public_id=public_id, made_by=actor.person, claimed_at=None
    ).exists()  # fmt: skip


def alike(actor, *, name, born_on, unit_name, now):
    """People the office knows who are probably the one it is about to register: (person, why)."""
    found = duplicates.likely_same([Said("new", name, "", born_on, unit_name)])
    reasons = {one.person_id: one.words for one in found}
    known = vouching.known_to(actor, now=now).filter(pk__in=reasons).select_related("unit").order_by("pk")
    return [(person, reasons[person.pk]) for person in known]
