"""Where a person worked on a day: the unit of their record, kept with its days."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import in_force, period

from .person import Person
from .unit import Unit


class WorkplaceQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(in_force(day))


class Workplace(models.Model):
    """A person's unit for some days, `start_on <= day < end_on`; the open one is the unit of the record today."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="workplaces")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="workplaces")
    start_on = models.DateField(_("起"))
    end_on = models.DateField(_("止"), null=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作单位")
        constraints = [
            ExclusionConstraint(
                name="one_workplace_a_day",
                expressions=[("person", RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="workplace_ends_no_sooner", condition=Q(end_on=None) | Q(end_on__gte=F("start_on"))
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.unit}"
