"""Reports that were asked for, and their files."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .naming import new_public_id


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
