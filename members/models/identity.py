"""Three honest marks and what stands behind them; the phone's is on the person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ground import documents
from portal.ground.models import new_public_id

from .organisation import Organisation
from .person import Person


class IdentityMark(models.Model):
    """An officer vouched for a person's unit, or a service for their identity; it holds until it is ended."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("单位已确认")
        IDENTITY = "identity", _("身份已核验")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("确认时间"))
    subject = models.CharField(_("确认的内容"), max_length=120)
    evidence = models.CharField(_("依据"), max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="one_mark_of_a_kind_in_force", condition=Q(ended_at=None)
            )
        ]


class IdentityClaim(models.Model):
    """Somebody says a paper is theirs. Its number lies sealed until it was checked, then only its digest and last four."""

    class State(models.TextChoices):
        WAITING = "waiting", _("核对中")
        KEPT = "kept", _("已登记，未核验")
        VERIFIED = "verified", _("已核验")
        REFUSED = "refused", _("未通过")
        CONTESTED = "contested", _("核对中")
        ENDED = "ended", _("已失效")

    HELD = (State.KEPT, State.VERIFIED)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identity_claims")
    kind = models.CharField(_("证件类型"), max_length=20, choices=documents.Kind.choices)
    name = models.CharField(_("姓名"), max_length=60)
    digest = models.CharField(max_length=64, db_index=True)
    last_four = models.CharField(max_length=4)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    verdict = models.CharField(max_length=10, blank=True)
    method = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(_("提交时间"))
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], name="one_holder_of_a_paper", condition=Q(state__in=["kept", "verified"])
            ),
            models.UniqueConstraint(
                fields=["person"], name="one_open_identity_claim_each", condition=Q(state__in=["waiting", "contested"])
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="identity_claim_waiting", condition=Q(state="waiting"))]


class IdentityCase(models.Model):
    """Two accounts claim one paper: an official decides whose it is."""

    class Outcome(models.TextChoices):
        HOLDER = "holder", _("维持原登记")
        CLAIMANT = "claimant", _("改归后来的申请人")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    claim = models.OneToOneField(IdentityClaim, models.PROTECT, related_name="case")
    held = models.ForeignKey(IdentityClaim, models.PROTECT, related_name="contests")
    opened_at = models.DateTimeField(_("发现时间"))
    outcome = models.CharField(_("决定"), max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("决定时间"), null=True)

    class Meta:
        indexes = [models.Index(fields=["opened_at"], name="identity_case_open", condition=Q(outcome=""))]
