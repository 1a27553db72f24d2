"""Who joined and left month by month, and who renewed: of one society, or of all one oversees; each figure with its rows."""

from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import movement
from members.movement import CAME, GONE, Span
from portal.ground import site
from portal.ground.charts import drawing
from portal.ground.dates import in_words, today
from portal.ground.errors import require
from portal.ground.lists import list_page, workbook
from portal.ground.papers.paper import Chart, Column, Paper, Table

from .. import reports, rules
from ..life_columns import ENDED_COLUMNS, OF_SOCIETY, PERIOD_OF_SOCIETY, moved_columns
from .desk import desk_society

ENDED, RENEWED, NOT_RENEWED = "ended", "renewed", "not-renewed"


def _seen(request, code):
    """(the society asked for or None, the societies whose members are counted)."""
    require(code or rules.oversees_societies(request.actor))
    society = desk_society(request, code) if code else None
    return society, [society] if society else list(rules.visible_societies(request.actor).order_by("code"))


def _span(request):
    """The days asked for, none of them still to come; the last twelve months when none are."""
    last = min(_asked_day(request, "last", today()), today())
    return Span(min(_asked_day(request, "first", movement.months(last)[0].first), last), last)


def _asked_day(request, name, otherwise):
    try:
        return max(date.fromisoformat(request.GET.get(name, "")), date(2000, 1, 1))
    except ValueError:
        return otherwise


@require_safe
def member_movement(request, code=None):
    """Twelve months up to the last day asked for, and the renewals of the days asked for."""
    society, seen = _seen(request, code)
    span, rows_url = _span(request), _rows_url(society)
    organisations = [one.pk for one in seen]
    shown = [
        _months(movement.by_month(organisations, last=span.last), rows_url),
        _by_class(movement.renewals(organisations, span, by="member_class__name"), span, rows_url),
    ]
    if society is None:
        shown.append(_by_society(seen, organisations, span))
    if request.GET.get("export") == "xlsx":
        return _export(request, society, span, [table for table, _links in shown])
    charts = [drawing(table, note=table.note, links=links, labels=_labels(table)) for table, links in shown]
    return render(request, "societies/member_movement.html", {
        "society": society, "first": span.first, "last": span.last, "months": charts[0], "classes": charts[1],
        "societies": charts[2] if society is None else None,
    })  # fmt: skip


def _rows_url(society):
    return reverse("movement_rows", args=[society.code]) if society else reverse("all_movement_rows")


def _address(url, what, span, **more):
    return f"{url}?{urlencode({'what': what, 'first': span.first, 'last': span.last, **more})}"


def _months(found, url):
    columns = [Column(_("月份"), "text", 14), Column(_("期末在册"), "int", 10), Column(_("新增"), "int", 9),
               Column(_("离开"), "int", 9), Column(_("净增"), "int", 9)]  # fmt: skip
    rows = [(_("%(y)s年%(m)s月") % {"y": one.span.first.year, "m": one.span.first.month}, one.held, one.came, one.gone, one.net)
            for one in found]  # fmt: skip
    links = [["", "", _address(url, CAME, one.span) if one.came else "", _address(url, GONE, one.span) if one.gone else "", ""]
             for one in found]  # fmt: skip
    note = _("单位：个会籍，个人和单位合计　截至%(day)s　新增：月末在册、上月末不在册；离开反之；月内入会又离开的两边都不计") % {
        "day": in_words(found[-1].span.last)}  # fmt: skip
    title = _("每月在册和增减")
    return Table(title, columns, rows, note=note, chart=Chart("line", title, 0, [1]), sheet=title), links


def _labels(table):
    """At each month how many there are and what that is more or less; nothing particular elsewhere."""
    return (
        [f"{held:,}（{net:+}）" for _month, held, _came, _gone, net in table.rows]
        if table.chart.kind == "line"
        else None
    )


def _rate(renewed, ended):
    return renewed / ended if ended else None


def _by_class(found, span, url):
    columns = [Column(_("会员类别"), "text", 18), Column(_("续会率"), "ratio", 9), Column(_("到期"), "int", 9),
               Column(_("已续会"), "int", 9), Column(_("未续会"), "int", 9)]  # fmt: skip
    rows = [(name, _rate(renewed, ended), ended, renewed, ended - renewed) for name, ended, renewed in found]
    links = [
        ["", "", *(_address(url, what, span, member_class=name) if count else "" for what, count in
                   ((ENDED, ended), (RENEWED, renewed), (NOT_RENEWED, ended - renewed)))]
        for name, ended, renewed in found
    ]  # fmt: skip
    title = _("续会率，按会员类别")
    return Table(
        title, columns, rows, note=_renewal_note(span), chart=Chart("bar", title, 0, [1], "%"), sheet=_("续会率")
    ), links


