"""What an officer enters about somebody without a phone, and what the person types to claim it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import today
from portal.ground.sheets import cells
from portal.ground.uploads import FilesField

from .forms import cleaned, date_field
from .models import Person


class HelpedForm(forms.Form):
    """As little as tells people apart, and the paper they signed."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    born_on = date_field(_("出生日期"))
    sex = forms.ChoiceField(label=_("性别"), choices=[("", _("未填")), *Person.Sex.choices], required=False)
    unit_name = forms.CharField(
        label=_("工作单位"), max_length=120, required=False, help_text=_("填全称；没有的不填。")
    )
    evidence = forms.CharField(label=_("依据"), max_length=200, help_text=_("怎样确认是本人，如“当面查验身份证”。"))
    papers = FilesField(label=_("本人签字的同意书"))
    apart = forms.ModelMultipleChoiceField(
        Person.objects.none(), to_field_name="public_id", required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args, known, **options):
        super().__init__(*args, **options)
        self.fields["apart"].queryset = known

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])

    def clean_born_on(self):
        if self.cleaned_data["born_on"] > today():
            raise forms.ValidationError(_("出生日期在今天之后。"))
        return self.cleaned_data["born_on"]


class ClaimForm(forms.Form):
    name = forms.CharField(
        label=_("认领单上的姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    code = forms.CharField(
        label=_("认领码"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self):
        return self.cleaned_data["code"].replace(" ", "").upper()
