"""Registers of units, branches and what they cover, indicators with targets, and frozen quarters."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Person, Unit
from portal.ground.dates import Quarter, in_force, period
from portal.ground.models import ImportBatch, Report, new_public_id


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


class BranchQuerySet(models.QuerySet):
    def on(self, day):
        """Branches that cover on the day: founding filed, not yet dissolved."""
        return self.filter(in_force(day, "filed_on", "dissolved_on"))

    def within(self, code):
        return self.filter(organisation__region_code__startswith=code)

    def overdue_on(self, day):
        """Active branches whose last good day of the term has passed (C11)."""
        return self.on(day).filter(term_ends_on__lt=day)


class Branch(models.Model):
    """A grassroots branch of the association. It covers its units from filing until dissolution (domain.md 3)."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("企业科协")
        PARK = "park", _("园区科协")
        UNIVERSITY = "university", _("高校科协")
        TOWNSHIP = "township", _("乡镇科协")
        SUBDISTRICT = "subdistrict", _("街道科协")
        COMMUNITY = "community", _("社区科协")
        RURAL = "rural", _("农技协")
        MAKER = "maker", _("创客之家")
        ALLIANCE = "alliance", _("企业科协联盟")
        INSTITUTE = "institute", _("科研院所科协")
        HOSPITAL = "hospital", _("医院科协")
        SCHOOL = "school", _("学校科协")
        OTHER = "other", _("其他")

    class Formation(models.TextChoices):
        STANDALONE = "standalone", _("单独组建")
        REGIONAL = "regional", _("区域联建")
        INDUSTRY = "industry", _("行业统建")
        HOSTED = "hosted", _("依托组建")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("审核中")
        RETURNED = "returned", _("退回补正")
        APPROVED = "approved", _("已批复")
        FILED = "filed", _("已备案")
        DISSOLVED = "dissolved", _("已撤销")
        WITHDRAWN = "withdrawn", _("已撤回")

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="branch")
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    formation = models.CharField(_("组建方式"), max_length=12, choices=Formation.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    applicant = models.ForeignKey(Person, models.PROTECT, null=True, related_name="founded_branches")
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=11, blank=True)
    chair_name = models.CharField(_("拟任主席（负责人）"), max_length=60, blank=True)
    is_civil_registered = models.BooleanField(_("民政登记"), null=True, blank=True)
    members_count = models.PositiveIntegerField(_("会员数"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True)
    approved_on = models.DateField(_("批复日期"), null=True, blank=True)
    approval_document = models.CharField(_("批复文号"), max_length=80, blank=True)
    founded_on = models.DateField(_("成立大会日期"), null=True, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    term_ends_on = models.DateField(_("届满日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    dissolved_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="branches")

    objects = BranchQuerySet.as_manager()

    class Meta:
        verbose_name = _("基层组织")
        constraints = [
            models.CheckConstraint(
                name="branch_filed_after_approval",
                condition=Q(filed_on=None) | Q(approved_on=None) | Q(filed_on__gte=models.F("approved_on")),
            ),
            models.CheckConstraint(
                name="branch_dissolved_after_filing",
                condition=Q(dissolved_on=None) | Q(filed_on=None) | Q(dissolved_on__gte=models.F("filed_on")),
            ),
        ]
        indexes = [models.Index(fields=["state", "kind"], name="branch_by_state")]

    def __str__(self):
        return self.organisation.name


class BranchStep(models.Model):
    """A step of the review copied onto the branch when it was submitted; the decision is written on the step."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("通过")
        RETURNED = "returned", _("退回")

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    titles = ArrayField(models.CharField(max_length=24))
    region_code = models.CharField(max_length=12)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "round", "order"], name="one_step_per_round_and_order")
        ]


class CoverageQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(in_force(day))


class Coverage(models.Model):
    """A unit covered by a branch on some days. What the papers say stays; the unit it means is found, maybe later."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="coverages")
    token = models.CharField(_("覆盖单位"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="coverages")
    is_matched_by_hand = models.BooleanField(default=False)
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_coverage_of_a_unit_by_a_branch",
                expressions=[
                    ("branch", RangeOperators.EQUAL), ("unit", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(unit__isnull=False),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["token"], name="coverage_unmatched", condition=Q(unit=None))]


class IndicatorDefinition(models.Model):
    """What an indicator counts, as data: conjunctions of named facts. A change is a new version, never an edit."""

    class Grain(models.TextChoices):
        UNIT = "unit", _("单位")
        BRANCH = "branch", _("基层组织")

    indicator = models.CharField(_("指标"), max_length=24)
    version = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("名称"), max_length=60)
    basis = models.CharField(_("口径"), max_length=200)
    grain = models.CharField(max_length=8, choices=Grain.choices)
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


class QuarterReport(models.Model):
    """One version of a city's quarterly coverage report, from the request to the published, frozen facts."""

    class State(models.TextChoices):
        CONFIRMING = "confirming", _("区县确认中")
        REVIEWING = "reviewing", _("待复核")
        REVIEWED = "reviewed", _("待签发")
        SIGNED = "signed", _("已签发，生成中")
        PUBLISHED = "published", _("已发布")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    city_code = models.CharField(max_length=4)
    quarter = models.CharField(_("季度"), max_length=6)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    reason = models.CharField(_("更正原因"), max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONFIRMING)
    is_historical = models.BooleanField(_("历史导入"), default=False)
    requested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    report = models.OneToOneField(Report, models.PROTECT, null=True, related_name="quarter_report")
    editions = models.ManyToManyField(RegisterEdition, related_name="quarter_reports")
    header = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city_code", "quarter", "version"], name="one_quarter_per_version"),
            models.UniqueConstraint(
                fields=["city_code", "quarter"], name="one_open_quarter", condition=~Q(state="published")
            ),
        ]

    def __str__(self):
        return f"{self.city_code} {self.quarter} v{self.version}"

    @property
    def cut_off(self):
        """The last day that counts."""
        return Quarter.parse(self.quarter).last_day


class CountyConfirmation(models.Model):
    """A county official looked at the county's rows and answers for them."""

    quarter_report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="confirmations")
    region_code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    note = models.CharField(_("变动说明"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter_report", "region_code"], name="one_confirmation_per_county")
        ]


class Fact(models.Model):
    """A yes/no row of a frozen quarter: ids and dimensions, no names, so that retention can anonymise."""

    quarter_report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="+")
    row_code = models.CharField(max_length=12)
    region_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)

    class Meta:
        abstract = True


class UnitFact(Fact):
    """One unit of the registers in force, and what was true of it at the cut-off."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    is_big = models.BooleanField()
    is_high_tech = models.BooleanField()
    is_non_public = models.BooleanField()
    is_covered = models.BooleanField()
    has_own = models.BooleanField()
    has_joint = models.BooleanField()
    is_effective = models.BooleanField()
    is_served = models.BooleanField()
    has_a_head = models.BooleanField()
    has_three_heads = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "kind", "row_code"], name="unit_fact_by_row")]


class BranchFact(Fact):
    """One branch active at the cut-off."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_constraint=False)
    is_overdue = models.BooleanField()
    is_dormant = models.BooleanField()
    is_registered = models.BooleanField(null=True)
    members_count = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "kind", "row_code"], name="branch_fact_by_row")]


class FigureRow(models.Model):
    """A published figure: indicator × row of one quarter report, as printed and as compared."""

    quarter_report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="figures")
    indicator = models.CharField(max_length=24)
    row_code = models.CharField(max_length=12)
    n = models.BigIntegerField(null=True)
    total = models.BigIntegerField(null=True)
    ratio = models.DecimalField(max_digits=20, decimal_places=18, null=True)
    target = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    comparison = models.CharField(max_length=10, blank=True)
    gap = models.BigIntegerField(null=True)
    change = models.DecimalField(max_digits=20, decimal_places=18, null=True)
    is_change_from_live = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter_report", "indicator", "row_code"], name="one_figure_per_row")
        ]
