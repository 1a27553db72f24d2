"""What a list can be filtered by: a view names its columns and filters, nothing else."""

import django_filters
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.forms import HiddenInput, TextInput
from django.utils.translation import gettext_lazy as _

from members.models import ReviewStep, Unit
from portal.ground.dates import today
from portal.ground.models import Region
from portal.ground.places import county_choices

from .models import Branch, Coverage, FigureRow, RegisterEntry


class BranchFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        field_name="organisation__name", lookup_expr="icontains", label=_("名称"),
        widget=TextInput(attrs={"placeholder": _("名称"), "aria-label": _("名称")}),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=Branch.Kind.choices, empty_label=_("全部类别"))
    formation = django_filters.ChoiceFilter(
        label=_("组建方式"), choices=Branch.Formation.choices, empty_label=_("全部组建方式")
    )
    county = django_filters.ChoiceFilter(
        label=_("地区"), field_name="organisation__region_code", lookup_expr="startswith", choices=county_choices,
        empty_label=_("全部区（市、县）"),
    )  # fmt: skip

    class Meta:
        model = Branch
        fields = []


class DeskBranchFilter(BranchFilter):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=Branch.State.choices, empty_label=_("全部状态"))
    mark = django_filters.ChoiceFilter(
        label=_("标记"), method="marked", empty_label=_("全部标记"),
        choices=[
            ("overdue", _("届满未换届")), ("dormant", _("一年没有活动")), ("unmatched", _("有未匹配单位")),
            ("late", _("审核超期")),
        ],
    )  # fmt: skip

    def marked(self, queryset, name, value):
        if value == "overdue":
            return queryset.overdue_on(today())
        if value == "dormant":
            return queryset.dormant_on(today())
        if value == "late":
            late = ReviewStep.objects.waiting().filter(thing="outreach.branch", due_on__lt=today())
            return queryset.annotate(key=Cast("pk", CharField())).filter(key__in=late.values("thing_id"))
        return queryset.filter(Exists(Coverage.objects.filter(branch=OuterRef("pk"), unit=None, end_on=None)))


class EntryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("查找"),
        method="named",
        widget=TextInput(attrs={"placeholder": _("名称或信用代码"), "aria-label": _("名称或信用代码")}),
    )
    county = django_filters.ChoiceFilter(
        label=_("地区"),
        field_name="region_code",
        lookup_expr="startswith",
        choices=county_choices,
        empty_label=_("全部区（市、县）"),
    )

    class Meta:
        model = RegisterEntry
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(unit__credit_code=value))


class UnitRowFilter(django_filters.FilterSet):
    """The units behind a figure; the figure's own choice stays in the address beside it."""

    q = django_filters.CharFilter(
        method="named", label=_("名称、信用代码"), widget=TextInput(attrs={"placeholder": _("名称、信用代码")})
    )
    day = django_filters.CharFilter(method="kept", widget=HiddenInput)
    row = django_filters.CharFilter(method="kept", widget=HiddenInput)
    show = django_filters.CharFilter(method="kept", widget=HiddenInput)

    class Meta:
        model = Unit
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(name__says=value) | Q(credit_code=value))

    def kept(self, queryset, name, value):
        return queryset


class UncoveredFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="named", label=_("名称、信用代码"), widget=TextInput(attrs={"placeholder": _("名称、信用代码")})
    )
    kind = django_filters.ChoiceFilter(choices=Unit.Kind.choices, label=_("类别"), empty_label=_("全部类别"))
    county = django_filters.ChoiceFilter(
        field_name="region_code", lookup_expr="startswith", choices=county_choices, label=_("区（市、县）"),
        empty_label=_("全部区（市、县）"),
    )  # fmt: skip
    ownership = django_filters.ChoiceFilter(
        choices=Unit.Ownership.choices, label=_("控股类型"), empty_label=_("全部控股类型")
    )

    class Meta:
        model = Unit
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(name__says=value) | Q(credit_code=value))


class RegionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="named", label=_("名称或代码"), widget=TextInput(attrs={"placeholder": _("名称或代码")})
    )
    level = django_filters.ChoiceFilter(
        choices=[choice for choice in Region.Level.choices if choice[0] in ("county", "township", "village")],
        label=_("级别"), empty_label=_("全部级别"),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        method="in_state", label=_("时间"), empty_label=_("今天有效"),
        choices=[("all", _("全部版本")), ("changed", _("有变更依据的"))],
    )  # fmt: skip

    class Meta:
        model = Region
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(code__startswith=value))

    def in_state(self, queryset, name, value):
        return queryset.exclude(document="") if value == "changed" else queryset


class FigureFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        field_name="indicator",
        lookup_expr="istartswith",
        label=_("指标"),
        widget=TextInput(attrs={"placeholder": "C4b"}),
    )
    row = django_filters.CharFilter(
        field_name="row_code", label=_("地区代码"), widget=TextInput(attrs={"placeholder": "5201"})
    )

    class Meta:
        model = FigureRow
        fields = []
