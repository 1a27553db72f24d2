"""Who may do what to people, offices, accounts and units. Every sentence is the by-law of one act."""

from django.conf import settings

from .models import Office, Organisation

Title = Office.Title
STAFF = (Title.OFFICIAL, Title.STATISTICIAN, Title.SECRETARY_GENERAL, *Office.LEADERS)
ASSOCIATION_TITLES = (
    *Office.LEADERS, Title.SECRETARY_GENERAL, Title.OFFICIAL, Title.STATISTICIAN, *Office.ADMINISTRATORS,
)  # fmt: skip
SOCIETY_TITLES = (*Office.RESPONSIBLE, Title.ASSISTANT)
BRANCH_TITLES = (Title.CHAIR, Title.VICE_CHAIR, Title.SECRETARY_GENERAL, Title.BRANCH_SECRETARY, *Office.THREE_HEADS)


def titles_of(organisation):
    """The offices an organisation has."""
    if organisation.kind == Organisation.Kind.ASSOCIATION:
        return ASSOCIATION_TITLES
    return SOCIETY_TITLES if organisation.kind == Organisation.Kind.SOCIETY else BRANCH_TITLES


def may_give_office(actor, organisation, title):
    """The security administrator gives an association's offices, the system administrator the security
    administrator's; officials of the association above a branch or society enter its officers, and the
    responsible persons of a society take on its assistants themselves."""
    region = organisation.region_code
    if title not in titles_of(organisation):
        return False
    if title == Title.ASSISTANT and actor.serves(organisation, *Office.RESPONSIBLE):
        return True
    if organisation.kind != Organisation.Kind.ASSOCIATION:
        return actor.holds(*STAFF, region=region)
    if title == Title.SECURITY_ADMINISTRATOR:
        return actor.holds(Title.SYSTEM_ADMINISTRATOR, region=region)
    return actor.holds(Title.SECURITY_ADMINISTRATOR, region=region)


def may_see_offices(actor):
    """Anybody in office at an association sees who holds which post in its region."""
    return actor.holds(*ASSOCIATION_TITLES, region=actor.office.organisation.region_code if actor.office else "")


def may_manage_accounts(actor):
    """The system administrator of the city."""
    return actor.holds(Title.SYSTEM_ADMINISTRATOR, region=settings.PORTAL_CITY)


def may_read_journal(actor):
    """The audit administrator of the city, and nobody else."""
    return actor.holds(Title.AUDIT_ADMINISTRATOR, region=settings.PORTAL_CITY)


def may_change_unit(actor, unit):
    """Officials and statistics staff of an association reaching the unit."""
    return actor.holds(*STAFF, region=unit.region_code)


def may_change_review_rules(actor, organisation=None):
    """Leaders and the secretary-general of the city decide who looks at what, and how long they have; the president
    and the secretary-general of a society decide it for their own."""
    if organisation is not None:
        return actor.serves(organisation, Title.PRESIDENT, Title.SECRETARY_GENERAL)
    return actor.holds(*Office.LEADERS, Title.SECRETARY_GENERAL, region=settings.PORTAL_CITY)


def is_back_office(offices):
    """Whoever holds an association's office works with other people's data: second factor, idle-out, allow-list."""
    return any(office.organisation.kind == Organisation.Kind.ASSOCIATION for office in offices)


def may_write_record(actor, person):
    """Everybody writes their own record, nobody somebody else's."""
    return actor.person.pk == person.pk
