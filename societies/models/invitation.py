"""Invitations to join a society: a link of its own for every place it is put up, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Application, Membership, Person
from portal.ground.models import new_public_id

from .society import Society

LONGEST = 40


class Invitation(models.Model):
    """A link into a society's form, for one campaign or for the staff of one unit member; how often it was opened is
    counted, and who came is linked."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    society = models.ForeignKey(Society, models.PROTECT, related_name="invitations")
    membership = models.OneToOneField(Membership, models.PROTECT, null=True, related_name="staff_invitation")
    label = models.CharField(_("用在哪里"), max_length=LONGEST)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened = models.PositiveIntegerField(_("打开"), default=0)

    class Meta:
        verbose_name = _("入会邀请")
        constraints = [
            models.UniqueConstraint(
                fields=["society", "label"], condition=Q(membership=None), name="one_invitation_per_place"
            )
        ]

    def __str__(self):
        return f"{self.society}：{self.label}"


class InvitedApplication(models.Model):
    """An application that began behind an invitation."""

    application = models.OneToOneField(Application, models.CASCADE, primary_key=True, related_name="invited")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="applications")


class InvitedStaff(models.Model):
    """Somebody a unit member named to be invited; each is told once, however often the list is brought."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="staff")
    person = models.ForeignKey(Person, models.CASCADE, related_name="staff_invitations")
    invited_at = models.DateTimeField()

    class Meta:
        verbose_name = _("邀请入会的职工")
        constraints = [models.UniqueConstraint(fields=["invitation", "person"], name="one_invitation_of_a_person")]
