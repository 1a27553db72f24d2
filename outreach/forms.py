"""What was typed, made clean."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import Quarter, today
from portal.ground.models import Region
from portal.ground.sheets import cells

from .models import Branch

IMPORT_KINDS = [("register", _("单位名录")), ("branches", _("基层组织")), ("activities", _("活动记录"))]


def date_field(label, **options):
    """A day, with the phone's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class BranchForm(forms.Form):
    """A branch's application: short enough for a phone, everything else comes with the papers."""

    name = forms.CharField(label=_("组织名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=Branch.Kind.choices)
    formation = forms.ChoiceField(
        label=_("组建方式"), choices=Branch.Formation.choices, help_text=_("几家单位合建的，选区域联建或行业统建。")
    )
    region_code = forms.CharField(
        label=_("所在地"), max_length=20, help_text=_("填区（市、县）、乡镇（街道）的名称，或行政区划代码。")
    )
    covers = forms.CharField(
        label=_("覆盖单位"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("单位名称或统一社会信用代码，多个用顿号或换行隔开。农村专业技术协会（农技协）可以不填。"),
    )  # fmt: skip
    chair_name = forms.CharField(label=_("拟任主席（负责人）"), max_length=60)
    contact_name = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(
        label=_("联系电话"), widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )
    members_count = forms.IntegerField(label=_("会员数"), min_value=0, required=False)
    is_civil_registered = forms.NullBooleanField(label=_("在民政部门登记"), required=False)

    def clean_region_code(self):
        text = self.cleaned_data["region_code"].strip()
        regions = Region.objects.on(today()).filter(level__in=["county", "township", "village"])
        found = list(regions.filter(code=text) if text.isdigit() else regions.filter(name=text))
        if len(found) != 1:
            raise ValidationError(_("找不到这个地方，或有重名，请改填行政区划代码。"))
        return found[0].code

    def clean_covers(self):
        return cells.names_list(self.cleaned_data["covers"])

    def clean_contact_phone(self):
        try:
            return cells.phone(self.cleaned_data["contact_phone"])
        except cells.CellError as wrong:
            raise ValidationError(str(wrong)) from wrong


class ApprovalForm(forms.Form):
    document = forms.CharField(label=_("批复文号"), max_length=80)
    on = date_field(_("批复日期"))


class FoundingForm(forms.Form):
    founded_on = date_field(_("成立大会日期"))
    filed_on = date_field(_("备案日期"))
    term_ends_on = date_field(_("届满日期"))


class ActivityForm(forms.Form):
    """Quick filing: half a minute on a phone."""

    name = forms.CharField(label=_("活动名称"), max_length=120)
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[(kind, kind) for kind in ("讲座", "培训", "展览", "开放日", "咨询", "竞赛", "线上", "走访")],
    )
    held_on = date_field(_("日期"))
    person_times = forms.IntegerField(
        label=_("参与人次"), min_value=0, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )


class ImportForm(forms.Form):
    kind = forms.ChoiceField(label=_("导入什么"), choices=IMPORT_KINDS)
    file = forms.FileField(label=_("Excel 文件（.xlsx）"))
    name = forms.CharField(label=_("名录名称"), max_length=80, required=False, help_text=_("导入单位名录时填写。"))
    as_of = date_field(_("名录日期"), required=False, help_text=_("名录反映哪一天的情况。"))

    def clean(self):
        data = super().clean()
        if data.get("kind") == "register":
            for field in ("name", "as_of"):
                if not data.get(field):
                    self.add_error(field, _("导入单位名录时必填。"))
        return data


class QuarterForm(forms.Form):
    quarter = forms.CharField(label=_("季度"), help_text=_("写成 2026Q3 的形式。"))

    def clean_quarter(self):
        try:
            return Quarter.parse(self.cleaned_data["quarter"])
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
