"""What the indicators count, and what a region should reach."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import period
from portal.ground.models import ReportingArea


class IndicatorDefinition(models.Model):
    """What an indicator counts, as data: conjunctions of named facts. A change is a new version, never an edit."""

    indicator = models.CharField(_("指标"), max_length=24)
    version = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("名称"), max_length=60)
    basis = models.CharField(_("口径"), max_length=200)
    grain = models.CharField(max_length=16)  # see grains.py
    numerator = ArrayField(models.CharField(max_length=30))
    denominator = ArrayField(models.CharField(max_length=30), null=True)
    aggregate = models.CharField(max_length=20, default="count")
    known = models.CharField(max_length=30, blank=True)
    unit = models.CharField(_("计量单位"), max_length=10)
    source = models.CharField(_("依据"), max_length=200)
    valid_from = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "version"], name="one_definition_per_version")]
        ordering = ["order"]


class TargetQuerySet(models.QuerySet):
    def within(self, city_code):
        """The city's own targets, its reporting areas' too, and those that hold everywhere."""
        areas = ReportingArea.objects.filter(city_code=city_code).values("code")
        mine = Q(region_code__startswith=city_code) | Q(region_code__in=areas)
        return self.filter(mine | Q(region_code=""))


class Target(models.Model):
    """What a region should reach, on which basis, between which days, by which document."""

    class Comparison(models.TextChoices):
        AT_LEAST = "at_least", _("不低于")
        MORE_THAN = "more_than", _("高于")
        AT_MOST = "at_most", _("不高于")

    indicator = models.CharField(_("指标"), max_length=24)
    region_code = models.CharField(_("适用地区"), max_length=12, blank=True)
    comparison = models.CharField(_("比较方式"), max_length=10, choices=Comparison.choices)
    value = models.DecimalField(_("目标值"), max_digits=7, decimal_places=4)
    basis = models.CharField(_("口径"), max_length=40)
    start_on = models.DateField(_("起始日期"))
    end_on = models.DateField(_("终止日期"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("目标")
        constraints = [
            ExclusionConstraint(
                name="one_target_per_indicator_region_and_day",
                expressions=[
                    ("indicator", RangeOperators.EQUAL), ("region_code", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="target_between_none_and_all", condition=Q(value__gte=0, value__lte=1)),
        ]  # fmt: skip
