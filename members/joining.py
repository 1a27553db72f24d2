"""Signing up: what a science worker says about themselves, beside the phone that proves it is theirs."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ground.sheets import cells

from . import actions
from .models import Person


class AboutMe(forms.Form):
    """Asked at sign-up and no more: name, unit, age and consent; everything else when a purpose needs it."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    unit_name = forms.CharField(
        label=_("工作单位"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("填全称。学会或科协的名册里已有您的，凭手机号和单位认领原来的记录。"),
    )  # fmt: skip
    is_of_age = forms.BooleanField(
        label=_("我已年满 14 周岁"),
        error_messages={"required": _("未满 14 周岁的，请由监护人联系学会或科协办理登记。")},
    )
    agrees = forms.BooleanField(
        label=_("我已阅读并同意用户服务协议和个人信息保护说明"),
        error_messages={"required": _("请先阅读并同意，才能注册。")},
    )

    def clean_name(self):
        try:
            return cells.text(self.cleaned_data["name"])
        except cells.CellError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def signup(self, request, user):
        """allauth calls this when the account was made and before the phone is verified."""
        actions.complete_sign_up(
            user, name=self.cleaned_data["name"], unit_name=self.cleaned_data["unit_name"], now=timezone.now()
        )


def record_to_claim(phone, name, unit_name):
    """The imported record with this phone, name and unit that nobody has claimed yet, or None.

    Numbers are given to other people again: the phone alone proves nothing about an old record.
    """
    found = Person.objects.filter(
        phone=phone, name=name, phone_verified_at=None, last_login=None, is_active=True, offices=None
    )
    found = found.filter(unit__name=unit_name) if unit_name else found.none()
    records = list(found[:2])
    return records[0] if len(records) == 1 else None
