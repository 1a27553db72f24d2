"""A learned society: what it is registered as and what it says of itself."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Organisation


class SocietyQuerySet(models.QuerySet):
    def on(self, day):
        """Societies that exist on the day."""
        return self.filter(Q(founded_on=None) | Q(founded_on__lte=day), Q(dissolved_on=None) | Q(dissolved_on__gt=day))


class Society(models.Model):
    """A learned society beside its organisation; its code stands in its address and in its members' numbers."""

    class Field(models.TextChoices):
        SCIENCE = "science", _("理科")
        ENGINEERING = "engineering", _("工科")
        AGRICULTURE = "agriculture", _("农科")
        MEDICINE = "medicine", _("医科")
        CROSSING = "crossing", _("科普和交叉学科")

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="society")
    code = models.CharField(_("学会代码"), max_length=3, unique=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    field = models.CharField(_("学科门类"), max_length=12, choices=Field.choices)
    disciplines = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("学科"))
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    supervising_unit = models.CharField(_("业务主管单位"), max_length=120, blank=True)
    scope = models.TextField(_("业务范围"), blank=True)
    introduction = models.TextField(_("学会简介"), blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("联系邮箱"), blank=True)
    website = models.URLField(_("网站"), blank=True)
    funds = models.DecimalField(_("注册资金（万元）"), max_digits=10, decimal_places=2, null=True, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("注销日期"), null=True, blank=True)

    objects = SocietyQuerySet.as_manager()

    class Meta:
        verbose_name = _("学会")
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], name="one_society_per_credit_code", condition=~Q(credit_code="")
            )
        ]

    def __str__(self):
        return self.organisation.name

    def is_dissolved_on(self, day):
        """From the day of its dissolution a society is no more."""
        return self.dissolved_on is not None and self.dissolved_on <= day
