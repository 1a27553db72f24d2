"""What outreach does when the floor below announces a handed-over office or a changed unit."""

from django.dispatch import receiver

from members.signals import office_handed_over, unit_changed
from portal.ground import search

from . import actions
from .matching import match_all
from .models import Coverage


@receiver(office_handed_over, dispatch_uid="branch_papers_go_along")
def branch_papers_go_along(office, successor, by, **kwargs):
    actions.hand_over_branch_papers(office, successor, by=by)


@receiver(unit_changed, dispatch_uid="match_changed_unit")
def match_changed_unit(unit, **kwargs):
    match_all(unit.region_code[:4])
    search.refresh("branch", Coverage.objects.filter(unit=unit).values_list("branch", flat=True).distinct())
