"""The desk: what waits, with its due days, counts and where they lead."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import reviews
from members.models import ReviewStep
from portal.ground import workdays
from portal.ground.dates import in_force, today

from .. import quality, rules
from ..models import Branch, CountyConfirmation, QuarterReport

MOST = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def region_of(actor):
    """The acting association's region; 403 for an office that has no desk."""
    if not actor.office or not rules.may_use_desk(actor, region=actor.office.organisation.region_code):
        raise PermissionDenied
    return actor.office.organisation.region_code


@require_safe
def desk(request):
    """What waits for this office with its due days, then counts that lead on, then one's own branches."""
    actor = request.actor
    mine = rules.visible_branches(actor).filter(applicant=actor.person).order_by("-pk")[:10]
    context = {"mine": mine, "waiting": (), "todo": ()}
    if actor.office and rules.may_use_desk(actor, region=actor.office.organisation.region_code):
        region = actor.office.organisation.region_code
        context |= {"waiting": _waiting(actor), "todo": _counts(region), "warnings": _warnings(), "today": today()}
    return render(request, "outreach/desk.html", context)


def _waiting(actor):
    """Reviews and confirmations this office decides, the most urgent first: title, address, step, due day."""
    region = actor.office.organisation.region_code
    steps = ReviewStep.objects.waiting().filter(titles__contains=[actor.office.title], region_code=region)
    found = [
        {"title": title, "url": url, "step": step.name, "due_on": step.due_on}
        for step, title, url in reviews.describe(steps.order_by("due_on", "pk")[:MOST])
    ]
    open_rows = CountyConfirmation.objects.filter(
        region_code=region, confirmed_at=None, quarter_report__state=QuarterReport.State.CONFIRMING
    )
    for row in open_rows.select_related("quarter_report"):
        report = row.quarter_report
        found.append({"title": _("%(quarter)s 覆盖报告") % {"quarter": report.quarter}, "step": _("确认本地区数据"),
                      "url": reverse("quarter_detail", args=[report.public_id]), "due_on": row.due_on})  # fmt: skip
    return sorted(found, key=lambda one: one["due_on"] or date.max)


def _counts(region):
    branches, lists = Branch.objects.within(region), reverse("branch_list")
    found = branches.aggregate(
        submitted=Count("pk", filter=Q(state="submitted")), approved=Count("pk", filter=Q(state="approved")),
        overdue=Count("pk", filter=in_force(today(), "filed_on", "dissolved_on") & Q(term_ends_on__lt=today())),
    )  # fmt: skip
    quarters = QuarterReport.objects.filter(city_code=region[:4]).exclude(state="published")
    return [
        (_("审核中"), found["submitted"], f"{lists}?state=submitted"),
        (_("待备案（已批复）"), found["approved"], f"{lists}?state=approved"),
        (_("届满未换届"), found["overdue"], f"{lists}?mark=overdue"),
        (_("未匹配的覆盖单位"), quality.unmatched(region).count(), reverse("matching_desk")),
        (_("办理中的季度报告"), quarters.count(), reverse("quarter_list")),
    ]


def _warnings():
    """What somebody should look after before it hurts."""
    ahead = today() + timedelta(days=60)
    year = workdays.unknown_year(ahead)
    if year:
        yield _("%(year)s 年的节假日安排还没有录入，办理期限暂按周一至周五计算。") % {"year": year}
