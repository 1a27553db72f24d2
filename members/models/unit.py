"""Where science workers are, and what a unit was called before."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.ground.models import new_public_id
from portal.ground.naming import NameGrams


class UnitQuerySet(models.QuerySet):
    def unneeded(self):
        """Units at which no row of any table points, whichever app it belongs to."""
        found = self
        for relation in Unit._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete:
                pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
                found = found.filter(~Exists(pointing))
        return found


class Unit(models.Model):
    """Where science workers are: an enterprise, university, park, township, village … (never itself a member list)."""

    class Kind(models.TextChoices):
        TOWNSHIP = "township", _("乡镇")
        SUBDISTRICT = "subdistrict", _("街道")
        TOWNSHIP_OTHER = "township_other", _("其他乡级单位")
        VILLAGE = "village", _("村（社区）")
        ENTERPRISE = "enterprise", _("企业")
        PARK = "park", _("园区")
        UNIVERSITY = "university", _("高校")
        INSTITUTE = "institute", _("科研院所")
        HOSPITAL = "hospital", _("医院")
        SCHOOL = "school", _("学校")
        OTHER = "other", _("其他")

    class Ownership(models.TextChoices):
        STATE = "state", _("国有")
        COLLECTIVE = "collective", _("集体")
        PRIVATE = "private", _("私营")
        HMT = "hmt", _("港澳台")
        FOREIGN = "foreign", _("外商")

    NON_PUBLIC = (Ownership.PRIVATE, Ownership.HMT, Ownership.FOREIGN)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(_("类别"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    region_code = models.CharField(_("行政区划代码"), max_length=12)
    is_region = models.BooleanField(default=False)
    ownership = models.CharField(_("控股类型"), max_length=10, choices=Ownership.choices, blank=True)
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("标签"))

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], name="one_unit_per_credit_code", condition=~Q(credit_code="")
            ),
            models.UniqueConstraint(fields=["region_code"], name="one_unit_per_region", condition=Q(is_region=True)),
            models.UniqueConstraint(
                fields=["kind", "region_code", "name"],
                name="one_unit_per_kind_region_name",
                condition=Q(credit_code="", is_region=False),
            ),
        ]
        indexes = [
            models.Index(OpClass("region_code", name="text_pattern_ops"), name="unit_by_prefix"),
            models.Index(fields=["name"], name="unit_by_exact_name"),
            GinIndex(NameGrams("name"), name="unit_by_name_grams"),
        ]

    def __str__(self):
        return self.name

    @property
    def token(self):
        """How papers name the unit for certain: its credit code, else its region code, else its name."""
        return self.credit_code or (self.region_code if self.is_region else self.name)


class UnitChange(models.Model):
    """What a unit was called, or which credit code it had, until a day: papers from before still find it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="changes")
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, blank=True)
    until_on = models.DateField()
    document = models.CharField(max_length=80, blank=True)


class UnitMerger(models.Model):
    """From a day on, what covers or serves one unit counts for another too; mergers of mergers are rows as well."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mergers")
    into = models.ForeignKey(Unit, models.PROTECT, related_name="absorbed")
    merged_on = models.DateField(_("合并日期"))
    document = models.CharField(_("依据"), max_length=80, blank=True)
    is_direct = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "into"], name="one_merger_of_two_units"),
            models.UniqueConstraint(fields=["unit"], name="one_direct_merger_of_a_unit", condition=Q(is_direct=True)),
        ]
