"""Membership: the classes an organisation offers, applications for them, numbers for life and dated periods."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import in_force, period
from portal.ground.models import new_public_id

from .organisation import Organisation
from .person import Person
from .status import StatusQuerySet
from .unit import Unit

SUBJECTS = ("person", "unit", "member_organisation")


def exactly_one(name):
    """The constraint that a membership or an application is somebody's, and one somebody's only."""
    condition = Q()
    for chosen in SUBJECTS:
        others = {f"{other}__isnull": True for other in SUBJECTS if other != chosen}
        condition |= Q(**{f"{chosen}__isnull": False}, **others)
    return models.CheckConstraint(name=name, condition=condition)


class Admission(models.Model):
    """How an organisation takes members in: whether it does now, how it numbers them, who says the last word."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="admission")
    is_open = models.BooleanField(_("开放入会"), default=True)
    is_by_minutes = models.BooleanField(_("按理事会纪要批量终审"), default=False)
    awaits_dues = models.BooleanField(_("续会先确认会费"), default=False, db_default=False)
    prefix = models.CharField(_("会员号前缀"), max_length=12)
    width = models.PositiveSmallIntegerField(_("流水号位数"), default=4)
    is_lettered = models.BooleanField(_("以类别字母结尾"), default=True)
    last_serial = models.PositiveIntegerField(default=0)
    words = models.CharField(_("入会须知"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("入会办法")


class MemberClassQuerySet(models.QuerySet):
    def on(self, day):
        """The version of every class that holds on the day, whether offered then or not."""
        newer = MemberClass.objects.filter(
            organisation=OuterRef("organisation"), code=OuterRef("code"),
            valid_from__lte=day, valid_from__gt=OuterRef("valid_from"),
        )  # fmt: skip
        return self.filter(valid_from__lte=day).exclude(Exists(newer)).order_by("organisation", "order", "pk")


class MemberClass(models.Model):
    """One version of a class of members; a change is a new version, applications keep the one they were made under."""

    class Subject(models.TextChoices):
        PERSON = "person", _("个人")
        UNIT = "unit", _("单位")
        ORGANISATION = "organisation", _("团体")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="member_classes")
    code = models.SlugField(_("代号"), max_length=20)
    valid_from = models.DateField(_("启用日期"))
    order = models.PositiveSmallIntegerField(_("次序"), default=1)
    name = models.CharField(_("会员类别"), max_length=20)
    subject = models.CharField(_("适用对象"), max_length=12, choices=Subject.choices, default=Subject.PERSON)
    letter = models.CharField(_("会员号字母"), max_length=1, default="M")
    conditions = models.TextField(_("入会条件"), blank=True)
    rights = models.TextField(_("权利"), blank=True)
    duties = models.TextField(_("义务"), blank=True)
    asked = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("需填写的资料"))
    papers = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("需提交的材料"))
    years = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("可选年限"))
    yearly_dues = models.DecimalField(_("会费（元／年）"), max_digits=8, decimal_places=2, default=0)
    is_offered = models.BooleanField(_("接受申请"), default=True)
    representatives = models.PositiveSmallIntegerField(_("单位可派代表人数"), default=3, db_default=3)

    objects = MemberClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("会员类别")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "valid_from"], name="one_class_version_per_day")
        ]

    def __str__(self):
        return self.name


class Application(models.Model):
    """Somebody asks to become a member. While it waits it makes nobody a member and counts nowhere."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("审核中")
        RETURNED = "returned", _("退回补正")
        ADMITTED = "admitted", _("已入会")
        REJECTED = "rejected", _("未通过")
        WITHDRAWN = "withdrawn", _("已撤回")
        CLOSED = "closed", _("已终止")

    OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    member_class = models.ForeignKey(MemberClass, models.PROTECT, related_name="applications")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="applications")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="applications")
    member_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="own_applications")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="handed_in_applications")
    years = models.PositiveSmallIntegerField(_("年限"), null=True)
    reason = models.CharField(_("申请理由"), max_length=500, blank=True)
    former_number = models.CharField(_("原会员号"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("提交时间"), null=True)  # handed in first; a correction keeps it
    first_passed_at = models.DateTimeField(_("初审通过时间"), null=True)
    decided_at = models.DateTimeField(_("办结时间"), null=True)
    decision = models.CharField(_("审核意见"), max_length=300, blank=True)
    minutes = models.ForeignKey("CouncilMinutes", models.PROTECT, null=True, related_name="applications")

    class Meta:
        verbose_name = _("入会申请")
        constraints = [
            exactly_one("application_is_one_somebodys"),
            models.UniqueConstraint(
                fields=["organisation", "person", "unit", "member_organisation"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="one_open_application_each",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "submitted_at"], name="application_by_state"),
            models.Index(fields=["applicant", "-id"], name="application_by_applicant"),
        ]

    def __str__(self):
        return f"{self.subject}：{self.organisation}"

    @property
    def subject(self):
        """Who would become a member."""
        return self.person or self.unit or self.member_organisation

    @property
    def whose(self):
        """The keys of who would become a member, as a membership has them."""
        return {f"{name}_id": getattr(self, f"{name}_id") for name in SUBJECTS}

    @property
    def is_open(self):
        return self.state in self.OPEN


class CouncilMinutes(models.Model):
    """理事会纪要: the paper with which a council admits a whole batch; its file is an attachment."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="minutes")
    title = models.CharField(_("纪要名称"), max_length=120)
    held_on = models.DateField(_("会议日期"))
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("理事会纪要")

    def __str__(self):
        return self.title


