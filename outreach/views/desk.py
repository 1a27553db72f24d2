"""The desk: what waits, with counts and where it leads."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from portal.ground.dates import today

from .. import rules
from ..models import Branch, Coverage, QuarterReport
from .branch import visible_branches

LIVE_SOURCE = "来源：科技工作者之家，未签发"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def region_of(actor):
    """The acting association's region; 403 for an office that has no desk."""
    if not actor.office or not rules.may_use_desk(actor, region=actor.office.organisation.region_code):
        raise PermissionDenied
    return actor.office.organisation.region_code


def desk(request):
    """A to-do list with counts first, then one's own branches."""
    actor, todo = request.actor, []
    mine = visible_branches(actor).filter(applicant=actor.person).order_by("-pk")[:10]
    if actor.office and rules.may_use_desk(actor, region=actor.office.organisation.region_code):
        region = actor.office.organisation.region_code
        branches = Branch.objects.within(region)
        unmatched = Coverage.objects.filter(unit=None, branch__organisation__region_code__startswith=region)
        todo = [
            ("待审核的基层组织", branches.filter(state="submitted").count(), "/desk/branches/?state=submitted"),
            ("待备案（已批复）", branches.filter(state="approved").count(), "/desk/branches/?state=approved"),
            ("届满未换届", branches.overdue_on(today()).count(), "/desk/branches/?mark=overdue"),
            ("未匹配的覆盖单位", unmatched.count(), "/desk/branches/?mark=unmatched"),
            (
                "办理中的季度报告",
                QuarterReport.objects.filter(city_code=region[:4]).exclude(state="published").count(),
                "/desk/quarters/",
            ),
        ]
    return render(request, "outreach/desk.html", {"todo": todo, "mine": mine})
