"""Records an officer made for somebody who has neither phone nor e-mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.ground.models import new_public_id

from .organisation import Organisation
from .person import Person


class HelpedAccount(models.Model):
    """代办账号: entered by an officer with the consent on paper, until the person claims it with the code of a slip."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    person = models.OneToOneField(Person, models.PROTECT, related_name="helped")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("登记时间"))
    evidence = models.CharField(_("依据"), max_length=200)
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)
    code_until = models.DateTimeField(_("认领单有效期"), null=True)
    claimed_at = models.DateTimeField(_("认领时间"), null=True)

    class Meta:
        verbose_name = _("代办账号")
