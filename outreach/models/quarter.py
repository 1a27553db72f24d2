"""A city's quarterly report, and the facts and figures frozen with it."""

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.ground.dates import Quarter
from portal.ground.models import Report, new_public_id

from .register import RegisterEdition


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
    due_on = models.DateField(_("确认期限"), null=True)
    note = models.CharField(_("变动说明"), max_length=300, blank=True)
    moved = models.JSONField(_("变动较大的指标"), default=list, db_default=Value([], models.JSONField()))
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter_report", "region_code"], name="one_confirmation_per_county")
        ]


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
    value = models.DecimalField(max_digits=14, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter_report", "indicator", "row_code"], name="one_figure_per_row")
        ]
