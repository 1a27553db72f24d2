"""Quarterly reports on the desk: ask, confirm, review, sign, watch, download, correct."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import reports as report_engine
from portal.ground.addresses import address_of
from portal.ground.dates import Quarter, local_day, today
from portal.ground.errors import Refused, cleaned
from portal.ground.journal import history
from portal.ground.lists import Column, list_page
from portal.ground.models import ReportFile

from .. import actions, rules
from ..forms import ConfirmationForm, QuarterForm, ReasonForm
from ..lists import FigureFilter
from ..models import FigureRow, QuarterReport
from .desk import region_of

COLUMNS = (
    Column(
        "季度",
        lambda one: Quarter.parse(one.quarter).title,
        "quarter",
        lambda one: address_of("quarter_detail", one.public_id),
    ),
    Column("版本", lambda one: _("历史导入") if one.is_historical else _("第 %(n)s 版") % {"n": one.version}),
    Column(
        "状态",
        lambda one: one.get_state_display(),
        "state",
        tag=lambda one: "ok" if one.state == "published" else "wait",
    ),
    Column(
        "发布日期", lambda one: local_day(one.published_at) if one.published_at else None, "published_at", kind="date"
    ),
)
LIFE = (
    ("confirming", "区县确认"),
    ("reviewing", "复核"),
    ("reviewed", "签发"),
    ("signed", "生成"),
    ("published", "发布"),
)


def _visible(request):
    return QuarterReport.objects.filter(city_code=region_of(request.actor)[:4])


@require_http_methods(["GET", "HEAD", "POST"])
def quarter_list(request):
    """All quarters and versions, newest first; statistics staff ask for the next one here."""
    region = region_of(request.actor)
    form = QuarterForm(request.POST or None, initial={"quarter": Quarter.of(today()).before()})
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.request_quarter(
                region[:4], form.cleaned_data["quarter"], by=request.actor, now=timezone.now()
            )
            messages.success(request, _("已发起，各区（市、县）会收到确认通知。"))
            return redirect("quarter_detail", report.public_id)
        except Refused as refusal:
            form.add_error("quarter", str(refusal))
    return list_page(
        request, "outreach/quarter_list.html", _visible(request).order_by("-quarter", "-version"), COLUMNS,
        name=_("季度报告"), form=form, may_request=rules.may_request_quarter(request.actor, region[:4]),
    )  # fmt: skip


@require_safe
def quarter_detail(request, public_id):
    """Where the report stands, who confirmed, what is due now, the files once they are there."""
    report = get_object_or_404(_visible(request).select_related("report"), public_id=public_id)
    confirmations = list(report.confirmations.select_related("confirmed_by").order_by("region_code"))
    own = [row for row in confirmations if not row.confirmed_at and rules.may_confirm_county(request.actor, row)]
    is_confirming = report.state == "confirming"
    for row in own if is_confirming else ():
        row.moves = actions.moved_figures(report, row.region_code)
    return render(request, "outreach/quarter_detail.html", {
        "may_remind": is_confirming and rules.may_request_quarter(request.actor, report.city_code),
        "quarter": report, "confirmations": confirmations, "own": own if report.state == "confirming" else [],
        "history": history(report), "life": LIFE, "files": _files(request, report),
        "may_review": report.state == "reviewing" and rules.may_review_quarter(request.actor, report),
        "may_sign": report.state == "reviewed" and rules.may_sign_quarter(request.actor, report),
        "may_correct": report.state == "published" and rules.may_request_quarter(request.actor, report.city_code),
    })  # fmt: skip


@require_safe
def quarter_figures(request, public_id):
    """Every figure of a published version, as it was printed."""
    report = get_object_or_404(_visible(request).filter(state="published"), public_id=public_id)
    names = {row["code"]: row["name"] for row in report.header.get("rows", [])}
    titles = {one["id"]: one["title"] for one in report.header.get("definitions", [])}
    columns = (
        Column("指标", lambda figure: figure.indicator, "indicator", width=14),
        Column("名称", lambda figure: titles.get(figure.indicator), width=34),
        Column("地区", lambda figure: names.get(figure.row_code, figure.row_code), "row_code"),
        Column("n", lambda figure: figure.n, "n", kind="int"),
        Column("N", lambda figure: figure.total, "total", kind="int"),
        Column("比率", lambda figure: figure.ratio, "ratio", kind="ratio"),
        Column("目标", lambda figure: figure.target, kind="ratio"),
        Column("还差", lambda figure: figure.gap, "gap", kind="int"),
        Column("用时（天）", lambda figure: figure.value, "value", kind="decimal"),
    )
    figures = FigureRow.objects.filter(quarter_report=report).order_by("pk")
    name = f"{report.quarter}-v{report.version}"
    return list_page(
        request, "outreach/quarter_figures.html", figures, columns, name=name, filter_class=FigureFilter, quarter=report
    )


def _files(request, quarter_report):
    report = quarter_report.report
    if report is None or report.state != "finished" or not report_engine.may_read(request.actor, report):
        return []
    return report.files.order_by("format")


@require_safe
def quarter_progress(request, public_id):
    """The moving bar: a piece of the page that asks again until the report is done."""
    report = get_object_or_404(_visible(request).select_related("report"), public_id=public_id)
    response = render(request, "outreach/_quarter_progress.html", {"quarter": report})
    if report.state == "published":
        response["HX-Refresh"] = "true"
    return response


@require_POST
def quarter_act(request, public_id, act):
    """One act on a quarter report; a refusal is shown where it was asked."""
    report = get_object_or_404(_visible(request), public_id=public_id)
    try:
        if act == "confirm":
            data = cleaned(ConfirmationForm(request.POST))
            row = get_object_or_404(report.confirmations, region_code=data["region"])
            actions.confirm_county(row, note=data["note"], by=request.actor, now=timezone.now())
            messages.success(request, _("%(name)s已确认。") % {"name": row.name})
        elif act == "remind":
            count = actions.remind_counties(report, by=request.actor, now=timezone.now())
            messages.success(request, _("已提醒 %(count)s 个区（市、县）。") % {"count": count})
        elif act == "review":
            actions.review_quarter(report, by=request.actor, now=timezone.now())
            messages.success(request, _("已复核，等待签发。"))
        elif act == "sign":
            actions.sign_quarter(report, by=request.actor, now=timezone.now())
            messages.success(request, _("已签发，正在生成文件，完成后会发消息通知。"))
        elif act == "correct":
            data = cleaned(ReasonForm(request.POST))
            report = actions.correct_quarter(report, **data, by=request.actor, now=timezone.now())
            messages.success(request, _("第 %(version)s 版已发起。") % {"version": report.version})
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("quarter_detail", report.public_id)


@require_safe
def report_file(request, public_id, name):
    """A stored file, exactly as it was made, for those who may read it."""
    file = get_object_or_404(ReportFile.objects.select_related("report"), report__public_id=public_id, name=name)
    if not report_engine.may_read(request.actor, file.report):
        raise Http404
    content = BytesIO(report_engine.content_of(file))
    response = FileResponse(content, as_attachment=True, filename=file.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
