"""What the lists of events and registrations can be filtered by."""

import django_filters
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.lists import search
from portal.ground.places import county_choices

from .models import Event, Filing, Registration

ALL_COUNTIES = _("全部区（市、县）")


class EventFilter(django_filters.FilterSet):
    """What the public chooses by."""

    q = search(_("名称、主办单位或地点"), "named")
    county = django_filters.ChoiceFilter(
        label=_("地区"),
        field_name="region_code",
        lookup_expr="startswith",
        choices=county_choices,
        empty_label=ALL_COUNTIES,
    )
    kind = django_filters.ChoiceFilter(label=_("类型"), choices=Event.Kind.choices, empty_label=_("全部类型"))
    audience = django_filters.ChoiceFilter(
        label=_("面向人群"), method="for_audience", choices=Event.Audience.choices, empty_label=_("全部人群")
    )
    places = django_filters.ChoiceFilter(
        label=_("名额"), method="with_places", choices=[("left", _("还有名额"))], empty_label=_("不限")
    )
    when = django_filters.ChoiceFilter(
        label=_("时间"), method="at_time", choices=[("past", _("已经结束的"))], empty_label=_("近期活动")
    )

    class Meta:
        model = Event
        fields = []

    def named(self, queryset, name, value):
        text = Q(name__icontains=value) | Q(theme__icontains=value) | Q(venue__icontains=value)
        return queryset.filter(text | Q(organisation__name__icontains=value))

    def for_audience(self, queryset, name, value):
        return queryset.filter(audiences__overlap=[value, Event.Audience.ALL])

    def with_places(self, queryset, name, value):
        is_open = Q(closes_at__gt=timezone.now(), state=Event.State.PUBLISHED)
        return queryset.filter(is_open, Q(capacity=None) | Q(taken__lt=F("capacity")))

    def at_time(self, queryset, name, value):
        """The page has chosen coming or past events already."""
        return queryset


class DeskEventFilter(django_filters.FilterSet):
    q = search(_("名称或主办单位"), "named")
    state = django_filters.ChoiceFilter(label=_("状态"), choices=Event.State.choices, empty_label=_("全部状态"))
    kind = django_filters.ChoiceFilter(label=_("类型"), choices=Event.Kind.choices, empty_label=_("全部类型"))
    when = django_filters.ChoiceFilter(
        label=_("时间"), method="at_time", choices=[("coming", _("没有结束的")), ("past", _("已经结束的"))],
        empty_label=_("全部时间"),
    )  # fmt: skip

    filing = django_filters.ChoiceFilter(
        label=_("备案"), method="filed", empty_label=_("全部备案情况"),
        choices=[("missing", _("结项材料待报送")), *Filing.State.choices],
    )  # fmt: skip

    class Meta:
        model = Event
        fields = []

    def filed(self, queryset, name, value):
        if value == "missing":
            return queryset.without_dossier(timezone.now())
        return queryset.filter(filing__state=value)

    def named(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(organisation__name__icontains=value))

    def at_time(self, queryset, name, value):
        now = timezone.now()
        return queryset.coming(now) if value == "coming" else queryset.filter(ends_at__lte=now)


class RegistrationFilter(django_filters.FilterSet):
    """At the door: by name, or by the phone's last four digits."""

    q = search(_("姓名或手机后四位"), "named")
    state = django_filters.ChoiceFilter(
        label=_("状态"), method="in_state", empty_label=_("全部"),
        choices=[*Registration.State.choices, ("absent", _("还没有签到")), ("present", _("已签到"))],
    )  # fmt: skip

    class Meta:
        model = Registration
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(person__name__icontains=value) | Q(person__phone__endswith=value[-4:]) if value.isdigit()
                               else Q(person__name__icontains=value))  # fmt: skip

    def in_state(self, queryset, name, value):
        if value in ("absent", "present"):
            has_place = queryset.filter(state=Registration.State.REGISTERED)
            return has_place.filter(checked_in_at__isnull=value == "absent")
        return queryset.filter(state=value)
