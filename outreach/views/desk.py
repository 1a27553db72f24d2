"""The desk: what waits, with its due days, counts and where they lead."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.ground import desk as shared
from portal.ground import workdays
from portal.ground.dates import today

from .. import rules
from ..desk import works_at_desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def region_of(actor):
    """The acting association's region; 403 for an office that has no desk."""
    if not works_at_desk(actor):
        raise PermissionDenied
    return actor.office.organisation.region_code


@require_safe
def desk(request):
    """What waits for this office with its due days, then counts that lead on, then one's own branches."""
    actor = request.actor
    mine = rules.visible_branches(actor).filter(applicant=actor.person).order_by("-pk")[:10]
    waiting, counts = shared.look(actor)
    return render(request, "outreach/desk.html", {
        "mine": mine, "waiting": waiting, "counts": counts, "today": today(),
        "warnings": _warnings() if works_at_desk(actor) else (),
    })  # fmt: skip


def _warnings():
    """What somebody should look after before it hurts."""
    ahead = today() + timedelta(days=60)
    year = workdays.unknown_year(ahead)
    if year:
        yield _("%(year)s 年的节假日安排还没有录入，办理期限暂按周一至周五计算。") % {"year": year}
