"""What has members and officers, the offices people hold in it, and who acts for it."""

from dataclasses import dataclass, field, replace
from itertools import chain

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import in_force, period
from portal.ground.labels import label
from portal.ground.models import new_public_id

from .person import Person


class Organisation(models.Model):
    """What has members and officers: an association, a society, a branch, a consortium."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("科协")
        SOCIETY = "society", _("学会")
        BRANCH = "branch", _("基层组织")
        CONSORTIUM = "consortium", _("学会联合体")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=120)
    region_code = models.CharField(_("行政区划代码"), max_length=12)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_code"], name="one_association_per_region", condition=Q(kind="association")
            )
        ]
        indexes = [
            models.Index(OpClass("region_code", name="text_pattern_ops"), name="organisation_by_prefix"),
            models.Index(fields=["name"], name="organisation_by_name"),
        ]

    def __str__(self):
        return self.name


class OfficeQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(in_force(day))


class Office(models.Model):
    """A post somebody holds for some days. All authority comes from offices held today."""

    class Title(models.TextChoices):
        PARTY_SECRETARY = "party_secretary", _("党组书记")
        CHAIR = "chair", _("主席")
        VICE_CHAIR = "vice_chair", _("副主席")
        PRESIDENT = "president", _("理事长")
        VICE_PRESIDENT = "vice_president", _("副理事长")
        SECRETARY_GENERAL = "secretary_general", _("秘书长")
        OFFICIAL = "official", _("工作人员")
        REVIEWER = "reviewer", _("审核人")
        STATISTICIAN = "statistician", _("统计员")
        BRANCH_SECRETARY = "branch_secretary", _("科协联络员")
        ASSISTANT = "assistant", _("秘书处工作人员")
        HOSPITAL_HEAD = "hospital_head", _("医院院长（兼职）")
        SCHOOL_HEAD = "school_head", _("学校校长（兼职）")
        AGRO_HEAD = "agro_head", _("农技站站长（兼职）")
        SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
        SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
        AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")

    ADMINISTRATORS = (Title.SYSTEM_ADMINISTRATOR, Title.SECURITY_ADMINISTRATOR, Title.AUDIT_ADMINISTRATOR)
    LEADERS = (Title.PARTY_SECRETARY, Title.CHAIR, Title.VICE_CHAIR)
    RESPONSIBLE = (Title.PRESIDENT, Title.VICE_PRESIDENT, Title.SECRETARY_GENERAL)
    THREE_HEADS = (Title.HOSPITAL_HEAD, Title.SCHOOL_HEAD, Title.AGRO_HEAD)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="offices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices")
    title = models.CharField(_("职务"), max_length=24, choices=Title.choices)
    is_part_time = models.BooleanField(_("兼职"), default=False)
    start_on = models.DateField(_("任职日期"))
    end_on = models.DateField(_("离任日期"), null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("职务")
        constraints = [
            ExclusionConstraint(
                name="one_office_of_a_title_each",
                expressions=[
                    ("person", RangeOperators.EQUAL), ("organisation", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_holder_of_a_single_seat",
                expressions=[
                    ("organisation", RangeOperators.EQUAL), ("title", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(title__in=["party_secretary", "chair", "president", "secretary_general"]),
            ),
            ExclusionConstraint(
                name="administrators_are_three_people",
                expressions=[
                    ("person", RangeOperators.EQUAL), ("title", RangeOperators.NOT_EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(title__in=["system_administrator", "security_administrator", "audit_administrator"]),
            ),
            models.CheckConstraint(
                name="office_ends_after_start", condition=Q(end_on=None) | Q(end_on__gt=models.F("start_on"))
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.organisation} {label(self, 'title')}"


@dataclass(frozen=True)
class Actor:
    """The person who acts and the office they act for today; `office` is empty for somebody acting as themselves.

    `stands_in_for` are offices of the same organisation whose holders are away: for decisions of reviews only.
    """

    person: Person
    office: Office | None = None
    stands_in_for: tuple = field(default=(), compare=False)

    @property
    def title(self):
        return str(self.office) if self.office else ""

    def holds(self, *titles, region):
        """Does the acting office, an association's, carry one of these titles and reach the region by prefix?"""
        return bool(
            self.office
            and self.office.title in titles
            and self.office.organisation.kind == Organisation.Kind.ASSOCIATION
            and region.startswith(self.office.organisation.region_code)
        )

    def serves(self, organisation, *titles):
        """Does the acting office belong to this very organisation, and carry one of the titles when some are named?"""
        return bool(
            self.office
            and self.office.organisation_id == organisation.pk
            and (not titles or self.office.title in titles)
        )

    def deciding_office(self, *titles, organisation=None, region=""):
        """The office with one of these titles under which the actor decides: the own one first, or None."""
        for office in chain((self.office,), self.stands_in_for):  # asked for only where the own office is not enough
            acting = replace(self, office=office)
            reaches = acting.serves(organisation, *titles) if organisation else acting.holds(*titles, region=region)
            if reaches:
                return office
        return None
