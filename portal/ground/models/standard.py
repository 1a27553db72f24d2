"""Days that are free, and values that hold from a day on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """A day the State Council's arrangement declares free, or working though it is a weekend."""

    day = models.DateField(_("日期"), primary_key=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("说明"), max_length=40)


class DatedValue(models.Model):
    """A ratio, deadline or threshold as it stands from a day on, with the paper that says so.

    With a `scope` it holds for one owner only, such as an organisation, in place of what holds for everybody.
    """

    key = models.CharField(max_length=60)
    scope = models.CharField(max_length=40, blank=True, default="", db_default="")
    start_on = models.DateField(_("启用日期"))
    value = models.DecimalField(_("数值"), max_digits=12, decimal_places=4)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "scope", "start_on"], name="one_value_per_key_scope_and_day")
        ]
