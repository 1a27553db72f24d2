"""How memberships end before their time: withdrawal, expulsion after a hearing, death; and what was cut by it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ground.models import new_public_id

from .membership import CouncilMinutes, Membership, MembershipPeriod
from .person import Person
from .status import Status


class Exit(models.Model):
    """会籍终止: `end_on` is the first day without membership; what was granted beyond it is cut, and given back when lifted."""

    class Kind(models.TextChoices):
        WITHDRAWN = Status.WITHDRAWN.value, _("退会")
        EXPELLED = Status.EXPELLED.value, _("除名")
        DIED = Status.DIED.value, _("离世")
        DISSOLVED = Status.DISSOLVED.value, _("组织注销")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="exits")
    kind = models.CharField(_("方式"), max_length=10, choices=Kind.choices)
    end_on = models.DateField(_("终止日期"))
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    contact = models.CharField(_("家属联系人"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.CharField(_("撤销理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("会籍终止")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind", "end_on"], condition=Q(lifted_at=None), name="one_standing_exit_a_day"
            )
        ]
        indexes = [models.Index(fields=["membership", "end_on"], name="exit_by_membership")]

    def __str__(self):
        return f"{self.membership}：{self.get_kind_display()}"


class ExitCut(models.Model):
    """A period an exit cut short, and the end it had before, empty when it was for life."""

    exit = models.ForeignKey(Exit, models.CASCADE, related_name="cuts")
    period = models.ForeignKey(MembershipPeriod, models.PROTECT, related_name="cuts")
    end_on = models.DateField(null=True)


class Expulsion(models.Model):
    """除名: grounds told to the member, a hearing, the council's decision, an appeal to the association and its result."""

    class State(models.TextChoices):
        HEARING = "hearing", _("听取陈述")
        DROPPED = "dropped", _("不予除名")
        EXPELLED = "expelled", _("已除名")
        APPEALED = "appealed", _("申诉中")
        UPHELD = "upheld", _("申诉后维持")
        LIFTED = "lifted", _("申诉后撤销")

    OPEN = (State.HEARING, State.APPEALED)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="expulsions")
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.HEARING)
    grounds = models.CharField(_("事由"), max_length=1000)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    heard_until = models.DateField(_("陈述截止"))
    statement = models.CharField(_("本人陈述"), max_length=2000, blank=True)
    stated_at = models.DateTimeField(null=True)
    minutes = models.ForeignKey(CouncilMinutes, models.PROTECT, null=True, related_name="expulsions")
    decision = models.CharField(_("理事会决定"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    exit = models.OneToOneField(Exit, models.PROTECT, null=True, related_name="expulsion")
    appeal_until = models.DateField(_("申诉截止"), null=True)
    appeal = models.CharField(_("申诉理由"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer_until = models.DateField(_("答复截止"), null=True)
    result = models.CharField(_("申诉结果"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("除名")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(state__in=["hearing", "appealed"]), name="one_open_expulsion_each"
            )
        ]

    def __str__(self):
        return f"{self.membership}：{self.get_state_display()}"
