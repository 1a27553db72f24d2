"""Signing up: what a science worker says about themselves, beside the phone that proves it is theirs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import today
from portal.ground.sheets import cells

from . import ages
from .forms import cleaned


class AboutMe(forms.Form):
    """Asked at sign-up and no more: name, unit, age and consent; everything else when a purpose needs it."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    unit_name = forms.CharField(
        label=_("工作单位"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("填全称。学会或科协的名册里已有您的，凭联系方式、姓名和单位认领原来的记录。"),
    )  # fmt: skip
    is_of_age = forms.BooleanField()
    agrees = forms.BooleanField(
        label=_("我已阅读并同意用户服务协议和个人信息保护说明"),
        error_messages={"required": _("请先阅读并同意，才能注册。")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        age, field = ages.guardian_age(today()), self.fields["is_of_age"]
        field.label = _("我已年满 %(age)s 周岁") % {"age": age}
        field.error_messages["required"] = _(
            "未满 %(age)s 周岁的，由监护人注册自己的账号，再在“我的孩子”里为孩子登记。"
        ) % {"age": age}

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])

    @property
    def said(self):
        """What `actions.begin_sign_up` or `begin_sign_up_by_email` takes."""
        asked = ("phone", "email", "name", "unit_name")
        return {key: self.cleaned_data[key] for key in asked if key in self.cleaned_data}

    def signup(self, request, user):
        """allauth asks for this; `AccountAdapter.save_user` has done everything already."""


class PhoneField(forms.CharField):
    """A mainland mobile number, however it was typed."""

    def __init__(self, **options):
        options.setdefault("label", _("手机号"))
        options["widget"] = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(max_length=20, **options)

    def clean(self, value):
        return cleaned(cells.phone, super().clean(value)) or ""


class WechatForm(AboutMe):
    """Asked of who comes by WeChat for the first time: the same as at any sign-up."""

    phone = PhoneField()
    field_order = ["phone", "name", "unit_name", "is_of_age", "agrees"]