def _renewal_note(span):
    return _("单位：%%　%(first)s至%(last)s会籍到期的，宽限期内接着续上的占多少；宽限期还没过的也算在到期里；中途退会、除名、离世的不计") % {
        "first": in_words(span.first), "last": in_words(span.last)}  # fmt: skip


def _by_society(seen, organisations, span):
    """Every society with what moved and who renewed in the days asked for, each figure leading to the society's rows."""
    moved = movement.by_organisation(organisations, span)
    rates = {pk: (ended, renewed) for pk, ended, renewed in
             movement.renewals(organisations, span, by="membership__organisation")}  # fmt: skip
    held = reports.headcounts(organisations, on=span.last)
    columns = [Column(_("学会"), "text", 30), Column(_("期末在册"), "int", 10), Column(_("新增"), "int", 9), Column(_("离开"), "int", 9),
               Column(_("净增"), "int", 9), Column(_("到期"), "int", 9), Column(_("已续会"), "int", 9), Column(_("续会率"), "ratio", 9)]  # fmt: skip
    rows, links = [], []
    for one in seen:
        came, gone = (moved[one.pk][way] for way in (CAME, GONE)) if one.pk in moved else (0, 0)
        ended, renewed = rates.get(one.pk, (0, 0))
        rows.append((str(one), held.get(one.pk, 0), came, gone, came - gone, ended, renewed, _rate(renewed, ended)))
        url = _rows_url(one)
        ways = ((CAME, came), (GONE, gone), (None, 0), (ENDED, ended), (RENEWED, renewed))
        behind = [_address(url, what, span) if count else "" for what, count in ways]
        links.append([reverse("member_movement", args=[one.code]), "", *behind, ""])
    title = _("各学会的会员变动")
    note = _("单位：个会籍　%(first)s至%(last)s") % {"first": in_words(span.first), "last": in_words(span.last)}
    return Table(title, columns, rows, note=note, chart=Chart("bar", title, 0, [1]), sheet=_("各学会")), links


def _export(request, society, span, tables):
    office = request.actor.office
    paper = Paper(
        title=_("会员变动"), subtitle=str(society or office.organisation), issuer=site.value("association"), tables=tables,
        facts=[(_("起"), in_words(span.first)), (_("止"), in_words(span.last))], source=_("来源：科技工作者之家"),
    )  # fmt: skip
    return workbook(paper, f"{_('会员变动')}-{society.code if society else 'all'}-{span.last}.xlsx")


@require_safe
def movement_rows(request, code=None):
    """The memberships behind one figure of the page before."""
    society, seen = _seen(request, code)
    span, what, class_name = _span(request), request.GET.get("what", CAME), request.GET.get("member_class", "")
    organisations = [one.pk for one in seen]
    titles = {CAME: _("新增的会籍"), GONE: _("离开的会籍"), ENDED: _("到期的会籍"), RENEWED: _("已续会的会籍"),
              NOT_RENEWED: _("未续会的会籍")}  # fmt: skip
    if what not in titles:
        raise Http404
    rows, columns = _rows(organisations, what, span, class_name)
    columns = [one for one in columns if society is None or one not in (OF_SOCIETY, PERIOD_OF_SOCIETY)]
    back = reverse("member_movement", args=[society.code]) if society else reverse("all_member_movement")
    return list_page(
        request, "societies/movement_rows.html", rows, columns, name=titles[what], society=society, title=titles[what],
        class_name=class_name, first=span.first, last=span.last,
        back=f"{back}?{urlencode({'first': span.first, 'last': span.last})}",
    )  # fmt: skip


def _rows(organisations, what, span, class_name):
    """(memberships or periods, their columns) a figure counts."""
    subjects = ("organisation", "person__unit", "unit", "member_organisation")
    if what in (CAME, GONE):
        found = movement.memberships(organisations, what, span)
        return found.select_related(*subjects).order_by("organisation", "number", "pk"), moved_columns(span)
    periods = movement.ended(organisations, span)
    if what != ENDED:
        periods = periods.filter(goes_on=what == RENEWED)
    if class_name:
        periods = periods.filter(member_class__name=class_name)
    related = ["member_class", *(f"membership__{name}" for name in subjects)]
    return periods.select_related(*related).order_by(
        "membership__organisation", "membership__number", "pk"
    ), ENDED_COLUMNS
