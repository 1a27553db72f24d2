"""A child as its guardian enters it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import today
from portal.ground.sheets import cells

from . import ages
from .forms import cleaned, date_field
from .joining import PhoneField
from .models import ConsentText, Guardianship, Person


class HandOverForm(forms.Form):
    """How the young person is reached; one of the two."""

    phone = PhoneField(label=_("孩子本人的手机号"), required=False)
    email = forms.EmailField(
        label=_("或电子邮箱"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=200, help_text=_("如“登记有误”“监护人已变更”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class ChildChoiceField(forms.ModelChoiceField):
    """Children by name."""

    def label_from_instance(self, child):
        return child.name


class EndOfForm(EndForm):
    """The same, brought to an official: which of the children a guardian answers for."""

    child = ChildChoiceField(label=_("孩子"), queryset=Person.objects.none(), to_field_name="public_id")
    field_order = ("child", "reason")

    def __init__(self, *arguments, guardian, **named):
        super().__init__(*arguments, **named)
        children = guardian.children.running().values("child")
        self.fields["child"].queryset = Person.objects.filter(pk__in=children).order_by("name", "pk")


class ChildForm(forms.Form):
    name = forms.CharField(label=_("孩子姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    born_on = date_field(_("出生日期"))
    unit_name = forms.CharField(label=_("学校"), max_length=120, required=False)
    relation = forms.ChoiceField(label=_("您与孩子的关系"), choices=Guardianship.Relation.choices)
    purposes = forms.MultipleChoiceField(
        label=_("同意的用途"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, kind.label) for kind in ConsentText.PURPOSES_OF_CHILDREN],
        help_text=_("每一项都可以不选，以后也可以随时同意或撤回。"),
    )  # fmt: skip
    agrees = forms.BooleanField(
        label=_("我是孩子的监护人，已阅读并同意儿童个人信息处理规则"), error_messages={"required": _("请先阅读并同意，才能登记。")}
    )  # fmt: skip

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])

    def clean_born_on(self):
        born_on = self.cleaned_data["born_on"]
        if born_on > today() or ages.age_on(born_on, today()) > 120:
            raise forms.ValidationError(_("请核对出生日期。"))
        return born_on

    def clean(self):
        data = super().clean()
        data.pop("agrees", None)
        return data
