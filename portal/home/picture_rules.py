"""Who looks at pictures that nobody reviews otherwise, and whose wait for that."""

from django.utils.translation import gettext_lazy as _

from members.models import Organisation
from portal.ground import attachments, dated, workdays
from portal.ground.dates import local_day
from portal.ground.models import Attachment

from . import comment_rules, screening
from . import comment_values as values

moderates = comment_rules.moderates_all  # officials of the city's association look at every picture


def watched_by(actor):
    """The pictures the acting office looks after; a stranger finds none."""
    if not moderates(actor):
        return Attachment.objects.none()
    return Attachment.objects.filter(owner_kind__in=attachments.watched_kinds(), content_type__startswith="image/")


def decidable_by(actor):
    """Never one's own."""
    return watched_by(actor).exclude(uploaded_by=actor.person)


def may_decide(actor, picture):
    """Officials of the city's association, never about what they uploaded themselves."""
    return moderates(actor) and picture.uploaded_by_id != actor.person.pk


def due_on(by, now):
    """By when to look at what this person uploads; the staff of an association, and people well enough known, need not wait."""
    office = by.office
    if office and office.organisation.kind == Organisation.Kind.ASSOCIATION:
        return None
    if not screening.is_new(by.person, now=now):
        return None
    return workdays.after(local_day(now), int(dated.value(values.DECIDE_DAYS, on=local_day(now))))


def refusal(picture):
    """A civil answer to whoever comes second."""
    return _("这张图片%(state)s，没有再作改动。") % {"state": picture.get_state_display()}
