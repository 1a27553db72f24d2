"""Registers of units: the denominators, each with a name and a date."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Unit
from portal.ground.models import ImportBatch


class RegisterEditionQuerySet(models.QuerySet):
    def in_force(self, city_code, day):
        """For each kind of unit the newest edition of the city on the day: replacement, not union."""
        editions = self.filter(city_code=city_code, as_of__lte=day)
        return editions.order_by("kind", "-as_of").distinct("kind")


class RegisterEdition(models.Model):
    """The register of one kind of unit of one city as of a day: a denominator with a name and a date."""

    city_code = models.CharField(max_length=4)
    kind = models.CharField(_("类别"), max_length=16, choices=Unit.Kind.choices)
    name = models.CharField(_("名录名称"), max_length=80)
    as_of = models.DateField(_("名录日期"))
    source = models.CharField(_("来源"), max_length=200, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="editions")

    objects = RegisterEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city_code", "kind", "as_of"], name="one_edition_per_city_kind_and_day")
        ]

    def __str__(self):
        return f"{self.name}（{self.get_kind_display()}，{self.as_of:%Y-%m-%d}）"


class RegisterEntry(models.Model):
    """A unit as one edition of a register describes it."""

    edition = models.ForeignKey(RegisterEdition, models.CASCADE, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entries")
    name = models.CharField(_("名称"), max_length=120)
    region_code = models.CharField(_("行政区划代码"), max_length=12)
    is_above_size = models.BooleanField(_("规模以上科技企业"), default=False)
    is_high_tech = models.BooleanField(_("高新技术企业"), default=False)
    science_workers = models.PositiveIntegerField(_("科技工作者人数"), null=True)
    ownership = models.CharField(_("控股类型"), max_length=10, choices=Unit.Ownership.choices, blank=True)
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "unit"], name="one_entry_per_edition_and_unit")]
