"""Who may see and do what with societies. Every sentence is the by-law of one act."""

from django.db.models import Q

from members.life_rules import may_renew
from members.models import Application, Organisation
from members.rules import STAFF, may_manage_admission, titles_of

from .models import Society


def visible_societies(actor):
    """The society one serves, and those in the region of the association one works for."""
    if not actor.office:
        return Society.objects.none()
    organisation = actor.office.organisation
    seen = Q(pk=None)
    if serves_society(actor):
        seen |= Q(organisation=organisation)
    if actor.holds(*STAFF, region=organisation.region_code):
        seen |= Q(organisation__region_code__startswith=organisation.region_code)
    return Society.objects.filter(seen).select_related("organisation")


def works_for_society(actor):
    """Does the acting office belong to a society?"""
    return bool(actor.office) and actor.office.organisation.kind == Organisation.Kind.SOCIETY


def serves_society(actor):
    """Does the acting office do the work of a society, and see who its members are?"""
    organisation = actor.office.organisation
    return works_for_society(actor) and actor.serves(organisation, *titles_of(organisation))


def oversees_societies(actor):
    """Does the acting office look after the societies of its region?"""
    return bool(actor.office) and actor.holds(*STAFF, region=actor.office.organisation.region_code)


def seen_applications(actor):
    """Applications once handed in, to the societies whose members the acting office may see."""
    seen = Application.objects.filter(organisation__society__in=visible_societies(actor))
    return seen.exclude(submitted_at=None)


def may_edit_page(actor, society, *, on):
    """Every officer of a society that is not dissolved writes its page; somebody else of them looks at it."""
    return not society.is_dissolved_on(on) and actor.serves(society.organisation, *titles_of(society.organisation))


def may_see_page_versions(actor, society):
    """Its officers, and officials of the association above it."""
    return visible_societies(actor).filter(pk=society.pk).exists()


def may_invite(actor, society, *, on):
    """Every officer of a society that is not dissolved."""
    return may_edit_page(actor, society, on=on)


def may_manage_keys(actor, society, *, on):
    """The president and the secretary-general of a society that is not dissolved hand its roster to its own programs."""
    exists = society.dissolved_on is None or society.dissolved_on > on
    return exists and may_manage_admission(actor, society.organisation)


def may_fetch_papers(actor, membership):
    """Card and certificate are fetched by the member, for a unit by its contact, and by officers of the society."""
    organisation = membership.organisation
    return may_renew(actor, membership) or actor.serves(organisation, *titles_of(organisation))


def may_print_application(actor, application):
    """The applicant, and officers of the society once it was handed in."""
    organisation = application.organisation
    is_theirs = actor.serves(organisation, *titles_of(organisation)) and application.submitted_at is not None
    return application.applicant_id == actor.person.pk or is_theirs


def may_register_society(actor, city_code):
    """Officials of the city's association enter its societies."""
    return actor.holds(*STAFF, region=city_code)


def may_correct_society(actor, society):
    """Officials of an association reaching the society; its own officers ask them."""
    return actor.holds(*STAFF, region=society.organisation.region_code)
