"""What was typed about an event, made clean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms import cleaned
from portal.ground.places import PlaceField
from portal.ground.sheets import cells

from .models import Event


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
