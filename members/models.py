"""People, the units they work in, the organisations they belong to, the offices they hold, what was done."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import in_force, period
from portal.ground.models import ImportBatch, new_public_id


class PersonManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username):
        return self.get(username=username)


class Person(AbstractBaseUser):
    """A human being and their account, one record for life; imported people have no usable password."""

    class Sex(models.TextChoices):
        FEMALE = "f", _("女")
        MALE = "m", _("男")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=11, blank=True, db_index=True)
    email = models.EmailField(_("邮箱"), blank=True)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    unit = models.ForeignKey(
        "Unit", models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("单位")
    )
    region_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    professional_title = models.CharField(_("职称"), max_length=40, blank=True)
    discipline = models.CharField(_("学科"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")
        indexes = [GinIndex(OpClass("name", name="gin_trgm_ops"), name="person_by_name")]

    def __str__(self):
        return self.name


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
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

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
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="unit_by_name"),
        ]

    def __str__(self):
        return self.name


class UnitChange(models.Model):
    """A unit's name or credit code until a day: what documents from before that day call it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="changes")
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, blank=True)
    until_on = models.DateField()
    document = models.CharField(max_length=80, blank=True)


class RosterClaim(models.Model):
    """What a society's own roster says of somebody's membership: a claim until the society itself takes it over."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roster_claims")
    society_name = models.CharField(_("学会"), max_length=120)
    former_number = models.CharField(_("原会员号"), max_length=40, blank=True)
    member_class = models.CharField(_("会员类别"), max_length=20, blank=True)
    joined_on = models.DateField(_("入会日期"), null=True, blank=True)
    paid_until = models.DateField(_("会费缴至"), null=True, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="roster_claims")

    class Meta:
        verbose_name = _("名册会籍")
        constraints = [
            models.UniqueConstraint(fields=["person", "society_name"], name="one_roster_claim_per_person_and_society")
        ]


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
        SECRETARY_GENERAL = "secretary_general", _("秘书长")
        OFFICIAL = "official", _("工作人员")
        REVIEWER = "reviewer", _("审核人")
        STATISTICIAN = "statistician", _("统计员")
        BRANCH_SECRETARY = "branch_secretary", _("科协联络员")
        HOSPITAL_HEAD = "hospital_head", _("医院院长（兼职）")
        SCHOOL_HEAD = "school_head", _("学校校长（兼职）")
        AGRO_HEAD = "agro_head", _("农技站站长（兼职）")
        SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
        SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
        AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")

    ADMINISTRATORS = (Title.SYSTEM_ADMINISTRATOR, Title.SECURITY_ADMINISTRATOR, Title.AUDIT_ADMINISTRATOR)
    LEADERS = (Title.PARTY_SECRETARY, Title.CHAIR, Title.VICE_CHAIR)
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
                condition=Q(title__in=["party_secretary", "chair", "secretary_general"]),
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
        return f"{self.organisation} {self.get_title_display()}"


@dataclass(frozen=True)
class Actor:
    """The person who acts and the office they act for today; `office` is empty for somebody acting as themselves."""

    person: Person
    office: Office | None = None

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

    def serves(self, organisation):
        """Does the acting office belong to this very organisation?"""
        return bool(self.office and self.office.organisation_id == organisation.pk)


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
