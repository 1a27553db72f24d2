"""The association's view of its societies: how large, how busy, how late, led by whom."""

import django_filters
from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from members.models import Application, Office
from portal.ground.addresses import address_of
from portal.ground.dates import in_words, local_day, today
from portal.ground.labels import label
from portal.ground.lists import Column

from . import directory


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


def _leaders(title):
    """A lookup: society's pk → the name of whoever holds the office today."""

    def lookup(rows):
        held = Office.objects.on(today()).filter(organisation__in=[row.pk for row in rows], title=title)
        return dict(held.values_list("organisation", "person__name"))

    return lookup


def _led_by(title):
    return Column(str(title.label), lambda one, found: found.get(one.pk), lookup=_leaders(title), width=12)


def _state(one):
    """Whether it takes members in, or since when it is no more."""
    return f"{in_words(one.dissolved_on)}注销" if one.dissolved_on else directory.admission_words(one)


def _state_tag(one):
    if one.dissolved_on:
        return "bad"
    return "ok" if one.organisation.admission.is_open else "plain"


COLUMNS = (
    Column("学会", lambda one: one.organisation.name, "organisation__name",
           lambda one: address_of("society_detail", one.code), width=36),
    Column("代码", lambda one: one.code, "code", kind="code", width=8),
    Column("学科门类", lambda one: label(one, "field"), "field"),
    directory.members_column(),
    Column("审核中", lambda one, found: found.get(one.pk, (0, None))[0], kind="int", lookup=_applications),
    Column("最久（天）", lambda one, found: found.get(one.pk, (0, None))[1], kind="int", lookup=_applications),
    _led_by(Office.Title.PRESIDENT),
    _led_by(Office.Title.SECRETARY_GENERAL),
    Column("入会", _state, tag=_state_tag),
    Column("成立日期", lambda one: one.founded_on, "founded_on", kind="date"),
)  # fmt: skip
