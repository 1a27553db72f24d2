"""What was typed about joining and about how a society takes members in, made clean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms import date_field
from portal.ground.files.inspection import ACCEPTED
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
