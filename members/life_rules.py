"""Who may do what about a membership once there is one: renewal, dues, leaving. Every sentence is the by-law of one act."""

from .models import Dues, Exit, Expulsion, Office, Renewal
from .rules import STAFF, may_see_members, serves

Title = Office.Title
ANSWERING = (*Office.LEADERS, Title.SECRETARY_GENERAL, Title.OFFICIAL)


def may_renew(actor, membership):
    """A member renews their own membership, says what was paid for it, leaves; for a unit its contact does. Nobody does it
    in their name."""
    if membership.unit_id:
        return membership.delegates.acting().filter(person=actor.person).exists()
    return membership.person_id is not None and membership.person_id == actor.person.pk


def may_look_after(actor, membership):
    """Every officer of the organisation confirms renewals and dues, never their own or those of a unit they act for."""
    return serves(actor, membership.organisation) and not may_renew(actor, membership)


def may_name_delegates(actor, membership):
    """The contact of a unit member, and every officer of the society, say who stands for the unit."""
    return membership.unit_id is not None and (may_renew(actor, membership) or serves(actor, membership.organisation))


def may_renew_many(actor, organisation):
    """Every officer of the organisation; one's own membership is not among them."""
    return serves(actor, organisation)


def may_read_dues(actor, public_id):
    """The member, and whoever sees the members of the organisation."""
    return _may_read_of(actor, Dues.objects.filter(public_id=public_id))


def may_bring_dues(actor, public_id):
    """The member and officers of the organisation, until an officer has seen the money."""
    return _may_bring_to(actor, Dues.objects.filter(public_id=public_id, confirmed_at=None))


def may_read_renewal_papers(actor, public_id):
    """The member, and whoever sees the members of the organisation."""
    return _may_read_of(actor, Renewal.objects.filter(public_id=public_id))


def may_bring_renewal_papers(actor, public_id):
    """The member while the renewal waits."""
    renewal = Renewal.objects.filter(public_id=public_id, state=Renewal.State.WAITING).first()
    return actor is not None and renewal is not None and may_renew(actor, renewal.membership)


def _may_read_of(actor, found):
    one = found.select_related("membership__organisation").first()
    return (
        actor is not None
        and one is not None
        and (may_renew(actor, one.membership) or may_see_members(actor, one.membership.organisation))
    )


def _may_bring_to(actor, found):
    one = found.select_related("membership__organisation").first()
    return (
        actor is not None
        and one is not None
        and (may_renew(actor, one.membership) or may_look_after(actor, one.membership))
    )


def may_expel(actor, membership):
    """Responsible persons of the organisation, in the council's name; never about themselves."""
    return actor.serves(membership.organisation, *Office.RESPONSIBLE) and not may_renew(actor, membership)


def may_answer_appeal(actor, membership):
    """Officials and leaders of the association above the organisation."""
    region = membership.organisation.region_code
    return actor.holds(*ANSWERING, region=region) and not may_renew(actor, membership)


def may_record_death(actor, membership):
    """Responsible persons of the organisation, and officials of the association above it."""
    is_ours = actor.serves(membership.organisation, *Office.RESPONSIBLE)
    return membership.person_id != actor.person.pk and (
        is_ours or actor.holds(*STAFF, region=membership.organisation.region_code)
    )


def may_read_exit(actor, public_id):
    """The member, and whoever sees the members of the organisation."""
    return _may_read_of(actor, Exit.objects.filter(public_id=public_id))


def may_bring_exit(actor, public_id):
    """Whoever entered it."""
    found = Exit.objects.filter(public_id=public_id, lifted_at=None).first()
    return actor is not None and found is not None and found.recorded_by_id == actor.person.pk


def may_read_expulsion(actor, public_id):
    """The member, and whoever sees the members of the organisation."""
    return _may_read_of(actor, Expulsion.objects.filter(public_id=public_id))


def may_bring_expulsion(actor, public_id):
    """Whoever has a part in it."""
    one = Expulsion.objects.filter(public_id=public_id).select_related("membership__organisation").first()
    return (
        actor is not None
        and one is not None
        and (
            may_renew(actor, one.membership)
            or may_expel(actor, one.membership)
            or may_answer_appeal(actor, one.membership)
        )
    )
