"""What the lists of applications and members can be filtered by."""

import django_filters
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.forms import DateInput, HiddenInput
from django.utils.translation import gettext_lazy as _

from members import late_reviews
from members.lists import search
from members.models import Application, MemberClass, Membership, MembershipPeriod, Office
from portal.ground import kept
from portal.ground.dates import today

from .models import Invitation

State = Application.State


class LabelledChoiceField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.label


def class_names():
    """The names classes have had in any society, each once."""
    names = MemberClass.objects.order_by("name").values_list("name", flat=True).distinct()
    return [(name, name) for name in kept.get(kept.PAGES, "class-names", lambda: list(names))]


def _invitations(request):
    """Those of the society whose applications are listed; none where several societies' are."""
    code = request.resolver_match.kwargs.get("code") if request else None
    return Invitation.objects.filter(society__code=code).select_related("society__organisation").order_by("-pk")


class InvitationChoiceFilter(django_filters.ModelChoiceFilter):
    """Invitations by what they are used for."""

    field_class = LabelledChoiceField


class ApplicationFilter(django_filters.FilterSet):
    q = search(_("姓名、单位或原会员号"), "named")
    state = django_filters.ChoiceFilter(
        label=_("状态"), empty_label=_("全部状态"), choices=[one for one in State.choices if one[0] != State.DRAFT]
    )
    member_class = django_filters.ChoiceFilter(
        label=_("会员类别"), field_name="member_class__name", empty_label=_("全部类别"), choices=class_names
    )
    invitation = InvitationChoiceFilter(
        label=_("来自邀请"), field_name="invited__invitation", to_field_name="public_id", queryset=_invitations,
        empty_label=_("不限来源"),
    )  # fmt: skip
    age = django_filters.ChoiceFilter(
        label=_("时限"), method="aged", empty_label=_("全部"),
        choices=[("late", _("已超期")), ("soon", _("今天到期")), ("mine", _("等我办理"))],
    )  # fmt: skip
    reviewer = django_filters.CharFilter(label=_("超期的审核人"), method="late_with", widget=HiddenInput)

    class Meta:
        model = Application
        fields = []

    def named(self, queryset, name, value):
        person = Q(person__name__icontains=value) | Q(person__unit__name__icontains=value)
        return queryset.filter(
            person
            | Q(unit__name__icontains=value)
            | Q(person__unit_text__icontains=value)
            | Q(former_number__iexact=value)
        )

    def aged(self, queryset, name, value):
        if value == "late":
            return queryset.filter(step_due_on__lt=today())
        if value == "soon":
            return queryset.filter(step_due_on=today())
        office = self.request.actor.office
        return queryset.filter(organisation=office.organisation, step_titles__contains=[office.title])

    def late_with(self, queryset, name, value):
        """Those whose review is late and for this office to decide, or for nobody in office."""
        steps = late_reviews.late(queryset.values("organisation"), on=today())
        if value == late_reviews.NOBODY:
            steps = late_reviews.without(steps, late_reviews.in_office(steps, on=today()))
        else:
            office = Office.objects.filter(public_id=value).select_related("organisation").first()
            steps = steps.filter(late_reviews.of_office(office)) if office else steps.none()
        return queryset.annotate(key=Cast("pk", CharField())).filter(key__in=steps.values("thing_id"))


class MemberFilter(django_filters.FilterSet):
    """Members of a day: each is the period that holds on it."""

    q = search(_("姓名、单位或会员号"), "named")
    subject = django_filters.ChoiceFilter(
        label=_("个人或单位"), method="of_subject", empty_label=_("个人和单位"),
        choices=[("person", _("个人")), ("unit", _("单位"))],
    )  # fmt: skip
    member_class = django_filters.ChoiceFilter(
        label=_("会员类别"), field_name="member_class__name", empty_label=_("全部类别"), choices=class_names
    )
    day = django_filters.DateFilter(
        label=_("在册日期"), method="seen", widget=DateInput(attrs={"type": "date", "aria-label": _("在册日期")})
    )

    class Meta:
        model = MembershipPeriod
        fields = []

    def __init__(self, *arguments, within=None, **named):
        super().__init__(*arguments, **named)
        self.within = Membership.objects.filter(organisation=within) if within else Membership.objects.all()

    def named(self, queryset, name, value):
        return queryset.filter(membership__in=self.within.called(value).values("pk"))

    def of_subject(self, queryset, name, value):
        return queryset.exclude(**{f"membership__{value}": None})

    def seen(self, queryset, name, value):
        """The list's page has chosen the periods of this day already."""
        return queryset
