"""Versions of what a society says of itself: written by its officers, shown once approved, never changed after."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Person

from .society import Society


class PageVersion(models.Model):
    """One version of a society's page. The newest approved one is what the public reads."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("审核中")
        RETURNED = "returned", _("退回修改")
        APPROVED = "approved", _("已公开")
        WITHDRAWN = "withdrawn", _("已撤回")

    OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)
    FIELDS = ("short_name", "disciplines", "introduction", "scope")

    society = models.ForeignKey(Society, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    disciplines = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("学科"))
    introduction = models.TextField(_("学会简介"), blank=True)
    scope = models.TextField(_("业务范围"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("学会主页版本")
        constraints = [
            models.UniqueConstraint(fields=["society", "number"], name="one_page_version_per_number"),
            models.UniqueConstraint(
                fields=["society"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="one_open_page_version",
            ),
        ]

    def __str__(self):
        return f"{self.society}主页第{self.number}版"

    @property
    def said(self):
        """What this version says, field by field."""
        return {name: getattr(self, name) for name in self.FIELDS}
