"""What outreach brings to the desk: its menu, the counties' confirmations that wait, and its counts."""

from django.conf import settings
from django.db.models import Count as Counted
from django.db.models import Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Organisation
from portal.ground.dates import in_force, today
from portal.ground.desk import Count, Waiting, entry, register_counts, register_menu, register_waiting

from . import quality, rules
from .models import Branch, CountyConfirmation, QuarterReport

State = QuarterReport.State


def register():
    """Called once, when the app is ready."""
    register_menu("组织", _branches)
    register_menu("数据", _figures)
    register_menu("标准", _standards)
    register_waiting(_open_confirmations, _confirmations)
    register_waiting(_running_reports, _reports)
    register_counts(_counts)


def works_at_desk(actor):
    """Does the acting office work at the desk of its association?"""
    return bool(actor.office) and rules.may_use_desk(actor, region=actor.office.organisation.region_code)


def _branches(actor):
    kind = actor.office.organisation.kind if actor.office else ""
    if kind in (Organisation.Kind.SOCIETY, Organisation.Kind.BRANCH):
        yield entry("团体会员", "own_group")
    if kind == Organisation.Kind.SOCIETY:
        return
    yield entry("基层组织", "branch_list")
    yield entry("登记新组织", "branch_new")
    if works_at_desk(actor):
        if actor.office.organisation.region_code == settings.PORTAL_CITY:
            yield entry("团体会员", "group_list")
            yield entry("团体会员申请", "group_application_list")
        yield entry("单位", "unit_list")
        yield entry("未覆盖单位", "uncovered_list")
        yield entry("匹配台", "matching_desk")


def _figures(actor):
    if not works_at_desk(actor):
        return
    yield entry("组织覆盖", "live_coverage")
    yield entry("季度报告", "quarter_list")
    yield entry("单位名录", "register_list")
    if rules.may_import(actor, region=actor.office.organisation.region_code):
        yield entry("导入记录", "import_list")
    yield entry("数据质量", "quality_overview")


def _standards(actor):
    if works_at_desk(actor):
        yield entry("指标目标", "target_list")
        yield entry("行政区划", "region_list")
        yield entry("汇总区", "area_list")


def _open_confirmations(actor):
    if not works_at_desk(actor):
        return None
    region = actor.office.organisation.region_code
    return CountyConfirmation.objects.filter(
        region_code=region, confirmed_at=None, quarter_report__state=State.CONFIRMING
    )


def _confirmations(actor, rows):
    """Rows of a quarterly report that this association's county has to confirm."""
    for row in rows.select_related("quarter_report"):
        report = row.quarter_report
        title = _("%(quarter)s 覆盖报告") % {"quarter": report.quarter}
        yield Waiting(title, reverse("quarter_detail", args=[report.public_id]), _("确认本地区数据"), row.due_on)


def _running_reports(actor):
    if not works_at_desk(actor):
        return None
    return QuarterReport.objects.filter(city_code=actor.office.organisation.region_code).exclude(state=State.PUBLISHED)


def _reports(actor, rows):
    """The city's quarterly reports that wait for this office: for a reminder, a second look, a signature."""
    late = Q(confirmations__confirmed_at=None)
    for report in rows.annotate(late=Counted("confirmations", late), due=Min("confirmations__due_on", filter=late)):
        step = _step_of(actor, report)
        if step:
            title = _("%(quarter)s 覆盖报告") % {"quarter": report.quarter}
            yield Waiting(title, reverse("quarter_detail", args=[report.public_id]), step, report.due)


def _step_of(actor, report):
    """What this office has to do with a report under way, or nothing."""
    if report.state == State.CONFIRMING and rules.may_request_quarter(actor, report.city_code):
        return _("%(count)s 个区（市、县）未确认") % {"count": report.late}
    if report.state == State.REVIEWING and rules.may_review_quarter(actor, report):
        return _("复核")
    return _("签发") if report.state == State.REVIEWED and rules.may_sign_quarter(actor, report) else ""


def _counts(actor):
    if not works_at_desk(actor):
        return
    region = actor.office.organisation.region_code
    branches, lists = Branch.objects.within(region), reverse("branch_list")
    found = branches.aggregate(
        submitted=Counted("pk", filter=Q(state="submitted")), approved=Counted("pk", filter=Q(state="approved")),
        overdue=Counted("pk", filter=in_force(today(), "filed_on", "dissolved_on") & Q(term_ends_on__lt=today())),
    )  # fmt: skip
    quarters = QuarterReport.objects.filter(city_code=region[:4]).exclude(state="published")
    yield Count(_("审核中的组织"), found["submitted"], f"{lists}?state=submitted")
    yield Count(_("待备案（已批复）"), found["approved"], f"{lists}?state=approved")
    yield Count(_("届满未换届"), found["overdue"], f"{lists}?mark=overdue")
    yield Count(_("未匹配的覆盖单位"), quality.unmatched(region), reverse("matching_desk"))
    yield Count(_("办理中的季度报告"), quarters, reverse("quarter_list"))
