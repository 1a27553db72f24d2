"""What was typed about an event, made clean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms import UnitField, cleaned
from portal.ground.places import PlaceField
from portal.ground.sheets import cells
from portal.ground.uploads import FilesField

from .models import Event

MOST_UNITS = 100


def _moment(label, help_text=""):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget, input_formats=formats)


class EventForm(forms.Form):
    """An event as its host declares it; what is missing for publication is said when it is handed in."""

    name = forms.CharField(label=_("活动名称"), max_length=80)
    theme = forms.CharField(label=_("主题"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=Event.Kind.choices)
    label = forms.ChoiceField(label=_("专项活动"), choices=Event.Label.choices, required=False)
    audiences = forms.MultipleChoiceField(
        label=_("面向人群"), choices=Event.Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    form = forms.ChoiceField(label=_("形式"), choices=Event.Form.choices)
    region_code = PlaceField()
    venue = forms.CharField(
        label=_("地点"), max_length=120, required=False, help_text=_("写到楼层和房间，线上活动不填。")
    )
    online_at = forms.URLField(label=_("线上地址"), max_length=300, required=False, assume_scheme="https")
    starts_at = _moment(_("开始时间"))
    ends_at = _moment(_("结束时间"))
    opens_at = _moment(_("报名开始"))
    closes_at = _moment(_("报名截止"))
    admits = forms.ChoiceField(label=_("谁可以报名"), choices=Event.Admits.choices)
    capacity = forms.IntegerField(
        label=_("名额"), min_value=1, max_value=100_000, required=False, help_text=_("不填为不限。报满后自动候补。")
    )
    expected = forms.IntegerField(label=_("预计人次"), min_value=0, max_value=10_000_000, required=False)
    is_funded = forms.BooleanField(
        label=_("有经费资助"), required=False, help_text=_("专项和有经费资助的活动，结束后要报结项材料。")
    )
    speakers = forms.CharField(
        label=_("主讲人"), max_length=200, required=False, help_text=_("姓名和职称，多人用顿号分开。")
    )
    co_hosts = forms.CharField(label=_("协办单位"), max_length=200, required=False)
    contact = forms.CharField(label=_("咨询电话"), max_length=40, required=False)
    about = forms.CharField(
        label=_("活动介绍"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("讲什么、适合谁、要带什么、怎么去。空一行另起一段。"),
    )  # fmt: skip

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])

    def clean_about(self):
        return self.cleaned_data["about"].replace("\r\n", "\n")


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=_("名额"), min_value=1, max_value=100_000, required=False, help_text=_("不填为不限。")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=200, error_messages={"required": _("请写明取消的原因，报名的人会看到。")})


class RemarkForm(forms.Form):
    remark = forms.CharField(max_length=300, error_messages={"required": _("请写明需要修改的内容。")})


class UnitsField(forms.CharField):
    """Several units, one a line, each named by credit code, region code or a name that is unique."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_UNITS:
            raise forms.ValidationError(_("最多填 %(most)s 个单位。") % {"most": MOST_UNITS})
        found, wrong = {}, []
        for line in lines:
            try:
                unit = UnitField().clean(line)
                found[unit.pk] = unit
            except forms.ValidationError as error:
                wrong.append(f"{line}：{error.messages[0]}")
        if wrong:
            raise forms.ValidationError(wrong)
        return list(found.values())


def _number(label, **options):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **options,
    )


class FilingForm(forms.Form):
    """Quick filing: a minute on a phone."""

    person_times = _number(_("现场人次"), help_text=_("现场清点的人次，和实名签到分开统计，不相加。"))
    kind = forms.ChoiceField(label=_("类型"), choices=Event.Kind.choices)
    photos = FilesField(label=_("现场照片"), required=False)
    served = UnitsField(
        label=_("服务单位"), required=False,
        help_text=_("这次活动服务了哪些单位，一行一个，填信用代码或名称。没有建组织的单位计入工作覆盖。"),
    )  # fmt: skip


class DossierForm(FilingForm):
    """The dossier of a funded or campaign event; what is missing is said when it is handed in."""

    person_times = _number(_("现场人次"), required=False, help_text=_("现场清点的人次，和实名签到分开统计，不相加。"))
    summary = forms.CharField(
        label=_("活动总结"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    experts = _number(_("专家人数"), required=False)
    volunteers = _number(_("志愿者人数"), required=False)
    media = forms.CharField(
        label=_("媒体报道"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("媒体名称和标题或网址，一行一条。"),
    )  # fmt: skip
    field_order = ("summary", "person_times", "kind", "experts", "volunteers", "photos", "media", "served")
