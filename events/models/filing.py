"""What is told of an event after it was held: a few figures, or the whole dossier."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Person, Unit

from .event import Event


class Filing(models.Model):
    """One event's filing. `person_times` is the head count, `named` who checked in by name: two figures, never added."""

    class State(models.TextChoices):
        DRAFT = "draft", _("填写中")
        SUBMITTED = "submitted", _("审核中")
        RETURNED = "returned", _("退回修改")
        ACCEPTED = "accepted", _("已备案")

    EDITABLE = (State.DRAFT, State.RETURNED)

    event = models.OneToOneField(Event, models.PROTECT, related_name="filing")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(_("类型"), max_length=12, choices=Event.Kind.choices)
    person_times = models.PositiveIntegerField(_("现场人次"), null=True)
    named = models.PositiveIntegerField(_("实名签到人数"), default=0)
    served = models.ManyToManyField(Unit, related_name="+", verbose_name=_("服务单位"))
    summary = models.TextField(_("活动总结"), blank=True)
    media = models.TextField(_("媒体报道"), blank=True)
    experts = models.PositiveIntegerField(_("专家人数"), null=True)
    volunteers = models.PositiveIntegerField(_("志愿者人数"), null=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    accepted_at = models.DateTimeField(_("备案时间"), null=True)

    class Meta:
        verbose_name = _("活动备案")
        constraints = [
            models.CheckConstraint(
                name="filed_event_has_a_head_count",
                condition=Q(state__in=["draft", "returned"])
                | Q(person_times__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accepted_filing_has_its_time",
                condition=Q(state="accepted", accepted_at__isnull=False) | (~Q(state="accepted") & Q(accepted_at=None)),
            ),
        ]

    def __str__(self):
        return str(self.event)
