"""What societies' own rosters say, until the societies themselves take it over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.ground.models import ImportBatch

from .membership import Membership
from .person import Person


class RosterClaim(models.Model):
    """What a society's own roster says of somebody's membership: a claim until the society itself takes it over."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roster_claims")
    society_name = models.CharField(_("学会"), max_length=120)
    former_number = models.CharField(_("原会员号"), max_length=40, blank=True)
    member_class = models.CharField(_("会员类别"), max_length=20, blank=True)
    joined_on = models.DateField(_("入会日期"), null=True, blank=True)
    paid_until = models.DateField(_("会费缴至"), null=True, blank=True)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="roster_claims")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="roster_claims")

    class Meta:
        verbose_name = _("名册会籍")
        constraints = [
            models.UniqueConstraint(fields=["person", "society_name"], name="one_roster_claim_per_person_and_society")
        ]
