"""Figures of moderation: by day with a picture, by moderator, as a workbook."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.ground import charts
from portal.ground.dates import today
from portal.ground.errors import require
from portal.ground.journal import record_text
from portal.ground.lists import workbook
from portal.ground.papers.paper import Chart, Column, Paper, Table

from .. import comment_reports as reports
from .. import comment_rules as rules

PERIODS = {"7": 7, "30": 30, "90": 90}
DAY_COLUMNS = (
    Column("日期", "date", 14), Column("收到评论", "int"), Column("通过", "int"), Column("隐藏和删除", "int"),
    Column("处理用时中位数（分钟）", "int", 22), Column("收到举报", "int"), Column("举报成立", "int"),
)  # fmt: skip
MODERATOR_COLUMNS = (
    Column("经办人", "text", 16), Column("通过", "int"), Column("隐藏和删除", "int"), Column("恢复", "int"),
    Column("处理用时中位数（分钟）", "int", 22),
)  # fmt: skip


@require_safe
def moderation_figures(request):
    """What came and what was decided in the last days, as pages and as a workbook."""
    require(rules.may_use_desk(request.actor))
    asked = request.GET.get("days") if request.GET.get("days") in PERIODS else "30"
    last = today()
    first = last - timedelta(days=PERIODS[asked] - 1)
    comments = rules.moderated_by(request.actor)
    days = list(reports.by_day(comments, first=first, last=last))
    moderators = list(reports.by_moderator(comments, first=first, last=last))
    title = _("评论审核数据")
    if request.GET.get("export") == "xlsx":
        return _workbook(request, title, days, moderators)
    note = _("单位：条；截至 %(day)s；来源：本站评论审核记录") % {"day": f"{last.year}年{last.month}月{last.day}日"}
    drawn = [(f"{row[0].month}月{row[0].day}日", *row[1:]) for row in reversed(days)]
    chart = Chart("line", _("每天收到的评论"), 0, (1,), _("条"))
    table = Table(_("每天收到的评论和处理情况"), [Column(DAY_COLUMNS[0].title), *DAY_COLUMNS[1:]], drawn, chart=chart)
    return render(request, "home/moderation_figures.html", {
        "chart": charts.drawing(table, note=note), "moderators": moderators, "columns": MODERATOR_COLUMNS,
        "asked": asked, "periods": [(key, _("最近 %(n)s 天") % {"n": key}) for key in PERIODS],
        "totals": _totals(days), "first": first, "last": last,
    })  # fmt: skip


def _totals(days):
    names = (_("收到评论"), _("通过"), _("隐藏和删除"), None, _("收到举报"), _("举报成立"))
    return [(name, sum(row[at] for row in days)) for at, name in enumerate(names, 1) if name]


def _workbook(request, title, days, moderators):
    tables = [Table(_("按日"), DAY_COLUMNS, [(row[0].isoformat(), *row[1:]) for row in days]),
              Table(_("按经办人"), MODERATOR_COLUMNS, moderators)]  # fmt: skip
    paper = Paper(
        title=title, subtitle=f"{days[-1][0]} – {days[0][0]}", issuer=str(request.actor.office.organisation),
        facts=[(_("行数"), str(len(days))), (_("导出日期"), timezone.localdate().isoformat())], tables=tables,
    )  # fmt: skip
    record_text("list.exported", title, by=request.actor, rows=len(days))
    return workbook(paper, f"{title}-{days[0][0]}.xlsx")
