"""What was typed about group membership, made clean."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms import date_field
from members.lists import search
from members.models import Dues, GroupApplication, Organisation
from portal.ground.files.inspection import ACCEPTED
from portal.ground.uploads import ACCEPT


class DeclarationForm(forms.ModelForm):
    """The conditions, one after another."""

    class Meta:
        model = GroupApplication
        fields = (
            "founding",
            "results",
            "office",
            "staff",
            "income",
            "party_members",
            "party_organisation",
            "accepts_charter",
        )
        widgets = {"results": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "founding": _("学会填登记机关和登记日期，基层组织填批复文号和日期。"),
            "results": _("近两年开展的活动、取得的成绩。"),
            "office": _("地址和面积，自有还是租用。"),
            "income": _("如会费、单位拨款、服务收入。"),
            "party_organisation": _("有党员的填写，如“某学会党支部”。"),
        }


class ResolutionForm(forms.Form):
    """The meeting that resolved, with its document."""

    title = forms.CharField(
        label=_("会议和文号"), max_length=120, help_text=_("如“第九届常委会第四次会议（科协发〔2026〕12号）”。")
    )
    held_on = date_field(_("会议日期"))
    upload = forms.FileField(label=_("决议文件"), widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=ACCEPTED)


class EndingForm(ResolutionForm):
    """Why the association ends a membership."""

    reason = forms.CharField(label=_("终止的原因"), max_length=300)
    field_order = ["reason", "title", "held_on", "upload"]


class LeavingForm(forms.Form):
    reason = forms.CharField(label=_("退会的原因"), max_length=300)


class GroupDuesForm(forms.Form):
    """What a group member paid."""

    amount = forms.DecimalField(label=_("金额（元）"), min_value=0, max_digits=9, decimal_places=2)
    paid_on = date_field(_("缴费日期"))
    means = forms.ChoiceField(label=_("缴费方式"), choices=Dues.Means.choices)


class GroupFilter(django_filters.FilterSet):
    """Group members of a day."""

    q = search(_("名称"), "named")
    kind = django_filters.ChoiceFilter(
        label=_("类别"), empty_label=_("全部类别"), choices=[("society", _("学会")), ("branch", _("基层组织"))]
    )
    way = django_filters.ChoiceFilter(
        label=_("方式"), method="in_way", empty_label=_("全部方式"),
        choices=[("admitted", _("申请吸收")), ("right", _("当然会员"))],
    )  # fmt: skip
    day = django_filters.DateFilter(
        label=_("截至日期"), method="kept", widget=forms.DateInput(attrs={"type": "date", "aria-label": _("截至日期")})
    )

    class Meta:
        model = Organisation
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(name__icontains=value)

    def in_way(self, queryset, name, value):
        return queryset.filter(is_admitted=True) if value == "admitted" else queryset.filter(is_by_right=True)

    def kept(self, queryset, name, value):
        """The list's page has chosen the day already."""
        return queryset
