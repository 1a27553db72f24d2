"""An event as it is declared and shown (domain.md 8)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Person
from portal.ground.models import new_public_id


class EventQuerySet(models.QuerySet):
    def public(self):
        """Events everybody sees: published ones, and those that were called off after they had been."""
        return self.filter(state__in=[Event.State.PUBLISHED, Event.State.CANCELLED])

    def coming(self, now):
        """Published events that are not over."""
        return self.filter(state=Event.State.PUBLISHED, ends_at__gt=now)

    def without_dossier(self, now):
        """Events that are over and whose dossier was never handed in."""
        held = self.filter(state=Event.State.PUBLISHED, ends_at__lte=now, dossier_due_on__isnull=False)
        return held.filter(Q(filing=None) | Q(filing__submitted_at=None))


class Event(models.Model):
    """An event of one host. `taken` counts its places, so that a place is given once whoever asks at once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("审核中")
        RETURNED = "returned", _("退回修改")
        PUBLISHED = "published", _("已发布")
        CANCELLED = "cancelled", _("已取消")

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("讲座")
        EXHIBITION = "exhibition", _("展览")
        OPEN_DAY = "open_day", _("开放日")
        CONTEST = "contest", _("竞赛")
        TRAINING = "training", _("培训")
        CONSULTATION = "consultation", _("咨询")
        PRACTICE = "practice", _("实践体验")
        ACADEMIC = "academic", _("学术交流")

    class Form(models.TextChoices):
        ON_SITE = "on_site", _("线下")
        ONLINE = "online", _("线上")
        BOTH = "both", _("线下和线上")

    class Audience(models.TextChoices):
        ALL = "all", _("社会公众")
        YOUTH = "youth", _("青少年")
        FARMERS = "farmers", _("农民")
        WORKERS = "workers", _("产业工人")
        ELDERLY = "elderly", _("老年人")
        OFFICIALS = "officials", _("领导干部和公务员")

    class Label(models.TextChoices):
        NONE = "", _("不属于专项活动")
        DAY = "day", _("全国科普日")
        MONTH = "month", _("全国科普月")
        WEEK = "week", _("科技活动周")
        WORKERS_DAY = "workers_day", _("全国科技工作者日")

    class Admits(models.TextChoices):
        EVERYBODY = "everybody", _("不限")
        VERIFIED = "verified", _("手机已核验的")
        MEMBERS = "members", _("主办学会的会员")

    EDITABLE = (State.DRAFT, State.RETURNED)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="events", verbose_name=_("主办单位"))
    co_hosts = models.CharField(_("协办单位"), max_length=200, blank=True)
    name = models.CharField(_("活动名称"), max_length=80)
    theme = models.CharField(_("主题"), max_length=80, blank=True)
    about = models.TextField(_("活动介绍"), blank=True)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    form = models.CharField(_("形式"), max_length=8, choices=Form.choices, default=Form.ON_SITE)
    label = models.CharField(_("专项活动"), max_length=12, choices=Label.choices, blank=True, default=Label.NONE)
    audiences = ArrayField(models.CharField(max_length=10, choices=Audience.choices), verbose_name=_("面向人群"))
    region_code = models.CharField(_("所在地"), max_length=12)
    venue = models.CharField(_("地点"), max_length=120, blank=True)
    online_at = models.URLField(_("线上地址"), max_length=300, blank=True)
    speakers = models.CharField(_("主讲人"), max_length=200, blank=True)
    contact = models.CharField(_("咨询电话"), max_length=40, blank=True)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    opens_at = models.DateTimeField(_("报名开始"))
    closes_at = models.DateTimeField(_("报名截止"))
    admits = models.CharField(_("谁可以报名"), max_length=10, choices=Admits.choices, default=Admits.EVERYBODY)
    capacity = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    last_place = models.PositiveIntegerField(default=0)  # the order of asking, never given twice
    is_funded = models.BooleanField(_("有经费资助"), default=False, db_default=False)
    dossier_due_on = models.DateField(_("结项材料期限"), null=True)  # by the rule in force when it was published
    expected = models.PositiveIntegerField(_("预计人次"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="declared_events")
    submitted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(_("取消原因"), max_length=200, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动")
        constraints = [
            models.CheckConstraint(name="event_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="event_registration_closes_before_its_end",
                condition=Q(closes_at__gt=F("opens_at"), closes_at__lte=F("ends_at")),
            ),
            models.CheckConstraint(
                name="event_has_a_place_for_everybody", condition=Q(capacity=None) | Q(taken__lte=F("capacity"))
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="event_coming", condition=Q(state="published")),
            models.Index(fields=["organisation", "-starts_at"], name="event_by_host"),
            models.Index(
                fields=["dossier_due_on"], name="event_dossier_due", condition=Q(dossier_due_on__isnull=False)
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def left(self):
        """Places left; None when there is no limit."""
        return None if self.capacity is None else self.capacity - self.taken
