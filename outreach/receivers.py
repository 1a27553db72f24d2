"""What outreach does when the floor below announces a handed-over office or a changed unit."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from members import actions as people
from members.signals import office_handed_over, unit_changed
from portal.ground import search
from societies.signals import society_dissolved

from . import actions
from .matching import match_all
from .models import Coverage


@receiver(office_handed_over, dispatch_uid="branch_papers_go_along")
def branch_papers_go_along(office, successor, by, **kwargs):
    actions.hand_over_branch_papers(office, successor, by=by)


@receiver(society_dissolved, dispatch_uid="group_membership_ends_with_society")
def group_membership_ends_with_society(society, by, now, **kwargs):
    reason = _("%(name)s已登记注销。") % {"name": society}
    people.end_with_organisation(society.organisation, end_on=society.dissolved_on, reason=reason, by=by, now=now)


@receiver(unit_changed, dispatch_uid="match_changed_unit")
def match_changed_unit(unit, **kwargs):
    match_all(unit.region_code[:4])
    search.refresh("branch", Coverage.objects.filter(unit=unit).values_list("branch", flat=True).distinct())
