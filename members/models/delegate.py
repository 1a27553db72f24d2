"""Who stands for a unit that is a member, and how many science workers it says it has."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import in_force, period
from portal.ground.models import new_public_id

from .membership import Application, Membership
from .person import Person


class UnitApplication(models.Model):
    """What an application for a unit says beside the unit itself: whom it would send, how many science workers it has."""

    application = models.OneToOneField(Application, models.CASCADE, primary_key=True, related_name="of_unit")
    position = models.CharField(_("联系人职务"), max_length=60, blank=True)
    workers = models.PositiveIntegerField(_("科技工作者人数"), null=True)
    representatives = models.JSONField(default=list)  # {name, position} in the order they were written

    class Meta:
        verbose_name = _("单位入会申请")


class DelegateQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(in_force(day))

    def acting(self):
        """Contacts whose days have not been ended; an end is entered on its day, never ahead."""
        return self.filter(role=Delegate.Role.CONTACT, end_on=None)


class Delegate(models.Model):
    """Somebody who stands for a unit member, `start_on <= day < end_on`: its contact, who acts for it with an account, or
    a representative by name."""

    class Role(models.TextChoices):
        CONTACT = "contact", _("联系人")
        REPRESENTATIVE = "representative", _("代表")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="delegates")
    role = models.CharField(max_length=14, choices=Role.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="delegations")
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    position = models.CharField(_("职务"), max_length=60, blank=True)
    start_on = models.DateField(_("起"))
    end_on = models.DateField(_("止"), null=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位会员的代表")
        constraints = [
            ExclusionConstraint(
                name="one_contact_of_a_unit_member_a_day",
                expressions=[("membership", RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
                condition=Q(role="contact"),
            ),
            models.CheckConstraint(
                name="contact_has_an_account_representative_a_name",
                condition=Q(role="contact", person__isnull=False) | Q(role="representative", person=None) & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="delegate_ends_no_sooner", condition=Q(end_on=None) | Q(end_on__gte=F("start_on"))
            ),
        ]

    def __str__(self):
        return self.called

    @property
    def called(self):
        """The name: of a contact it is what the person's record says today."""
        return self.person.name if self.person_id else self.name


class Workforce(models.Model):
    """How many science workers a unit member says it has, from a day on."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="workforces")
    count = models.PositiveIntegerField(_("科技工作者人数"))
    start_on = models.DateField(_("填报日期"))
    said_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("单位会员科技工作者人数")
        constraints = [models.UniqueConstraint(fields=["membership", "start_on"], name="one_workforce_a_day")]
