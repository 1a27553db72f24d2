"""Regions, journal, outbox, reports, imports and files: what every floor stands on."""

import secrets

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .dates import in_force, period


def new_public_id():
    """A random name for URLs: says nothing about how many there are."""
    return secrets.token_urlsafe(9)


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


class CalendarDay(models.Model):
    """A day the State Council's arrangement declares free, or working though it is a weekend."""

    day = models.DateField(_("日期"), primary_key=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("说明"), max_length=40)


class DatedValue(models.Model):
    """A ratio, deadline or threshold as it stands from a day on, with the paper that says so."""

    key = models.CharField(max_length=60)
    start_on = models.DateField(_("启用日期"))
    value = models.DecimalField(_("数值"), max_digits=12, decimal_places=4)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "start_on"], name="one_value_per_key_and_day")]


class JournalEntry(models.Model):
    """Who did what to which thing, written in the transaction that did it. Never changed, never deleted."""

    at = models.DateTimeField(db_default=Now())
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    office = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    transaction = models.BigIntegerField(db_default=models.Func(function="txid_current"))

    class Meta:
        indexes = [models.Index(fields=["thing", "thing_id", "id"], name="journal_by_thing")]


class JournalSeal(models.Model):
    """A link of the hash chain: the digest over a batch of committed entries and the seal before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField(db_default=Now())
    entry_ids = ArrayField(models.BigIntegerField())
    before_transaction = models.BigIntegerField()
    after_entry = models.BigIntegerField(db_default=0)  # entries up to here came from the server before
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)


class Notice(models.Model):
    """One message to one or more people; the key makes a second copy impossible."""

    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Delivery(models.Model):
    """A notice on its way to one person through one channel: the work list of the sender."""

    class Channel(models.TextChoices):
        IN_APP = "in_app", _("站内")
        EMAIL = "email", _("电子邮件")
        SMS = "sms", _("短信")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        UNKNOWN = "unknown", _("待人工确认")
        FAILED = "failed", _("发送失败")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "person", "channel"], name="one_delivery_each_channel")
        ]
        indexes = [
            models.Index(fields=["id"], name="delivery_waiting", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["person", "-id"], name="delivery_in_app", condition=Q(channel="in_app")),
        ]


class TextMessage(models.Model):
    """An attempt to send a text message at once: to whose digest, when, and what went wrong. No number, no text."""

    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="text_message_by_number")]


class Report(models.Model):
    """A report asked for once and made by the worker: unique by kind, scope, period and version."""

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        WORKING = "working", _("生成中")
        FINISHED = "finished", _("已完成")
        FAILED = "failed", _("失败")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "scope", "period", "version"], name="one_report_per_version")
        ]


class ReportFile(models.Model):
    """A file of a finished report; its bytes never change, the digest proves it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    format = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="one_file_per_format")]


class ImportBatch(models.Model):
    """A file somebody brought: previewed, then confirmed as a whole or not at all; undone while nothing depends on it."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("待确认")
        CONFIRMED = "confirmed", _("已导入")
        UNDONE = "undone", _("已撤销")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=20)
    city_code = models.CharField(max_length=4, blank=True)
    options = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    summary = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    undo = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)


class Attachment(models.Model):
    """An uploaded file under a random name; the owner app says who may read it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    owner_kind = models.CharField(max_length=40)
    owner_id = models.CharField(max_length=40)
    label = models.CharField(_("材料名称"), max_length=60)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="attachment_by_owner")]

    @property
    def is_picture(self):
        """Is there a small preview of it?"""
        return self.content_type.startswith("image/")


class Heartbeat(models.Model):
    """When beat, worker and sweep were last alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
