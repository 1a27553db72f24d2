"""What a list can be filtered by: a view names its columns and filters, nothing else."""

import django_filters
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import today
from portal.ground.models import Region

from .models import Branch, RegisterEntry

PER_PAGE = 30


def county_choices():
    """Counties of the installed regions, by code."""
    return Region.objects.on(today()).counties().order_by("code").values_list("code", "name")


def page_of(request, queryset):
    """The asked-for page of a list; a page that does not exist is the nearest one that does."""
    return Paginator(queryset, PER_PAGE).get_page(request.GET.get("page"))


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
        choices=[("overdue", _("届满未换届")), ("unmatched", _("有未匹配单位"))],
    )  # fmt: skip

    def marked(self, queryset, name, value):
        if value == "overdue":
            return queryset.overdue_on(today())
        return queryset.filter(coverages__unit=None, coverages__isnull=False).distinct()


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
