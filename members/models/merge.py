"""Two records of one human being: said to be two people, or merged into one; every row that moved is remembered."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.ground.models import new_public_id

from .person import Person


class DistinctPair(models.Model):
    """Somebody who knows them has said that two records are two people: nobody is asked about the pair again."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    said_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_word_about_two_records"),
            models.CheckConstraint(name="distinct_pair_in_order", condition=Q(first__lt=F("second"))),
        ]


class PersonMerge(models.Model):
    """One record is merged into another: asked, by a second official confirmed where it must be, undone in time or not."""

    class State(models.TextChoices):
        ASKED = "asked", _("待第二人复核")
        DECLINED = "declined", _("未同意")
        DONE = "done", _("已合并")
        UNDONE = "undone", _("已撤销")

    OPEN = (State.ASKED, State.DONE)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges_in", verbose_name=_("保留的记录"))
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merges", verbose_name=_("并入的记录"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices)
    evidence = models.CharField(_("依据"), max_length=200)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("合并时间"), null=True)
    undo_until = models.DateTimeField(_("可撤销至"), null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    lines = models.JSONField(default=list)  # what moved and what stayed, as it was shown

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], name="one_open_merge_of_a_record", condition=Q(state__in=["asked", "done"])
            ),
            models.CheckConstraint(name="no_record_into_itself", condition=~Q(kept=F("merged"))),
            models.CheckConstraint(
                name="merge_confirmed_by_another", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by"))
            ),
        ]


class MergeRow(models.Model):
    """One row a merge changed, made or took away, with what it said before and after, so that it can be put back."""

    class Act(models.TextChoices):
        CHANGED = "changed", _("改动")
        MADE = "made", _("新增")
        REMOVED = "removed", _("移除")

    merge = models.ForeignKey(PersonMerge, models.PROTECT, related_name="rows")
    model = models.CharField(max_length=60)
    row_id = models.CharField(max_length=40)
    act = models.CharField(max_length=8, choices=Act.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    hindrance = models.CharField(max_length=200, blank=True)  # why it could not be put back
