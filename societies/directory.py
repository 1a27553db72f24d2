"""What the directory of societies shows and what it can be searched and filtered by."""

import django_filters
from django.db.models import CharField, F, Func, Q, TextField
from django.db.models.functions import Cast
from django.forms import HiddenInput, TextInput
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.ground import kept
from portal.ground.dates import today
from portal.ground.labels import label
from portal.ground.lists import Column

from . import reports
from .models import Society


def society_url(society):
    return reverse("society_page", args=[society.code])


def disciplines():
    """Every discipline a society of today names, as choices."""
    return kept.get(kept.PAGES, f"disciplines:{today()}", _disciplines)


def _disciplines():
    named = Society.objects.on(today()).annotate(
        one=Func(F("disciplines"), function="unnest", output_field=CharField())
    )
    return [(name, name) for name in sorted(set(named.values_list("one", flat=True)))]


class DirectoryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="named",
        label=_("名称或学科"),
        widget=TextInput(attrs={"placeholder": _("如：护理、大数据"), "type": "search"}),
    )
    field = django_filters.ChoiceFilter(choices=Society.Field.choices, label=_("学科门类"), empty_label=_("全部门类"))
    discipline = django_filters.ChoiceFilter(
        choices=disciplines, method="of_discipline", label=_("学科"), empty_label=_("全部学科")
    )
    joining = django_filters.ChoiceFilter(
        choices=[("open", _("正在接受申请")), ("closed", _("暂不接受申请"))], method="in_admission", label=_("入会"),
        empty_label=_("不限"),
    )  # fmt: skip
    view = django_filters.CharFilter(method="kept", widget=HiddenInput)

    class Meta:
        model = Society
        fields = []

    def named(self, queryset, name, value):
        named = Q(organisation__name__icontains=value) | Q(short_name__icontains=value) | Q(said__icontains=value)
        return queryset.annotate(said=Cast("disciplines", TextField())).filter(named)

    def of_discipline(self, queryset, name, value):
        return queryset.filter(disciplines__contains=[value])

    def in_admission(self, queryset, name, value):
        return queryset.filter(organisation__admission__is_open=value == "open")

    def kept(self, queryset, name, value):
        return queryset


def admission_words(society):
    return "接受申请" if society.organisation.admission.is_open else "暂不接受"


def members_column(title="会员数"):
    """How many members each society of the page has today, counted once for all of them."""
    return Column(
        title, lambda society, counts: counts.get(society.pk, 0), kind="int",
        lookup=lambda rows: reports.kept_headcounts(on=today()),
    )  # fmt: skip


COLUMNS = (
    Column("学会", lambda society: society.organisation.name, "organisation__name", society_url, width=36),
    Column("学科门类", lambda society: label(society, "field"), "field"),
    Column("学科", lambda society: "、".join(society.disciplines) or None, width=30),
    members_column(),
    Column("成立日期", lambda society: society.founded_on, "founded_on", kind="date"),
    Column("入会", admission_words, tag=lambda society: "ok" if society.organisation.admission.is_open else "plain"),
)
