"""Who may do what to people, offices, accounts and units. Every sentence is the by-law of one act."""

from django.conf import settings
from django.db.models import Q

from .models import Application, CouncilMinutes, Guardianship, Office, Organisation

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
    """Whoever holds an association's office sees the data of a whole region: idle-out, allow-list."""
    return any(office.organisation.kind == Organisation.Kind.ASSOCIATION for office in offices)


def needs_second_factor(offices):
    """Whoever holds any office works with other people's data: a code or a passkey at the desk."""
    return bool(offices)


def may_write_record(actor, person):
    """Everybody writes their own record, a guardian the child's, nobody somebody else's."""
    return actor.person.pk == person.pk or is_guardian_of(actor, person)


def is_guardian_of(actor, person):
    """Whoever answers for the child today."""
    return Guardianship.objects.running().filter(guardian=actor.person, child=person).exists()


def may_end_guardianship(actor, guardianship):
    """The guardian; officials and leaders of an association that reaches the guardian, on evidence that another answers
    for the child."""
    return guardianship.guardian_id == actor.person.pk or may_correct_guardianship(actor, guardianship.guardian)


def may_correct_guardianship(actor, guardian):
    """Officials and leaders of an association that reaches where the guardian works or lives, never their own."""
    region = guardian.unit.region_code if guardian.unit_id else guardian.region_code
    return actor.person.pk != guardian.pk and actor.holds(
        *Office.LEADERS, Title.SECRETARY_GENERAL, Title.OFFICIAL, region=region or settings.PORTAL_CITY
    )


def may_see_members(actor, organisation):
    """Officers of the organisation, and officials of an association above it, who look and do not decide."""
    return serves(actor, organisation) or actor.holds(*STAFF, region=organisation.region_code)


def may_manage_admission(actor, organisation):
    """The president and the secretary-general say how their organisation takes members in."""
    return actor.serves(organisation, Title.PRESIDENT, Title.SECRETARY_GENERAL)


def may_have_deputy(actor):
    """Officers of societies and associations, whose reviews wait while they are away; administrators do not decide any."""
    return bool(
        actor.office
        and actor.office.organisation.kind in (Organisation.Kind.SOCIETY, Organisation.Kind.ASSOCIATION)
        and actor.office.title not in Office.ADMINISTRATORS
    )


def may_name_deputy(actor, office):
    """Whoever holds the office, acting for it."""
    return may_have_deputy(actor) and actor.office.pk == office.pk


def may_close_applications(actor, organisation):
    """Officials of an association reaching the organisation, when it ends."""
    return actor.holds(*STAFF, region=organisation.region_code)


def may_admit_in(actor, organisation):
    """Responsible persons of the organisation, or whoever stands in for one, bring the council's minutes; each step names
    who may decide it."""
    return actor.deciding_office(*Office.RESPONSIBLE, organisation=organisation) is not None


def visible_applications(actor):
    """One's own, and once handed in those to the organisations one may see the members of."""
    mine = Q(applicant=actor.person) | Q(person=actor.person)
    return Application.objects.filter(mine | _organisations_seen(actor) & ~Q(state="draft") & ~Q(submitted_at=None))


def _organisations_seen(actor):
    """The condition that a row's `organisation` is one whose members the acting office may see."""
    if not actor.office:
        return Q(pk=None)
    organisation = actor.office.organisation
    seen = Q(organisation=organisation) if serves(actor, organisation) else Q(pk=None)
    if actor.holds(*STAFF, region=organisation.region_code):
        seen |= Q(organisation__region_code__startswith=organisation.region_code)
    return seen


def serves(actor, organisation):
    """Does the acting office belong to this organisation, whatever its title?"""
    return actor.serves(organisation, *titles_of(organisation))


def may_edit_application(actor, application):
    """Whoever applies fills in the application, corrects it and takes it back."""
    return actor.person.pk == application.applicant_id


def may_read_application_papers(actor, public_id):
    """Whoever sees the application sees its papers."""
    return actor is not None and visible_applications(actor).filter(public_id=public_id).exists()


def may_bring_application_papers(actor, public_id):
    """The applicant, while the application is being written or corrected."""
    if actor is None:
        return False
    open_now = Application.objects.filter(state__in=[Application.State.DRAFT, Application.State.RETURNED])
    return open_now.filter(public_id=public_id, applicant=actor.person).exists()


def may_read_minutes(actor, public_id):
    """Whoever sees the members of the organisation."""
    minutes = CouncilMinutes.objects.filter(public_id=public_id).select_related("organisation").first()
    return actor is not None and minutes is not None and may_see_members(actor, minutes.organisation)


def may_bring_minutes(actor, public_id):
    """Whoever records them, until somebody was admitted by them: from then on they stay as they are."""
    minutes = CouncilMinutes.objects.filter(public_id=public_id, applications=None, expulsions=None).first()
    return actor is not None and minutes is not None and minutes.recorded_by_id == actor.person.pk
