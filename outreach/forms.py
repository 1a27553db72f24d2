"""What was typed, made clean."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.forms import UnitField, cleaned, date_field
from portal.ground.dates import Quarter
from portal.ground.places import PlaceField
from portal.ground.sheets import cells
from portal.ground.uploads import FilesField

from .models import Branch, IndicatorDefinition, Target

IMPORT_KINDS = [
    ("register", _("单位名录")),
    ("branches", _("基层组织")),
    ("activities", _("活动记录")),
    ("societies", _("学会")),
    ("people", _("人员")),
    ("history", _("历史季度数字")),
]


class BranchForm(forms.Form):
    """A branch's application: short enough for a phone, everything else comes with the papers."""

    name = forms.CharField(label=_("组织名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=Branch.Kind.choices)
    formation = forms.ChoiceField(
        label=_("组建方式"), choices=Branch.Formation.choices, help_text=_("几家单位合建的，选区域联建或行业统建。")
    )
    region_code = PlaceField()
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

    def clean_covers(self):
        return cells.names_list(self.cleaned_data["covers"])

    def clean_contact_phone(self):
        return cleaned(cells.phone, self.cleaned_data["contact_phone"]) or ""


class BranchDraftForm(BranchForm):
    """The same, not finished yet: a name and a place are enough to be found again."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in Branch.WHO_ANSWERS:
            self.fields[name].required = False


class ApprovalForm(forms.Form):
    document = forms.CharField(label=_("批复文号"), max_length=80)
    on = date_field(_("批复日期"))


class RemarkForm(forms.Form):
    remark = forms.CharField(max_length=300, error_messages={"required": _("请写明需要补正的内容。")})


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=200, error_messages={"required": _("请写明原因。")})


class LinkForm(forms.Form):
    link = forms.IntegerField(min_value=1)


class ConfirmationForm(forms.Form):
    region = forms.CharField(max_length=12)
    note = forms.CharField(max_length=300, required=False)


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
    served = UnitField(
        label=_("服务单位"), required=False, max_length=120,
        help_text=_("为未建组织的单位服务的，填它的信用代码或名称，计入工作覆盖。"),
    )  # fmt: skip
    photos = FilesField(label=_("现场照片"), required=False)


class PapersForm(forms.Form):
    """One choice of files for each paper asked for."""

    def __init__(self, *args, asked, **options):
        super().__init__(*args, **options)
        for number, rule in enumerate(asked):
            self.fields[f"paper{number}"] = FilesField(label=rule.label, required=False, help_text="")

    def papers(self):
        """(title, file) of everything chosen."""
        return [(self.fields[name].label, upload) for name, uploads in self.cleaned_data.items() for upload in uploads]


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


class MatchForm(forms.Form):
    """One of the candidates, or another unit by code or name."""

    unit = forms.CharField(max_length=16, required=False)
    other = UnitField(max_length=120, required=False)

    def clean(self):
        data = super().clean()
        if not self.errors and not (data["unit"] or data["other"]):
            raise ValidationError(_("请选择一个单位，或填它的信用代码、名称。"))
        return data


class RenewalForm(forms.Form):
    elected_on = date_field(_("换届日期"))
    term_ends_on = date_field(_("新的届满日期"))
    chair_name = forms.CharField(label=_("主席（负责人）"), max_length=60)


class CoverForm(forms.Form):
    unit = UnitField(label=_("单位"), max_length=120, help_text=_("填信用代码、区划代码，或不重名的单位名称。"))
    start_on = date_field(_("从哪天起覆盖"))


class ParentForm(forms.Form):
    parent = forms.CharField(
        label=_("上级组织"), max_length=120, required=False, help_text=_("填全称；空着表示没有上级组织。")
    )

    def clean_parent(self):
        name = self.cleaned_data["parent"].strip()
        if not name:
            return None
        found = list(Branch.objects.filter(organisation__name=name).select_related("organisation")[:2])
        if len(found) != 1:
            raise ValidationError(_("找不到这个组织，或有重名。"))
        return found[0].organisation


class TargetForm(forms.Form):
    """A target from a day on, as a percentage."""

    indicator = forms.ChoiceField(label=_("指标"))
    region_code = forms.ChoiceField(label=_("适用地区"), required=False)
    comparison = forms.ChoiceField(label=_("比较方式"), choices=Target.Comparison.choices)
    percent = forms.DecimalField(label=_("目标值（%）"), min_value=0, max_value=100, max_digits=5, decimal_places=2)
    basis = forms.ChoiceField(
        label=_("口径"), choices=[(one, one) for one in ("按组织", "按组织或工作", "按组织和工作")]
    )
    start_on = date_field(_("启用日期"))
    source = forms.CharField(label=_("依据"), max_length=200)

    def __init__(self, *args, rows, **options):
        super().__init__(*args, **options)
        ratios = IndicatorDefinition.objects.exclude(denominator=None).order_by("order")
        self.fields["indicator"].choices = [
            (indicator, f"{indicator} {title}")
            for indicator, title in ratios.values_list("indicator", "title").distinct()
        ]
        self.fields["region_code"].choices = [("", _("全部地区")), *((row.code, row.name) for row in rows)]

    def clean(self):
        data = super().clean()
        if "percent" in data:
            data["value"] = data.pop("percent") / 100
        return data


class AreaForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("如高新技术产业开发区。"))
    code = forms.RegexField(
        r"^[0-9A-Za-z]{3,12}$", label=_("代码"), help_text=_("报告中这一行的代码，字母或数字，不能与区划代码相同。"),
        error_messages={"invalid": _("代码应为 3 至 12 位字母或数字。")},
    )  # fmt: skip
    region_codes = forms.CharField(
        label=_("包含的区划代码"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("乡镇（街道）或村的代码，用顿号或换行隔开。"),
    )
    start_on = date_field(_("启用日期"))
    document = forms.CharField(label=_("依据"), max_length=80)

    def clean_region_codes(self):
        return cells.names_list(self.cleaned_data["region_codes"])


class RegionForm(forms.Form):
    """A division as the document says it is from a day on."""

    code = forms.RegexField(
        r"^(\d{6}|\d{9}|\d{12})$", label=_("新代码"), help_text=_("代码不变就填原来的；并入别处就填并入的代码。"),
        error_messages={"invalid": _("代码应为 6、9 或 12 位数字。")},
    )  # fmt: skip
    name = forms.CharField(label=_("新名称"), max_length=80)
    on = date_field(_("变更日期"))
    document = forms.CharField(label=_("依据文号"), max_length=80)


class EndingForm(forms.Form):
    end_on = date_field(_("终止日期"))
