"""Administrative divisions and the report rows beside them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..dates import in_force, period


class RegionQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(in_force(day))

    def within(self, code):
        return self.filter(code__startswith=code)

    def counties(self):
        return self.filter(level=Region.Level.COUNTY)


class Region(models.Model):
    """An administrative division during the days its code and name were in force; a code contains its parent's."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("省（区、市）")
        CITY = "city", _("市（州）")
        COUNTY = "county", _("区（市、县）")
        TOWNSHIP = "township", _("乡镇（街道）")
        VILLAGE = "village", _("村（社区）")

    class TownshipType(models.TextChoices):
        SUBDISTRICT = "subdistrict", _("街道")
        TOWN = "town", _("镇")
        TOWNSHIP = "township", _("乡")
        OTHER = "other", _("其他乡级单位")

    LEVEL_BY_LENGTH = {
        2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE,
    }  # fmt: skip

    code = models.CharField(_("行政区划代码"), max_length=12)
    name = models.CharField(_("名称"), max_length=80)
    level = models.CharField(_("级别"), max_length=8, choices=Level.choices)
    township_type = models.CharField(_("乡级类型"), max_length=12, choices=TownshipType.choices, blank=True)
    start_on = models.DateField(_("启用日期"))
    end_on = models.DateField(_("停用日期"), null=True, blank=True)
    successor_code = models.CharField(_("继任代码"), max_length=12, blank=True)
    edition = models.CharField(_("版本"), max_length=40)
    document = models.CharField(_("依据文号"), max_length=80, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_region_per_code_and_day",
                expressions=[("code", RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="region_ends_after_start", condition=Q(end_on=None) | Q(end_on__gt=models.F("start_on"))
            ),
        ]
        indexes = [models.Index(OpClass("code", name="text_pattern_ops"), name="region_by_prefix")]

    def __str__(self):
        return self.name


class ReportingArea(models.Model):
    """A report row that is no prefix (高新区、经开区): a named set of regions; its units leave their county's row."""

    code = models.CharField(_("代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    city_code = models.CharField(max_length=4)
    region_codes = ArrayField(models.CharField(max_length=12), verbose_name=_("所含区划代码"))
    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    def __str__(self):
        return self.name
