"""Who may do what about group membership. Every sentence is the by-law of one act."""

from .models import Office
from .rules import STAFF, serves

T = Office.Title
DECIDING = (T.SECRETARY_GENERAL, *Office.LEADERS)


def may_speak_for(actor, organisation):
    """Officers of a society or a branch apply and leave for it."""
    return serves(actor, organisation)


def may_look_after_groups(actor, association):
    """Officials of the association itself see its group members and record their dues."""
    return actor.serves(association, *STAFF)


def may_end_group(actor, association):
    """Leaders and the secretary-general of the association, by a decision that has a document."""
    return actor.serves(association, *DECIDING)


def may_see_group(actor, membership):
    """The association's officials and the organisation's own officers."""
    return may_look_after_groups(actor, membership.organisation) or may_speak_for(actor, membership.member_organisation)
