"""What was typed about joining and about how a society takes members in, made clean."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from members.applying import ALWAYS
from members.askable import FIELDS
from members.forms import ReviewStepForm, cleaned, date_field
from members.models import MemberClass
from members.rules import SOCIETY_TITLES
from portal.ground.files.inspection import ACCEPTED
from portal.ground.sheets import cells
from portal.ground.uploads import ACCEPT, FilesField


class ChoiceOfClassForm(forms.Form):
    """Which class, for how long, and what may be said beside it; the class comes with the address."""

    member_class = forms.CharField(widget=forms.HiddenInput)
    years = forms.TypedChoiceField(label=_("会籍年限"), coerce=int, empty_value=None, widget=forms.RadioSelect)

    def __init__(self, *args, member_class, **options):
        super().__init__(*args, **options)
        self.fields["member_class"].initial = member_class.code
        self.fields["years"].choices = [(years, _years(years, member_class)) for years in member_class.years]
        self.fields["years"].initial = self.initial.get("years") or next(iter(member_class.years), None)
        if not member_class.years:
            del self.fields["years"]

    def chosen(self):
        """Arguments of the action: the class by its code and the years, None for a class that is for life."""
        data = self.cleaned_data
        return {"class_code": data["member_class"], "years": data.get("years")}


def _years(years, member_class):
    dues = member_class.yearly_dues * years
    price = _("会费 %(dues)s 元") % {"dues": f"{dues.normalize():f}"} if dues else _("免会费")
    return _("%(years)s 年，%(price)s") % {"years": years, "price": price}


class BesideForm(forms.Form):
    """What hardly anybody has to say."""

    former_number = forms.CharField(
        label=_("原会员号"), max_length=40, required=False, help_text=_("以前入过本会的填写，查得到原来的会籍。")
    )
    reason = forms.CharField(
        label=_("想说的话"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_("补正意见"), max_length=300, widget=forms.TextInput(attrs={"placeholder": _("需要补正的内容")}),
        error_messages={"required": _("请写明需要补正的内容。")},
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("不予通过的理由"), max_length=300, widget=forms.TextInput(attrs={"placeholder": _("申请人会看到")}),
        error_messages={"required": _("请写明不予通过的理由，申请人会看到。")},
    )  # fmt: skip


class MinutesForm(forms.Form):
    """The council's minutes that admit a batch."""

    title = forms.CharField(label=_("纪要名称"), max_length=120, help_text=_("如“第八届理事会第三次会议纪要”。"))
    held_on = date_field(_("会议日期"))
    upload = forms.FileField(
        label=_("理事会纪要"), widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=ACCEPTED,
        error_messages={"required": _("请上传理事会纪要的照片或文件。")},
    )  # fmt: skip


class PapersForm(forms.Form):
    """A field for the photographs or files of each paper the class asks."""

    def __init__(self, *args, asked, **options):
        super().__init__(*args, **options)
        self.titles = {}
        for number, title in enumerate(asked, 1):
            self.fields[f"paper-{number}"] = FilesField(label=title, required=False, help_text="")
            self.titles[f"paper-{number}"] = title

    def papers(self):
        """(title, file) for every file that was chosen."""
        return [(title, upload) for name, title in self.titles.items() for upload in self.cleaned_data[name]]


