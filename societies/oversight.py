"""The association's view of its societies: how large, how busy, how late, led by whom."""

import django_filters
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Application, Office
from portal.ground.dates import local_day, today
from portal.ground.labels import label
from portal.ground.lists import Column

from . import directory

LEADING = (Office.Title.PRESIDENT, Office.Title.SECRETARY_GENERAL)


class OversightFilter(directory.DirectoryFilter):
    """As the directory, and whether they still exist."""

    state = django_filters.ChoiceFilter(
        label=_("状态"),
        method="in_state",
        empty_label=_("全部"),
        choices=[("alive", _("存续")), ("dissolved", _("已注销"))],
    )

    def in_state(self, queryset, name, value):
        return queryset.on(today()) if value == "alive" else queryset.filter(dissolved_on__lte=today())


def _applications(rows):
    """society's pk → (how many wait, when the oldest was handed in)."""
    waiting = Application.objects.filter(organisation__in=[row.pk for row in rows], state=Application.State.SUBMITTED)
    counted = waiting.values_list("organisation").annotate(count=Count("pk"), oldest=Min("submitted_at"))
    return {pk: (count, (today() - local_day(oldest)).days) for pk, count, oldest in counted}


def _officers(rows):
    """society's pk → who leads it and how many officers it has today."""
    held = Office.objects.on(today()).filter(organisation__in=[row.pk for row in rows])
    counted = dict(held.values_list("organisation").annotate(count=Count("person", distinct=True)))
    leading = held.filter(title__in=LEADING).select_related("person").order_by("organisation", "title")
    named = {}
    for office in leading:
        named.setdefault(office.organisation_id, []).append(f"{office.get_title_display()}{office.person.name}")
    return {pk: ("、".join(named.get(pk, [])), count) for pk, count in counted.items()}


COLUMNS = (
    Column("学会", lambda one: one.organisation.name, "organisation__name",
           lambda one: reverse("society_detail", args=[one.code]), width=36),
    Column("代码", lambda one: one.code, "code", kind="code", width=8),
    Column("学科门类", lambda one: label(one, "field"), "field"),
    directory.members_column(),
    Column("审核中的申请", lambda one, found: found.get(one.pk, (0, None))[0], kind="int", lookup=_applications),
    Column("最久（天）", lambda one, found: found.get(one.pk, (0, None))[1], kind="int", lookup=_applications),
    Column("负责人", lambda one, found: found.get(one.pk, ("", 0))[0] or None, width=30, lookup=_officers),
    Column("任职人数", lambda one, found: found.get(one.pk, ("", 0))[1], kind="int", lookup=_officers),
    Column("入会", directory.admission_words),
    Column("成立日期", lambda one: one.founded_on, "founded_on", kind="date"),
    Column("注销日期", lambda one: one.dissolved_on, "dissolved_on", kind="date", tag=lambda one: "bad" if one.dissolved_on else ""),
)  # fmt: skip
