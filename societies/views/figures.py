"""Figures about joining: how far applications come, how long they wait, how long a decision takes."""

from datetime import date

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import reports
from portal.ground.charts import drawing
from portal.ground.dates import in_words, today
from portal.ground.errors import require
from portal.ground.papers.paper import Chart, Column, Table

from .. import rules
from .desk import desk_society


@require_safe
def admission_figures(request, code=None):
    """Of one society, or of all one oversees; the last twelve months, or from the day asked for."""
    require(code or rules.oversees_societies(request.actor))
    society = desk_society(request, code) if code else None
    seen = [society] if society else list(rules.visible_societies(request.actor).order_by("code"))
    organisations, last = [one.pk for one in seen], today()
    first = _first_day(request, last)
    span = {"first": first, "last": last}
    return render(request, "societies/admission_figures.html", {
        "society": society, "day": last, "funnel": _funnel(reports.funnel(organisations, **span), **span),
        "outcomes": _outcomes(reports.outcomes(organisations, **span), society), "ages": _ages(organisations),
        "days": reports.days_to_decide(organisations, **span), "overdue": reports.overdue(organisations, on=last),
        "list_url": _list_url(society), **span,
    })  # fmt: skip


def _first_day(request, last):
    try:
        return min(date.fromisoformat(request.GET.get("first", "")), last)
    except ValueError:
        return date(last.year - 1, last.month, 1)


def _list_url(society):
    return reverse("application_list", args=[society.code]) if society else reverse("all_applications")


def _funnel(stages, *, first, last):
    title = _("入会漏斗")
    columns = [Column(_("阶段"), "text", 18), Column(_("申请数"), "int", 9)]
    note = _("单位：份　%(first)s至%(last)s开始填写的申请，按现在走到的阶段计") % {
        "first": in_words(first), "last": in_words(last),
    }  # fmt: skip
    return drawing(Table(title, columns, stages, chart=Chart("bar", title, 0, [1])), note=note)


def _outcomes(found, society):
    """(words, count, address) of where those applications stand; drafts lead nowhere."""
    states = reports.State
    url = _list_url(society)
    return [
        (state.label, found.get(state.value, 0), "" if state == states.DRAFT else f"{url}?state={state.value}")
        for state in states
    ]


def _ages(organisations):
    title = _("审核中的申请已等多久")
    columns = [Column(_("自提交起"), "text", 18), Column(_("申请数"), "int", 9)]
    rows = [
        (
            _("%(least)s 至 %(most)s 天") % {"least": least, "most": most}
            if most
            else _("%(least)s 天以上") % {"least": least},
            count,
        )
        for (least, most), count in reports.ages(organisations, now=timezone.now())
    ]
    note = _("单位：份　截至%(day)s") % {"day": in_words(today())}
    return drawing(Table(title, columns, rows, chart=Chart("bar", title, 0, [1])), note=note)
