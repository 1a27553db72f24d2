"""Somebody's place at an event, or in the line for one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.ground.models import new_public_id

from .event import Event


class RegistrationQuerySet(models.QuerySet):
    def open(self):
        """Those that have a place or wait for one."""
        return self.exclude(state=Registration.State.CANCELLED)

    def waiting(self):
        """The line, whoever asked first in front."""
        return self.filter(state=Registration.State.WAITING).order_by("place")


class Registration(models.Model):
    """One person's registration; `place` is the order of asking and never changes."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("已报名")
        WAITING = "waiting", _("候补中")
        CANCELLED = "cancelled", _("已取消")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="event_registrations")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    place = models.PositiveIntegerField(_("次序"))
    asked_at = models.DateTimeField(_("报名时间"))
    promoted_at = models.DateTimeField(_("递补时间"), null=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)
    checked_in_at = models.DateTimeField(_("签到时间"), null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], condition=~Q(state="cancelled"), name="one_open_registration_each"
            ),
            models.UniqueConstraint(fields=["event", "place"], name="one_registration_per_place"),
            models.CheckConstraint(
                name="only_who_has_a_place_is_checked_in", condition=Q(checked_in_at=None) | Q(state="registered")
            ),
        ]
        indexes = [
            models.Index(fields=["event", "place"], name="registration_line", condition=Q(state="waiting")),
            models.Index(fields=["person", "-id"], name="registration_by_person"),
        ]

    def __str__(self):
        return f"{self.person}：{self.event}"
