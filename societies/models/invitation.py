"""Invitations to join a society: a link of its own for every place it is put up, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Application, Person
from portal.ground.models import new_public_id

from .society import Society


class Invitation(models.Model):
    """A link into a society's form, for one campaign; how often it was opened is counted, and who came is linked."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    society = models.ForeignKey(Society, models.PROTECT, related_name="invitations")
    label = models.CharField(_("用在哪里"), max_length=40)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened = models.PositiveIntegerField(_("打开"), default=0)

    class Meta:
        verbose_name = _("入会邀请")
        constraints = [models.UniqueConstraint(fields=["society", "label"], name="one_invitation_per_label")]

    def __str__(self):
        return f"{self.society}：{self.label}"


class InvitedApplication(models.Model):
    """An application that began behind an invitation."""

    application = models.OneToOneField(Application, models.CASCADE, primary_key=True, related_name="invited")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="applications")
