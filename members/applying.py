"""What an application needs before it can be handed in: asked by the form, by the page and by the action alike."""

from portal.ground.models import Attachment

from .askable import FIELDS
from .models import Application, MemberClass, Membership

OWNER = "application"
ALWAYS = ("name", "unit")


def classes_offered(organisation, *, on, subject=MemberClass.Subject.PERSON):
    """The classes a person, a unit or an organisation may apply for on the day, in order."""
    return MemberClass.objects.on(on).filter(organisation=organisation, subject=subject, is_offered=True)


def asked_of(member_class):
    """Keys of the fields the class asks of a person; a name and a unit are asked always."""
    if member_class.subject != MemberClass.Subject.PERSON:
        return []
    return list(dict.fromkeys((*ALWAYS, *(key for key in member_class.asked if key in FIELDS))))


def missing_fields(person, member_class):
    """Labels of the asked fields that are still empty."""
    return [FIELDS[key].label for key in asked_of(member_class) if not FIELDS[key].read(person)]


def missing_papers(application, member_class):
    """Titles of the papers the class asks that have not been brought."""
    brought = Attachment.objects.filter(owner_kind=OWNER, owner_id=application.public_id)
    titles = set(brought.values_list("label", flat=True))
    return [title for title in member_class.papers if title not in titles]


def open_application(organisation, person):
    """The person's application to the organisation that is not decided yet, or None."""
    return Application.objects.filter(organisation=organisation, person=person, state__in=Application.OPEN).first()


def membership_on(organisation, *, on, **whose):
    """The membership in the organisation of a person, a unit or an organisation when it is in force on the day, or None."""
    return Membership.objects.on(on).filter(organisation=organisation, **whose).first()
