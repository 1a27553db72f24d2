"""What was typed about people, offices and units, made clean."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from portal.ground.sheets import cells

from .models import Office, Organisation, Person, ReviewRule, Unit
from .rules import ASSOCIATION_TITLES, SOCIETY_TITLES


def date_field(label, **options):
    """A day, with the phone's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def cleaned(clean, value):
    """A cell's cleaner used for a form's field."""
    try:
        return clean(value)
    except cells.CellError as wrong:
        raise ValidationError(str(wrong)) from wrong


class PersonField(forms.CharField):
    """One person, named by login name, phone, or a name that only one person has."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        people = Person.objects.filter(merged_into=None)
        exact = list(people.filter(Q(username=text) | Q(phone=text))[:2])
        found = exact or list(people.filter(name=text)[:2])
        if len(found) != 1:
            raise ValidationError(
                _("有重名，请填登录名或手机号。") if found else _("找不到这个人，请先由系统管理员建立账号。")
            )
        return found[0]


class UnitField(forms.CharField):
    """One unit, named by credit code, region code or a name that is unique."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = list(Unit.objects.filter(Q(credit_code=text) | Q(is_region=True, region_code=text))[:2])
        found = found or list(Unit.objects.filter(name=text)[:2])
        if len(found) != 1:
            raise ValidationError(_("有同名单位，请填信用代码。") if found else _("名录中没有这个单位。"))
        return found[0]


class OfficeForm(forms.Form):
    """Who takes which post, from when."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("组织"), empty_label=None)
    title = forms.ChoiceField(label=_("职务"))
    person = PersonField(label=_("任职人"), max_length=60, help_text=_("填登录名、手机号或姓名。"))
    start_on = date_field(_("任职日期"))
    end_on = date_field(_("离任日期"), required=False, help_text=_("有任期的填写，这一天起不再任职。"))
    is_part_time = forms.BooleanField(label=_("兼职"), required=False)

    def __init__(self, *args, organisations, titles=ASSOCIATION_TITLES, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = organisations
        self.fields["title"].choices = [(title.value, title.label) for title in titles]


class EndForm(forms.Form):
    end_on = date_field(_("离任日期"), help_text=_("这一天起不再任职。"))


class HandOverForm(forms.Form):
    successor = PersonField(label=_("接任人"), max_length=60, help_text=_("填登录名、手机号或姓名。"))
    on = date_field(_("移交日期"))


class DeputyForm(forms.Form):
    """Who stands in, and on which days."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("请谁代办"), empty_label=_("请选择"))
    start_on = date_field(_("第一天"))
    last_day = date_field(_("最后一天"))
    reason = forms.CharField(
        label=_("事由"), max_length=60, required=False, help_text=_("如出差、休假，代办人会看到。")
    )

    def __init__(self, *args, colleagues, **options):
        super().__init__(*args, **options)
        self.fields["person"].queryset = colleagues


class AccountForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=60)
    username = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,39}$", label=_("登录名"), help_text=_("小写字母开头，可用字母、数字、点、短横线。"),
        error_messages={"invalid": _("登录名应以小写字母开头，3 至 40 位，只用字母、数字、点、短横线。")},
    )  # fmt: skip
    phone = forms.CharField(label=_("手机"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    email = forms.EmailField(label=_("邮箱"), required=False)

    def clean_phone(self):
        return cleaned(cells.phone, self.cleaned_data["phone"]) or ""


class ByDocumentForm(forms.Form):
    """The day and the paper a change of a unit rests on."""

    on = date_field(_("变更日期"))
    document = forms.CharField(label=_("依据"), max_length=80, help_text=_("文号，或变更登记的说明。"))


class RenameForm(ByDocumentForm):
    name = forms.CharField(label=_("新名称"), max_length=120)
    field_order = ["name", "on", "document"]

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])


class CreditCodeForm(ByDocumentForm):
    credit_code = forms.CharField(label=_("新的统一社会信用代码"), max_length=30)
    field_order = ["credit_code", "on", "document"]

    def clean_credit_code(self):
        return cleaned(cells.credit_code, self.cleaned_data["credit_code"])


class MergeForm(ByDocumentForm):
    into = UnitField(label=_("并入哪家单位"), max_length=120, help_text=_("填信用代码，或不重名的单位名称。"))
    field_order = ["into", "on", "document"]


class TagForm(forms.Form):
    ownership = forms.ChoiceField(
        label=_("控股类型"), required=False, choices=[("", _("未填")), *Unit.Ownership.choices]
    )
    tags = forms.CharField(
        label=_("标签"), required=False, max_length=200,
        help_text=_("如新经济组织、新社会组织、新型研发机构，用顿号隔开。"),
    )  # fmt: skip

    def clean_tags(self):
        tags = cells.names_list(self.cleaned_data["tags"])
        if any(len(tag) > 20 for tag in tags):
            raise ValidationError(_("每个标签不超过 20 个字。"))
        return tags


REVIEWING = [
    title for title in dict.fromkeys((*ASSOCIATION_TITLES, *SOCIETY_TITLES)) if title not in Office.ADMINISTRATORS
]


class ReviewStepForm(forms.Form):
    name = forms.CharField(label=_("步骤"), max_length=20)
    scope = forms.ChoiceField(label=_("由谁办理"), choices=ReviewRule.Scope.choices)
    titles = forms.MultipleChoiceField(
        label=_("办理职务"), widget=forms.CheckboxSelectMultiple,
        choices=[(title.value, title.label) for title in REVIEWING],
    )  # fmt: skip
    working_days = forms.IntegerField(label=_("时限（工作日）"), min_value=1, max_value=90)


class ReviewVersionForm(forms.Form):
    valid_from = date_field(_("启用日期"), help_text=_("已经受理的事项仍按原步骤办理。"))
    source = forms.CharField(label=_("依据"), max_length=200)


ReviewSteps = formset_factory(ReviewStepForm, extra=1, can_delete=True, can_delete_extra=False, max_num=6)


def steps_kept(formset):
    """The steps of a valid formset that were filled in and not crossed out, as the action takes them."""
    return [
        {key: value for key, value in step.cleaned_data.items() if key != "DELETE"}
        for step in formset
        if step.cleaned_data and not step.cleaned_data.get("DELETE")
    ]


class CalendarForm(forms.Form):
    """One stretch of the State Council's arrangement."""

    first = date_field(_("从"))
    last = date_field(_("到"))
    is_working = forms.ChoiceField(label=_("安排"), choices=[("0", _("放假")), ("1", _("调休上班"))])
    name = forms.CharField(label=_("说明"), max_length=40, help_text=_("如春节、国庆节调休上班。"))


class ValueForm(forms.Form):
    value = forms.DecimalField(label=_("数值"), max_digits=12, decimal_places=4)
    start_on = date_field(_("启用日期"))
    source = forms.CharField(label=_("依据"), max_length=200)
