"""Who answers for a child."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .person import Person


class GuardianshipQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_at=None)


class Guardianship(models.Model):
    """A person acts for a child: keeps the child's record, agrees and takes back for it, until it is ended."""

    class Relation(models.TextChoices):
        PARENT = "parent", _("父母")
        GRANDPARENT = "grandparent", _("祖父母、外祖父母")
        OTHER = "other", _("其他监护人")

    guardian = models.ForeignKey(Person, models.PROTECT, related_name="children")
    child = models.ForeignKey(Person, models.PROTECT, related_name="guardians")
    relation = models.CharField(_("与孩子的关系"), max_length=12, choices=Relation.choices)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guardian", "child"], name="one_running_guardianship_each", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="nobody_is_their_own_guardian", condition=~Q(guardian=F("child"))),
        ]
