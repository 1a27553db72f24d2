"""Figures about joining: how far applications come, how long they wait, how long a decision takes."""

from datetime import date

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import late_reviews, reports
from portal.ground import site
from portal.ground.charts import drawing
from portal.ground.dates import in_words, today
from portal.ground.errors import require
from portal.ground.lists import workbook
from portal.ground.papers.paper import Chart, Column, Paper, Table

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
    tables = [
        _funnel(reports.funnel(organisations, **span), **span), _ages(organisations),
        _late_with(organisations, society, on=last) if society else _late_in(seen, organisations, on=last),
    ]  # fmt: skip
    if request.GET.get("export") == "xlsx":
        return _export(request, society, tables, **span)
    funnel, ages, late = (drawing(table, note=table.note, links=links) for table, links in tables)
    return render(request, "societies/admission_figures.html", {
        "society": society, "day": last, "funnel": funnel, "ages": ages, "late": late,
        "outcomes": _outcomes(reports.outcomes(organisations, **span), society),
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
    return Table(title, columns, stages, note=note, chart=Chart("bar", title, 0, [1]), sheet=title), None


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
    return Table(title, columns, rows, note=note, chart=Chart("bar", title, 0, [1]), sheet=_("等待天数")), None


def _late_with(organisations, society, *, on):
    """Everybody in office whose reviews are late, who stands in for them, and what nobody in office may decide."""
    reviewers, left = late_reviews.by_reviewer(organisations, on=on)
    url = f"{_list_url(society)}?age=late&reviewer="
    rows = [
        (one.office.person.name, one.count, str(one.office.get_title_display()), "、".join(one.deputies))
        for one in reviewers
    ]
    links = [["", f"{url}{one.office.public_id}", "", ""] for one in reviewers]
    if left:
        rows.append((_("没有人在任"), left, "", ""))
        links.append(["", f"{url}{late_reviews.NOBODY}", "", ""])
    title = _("超期未办的审核，按审核人")
    columns = [Column(_("审核人"), "text", 18), Column(_("超期"), "int", 9), Column(_("职务"), "text", 14), Column(_("今天代办"), "text", 18)]  # fmt: skip
    note = _("单位：份　截至%(day)s　过了应办日期还在等办理的；几个职务都能办的，各计一次") % {"day": in_words(on)}
    return Table(title, columns, rows, note=note, chart=Chart("bar", title, 0, [1]), sheet=_("按审核人")), links


def _late_in(seen, organisations, *, on):
    """Every society with late reviews, the most first; each leads to its own reviewers."""
    counts = late_reviews.by_organisation(organisations, on=on)
    late = sorted((one for one in seen if one.pk in counts), key=lambda one: -counts[one.pk])
    title = _("超期未办的审核，按学会")
    columns = [Column(_("学会"), "text", 30), Column(_("超期"), "int", 9)]
    rows = [(str(one), counts[one.pk]) for one in late]
    links = [[reverse("admission_figures", args=[one.code]), f"{_list_url(one)}?age=late"] for one in late]
    note = _("单位：份　截至%(day)s　过了应办日期还在等办理的") % {"day": in_words(on)}
    return Table(title, columns, rows, note=note, chart=Chart("bar", title, 0, [1]), sheet=_("按学会")), links


def _export(request, society, tables, *, first, last):
    paper = Paper(
        title=_("入会情况"), subtitle=str(society or request.actor.office.organisation), issuer=site.value("association"),
        facts=[(_("起"), in_words(first)), (_("止"), in_words(last))], tables=[table for table, _links in tables],
        source=_("来源：科技工作者之家"),
    )  # fmt: skip
    return workbook(paper, f"{_('入会情况')}-{society.code if society else 'all'}-{last}.xlsx")
