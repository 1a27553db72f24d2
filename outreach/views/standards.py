"""What figures are measured by: targets, reporting areas and administrative divisions, each changed by document."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground.addresses import address_of
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.labels import label
from portal.ground.lists import Column, list_page
from portal.ground.models import Region, ReportingArea

from .. import actions, reports, rules
from ..forms import AreaForm, EndingForm, RegionForm, TargetForm
from ..lists import RegionFilter
from ..models import IndicatorDefinition, Target
from .desk import region_of

REGION_COLUMNS = (
    Column("名称", lambda one: one.name, "name", lambda one: address_of("region_detail", one.code)),
    Column("代码", lambda one: one.code, "code", width=14),
    Column("级别", lambda one: label(one, "level"), "level"),
    Column("乡级类型", lambda one: label(one, "township_type") or None, "township_type"),
    Column("启用日期", lambda one: one.start_on, "start_on", kind="date"),
    Column("停用日期", lambda one: one.end_on, "end_on", kind="date"),
    Column("依据", lambda one: one.document or one.edition, width=30),
)


@require_http_methods(["GET", "HEAD", "POST"])
def target_list(request):
    """Targets in force and before, with a form for the next one."""
    region = region_of(request.actor)
    city_code = region[:4]
    may_edit = rules.may_edit_targets(request.actor, city_code)
    require(may_edit or request.method != "POST")
    rows = list(reports.rows(city_code, day=today()))
    form = TargetForm(request.POST or None, rows=rows, initial={"start_on": today()})
    if form.is_valid():
        try:
            actions.set_target(city_code, **form.cleaned_data, by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("目标已保存。"))
            return redirect("target_list")
    titles = dict(IndicatorDefinition.objects.order_by("version").values_list("indicator", "title"))
    names = {row.code: row.name for row in rows}
    targets = [
        {
            "target": one,
            "title": titles.get(one.indicator, one.indicator),
            "place": names.get(one.region_code, _("全部地区")),
        }
        for one in Target.objects.within(city_code).order_by("indicator", "region_code", "-start_on")
    ]
    return render(request, "outreach/target_list.html", {
        "targets": targets, "form": form, "may_edit": may_edit, "ending": EndingForm(initial={"end_on": today()}),
    })  # fmt: skip


@require_POST
def target_end(request, pk):
    """A target no longer holds from a day on."""
    city_code = region_of(request.actor)[:4]
    target = get_object_or_404(Target.objects.within(city_code), pk=pk)
    try:
        actions.end_target(target, **cleaned(EndingForm(request.POST)), city_code=city_code, by=request.actor)
        messages.success(request, _("目标已终止。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("target_list")


@require_http_methods(["GET", "HEAD", "POST"])
def area_list(request):
    """Reporting areas, with a form for another one."""
    city_code = region_of(request.actor)[:4]
    may_edit = rules.may_change_regions(request.actor, city_code)
    require(may_edit or request.method != "POST")
    form = AreaForm(request.POST or None, initial={"start_on": today()})
    if form.is_valid():
        try:
            actions.make_reporting_area(city_code, **form.cleaned_data, by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("汇总区已保存，报告从启用日期起单列一行。"))
            return redirect("area_list")
    areas = ReportingArea.objects.filter(city_code=city_code).order_by("code")
    return render(request, "outreach/area_list.html", {
        "areas": areas, "form": form, "may_edit": may_edit, "ending": EndingForm(initial={"end_on": today()}),
    })  # fmt: skip


@require_POST
def area_end(request, code):
    """An area's units go back to their counties' rows."""
    area = get_object_or_404(ReportingArea, code=code, city_code=region_of(request.actor)[:4])
    try:
        actions.end_reporting_area(area, **cleaned(EndingForm(request.POST)), by=request.actor)
        messages.success(request, _("汇总区已终止。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("area_list")


@require_safe
def region_list(request):
    """Administrative divisions of one's region, on a day or as they were."""
    regions = Region.objects.within(region_of(request.actor)).order_by("code", "start_on")
    if not request.GET.get("state"):
        regions = regions.on(today())
    return list_page(
        request, "outreach/region_list.html", regions, REGION_COLUMNS, name=_("行政区划"), filter_class=RegionFilter,
        may_edit=rules.may_change_regions(request.actor, region_of(request.actor)),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def region_detail(request, code):
    """One code through time, and, while it is in force, the form that records what a document changed."""
    versions = list(Region.objects.within(region_of(request.actor)).filter(code=code).order_by("-start_on"))
    if not versions:
        raise Http404
    region = versions[0]
    may_edit = rules.may_change_regions(request.actor, code) and region.end_on is None
    require(may_edit or request.method != "POST")
    form = RegionForm(request.POST or None, initial={"code": code, "name": region.name, "on": today()})
    if form.is_valid():
        try:
            made = actions.change_region(region, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已记录，名录从变更日期起随之调整。"))
            return redirect("region_detail", made.code)
    return render(request, "outreach/region_detail.html", {
        "region": region, "versions": versions, "form": form, "may_edit": may_edit,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def region_new(request):
    """A division that was not there before."""
    if not rules.may_change_regions(request.actor, region_of(request.actor)):
        raise PermissionDenied
    form = RegionForm(request.POST or None, initial={"on": today()})
    if form.is_valid():
        try:
            made = actions.add_region(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已增设，名录从这一天起随之调整。"))
            return redirect("region_detail", made.code)
    return render(request, "outreach/region_new.html", {"form": form})
