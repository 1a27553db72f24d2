"""What officials typed about a society's registration, made clean."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.forms import cleaned, date_field
from portal.ground.sheets import cells

from .models import Society

CODE = re.compile(r"[A-Z][0-9]{2}")


class SocietyForm(forms.Form):
    """The register's data of a society."""

    name = forms.CharField(label=_("学会名称"), max_length=120, help_text=_("与登记证书一致的全称。"))
    code = forms.CharField(
        label=_("学会代码"),
        max_length=3,
        help_text=_("一个字母加两位数字，如 A06；用在网址和会员号里，发号之后不能再改。"),
    )
    field = forms.ChoiceField(label=_("学科门类"), choices=[("", _("请选择")), *Society.Field.choices])
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False)
    supervising_unit = forms.CharField(label=_("业务主管单位"), max_length=120, required=False)
    founded_on = date_field(_("成立日期"), required=False)
    legal_representative = forms.CharField(label=_("法定代表人"), max_length=60, required=False)
    funds = forms.DecimalField(
        label=_("注册资金（万元）"), max_digits=10, decimal_places=2, min_value=0, required=False
    )
    address = forms.CharField(label=_("住所"), max_length=200, required=False)
    scope = forms.CharField(
        label=_("业务范围"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])

    def clean_code(self):
        code = self.cleaned_data["code"].strip().upper()
        if not CODE.fullmatch(code):
            raise ValidationError(_("学会代码应为一个字母加两位数字，如 A06。"))
        return code

    def clean_credit_code(self):
        return cleaned(cells.credit_code, self.cleaned_data["credit_code"])

    def registered(self):
        """(name, the other data) for the actions."""
        data = dict(self.cleaned_data)
        data.pop("reason", None)
        return data.pop("name"), data


class CorrectionForm(SocietyForm):
    reason = forms.CharField(label=_("更正依据"), max_length=200, help_text=_("如批复或变更登记的文号。"))


class DissolutionForm(forms.Form):
    dissolved_on = date_field(_("注销日期"), help_text=_("从这一天起不再存续。"))
    reason = forms.CharField(label=_("依据和原因"), max_length=200, help_text=_("如注销登记的文号。"))
