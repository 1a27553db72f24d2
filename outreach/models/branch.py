"""Branches, the papers they bring, and the units they cover."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Activity, Office, Organisation, Person, Unit
from portal.ground.dates import in_force, months_before, period
from portal.ground.models import ImportBatch


class BranchQuerySet(models.QuerySet):
    def on(self, day):
        """Branches that cover on the day: founding filed, not yet dissolved."""
        return self.filter(in_force(day, "filed_on", "dissolved_on"))

    def within(self, code):
        return self.filter(organisation__region_code__startswith=code)

    def for_person(self, person, *, on):
        """Branches the person registered, or holds an office in on the day."""
        held = Office.objects.on(on).filter(person=person).values("organisation")
        return self.filter(Q(applicant=person) | Q(organisation__in=held))

    def overdue_on(self, day):
        """Active branches whose last good day of the term has passed (C11)."""
        return self.on(day).filter(term_ends_on__lt=day)

    def dormant_on(self, day):
        """Active branches that filed no activity in the twelve months to the day."""
        lately = Activity.objects.held(months_before(day, 12) + timedelta(days=1), day)
        return self.on(day).exclude(models.Exists(lately.filter(organisation=models.OuterRef("pk"))))


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

    WHO_ANSWERS = ("chair_name", "contact_name", "contact_phone")

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


class PaperRuleQuerySet(models.QuerySet):
    def on(self, kind, day):
        """The papers asked of a kind of branch on a day: those of the newest version, in order."""
        newest = self.filter(kind=kind, valid_from__lte=day).order_by("-valid_from").values("valid_from")[:1]
        return self.filter(kind=kind, valid_from__in=newest).order_by("order")


class PaperRule(models.Model):
    """A paper a kind of branch brings along, photographed or as a file; a change is a new version from a day on."""

    class Stage(models.TextChoices):
        APPLICATION = "application", _("申请时")
        FOUNDING = "founding", _("备案时")

    kind = models.CharField(_("组织类别"), max_length=12, choices=Branch.Kind.choices)
    valid_from = models.DateField(_("启用日期"))
    order = models.PositiveSmallIntegerField(_("次序"))
    stage = models.CharField(_("何时提交"), max_length=12, choices=Stage.choices)
    label = models.CharField(_("材料名称"), max_length=60)
    is_required = models.BooleanField(_("必交"))
    source = models.CharField(_("依据"), max_length=200, blank=True)

    objects = PaperRuleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "valid_from", "order"], name="one_paper_rule_per_order")]


class CoverageQuerySet(models.QuerySet):
    def from_day(self, day):
        """Links that cover on the day or later, if their branch does; what papers say has no first day."""
        return self.filter(Q(end_on=None) | Q(end_on__gt=day))

    def on(self, day):
        """Links that cover on the day, if their branch does."""
        return self.from_day(day).filter(Q(start_on=None) | Q(start_on__lte=day))


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
