"""续会: asked for, granted or refused; and the dues of every period, owed, told and confirmed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ground.models import new_public_id

from .membership import MemberClass, Membership, MembershipPeriod
from .person import Person


class Renewal(models.Model):
    """A member asks to go on; it becomes a period at once, or once an officer has looked at dues or the change of class."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待学会确认")
        GRANTED = "granted", _("已续会")
        REFUSED = "refused", _("未通过")
        WITHDRAWN = "withdrawn", _("已撤回")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="renewals")
    member_class = models.ForeignKey(MemberClass, models.PROTECT, related_name="renewals")
    years = models.PositiveSmallIntegerField(_("年限"), null=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    changes_class = models.BooleanField(_("变更类别"), default=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("提交时间"))
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(_("意见"), max_length=300, blank=True)
    period = models.OneToOneField(MembershipPeriod, models.PROTECT, null=True, related_name="renewal")

    class Meta:
        verbose_name = _("续会")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(state="waiting"), name="one_waiting_renewal_each"
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="renewal_waiting", condition=Q(state="waiting"))]

    def __str__(self):
        return f"{self.membership}：{self.get_state_display()}"


class Dues(models.Model):
    """缴费记录: what a renewal or a period costs, when it was paid and by what means, and which officer has seen the money."""

    class Means(models.TextChoices):
        TRANSFER = "transfer", _("银行转账")
        WECHAT = "wechat", _("微信")
        ALIPAY = "alipay", _("支付宝")
        CASH = "cash", _("现金")
        UNIT = "unit", _("单位代缴")
        WAIVED = "waived", _("减免")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="dues")
    renewal = models.OneToOneField(Renewal, models.PROTECT, null=True, related_name="dues")
    period = models.OneToOneField(MembershipPeriod, models.PROTECT, null=True, related_name="dues")
    amount = models.DecimalField(_("金额（元）"), max_digits=9, decimal_places=2)
    asked_at = models.DateTimeField()
    paid_on = models.DateField(_("缴费日期"), null=True)
    means = models.CharField(_("缴费方式"), max_length=8, choices=Means.choices, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)

    class Meta:
        verbose_name = _("会费")
        constraints = [
            models.CheckConstraint(
                name="dues_confirmed_are_paid", condition=Q(confirmed_at=None) | Q(paid_on__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["membership"], name="dues_open", condition=Q(confirmed_at=None))]

    def __str__(self):
        return f"{self.membership} {self.amount}"

    @property
    def state(self):
        """Where the money is, in a word."""
        if self.confirmed_at:
            return _("已确认")
        return _("待确认") if self.paid_on else _("未缴")
