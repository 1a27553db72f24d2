"""Who may see and do what with events. Every sentence is the by-law of one act."""

from datetime import timedelta

from django.db.models import Q

from members.models import Membership, Organisation
from members.rules import STAFF, titles_of
from portal.ground import dated
from portal.ground.dates import local_day

from . import values
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


def own_events(actor):
    """The events the acting office manages."""
    organisation = actor.office.organisation if actor.office else None
    return (
        Event.objects.filter(organisation=organisation)
        if organisation and _serves(actor, organisation)
        else Event.objects.none()
    )


def is_published_at_once(event):
    """An association speaks for itself; everybody else's events are looked at first."""
    return event.organisation.kind == Organisation.Kind.ASSOCIATION


def dossier_due_on(event):
    """Funded and campaign events are told of in full within some days of their end (domain.md 8); None for all others."""
    if not (event.is_funded or event.label):
        return None
    ended_on = local_day(event.ends_at)
    return ended_on + timedelta(days=int(dated.value(values.DOSSIER_DAYS, on=ended_on)))


def may_read_photos(actor, public_id):
    """Whoever sees the event on the desk."""
    return actor is not None and visible_events(actor).filter(public_id=public_id).exists()


def may_bring_photos(actor, public_id):
    """The host's officers, until the filing is under review or accepted."""
    event = Event.objects.filter(public_id=public_id).select_related("organisation", "filing").first()
    if actor is None or event is None or not may_manage(actor, event):
        return False
    filing = getattr(event, "filing", None)
    return filing is None or filing.state in filing.EDITABLE or not event.dossier_due_on


def admits(event, person, *, on):
    """May this person register? None when so, else what is missing, in words."""
    if event.admits != Event.Admits.EVERYBODY and not person.phone_verified_at:
        return "phone"
    if event.admits == Event.Admits.MEMBERS:
        mine = Membership.objects.on(on).filter(organisation=event.organisation_id, person=person)
        return None if mine.exists() else "membership"
    return None
