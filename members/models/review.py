"""Reviews as data: which offices look at a kind of thing, one after another, and what each of them decided."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .organisation import Office, Organisation
from .person import Person


class ReviewRuleQuerySet(models.QuerySet):
    def on(self, kind, day, *, organisation=None):
        """The steps in force for a kind of thing on a day: those of the newest version, in order.

        An organisation's own steps stand before those everybody shares.
        """
        versions = self.filter(kind=kind, valid_from__lte=day).filter(
            Q(organisation=organisation) | Q(organisation=None)
        )
        newest = versions.order_by(F("organisation").asc(nulls_last=True), "-valid_from").first()
        if newest is None:
            return self.none()
        return self.filter(kind=kind, valid_from=newest.valid_from, organisation_id=newest.organisation_id).order_by(
            "order"
        )


class ReviewRule(models.Model):
    """One step that things of a kind go through; a change is a new version from a day on, never an edit."""

    class Scope(models.TextChoices):
        COUNTY = "county", _("所在区（市、县）科协")
        CITY = "city", _("市科协")
        OWN = "own", _("本组织")

    PREFIX = {Scope.COUNTY: 6, Scope.CITY: 4}

    kind = models.CharField(_("事项"), max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用组织")
    )
    valid_from = models.DateField(_("启用日期"))
    order = models.PositiveSmallIntegerField(_("次序"))
    name = models.CharField(_("步骤"), max_length=20)
    titles = ArrayField(models.CharField(max_length=24), verbose_name=_("办理职务"))
    scope = models.CharField(_("由谁办理"), max_length=8, choices=Scope.choices)
    working_days = models.PositiveSmallIntegerField(_("时限（工作日）"))
    source = models.CharField(_("依据"), max_length=200, blank=True)

    objects = ReviewRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "organisation", "valid_from", "order"],
                name="one_review_rule_per_order",
                nulls_distinct=False,
            )
        ]


class ReviewStepQuerySet(models.QuerySet):
    def of(self, thing):
        return self.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))

    def waiting(self):
        """The step of each thing somebody has to decide now; later steps of the same round wait for it."""
        earlier = ReviewStep.objects.filter(
            thing=models.OuterRef("thing"), thing_id=models.OuterRef("thing_id"), round=models.OuterRef("round"),
            order__lt=models.OuterRef("order"), outcome="",
        )  # fmt: skip
        return self.filter(outcome="").exclude(models.Exists(earlier))

    def not_begun_by(self, person):
        """Steps of rounds in which the person has not decided another step."""
        same = {name: models.OuterRef(name) for name in ("thing", "thing_id", "round")}
        return self.exclude(models.Exists(ReviewStep.objects.filter(**same, decided_by=person)))


class ReviewStep(models.Model):
    """A step copied onto the thing under review when it was handed in; the decision is written on the step.

    With an `organisation` its own officers decide, otherwise those of the association of the region.
    """

    class Outcome(models.TextChoices):
        PASSED = "passed", _("通过")
        RETURNED = "returned", _("退回")
        REJECTED = "rejected", _("不予通过")

    thing = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    titles = ArrayField(models.CharField(max_length=24))
    region_code = models.CharField(max_length=12)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    deputy_for = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")  # whose place they decided in
    decided_at = models.DateTimeField(null=True)
    escalated_to = models.CharField(max_length=24, choices=Office.Title.choices, blank=True)  # one of the titles since

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thing", "thing_id", "round", "order"], name="one_review_step_per_order")
        ]
        indexes = [models.Index(fields=["due_on"], name="review_step_waiting", condition=Q(outcome=""))]
