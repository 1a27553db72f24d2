"""What was typed about a unit that is or would become a member, made clean."""

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.forms import cleaned
from members.joining import PhoneField
from members.lists import search
from members.models import Membership, Unit
from portal.ground.dates import today
from portal.ground.models import Region
from portal.ground.sheets import cells

Kind = Unit.Kind
KINDS = [(kind.value, kind.label) for kind in (
    Kind.ENTERPRISE, Kind.UNIVERSITY, Kind.INSTITUTE, Kind.HOSPITAL, Kind.SCHOOL, Kind.PARK, Kind.OTHER,
)]  # fmt: skip
MOST_WORKERS = 1_000_000


def _name(label, **options):
    return forms.CharField(label=label, max_length=60, **options)


class UnitForm(forms.Form):
    """The unit as its licence has it."""

    name = forms.CharField(
        label=_("单位名称"), max_length=120, help_text=_("填全称，与营业执照或法人证书一致。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, help_text=_("18 位，在营业执照或法人证书上。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("单位类别"), choices=KINDS)
    region_code = forms.ChoiceField(label=_("所在地"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        rows = Region.objects.on(today()).counties().within(settings.PORTAL_CITY).order_by("code")
        self.fields["region_code"].choices = [("", _("请选择")), *rows.values_list("code", "name")]

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])

    def clean_credit_code(self):
        return cleaned(cells.credit_code, self.cleaned_data["credit_code"])


class UnitSaidForm(forms.Form):
    """Who acts for the unit, whom it sends, how many science workers it has."""

    position = _name(_("您在单位的职务"), required=False, help_text=_("入会后您就是本单位的联系人，可以再更换。"))
    workers = forms.IntegerField(
        label=_("科技工作者人数"), required=False, min_value=1, max_value=MOST_WORKERS,
        help_text=_("填了才能算出有多少人已经个人入会。"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args, most, **options):
        super().__init__(*args, **options)
        self.most = most
        for number in range(1, most + 1):
            self.fields[f"name-{number}"] = _name(_("单位代表 %(number)s") % {"number": number}, required=False)
            self.fields[f"position-{number}"] = _name(_("代表 %(number)s 的职务") % {"number": number}, required=False)

    def clean(self):
        for number in range(1, self.most + 1):
            if self.cleaned_data.get(f"position-{number}") and not self.cleaned_data.get(f"name-{number}"):
                self.add_error(f"name-{number}", ValidationError(_("填了职务，还要填姓名。")))
        return self.cleaned_data

    def said(self):
        """What the action takes."""
        data = self.cleaned_data
        sent = [
            {"name": data[f"name-{number}"], "position": data[f"position-{number}"]}
            for number in range(1, self.most + 1)
        ]
        return {"position": data["position"], "workers": data["workers"],
                "representatives": [one for one in sent if one["name"]]}  # fmt: skip

    @staticmethod
    def shown(of_unit):
        """What was said before, as the form's initial values."""
        rows = enumerate(of_unit.representatives, 1)
        named = {f"{key}-{number}": one[key] for number, one in rows for key in ("name", "position")}
        return named | {"position": of_unit.position, "workers": of_unit.workers}


class RepresentativeForm(forms.Form):
    """One more representative."""

    name = _name(_("姓名"))
    position = _name(_("职务"), required=False)

    def clean_name(self):
        return cleaned(cells.text, self.cleaned_data["name"])


class ContactForm(forms.Form):
    """Who acts for the unit from now on, by the phone they signed up with."""

    phone = PhoneField(label=_("新联系人的手机号"))
    position = _name(_("职务"), required=False)


class WorkforceForm(forms.Form):
    """How many science workers the unit has."""

    count = forms.IntegerField(label=_("科技工作者人数"), min_value=1, max_value=MOST_WORKERS)


class StaffFileForm(forms.Form):
    """The list of staff to be invited."""

    file = forms.FileField(label=_("名单（.xlsx）"), help_text=_("两列：姓名、手机。"))


class UnitMemberFilter(django_filters.FilterSet):
    """Unit members of a day."""

    q = search(_("单位或会员号"), "named")
    day = django_filters.DateFilter(
        label=_("在册日期"), method="seen", widget=forms.DateInput(attrs={"type": "date", "aria-label": _("在册日期")})
    )

    class Meta:
        model = Membership
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(unit__name__says=value) | Q(number__iexact=value))

    def seen(self, queryset, name, value):
        """The list's page has chosen the members of this day already."""
        return queryset
