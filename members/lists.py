"""What the members' lists can be filtered by."""

import django_filters
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, OuterRef, Q
from django.forms import DateInput, TextInput
from django.utils.translation import gettext_lazy as _

from portal.ground.models import JournalEntry

from .models import IdentityMark, Office, Person, Unit


def search(label, method):
    """The search box of a list."""
    return django_filters.CharFilter(
        method=method, label=label, widget=TextInput(attrs={"placeholder": label, "aria-label": label})
    )


class OfficeFilter(django_filters.FilterSet):
    q = search(_("姓名或组织"), "named")
    title = django_filters.ChoiceFilter(choices=Office.Title.choices, label=_("职务"), empty_label=_("全部职务"))
    day = django_filters.DateFilter(
        method="held_on", label=_("在任日期"), widget=DateInput(attrs={"type": "date", "aria-label": _("在任日期")})
    )

    class Meta:
        model = Office
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(person__name__says=value) | Q(organisation__name__icontains=value))

    def held_on(self, queryset, name, value):
        return queryset.on(value)


class AccountFilter(django_filters.FilterSet):
    q = search(_("姓名或登录名"), "named")
    state = django_filters.ChoiceFilter(
        method="in_state", label=_("状态"), empty_label=_("全部状态"),
        choices=[("active", _("正常")), ("disabled", _("已停用"))],
    )  # fmt: skip

    class Meta:
        model = Person
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(name__says=value) | Q(username__icontains=value))

    def in_state(self, queryset, name, value):
        return queryset.filter(is_active=value == "active")


class PersonFilter(django_filters.FilterSet):
    q = search(_("姓名或单位"), "named")
    mark = django_filters.ChoiceFilter(
        method="marked", label=_("标识"), empty_label=_("全部"),
        choices=[("unit", _("单位已确认")), ("no-unit", _("单位待确认")), ("identity", _("身份已核验"))],
    )  # fmt: skip

    class Meta:
        model = Person
        fields = []

    def named(self, queryset, name, value):
        named = Person.objects.filter(name__says=value).values("pk")
        working = Person.objects.filter(unit__in=Unit.objects.filter(name__says=value)).values("pk")
        typed = Person.objects.exclude(unit_text="").filter(unit_text__says=value).values("pk")
        return queryset.filter(pk__in=named.union(working, typed))

    def marked(self, queryset, name, value):
        given = IdentityMark.objects.filter(person=OuterRef("pk"), kind=value.removeprefix("no-"), ended_at=None)
        return queryset.filter(~Exists(given) if value.startswith("no-") else Exists(given))


class UnitFilter(django_filters.FilterSet):
    q = search(_("名称、信用代码"), "named")
    kind = django_filters.ChoiceFilter(choices=Unit.Kind.choices, label=_("类别"), empty_label=_("全部类别"))
    ownership = django_filters.ChoiceFilter(
        choices=Unit.Ownership.choices, label=_("控股类型"), empty_label=_("全部控股类型")
    )

    class Meta:
        model = Unit
        fields = []
        filter_overrides = {ArrayField: {"filter_class": django_filters.CharFilter}}

    def named(self, queryset, name, value):
        old = Q(changes__name__icontains=value) | Q(changes__credit_code=value)
        return queryset.filter(Q(name__says=value) | Q(credit_code=value) | old).distinct()


class JournalFilter(django_filters.FilterSet):
    q = search(_("经办人或事项"), "named")
    first = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__gte",
        label=_("从"),
        widget=DateInput(attrs={"type": "date", "aria-label": _("从")}),
    )
    last = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__lte",
        label=_("到"),
        widget=DateInput(attrs={"type": "date", "aria-label": _("到")}),
    )

    class Meta:
        model = JournalEntry
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(person__name__says=value) | Q(verb__startswith=value) | Q(thing_id=value))
