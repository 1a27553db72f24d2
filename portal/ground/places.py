"""Places of the installed regions in forms: chosen from the counties, or typed as people call them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .dates import today
from .models import Region


def county_choices():
    """Counties of the installed regions, by code."""
    return Region.objects.on(today()).counties().order_by("code").values_list("code", "name")


class PlaceField(forms.CharField):
    """A county, township or village by its name or its code; gives the code."""

    def __init__(self, **options):
        help_text = _("填区（市、县）、乡镇（街道）的名称，或行政区划代码。")
        super().__init__(**{"label": _("所在地"), "max_length": 20, "help_text": help_text} | options)

    def clean(self, value):
        text = super().clean(value).strip()
        if not text:
            return ""
        regions = Region.objects.on(today()).filter(level__in=["county", "township", "village"])
        found = list(regions.filter(code=text) if text.isdigit() else regions.filter(name=text))
        if len(found) != 1:
            raise ValidationError(_("找不到这个地方，或有重名，请改填行政区划代码。"))
        return found[0].code
