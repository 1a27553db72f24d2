"""Who may vouch for people, see and decide whose a paper is, and read what stands behind a mark."""

from django.conf import settings
from django.utils import timezone

from . import vouching
from .models import IdentityMark, Office, PhoneRecovery

Title = Office.Title


def may_vouch(actor, person, *, now):
    """An officer of an organisation that knows the person (`vouching.known_to`), never for themselves."""
    return vouching.known_to(actor, now=now).filter(pk=person.pk).exists()


def may_revoke_mark(actor, mark, *, now):
    """Whoever may vouch for the person takes a confirmed unit back; a verified identity only an official of the city."""
    if mark.kind == IdentityMark.Kind.IDENTITY:
        return may_see_identity_cases(actor) and actor.person.pk != mark.person_id
    return may_vouch(actor, mark.person, now=now)


def may_see_identity_cases(actor):
    """Officials, leaders and the secretary-general of the city."""
    return actor.holds(*Office.LEADERS, Title.SECRETARY_GENERAL, Title.OFFICIAL, region=settings.PORTAL_CITY)


def may_decide_identity_case(actor, case):
    """An official of the city who is neither of the two people."""
    return may_see_identity_cases(actor) and actor.person.pk not in (case.claim.person_id, case.held.person_id)


def _mark(public_id):
    return IdentityMark.objects.select_related("person").filter(public_id=public_id).first()


def may_read_evidence(actor, public_id):
    """Whom the mark is about, and whoever may vouch for them."""
    mark = _mark(public_id)
    if actor is None or mark is None:
        return False
    return actor.person.pk == mark.person_id or may_vouch(actor, mark.person, now=timezone.now())


def may_bring_evidence(actor, public_id):
    """Whoever gave the mark, as long as it holds."""
    mark = _mark(public_id)
    return bool(actor and mark and mark.ended_at is None and actor.person.pk == mark.given_by_id)


def may_confirm_recovery(actor, recovery, *, now):
    """Another officer who knows the person, neither the first nor the person themselves."""
    return actor.person.pk != recovery.asked_by_id and may_vouch(actor, recovery.person, now=now)


def _recovery(public_id):
    return PhoneRecovery.objects.select_related("person").filter(public_id=public_id, person__isnull=False).first()


def may_read_recovery(actor, public_id):
    """Whoever may vouch for the person who lost their phone."""
    recovery = _recovery(public_id)
    return bool(actor and recovery and may_vouch(actor, recovery.person, now=timezone.now()))


def may_bring_recovery(actor, public_id):
    """Whoever asked for it, until somebody agreed."""
    recovery = _recovery(public_id)
    return bool(
        actor and recovery and recovery.state == PhoneRecovery.State.ASKED and actor.person.pk == recovery.asked_by_id
    )
