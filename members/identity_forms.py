"""Papers typed in, evidence given, cases decided."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ground import documents
from portal.ground.sheets import cells
from portal.ground.uploads import FilesField

from .account_forms import CODE
from .joining import PhoneField
from .models import IdentityCase


class DocumentForm(forms.Form):
    """A paper's kind and number; what is wrong is told from its form and from one's own record only."""

    kind = forms.ChoiceField(label=_("证件类型"), choices=documents.Kind.choices)
    number = forms.CharField(
        label=_("证件号码"), max_length=40, help_text=_("只用来核对，核对后即删除，只保存结果、方式、时间和后四位。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )  # fmt: skip

    def __init__(self, person, *args, **options):
        super().__init__(*args, **options)
        self.person = person

    def clean(self):
        data = super().clean()
        if "kind" in data and "number" in data:
            try:
                self.document = documents.read(data["kind"], data["number"])
            except cells.CellError as wrong:
                self.add_error("number", str(wrong))
            else:
                self._compare()
        return data

    def _compare(self):
        born_on = self.document.born_on
        if born_on and self.person.born_on and born_on != self.person.born_on:
            self.add_error("number", ValidationError(_("证件号中的出生日期与您档案中填写的不一致，请先核对。")))


class EvidenceForm(forms.Form):
    evidence = forms.CharField(
        label=_("依据"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("您凭什么确认，如“2026年11月单位在职证明”“本会理事单位花名册”。"),
    )  # fmt: skip
    files = FilesField(label=_("证明材料"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class CaseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("决定"), choices=IdentityCase.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明核对了什么，如“当面查验证件原件”。"),
    )  # fmt: skip


class NewPhoneForm(forms.Form):
    """The number somebody has now."""

    phone = PhoneField(label=_("现在的手机号"))


class CodeForm(forms.Form):
    code = forms.CharField(label=_("验证码"), max_length=10, widget=forms.TextInput(attrs=CODE))


class RecoveryForm(EvidenceForm):
    slip = forms.CharField(
        label=_("受理号"), max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("本人在登录页“手机号不用了”核验新号码后得到的 8 位号码。"),
    )  # fmt: skip
    field_order = ["slip", "evidence", "files"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["evidence"].help_text = _("您怎样确认是本人，如“当面查验身份证”“视频通话确认”。")
