"""Who stands in for an officer while they are away: for decisions of reviews, and for nothing else."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import in_force, period
from portal.ground.models import new_public_id

from .organisation import Office
from .person import Person


class DeputyQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(in_force(day))


class Deputy(models.Model):
    """On the days `start_on <= day < end_on` the person may decide reviews in place of whoever holds the office."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    office = models.ForeignKey(Office, models.PROTECT, related_name="deputies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="deputising")
    start_on = models.DateField(_("代办自"))
    end_on = models.DateField(_("不再代办"))
    reason = models.CharField(_("事由"), max_length=60, blank=True)
    named_at = models.DateTimeField()

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("代办")
        constraints = [
            ExclusionConstraint(
                name="one_deputy_of_an_office_a_day",
                expressions=[("office", RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="deputy_ends_not_before_start", condition=Q(end_on__gte=F("start_on"))),
        ]

    def __str__(self):
        return _("%(person)s代%(office)s%(holder)s") % {
            "person": self.person.name, "office": self.office.get_title_display(), "holder": self.office.person.name,
        }  # fmt: skip

    @property
    def last_day(self):
        """The last day somebody stands in; before the first one when it was taken back before it began."""
        return self.end_on - timedelta(days=1)
