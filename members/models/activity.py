"""What was done, when, by whom and for whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation
from .person import Person
from .unit import Unit


class ActivityQuerySet(models.QuerySet):
    def held(self, first, last):
        return self.filter(held_on__gte=first, held_on__lte=last)


class Activity(models.Model):
    """Something an organisation did on a day, filed by it: what work coverage and effective coverage ask."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="activities")
    held_on = models.DateField(_("日期"))
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=20)
    region_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    served_token = models.CharField(_("服务单位"), max_length=120, blank=True)
    served_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="services")
    person_times = models.PositiveIntegerField(_("参与人次"), default=0)
    filed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "held_on", "name", "served_token"], name="one_activity_per_day_name_and_unit"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "held_on"], name="activity_by_organisation"),
            models.Index(
                fields=["served_unit", "held_on"], name="activity_by_unit", condition=Q(served_unit__isnull=False)
            ),
        ]
