"""Who may see and do what with events. Every sentence is the by-law of one act."""

from django.db.models import Q

from members.models import Membership, Organisation
from members.rules import STAFF, titles_of

from .models import Event

HOSTS = (Organisation.Kind.ASSOCIATION, Organisation.Kind.SOCIETY, Organisation.Kind.BRANCH)


def may_declare(actor):
    """Every officer of an association, a society or a branch, for the organisation of the acting office."""
    if not actor.office:
        return False
    organisation = actor.office.organisation
    return organisation.kind in HOSTS and _serves(actor, organisation)


def _serves(actor, organisation):
    if organisation.kind == Organisation.Kind.ASSOCIATION:
        return actor.serves(organisation, *STAFF)
    return actor.serves(organisation, *titles_of(organisation))


def may_manage(actor, event):
    """Officers of the host write it, call it off and check people in; nobody else."""
    return _serves(actor, event.organisation)


def visible_events(actor):
    """The events of one's own organisation, and those handed in within the region of the association one works for."""
    if not actor.office:
        return Event.objects.none()
    organisation = actor.office.organisation
    seen = Q(organisation=organisation) if _serves(actor, organisation) else Q(pk=None)
    if actor.holds(*STAFF, region=organisation.region_code):
        seen |= Q(organisation__region_code__startswith=organisation.region_code) & ~Q(submitted_at=None)
    return Event.objects.filter(seen).select_related("organisation")


def is_published_at_once(event):
    """An association speaks for itself; everybody else's events are looked at first."""
    return event.organisation.kind == Organisation.Kind.ASSOCIATION


def admits(event, person, *, on):
    """May this person register? None when so, else what is missing, in words."""
    if event.admits != Event.Admits.EVERYBODY and not person.phone_verified_at:
        return "phone"
    if event.admits == Event.Admits.MEMBERS:
        mine = Membership.objects.on(on).filter(organisation=event.organisation_id, person=person)
        return None if mine.exists() else "membership"
    return None
