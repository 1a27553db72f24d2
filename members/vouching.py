"""Whom an office knows: the people it may vouch for and whose full phone it may, for a reason, be shown.

An association knows who works or lives in its region, the city's whoever named none; a society and every other body with members know those, and
who has handed in an application. A higher floor adds whom its own bodies know (`register`).
"""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from portal.ground.dates import local_day

from .models import Application, Guardianship, HelpedAccount, Membership, Office, Organisation, Person

Title = Office.Title
VOUCHING = {
    Organisation.Kind.ASSOCIATION: (*Office.LEADERS, Title.SECRETARY_GENERAL, Title.OFFICIAL),
    Organisation.Kind.SOCIETY: (*Office.RESPONSIBLE, Title.ASSISTANT),
    Organisation.Kind.BRANCH: (Title.CHAIR, Title.VICE_CHAIR, Title.SECRETARY_GENERAL, Title.BRANCH_SECRETARY),
    Organisation.Kind.CONSORTIUM: (*Office.RESPONSIBLE, Title.ASSISTANT),
}
_known = []


def register(known):
    """`known(organisation, on)` gives the condition on people a body of a higher floor knows, or None."""
    _known.append(known)


def vouches(actor):
    """Is the acting office one that speaks for people at all?"""
    return bool(actor.office) and actor.office.title in VOUCHING.get(actor.office.organisation.kind, ())


def known_to(actor, *, now):
    """The people the acting office knows on the day of `now`, without the one who acts and without children."""
    if not vouches(actor):
        return Person.objects.none()
    organisation, day = actor.office.organisation, local_day(now)
    people = Person.objects.filter(_condition(organisation, day), is_active=True).exclude(pk=actor.person.pk)
    # A join that finds nothing is guessed to keep hardly anybody, and a million people are sorted for a page of thirty.
    return people.filter(~Exists(Guardianship.objects.filter(child=OuterRef("pk"))))


def _condition(organisation, day):
    if organisation.kind == Organisation.Kind.ASSOCIATION:
        region = organisation.region_code
        known = Q(unit__region_code__startswith=region) | Q(region_code__startswith=region)
        # Who has named no place and no unit on a register is the city's, or nobody could vouch for them.
        return known | Q(unit=None, region_code="") if region == settings.PORTAL_CITY else known
    members = Membership.objects.on(day).filter(organisation=organisation, person__isnull=False)
    applying = Application.objects.filter(
        organisation=organisation, state=Application.State.SUBMITTED, person__isnull=False
    )
    helped = HelpedAccount.objects.filter(organisation=organisation)
    known_here = helped.values("person").union(members.values("person"), applying.values("person"))
    condition = Q(pk__in=known_here)
    for known in _known:
        more = known(organisation, day)
        condition = condition if more is None else condition | more
    return condition
