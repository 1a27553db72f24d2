"""What moderators keep and do: word rules, decisions on comments, bans and appeals against them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.ground.models import new_public_id

from .comment import Comment


class WordRuleQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)


class WordRule(models.Model):
    """A word and what happens to a comment that contains it, however it is spelt or spaced."""

    class Kind(models.TextChoices):
        BLOCK = "block", _("不准发表")
        HOLD = "hold", _("先审后发")
        REPLACE = "replace", _("替换")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    word = models.CharField(_("词语"), max_length=40)
    normal = models.CharField(max_length=80)
    kind = models.CharField(_("处理方式"), max_length=8, choices=Kind.choices)
    replacement = models.CharField(_("替换为"), max_length=40, blank=True)
    source = models.CharField(_("依据"), max_length=200)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = WordRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("词语规则")
        constraints = [
            models.UniqueConstraint(fields=["normal"], name="one_rule_per_word", condition=Q(ended_at=None)),
            models.CheckConstraint(name="word_is_not_empty", condition=~Q(normal="")),
        ]

    def __str__(self):
        return self.word


class Decision(models.Model):
    """What a moderator decided about a comment, and since when it had waited."""

    class Act(models.TextChoices):
        APPROVED = "approved", _("通过")
        HIDDEN = "hidden", _("隐藏")
        RESTORED = "restored", _("恢复")
        DELETED = "deleted", _("删除")

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=10, choices=Act.choices)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    waited_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["decided_at"], name="decision_by_time")]


class BanQuerySet(models.QuerySet):
    def at(self, now):
        """Bans in force at a moment."""
        return self.filter(start_at__lte=now).filter(Q(ends_at=None) | Q(ends_at__gt=now))


class Ban(models.Model):
    """A person who may not comment for a time, or until it is lifted."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="bans")
    comment = models.ForeignKey(Comment, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("禁言原因"), max_length=200)
    start_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lifted_reason = models.CharField(max_length=200, blank=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        verbose_name = _("禁言")
        constraints = [
            ExclusionConstraint(
                name="one_ban_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            F("start_at"), F("ends_at"), Value("[)"),
                            function="TSTZRANGE", output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(name="ban_ends_after_start", condition=Q(ends_at=None) | Q(ends_at__gte=F("start_at"))),
        ]  # fmt: skip

    def __str__(self):
        return str(self.person)


class BanAppeal(models.Model):
    """The one appeal a banned person may make; somebody else than who banned decides it."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("维持禁言")
        LIFTED = "lifted", _("解除禁言")

    ban = models.OneToOneField(Ban, models.PROTECT, related_name="appeal")
    against = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField(_("申诉理由"))
    written_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("禁言申诉")
        constraints = [
            models.CheckConstraint(
                name="another_decides_the_appeal", condition=Q(decided_by=None) | ~Q(decided_by=F("against"))
            )
        ]
