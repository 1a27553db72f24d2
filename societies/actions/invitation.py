"""Invitations: made for a place, opened, followed by applications."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from members import life_rules
from members.actions import renewal as people
from members.standing import standing_of
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import rules
from ..models import Invitation, InvitedApplication, Society
from ..models.invitation import LONGEST

MOST = 50


@transaction.atomic
def make_invitation(society, label, *, by, now):
    """A link of its own for one place or campaign, so that it shows what comes of it."""
    society = Society.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=society.pk)
    require(rules.may_invite(by, society, on=local_day(now)))
    places = society.invitations.filter(membership=None)
    if places.filter(label=label).exists():
        raise Refused(_("“%(label)s”已经有了，请直接用它的链接。") % {"label": label})
    if places.count() >= MOST:
        raise Refused(_("邀请最多 %(most)s 个，请用已有的。") % {"most": MOST})
    invitation = Invitation.objects.create(society=society, label=label, made_by=by.person, made_at=now)
    record("invitation.made", invitation, by=by, label=label)
    return invitation


@transaction.atomic
def invite_staff_of(membership, *, by, now):
    """The link with which staff of a unit member join in person: one for each, made by its contact or by the society."""
    membership = people.lock_membership(membership)
    require(life_rules.may_name_delegates(by, membership))
    if not standing_of(membership, on=local_day(now)).is_member:
        raise Refused(_("会籍现在无效，不能邀请职工入会。"))
    invitation, is_new = Invitation.objects.get_or_create(
        membership=membership, society_id=membership.organisation_id,
        defaults={"label": str(membership.unit)[:LONGEST], "made_by": by.person, "made_at": now},
    )  # fmt: skip
    if is_new:
        record("invitation.made", invitation, by=by, label=invitation.label)
    return invitation


def count_opening(invitation):
    """One more visit; counted in the row itself, so that none is lost."""
    Invitation.objects.filter(pk=invitation.pk).update(opened=F("opened") + 1)


def follow_invitation(application, public_id):
    """Remember behind which invitation an application began; the first one stays, a foreign or unknown one counts nowhere."""
    invitation = Invitation.objects.filter(public_id=public_id, society=application.organisation_id).first()
    if invitation:
        InvitedApplication.objects.get_or_create(application=application, defaults={"invitation": invitation})
