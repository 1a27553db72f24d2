"""Keys with which a society's own programs read what it may hand them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.ground.models import new_public_id

from .society import Society


class ProgramKeyQuerySet(models.QuerySet):
    def on(self, day):
        """Keys that open something on the day: not ended, not run out, of a society that exists."""
        return self.filter(ended_at=None, last_day__gte=day, society__in=Society.objects.on(day))


class ProgramKey(models.Model):
    """接口密钥: what it reads is one society's roster; the key itself is shown once, kept is its digest."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    society = models.ForeignKey(Society, models.PROTECT, related_name="keys")
    label = models.CharField(_("用在哪个系统"), max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    shows_phones = models.BooleanField(_("提供完整手机号"), default=False)
    reason = models.CharField(_("提供手机号的理由"), max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_day = models.DateField(_("有效期至"))
    ended_at = models.DateTimeField(null=True)

    objects = ProgramKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口密钥")
        constraints = [
            models.UniqueConstraint(
                fields=["society", "label"], condition=Q(ended_at=None), name="one_open_key_per_label"
            ),
            models.CheckConstraint(
                name="key_shows_phones_for_a_reason", condition=Q(shows_phones=False) | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.society}：{self.label}"