class MembershipQuerySet(StatusQuerySet):
    def numbered(self, text):
        """Whose number this is, was before the portal, or was on a record merged since; in capitals or small letters."""
        spelled = {text, text.upper(), text.lower()}
        now, former = (
            Membership.objects.filter(number__in=spelled),
            Membership.objects.filter(former_number__in=spelled),
        )
        found = now.values("pk").union(former.values("pk"), now.exclude(continued_in=None).values("continued_in"))
        return self.filter(pk__in=found)  # each way through an index of its own

    def called(self, text):
        """Whose name or unit says the text, or whose number it is; each way is looked for by an index of its own."""
        units = Unit.objects.filter(name__says=text).values("pk")
        typed = Person.objects.exclude(unit_text="").filter(unit_text__says=text).values("pk")
        found = self.filter(person__name__says=text).values("pk").union(
            self.filter(person__unit__in=units).values("pk"), self.filter(person__in=typed).values("pk"),
            self.filter(unit__in=units).values("pk"), self.numbered(text).values("pk"),
        )  # fmt: skip
        return self.filter(pk__in=found)

    def in_the_hand_of(self, person):
        """One's own, and those of units one acts for."""
        acting = self.model._meta.get_field("delegates").related_model.objects.acting()
        return self.filter(Q(person=person) | Q(pk__in=acting.filter(person=person).values("membership")))

    def on(self, day):
        """Memberships with a period in force on the day: members, whatever was or will be."""
        return self.filter(Exists(MembershipPeriod.objects.on(day).filter(membership=OuterRef("pk"))))


class Membership(models.Model):
    """Somebody's membership in an organisation, with a number for life; whether it holds on a day, its periods say."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="memberships")
    member_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="own_memberships")
    number = models.CharField(_("会员登记号"), max_length=24)
    former_number = models.CharField(_("原会员号"), max_length=40, blank=True, db_index=True)
    admitted_at = models.DateTimeField()
    continued_in = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued")  # after a merge

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("会籍")
        constraints = [
            exactly_one("membership_is_one_somebodys"),
            models.UniqueConstraint(fields=["organisation", "number"], name="one_member_per_number"),
            models.UniqueConstraint(
                fields=["organisation", "person", "unit", "member_organisation"],
                name="one_membership_each",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["number"], name="membership_by_number")]

    def __str__(self):
        return f"{self.number} {self.subject}"

    @property
    def subject(self):
        """Whose membership it is."""
        return self.person or self.unit or self.member_organisation

    @property
    def whose(self):
        """The keys of whose membership it is, one of them set."""
        return {f"{name}_id": getattr(self, f"{name}_id") for name in SUBJECTS}


class MembershipPeriodQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(in_force(day))


class MembershipPeriod(models.Model):
    """The days of a membership in one class, `start_on <= day < end_on`; without an end it is for life.

    One that an exit has cut down to nothing keeps its row and ends the day it starts.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="periods")
    member_class = models.ForeignKey(MemberClass, models.PROTECT, related_name="periods")
    start_on = models.DateField(_("起"))
    end_on = models.DateField(_("止"), null=True)
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="periods")

    objects = MembershipPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_membership_period_a_day",
                expressions=[("membership", RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="membership_period_ends_no_sooner", condition=Q(end_on=None) | Q(end_on__gte=F("start_on"))
            ),
        ]
        indexes = [models.Index(fields=["start_on", "end_on"], name="membership_period_by_days")]

    @property
    def last_day(self):
        """The last good day; None when it is for life."""
        return self.end_on - timedelta(days=1) if self.end_on else None
