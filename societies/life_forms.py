"""What was typed about renewal, dues and leaving, made clean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms import date_field
from members.models import Dues
from members.renewing import cost
from portal.ground.files.inspection import ACCEPTED
from portal.ground.uploads import ACCEPT, FilesField


def _words(label, most, rows=4, **options):
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class RenewalChoiceForm(forms.Form):
    """For how long in the chosen class, and what was paid already."""

    member_class = forms.CharField(widget=forms.HiddenInput)
    years = forms.TypedChoiceField(label=_("续会年限"), coerce=int, empty_value=None, widget=forms.RadioSelect)
    paid_on = date_field(
        _("缴费日期"), required=False, help_text=_("已经缴了会费的填写；还没缴的可以先续，缴了再来登记。")
    )
    means = forms.ChoiceField(
        label=_("缴费方式"), required=False, choices=[("", _("请选择")), *Dues.Means.choices[:-1]]
    )
    receipts = FilesField(label=_("缴费凭证"), required=False)

    def __init__(self, *args, member_class, **options):
        super().__init__(*args, **options)
        self.fields["member_class"].initial = member_class.code
        self.fields["years"].choices = [(years, _said(years, member_class)) for years in member_class.years]
        self.fields["years"].initial = next(iter(member_class.years), None)
        if not member_class.years:
            del self.fields["years"]
        if not member_class.yearly_dues:
            for name in ("paid_on", "means", "receipts"):
                del self.fields[name]

    def chosen(self):
        """Arguments of the action."""
        data = self.cleaned_data
        return {
            "class_code": data["member_class"], "years": data.get("years"), "paid_on": data.get("paid_on"),
            "means": data.get("means", ""), "receipts": data.get("receipts", ()),
        }  # fmt: skip


def _said(years, member_class):
    dues = cost(member_class, years)
    price = _("会费 %(dues)s 元") % {"dues": f"{dues.normalize():f}"} if dues else _("免会费")
    return _("%(years)s 年，%(price)s") % {"years": years, "price": price}


class PaymentForm(forms.Form):
    """When and by what means dues were paid."""

    paid_on = date_field(_("缴费日期"))
    means = forms.ChoiceField(label=_("缴费方式"), choices=Dues.Means.choices)
    receipts = FilesField(label=_("缴费凭证"), required=False)


class LeaveForm(forms.Form):
    """From when, and why."""

    end_on = date_field(_("退会日期"), help_text=_("从这一天起不再是会员。"))
    reason = _words(_("退会原因"), 500, help_text=_("一句话就可以，只有学会看得到。"))


class WithdrawalLetterForm(LeaveForm):
    """A withdrawal that came in writing."""

    upload = forms.FileField(
        label=_("书面申请"), widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=ACCEPTED,
        error_messages={"required": _("请上传本人的书面申请。")},
    )  # fmt: skip


class GroundsForm(forms.Form):
    grounds = _words(_("除名的事由"), 1000, help_text=_("会员会看到。写清事实和依据的章程条款。"))
    papers = FilesField(label=_("事由材料"), required=False)


class StatementForm(forms.Form):
    statement = _words(_("您的陈述"), 2000, 6)
    papers = FilesField(label=_("材料"), required=False)


class AppealForm(forms.Form):
    appeal = _words(_("申诉的理由"), 2000, 6)
    papers = FilesField(label=_("材料"), required=False)


class CouncilDecisionForm(forms.Form):
    """What the council decided, with its minutes."""

    outcome = forms.ChoiceField(
        label=_("理事会的决定"), widget=forms.RadioSelect, choices=[("expelled", _("除名")), ("dropped", _("不予除名"))]
    )
    decision = _words(_("决定和理由"), 1000, help_text=_("会员会看到。"))
    title = forms.CharField(label=_("纪要名称"), max_length=120)
    held_on = date_field(_("会议日期"))
    upload = forms.FileField(
        label=_("理事会纪要"), widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=ACCEPTED,
        error_messages={"required": _("请上传理事会纪要的照片或文件。")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("申诉结果"),
        widget=forms.RadioSelect,
        choices=[("upheld", _("维持除名")), ("lifted", _("撤销除名，恢复会籍"))],
    )
    result = _words(_("答复和理由"), 1000, help_text=_("会员和学会都会看到。"))
    papers = FilesField(label=_("答复文件"), required=False)


class DeathForm(forms.Form):
    died_on = date_field(_("离世日期"))
    contact = forms.CharField(
        label=_("家属联系人"),
        max_length=120,
        required=False,
        help_text=_("家属愿意留下的，写姓名和电话，只有学会负责人看得到。"),
    )
    papers = FilesField(label=_("证明"), required=False)


class ReasonOnlyForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=300, error_messages={"required": _("请写明理由。")})


class TermsForm(forms.Form):
    """How long before the end and after it a society takes renewals, and whether the money is seen first."""

    window = forms.IntegerField(label=_("到期前多少天起可以续会"), min_value=0, max_value=365)
    grace = forms.IntegerField(label=_("到期后的宽限期（天）"), min_value=0, max_value=730)
    awaits_dues = forms.BooleanField(
        label=_("先确认会费再续会"),
        required=False,
        help_text=_("勾选后，会员提交续会，由秘书处确认会费后新会籍才开始。"),
    )
    start_on = date_field(_("启用日期"))
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("如“章程第十二条”。"))


class BatchForm(forms.Form):
    """For how long a whole list is renewed, and whether the dues are in."""

    years = forms.IntegerField(label=_("续会年限"), min_value=1, max_value=20, initial=1)
    paid_on = date_field(_("会费缴费日期"), required=False, help_text=_("会费已经统一收齐的填写，不填的记为未缴。"))
    means = forms.ChoiceField(label=_("缴费方式"), required=False, choices=[("", _("请选择")), *Dues.Means.choices])

    def clean(self):
        data = super().clean()
        if data.get("paid_on") and not data.get("means"):
            self.add_error("means", _("请选择缴费方式。"))
        return data


class NamesForm(forms.Form):
    """A list of names to look up."""

    names = _words(
        _("名单"), 200_000, 10, error_messages={"required": _("请粘贴名单。")},
        help_text=_("一行一人，可以在姓名后写手机号或会员号，用空格、逗号或制表符隔开；从表格里复制过来就行。"),
    )  # fmt: skip
