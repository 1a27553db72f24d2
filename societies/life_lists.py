"""What the lists about memberships can be filtered by."""

import django_filters
from django.db.models import Q
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _

from members.lists import search
from members.models import Dues, Exit, Membership, Renewal, Status


class MembershipFilter(django_filters.FilterSet):
    """Memberships as they stand on the day the page was asked for."""

    q = search(_("姓名、单位或会员号"), "named")
    status = django_filters.ChoiceFilter(
        label=_("状态"), method="kept", empty_label=_("全部状态"), choices=Status.choices
    )
    day = django_filters.DateFilter(
        label=_("截至日期"), method="kept", widget=DateInput(attrs={"type": "date", "aria-label": _("截至日期")})
    )

    class Meta:
        model = Membership
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(pk__in=Membership.objects.called(value).values("pk"))

    def kept(self, queryset, name, value):
        """The list's page has chosen by status and day already."""
        return queryset


class RenewalFilter(django_filters.FilterSet):
    q = search(_("姓名、单位或会员号"), "named")
    state = django_filters.ChoiceFilter(label=_("状态"), empty_label=_("全部状态"), choices=Renewal.State.choices)

    class Meta:
        model = Renewal
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(membership__in=Membership.objects.called(value).values("pk"))


class DuesFilter(django_filters.FilterSet):
    q = search(_("姓名、单位或会员号"), "named")
    state = django_filters.ChoiceFilter(
        label=_("状态"), method="in_state", empty_label=_("全部状态"),
        choices=[("open", _("未缴")), ("told", _("待确认")), ("seen", _("已确认"))],
    )  # fmt: skip

    class Meta:
        model = Dues
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(membership__in=Membership.objects.called(value).values("pk"))

    def in_state(self, queryset, name, value):
        states = {
            "open": Q(paid_on=None),
            "told": Q(confirmed_at=None, paid_on__isnull=False),
            "seen": ~Q(confirmed_at=None),
        }
        return queryset.filter(states[value])


class ExitFilter(django_filters.FilterSet):
    q = search(_("姓名、单位或会员号"), "named")
    kind = django_filters.ChoiceFilter(label=_("方式"), empty_label=_("全部方式"), choices=Exit.Kind.choices)

    class Meta:
        model = Exit
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(membership__in=Membership.objects.called(value).values("pk"))
