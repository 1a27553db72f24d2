"""Who may say something under a thing, and who decides about what was said. Every sentence is the by-law of one act."""

from django.conf import settings
from django.db.models import Q

from members import rules as people
from members.models import Office

from .models import Comment

Title = Office.Title
MODERATORS = (Title.OFFICIAL, Title.REVIEWER, Title.SECRETARY_GENERAL, *Office.LEADERS)
OFFICERS = (
    *Office.RESPONSIBLE, Title.CHAIR, Title.VICE_CHAIR, Title.BRANCH_SECRETARY, *Office.THREE_HEADS,
)  # fmt: skip


def may_comment(actor):
    """Whoever has proved a phone and is not shut out (后台实名)."""
    return actor is not None and actor.person.is_active and actor.person.phone_verified_at is not None


def may_report(actor, comment):
    """Whoever may comment; nobody reports what they wrote themselves."""
    return may_comment(actor) and comment.author_id != actor.person.pk


def wrote(actor, comment):
    """What one wrote is one's own to edit and to delete."""
    return actor is not None and comment.author_id == actor.person.pk


def moderates_all(actor):
    """Officials of the city's association look after every comment of the portal."""
    return actor is not None and actor.holds(*MODERATORS, region=settings.PORTAL_CITY)


def may_moderate_at(actor, organisation):
    """Officials of the city's association; for a society's or branch's own things also its responsible officers."""
    if moderates_all(actor):
        return True
    return actor is not None and organisation is not None and actor.serves(organisation, *OFFICERS)


def may_use_desk(actor):
    """Whoever moderates anything."""
    return moderates_all(actor) or bool(actor and actor.office and actor.serves(actor.office.organisation, *OFFICERS)
                                        and actor.office.organisation.kind != "association")  # fmt: skip


def may_see_queue(actor):
    """Whoever moderates anything, and the staff of the city's association, who review posts there."""
    return may_use_desk(actor) or (actor is not None and actor.holds(*people.STAFF, region=settings.PORTAL_CITY))


def moderated_by(actor):
    """The comments an acting office looks after; a stranger finds none."""
    if moderates_all(actor):
        return Comment.objects.all()
    if may_use_desk(actor):
        return Comment.objects.filter(organisation=actor.office.organisation_id)
    return Comment.objects.none()


def may_decide(actor, comment):
    """Whoever looks after the comment; never one's own, and so never a report about oneself."""
    return may_moderate_at(actor, comment.organisation) and comment.author_id != actor.person.pk


def decidable_by(actor):
    """What the acting office may decide, as a condition on comments."""
    return moderated_by(actor).filter(~Q(author=actor.person))


def may_ban(actor, person):
    """Officials of the city's association, never themselves."""
    return moderates_all(actor) and person.pk != actor.person.pk


def may_decide_appeal(actor, appeal):
    """Another official than the one who banned, never the banned person."""
    return may_ban(actor, appeal.ban.person) and appeal.against_id != actor.person.pk


def may_keep_words(actor):
    """Officials of the city's association keep the word rules."""
    return moderates_all(actor)
