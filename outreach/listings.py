"""The lists behind the figures of each grain: rows of the ids, their columns and filter, for the acting office.

A figure counts everybody; who somebody is, an office reads only where it may see that person, membership or application
elsewhere, too. The others stand in the list under their number.
"""

from django.db.models import DurationField, ExpressionWrapper, F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import vouching
from members.marks import marks_of_each
from members.models import Application, Membership, Person, Unit
from portal.ground.dates import local_day
from portal.ground.labels import label
from portal.ground.lists import Column
from societies import reports as society_reports
from societies import rules as society_rules
from societies.models import Society

from . import reports
from .columns import BRANCH_COLUMNS, NEAREST_COLUMNS, UNIT_COLUMNS, place
from .lists import UnitRowFilter
from .models import Branch


def units(ids, *, actor, day, is_missing):
    """Units as the registers know them; those still missing, the nearest first."""
    found = Unit.objects.filter(pk__in=ids)
    if is_missing:
        return reports.nearest(found, day=day), NEAREST_COLUMNS, UnitRowFilter
    return found.order_by("region_code", "pk"), UNIT_COLUMNS, UnitRowFilter


def branches(ids, *, actor, day, is_missing):
    found = Branch.objects.filter(pk__in=ids).select_related("organisation")
    return found.order_by("organisation__region_code", "pk"), BRANCH_COLUMNS, None


def people(ids, *, actor, day, is_missing):
    """People by their number; with their names where the office knows them."""

    def known(rows):
        seen = vouching.known_to(actor, now=timezone.now()).filter(pk__in=[row.pk for row in rows])
        return dict(seen.values_list("pk", "name"))

    columns = (
        Column(_("编号"), lambda one: one.public_id, kind="code", width=18),
        Column(_("姓名"), lambda one, names: names.get(one.pk), lookup=known),
        place(_home, "region_code"),
        Column(_("标识"), _marks, lookup=marks_of_each, width=30),
    )
    found = Person.objects.filter(pk__in=ids).select_related("unit")
    return found.order_by("pk"), columns, None


def _home(person):
    """The code of the region somebody counts under."""
    return (person.unit and person.unit.region_code) or person.region_code


def _marks(person, marks):
    return "、".join(str(mark.label) for mark in marks[person.pk] if mark.given_at) or None


def memberships(ids, *, actor, day, is_missing):
    """Memberships by their number, of their societies; whose they are where the office may see the society's members."""

    def seen(rows):
        return set(society_rules.visible_societies(actor).values_list("pk", flat=True))

    columns = (
        Column(_("会员号"), lambda one: one.number, "number", kind="code", width=16),
        Column(
            _("姓名或名称"), lambda one, mine: str(one.subject) if one.organisation_id in mine else None, lookup=seen
        ),
        Column(_("学会"), lambda one: one.organisation.name, "organisation__name", width=30),
        Column(_("入会日期"), lambda one: local_day(one.admitted_at), "admitted_at", kind="date"),
    )
    related = ("organisation", "person", "unit", "member_organisation")
    found = Membership.objects.filter(pk__in=ids).select_related(*related)
    return found.order_by("organisation", "number", "pk"), columns, None


def applications(ids, *, actor, day, is_missing):
    """Applications decided, those that took longest first; whose they are where the office may see the society's."""

    def seen(rows):
        return set(society_rules.visible_societies(actor).values_list("pk", flat=True))

    columns = (
        Column(_("编号"), lambda one: one.public_id, kind="code", width=18),
        Column(_("申请人"), lambda one, mine: str(one.subject) if one.organisation_id in mine else None, lookup=seen),
        Column(_("学会"), lambda one: one.organisation.name, "organisation__name", width=30),
        Column(_("提交日期"), lambda one: local_day(one.submitted_at), "submitted_at", kind="date"),
        Column(_("办结日期"), lambda one: local_day(one.decided_at), "decided_at", kind="date"),
        Column(_("用时（天）"), lambda one: one.took.total_seconds() / 86400, "took", kind="decimal"),
        Column(_("结果"), lambda one: label(one, "state"), "state"),
    )
    related = ("organisation", "person", "unit", "member_organisation")
    took = ExpressionWrapper(F("decided_at") - F("submitted_at"), output_field=DurationField())
    found = Application.objects.filter(pk__in=ids).select_related(*related).annotate(took=took)
    return found.order_by("-took", "pk"), columns, None


def societies(ids, *, actor, day, is_missing):
    """Societies with their memberships on the day."""
    columns = (
        Column(_("学会"), lambda one: one.organisation.name, "organisation__name",
               lambda one: reverse("society_page", args=[one.code]), width=36),
        Column(_("代码"), lambda one: one.code, "code", kind="code", width=8),
        Column(_("学科门类"), lambda one: label(one, "field"), "field"),
        Column(_("会籍"), lambda one, counts: counts.get(one.pk, 0), kind="int",
               lookup=lambda rows: society_reports.headcounts([row.pk for row in rows], on=day)),
        Column(_("成立日期"), lambda one: one.founded_on, "founded_on", kind="date"),
    )  # fmt: skip
    return Society.objects.filter(pk__in=ids).select_related("organisation").order_by("code"), columns, None
