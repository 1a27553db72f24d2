"""What an organisation says of itself when it wants to be a group member of an association (domain.md 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .membership import Application


class GroupApplication(models.Model):
    """The conditions of group membership as the organisation declares them, one field for each."""

    application = models.OneToOneField(Application, models.CASCADE, primary_key=True, related_name="of_group")
    accepts_charter = models.BooleanField(_("承认科协章程"))
    founding = models.CharField(_("登记或批复"), max_length=200)
    results = models.TextField(_("开展活动和成绩"), max_length=1000)
    office = models.CharField(_("办公场所"), max_length=200)
    staff = models.PositiveSmallIntegerField(_("专职工作人员"))
    income = models.CharField(_("经费来源"), max_length=200)
    party_members = models.PositiveIntegerField(_("党员人数"), default=0)
    party_organisation = models.CharField(_("党组织"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("团体会员申请")