class AdmissionForm(forms.Form):
    """How a society takes members in and numbers them."""

    is_open = forms.BooleanField(label=_("开放网上入会"), required=False)
    is_by_minutes = forms.BooleanField(
        label=_("按理事会纪要批量终审"), required=False, help_text=_("人手少的学会适用：初审后凭一份会议纪要成批入会。")
    )
    prefix = forms.RegexField(
        r"^[A-Z0-9-]{1,12}$", label=_("会员号前缀"), help_text=_("一般是学会代码加分会代码，如 A06001。"),
        error_messages={"invalid": _("前缀只用大写字母、数字和短横线，不超过 12 位。")},
    )  # fmt: skip
    width = forms.IntegerField(label=_("流水号位数"), min_value=2, max_value=8)
    is_lettered = forms.BooleanField(label=_("以类别字母结尾"), required=False)
    words = forms.CharField(
        label=_("入会须知"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("申请人打开入会页时最先看到。"),
    )  # fmt: skip


class MemberClassForm(forms.Form):
    """A class of members as it is from a day on."""

    name = forms.CharField(label=_("会员类别"), max_length=20)
    subject = forms.ChoiceField(label=_("适用对象"), required=False, choices=MemberClass.Subject.choices[:2])
    valid_from = date_field(_("启用日期"), help_text=_("已经提交的申请仍按原来的版本办理。"))
    is_offered = forms.BooleanField(label=_("接受申请"), required=False)
    years = forms.CharField(
        label=_("可选年限"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text=_("如 1、3、5；终身有效的不填。"),
    )
    yearly_dues = forms.DecimalField(label=_("会费（元／年）"), min_value=0, max_digits=8, decimal_places=2)
    asked = forms.MultipleChoiceField(
        label=_("需填写的资料"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, field.label) for key, field in FIELDS.items() if key not in ALWAYS],
        help_text=_("姓名、单位、手机号总会要。多要一项，就多一些人填到一半放弃。"),
    )  # fmt: skip
    papers = forms.CharField(
        label=_("需提交的材料"), required=False, max_length=300, help_text=_("如学生证、职称证书，用顿号隔开。")
    )
    letter = forms.RegexField(
        r"^[A-Z]$", label=_("会员号字母"), widget=forms.TextInput(attrs={"class": "short", "maxlength": 1}), help_text=_("M 会员，F 外籍，H 荣誉，U 单位。"),
        error_messages={"invalid": _("填一个大写字母。")},
    )  # fmt: skip
    representatives = forms.IntegerField(
        label=_("单位可派代表人数"), required=False, min_value=0, max_value=20, help_text=_("单位会员填写。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip
    order = forms.IntegerField(label=_("次序"), min_value=1, max_value=99)
    conditions = forms.CharField(label=_("入会条件"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    rights = forms.CharField(label=_("权利"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    duties = forms.CharField(label=_("义务"), required=False, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args, is_new=True, **options):
        super().__init__(*args, **options)
        if not is_new:  # whom a class is for stays: whoever is in it already is what they are
            del self.fields["subject"]

    def clean_subject(self):
        return self.cleaned_data["subject"] or MemberClass.Subject.PERSON

    def clean_representatives(self):
        typed = self.cleaned_data["representatives"]
        return self.initial.get("representatives", 0) if typed is None else typed

    def clean_years(self):
        written = re.findall(r"[^、，,\s]+", self.cleaned_data["years"])
        if any(not re.fullmatch(r"[1-9]\d?", text, re.ASCII) for text in written):
            raise ValidationError(_("年限填数字，用顿号隔开，如 1、3、5。"))
        return sorted({int(text) for text in written})

    def clean_papers(self):
        papers = cleaned(cells.names_list, self.cleaned_data["papers"])
        if any(len(paper) > 60 for paper in papers):
            raise ValidationError(_("每项材料名称不超过 60 个字。"))
        return papers


class OwnStepForm(ReviewStepForm):
    """A step of the society's own review: its own officers decide."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        del self.fields["scope"]
        self.fields["titles"].choices = [(title.value, title.label) for title in SOCIETY_TITLES]


OwnSteps = formset_factory(OwnStepForm, extra=1, can_delete=True, can_delete_extra=False, max_num=4)


class TakeoverForm(forms.Form):
    """Which class each name of the roster means, and until when dues without a day are paid."""

    until = date_field(_("没有“会费缴至”的，会籍到"))

    def __init__(self, *args, names, classes, **options):
        super().__init__(*args, **options)
        self.names, by_name = {}, {one.name: one.pk for one in classes}
        for number, name in enumerate(names, 1):
            key = f"class-{number}"
            self.names[key] = name
            self.fields[key] = forms.ModelChoiceField(
                MemberClass.objects.filter(pk__in=[one.pk for one in classes]), empty_label=_("请选择"),
                label=_("名册中的“%(name)s”是") % {"name": name} if name else _("名册中没写类别的是"),
                initial=by_name.get(name) or (classes[0].pk if classes and not name else None),
            )  # fmt: skip

    def chosen(self):
        """Name of the roster → class, those not chosen left out."""
        return {name: self.cleaned_data[key] for key, name in self.names.items() if self.cleaned_data.get(key)}
