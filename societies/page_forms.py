"""What officers typed about their society, made clean."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.forms import cleaned
from portal.ground.sheets import cells

MOST_DISCIPLINES, LONGEST_DISCIPLINE = 6, 20


def _long(label, rows, most, help_text):
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}), strip=True
    )


class PageForm(forms.Form):
    """The text of a society's page."""

    short_name = forms.CharField(label=_("简称"), max_length=40, required=False, help_text=_("如“市桥梁学会”。"))
    disciplines = forms.CharField(
        label=_("学科"), max_length=140, required=False, help_text=_("用顿号分开，最多 6 个，会员按学科找得到。")
    )
    introduction = _long(_("学会简介"), 12, 5000, _("空一行另起一段。先说做什么，再说历史和荣誉。"))
    scope = _long(_("业务范围"), 4, 1000, _("与登记证书一致。"))

    def clean_disciplines(self):
        names = [name for name in re.split(r"[、，,;；\s]+", self.cleaned_data["disciplines"]) if name]
        if len(names) > MOST_DISCIPLINES:
            raise ValidationError(_("学科最多填 6 个。"))
        if any(len(name) > LONGEST_DISCIPLINE for name in names):
            raise ValidationError(_("有的学科名称太长，请用顿号分开。"))
        return list(dict.fromkeys(names))

    def clean(self):
        data = super().clean()
        for name in ("introduction", "scope"):
            if name in data:
                data[name] = data[name].replace("\r\n", "\n")
        return data


class ContactsForm(forms.Form):
    """How people reach the society."""

    phone = forms.CharField(
        label=_("联系电话"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("固定电话带区号，如 0851-80001234。"),
    )  # fmt: skip
    email = forms.EmailField(label=_("联系邮箱"), required=False)
    address = forms.CharField(label=_("办公地址"), max_length=200, required=False)
    website = forms.URLField(
        label=_("网站"), required=False, assume_scheme="https", help_text=_("以 https:// 开头，没有可以不填。")
    )

    def clean_phone(self):
        text = cleaned(cells.text, self.cleaned_data["phone"])
        if text and not re.fullmatch(r"[0-9＋+\-—（）() 转]{5,40}", text):
            raise ValidationError(_("电话只能有数字、横线、括号和“转”字。"))
        return text

    def clean_address(self):
        return cleaned(cells.text, self.cleaned_data["address"])


class ReturnForm(forms.Form):
    remark = forms.CharField(
        label=_("修改意见"), max_length=300, error_messages={"required": _("请写明需要修改什么。")}
    )


class InvitationForm(forms.Form):
    label = forms.CharField(
        label=_("用在哪里"), max_length=40, help_text=_("如“学术年会”“会员群”“办公室门口”，分开做才知道哪里来的人多。"),
        error_messages={"required": _("请写明用在哪里。")},
    )  # fmt: skip

    def clean_label(self):
        return cleaned(cells.text, self.cleaned_data["label"])


class KeyForm(forms.Form):
    """A key for one of the society's own programs."""

    label = forms.CharField(
        label=_("用在哪个系统"), max_length=40, help_text=_("如“学会官网”“会员小程序”，一个系统一个密钥。")
    )
    shows_phones = forms.BooleanField(label=_("提供完整手机号"), required=False)
    reason = forms.CharField(
        label=_("提供手机号的理由"),
        max_length=200,
        required=False,
        help_text=_("只在上一项勾选时填写，如“发送会费提醒短信”。"),
    )

    def clean_label(self):
        return cleaned(cells.text, self.cleaned_data["label"])
