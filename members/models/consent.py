"""The texts people agree to, and that they did: rows that are only ever added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .person import Person


class ConsentTextQuerySet(models.QuerySet):
    def on(self, kind, day):
        """The version of a text in force on a day, or None."""
        return self.filter(kind=kind, valid_from__lte=day).order_by("-valid_from", "-version").first()


class ConsentText(models.Model):
    """One version of a text somebody agrees to; a change is a new version."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("用户服务协议")
        PRIVACY = "privacy", _("个人信息保护说明")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    valid_from = models.DateField()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_consent_text_per_version")]

    def __str__(self):
        return self.get_kind_display()


class Consent(models.Model):
    """A person agreed to a version of a text, or took it back; nothing here is ever changed."""

    class Act(models.TextChoices):
        GIVEN = "given", _("同意")
        WITHDRAWN = "withdrawn", _("撤回")

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="consent_by_person")]
