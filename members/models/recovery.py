"""Somebody lost their phone and has no other way in: a new number proved, vouched for by two officers, after a wait."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ground.models import new_public_id

from .organisation import Organisation
from .person import Person

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else when read out


def new_slip():
    """The number people read out to an officer."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(8))


class PhoneRecovery(models.Model):
    """A new number somebody proved; named by an officer as a person's, confirmed by another, in force after a wait."""

    class State(models.TextChoices):
        OPEN = "open", _("待受理")
        ASKED = "asked", _("待第二人复核")
        CONFIRMED = "confirmed", _("等待期")
        DONE = "done", _("已换号")
        CANCELLED = "cancelled", _("已取消")

    RUNNING = (State.ASKED, State.CONFIRMED)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    slip = models.CharField(_("受理号"), max_length=8, unique=True, default=new_slip)
    phone = models.CharField(_("新手机号"), max_length=11)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="phone_recoveries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    evidence = models.CharField(_("依据"), max_length=200, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("生效时间"), null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(_("取消原因"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="one_running_recovery_each", condition=Q(state__in=["asked", "confirmed"])
            ),
            models.CheckConstraint(
                name="recovery_by_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("asked_by")),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="recovery_due", condition=Q(state="confirmed"))]
