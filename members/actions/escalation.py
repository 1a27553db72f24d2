"""Reviews nobody decided in time go to the next officer, once."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import dated, workdays
from portal.ground.dates import local_day
from portal.ground.journal import record_about

from .. import notifications, reviews
from ..ladder import next_officer
from ..models import ReviewStep


@transaction.atomic
def escalate_overdue_reviews(*, now):
    """Tell the officer above whoever let a step lie; where others are left for the later steps they may decide it, too."""
    day = local_day(now)
    grace = int(dated.value("review.escalation", on=day))
    late = ReviewStep.objects.waiting().filter(due_on__lt=day, escalated_to="").order_by("pk")
    late = [step for step in late.select_for_update(of=("self",), skip_locked=True) if _is_late(step, grace, day)]
    for step, title, url in reviews.describe(late):
        _escalate(step, title, url, now=now)


def _is_late(step, grace, day):
    return workdays.after(step.due_on, grace) < day


def _escalate(step, title, url, *, now):
    office, may_decide = next_officer(step, on=local_day(now))
    if office is None:
        return
    if may_decide:
        step.titles, step.escalated_to = [*step.titles, office.title], office.title
        step.save(update_fields=["titles", "escalated_to"])
        record_about("review.escalated", step.thing, step.thing_id, by=None, step=step.name,
                     note=_("%(step)s超期，转交%(office)s") % {"step": step.name, "office": office.get_title_display()})  # fmt: skip
    notifications.review_escalated(step, office, may_decide=may_decide, title=title, url=url)
