"""What outreach says: one function per message."""

from members.models import Office
from members.notifications import holders as _officials
from portal.ground import outbox
from portal.ground.dates import local_day

MAIL = "outreach/mail/"


def branch_submitted(branch, step, *, now):
    key = f"branch-submitted:{branch.pk}:{step.round}:{step.order}"
    to = _officials(step.titles, step.region_code, on=local_day(now))
    outbox.notify(MAIL + "branch_submitted.txt", to=to, key=key, context={"branch": branch, "step": step})


def branch_returned(branch, step):
    key = f"branch-returned:{branch.pk}:{step.round}"
    to = [branch.applicant] if branch.applicant else []
    outbox.notify(MAIL + "branch_returned.txt", to=to, key=key, context={"branch": branch, "step": step})


def branch_approved(branch):
    to = [branch.applicant] if branch.applicant else []
    outbox.notify(MAIL + "branch_approved.txt", to=to, key=f"branch-approved:{branch.pk}", context={"branch": branch})


def branch_filed(branch):
    to = [branch.applicant] if branch.applicant else []
    outbox.notify(MAIL + "branch_filed.txt", to=to, key=f"branch-filed:{branch.pk}", context={"branch": branch})


def branch_dissolved(branch):
    to = [branch.applicant] if branch.applicant else []
    key = f"branch-dissolved:{branch.pk}"
    outbox.notify(MAIL + "branch_dissolved.txt", to=to, key=key, context={"branch": branch})


def quarter_requested(report):
    day = local_day(report.requested_at)
    for confirmation in report.confirmations.all():
        to = _officials([Office.Title.OFFICIAL, Office.Title.STATISTICIAN], confirmation.region_code, on=day)
        key = f"quarter-requested:{report.pk}:{confirmation.region_code}"
        outbox.notify(
            MAIL + "quarter_requested.txt", to=to, key=key, context={"report": report, "county": confirmation}
        )


def county_reminded(report, confirmation, *, now):
    """At most one reminder a county and day; is this the one, and is there anybody to read it?"""
    day = local_day(now)
    to = _officials([Office.Title.OFFICIAL, Office.Title.STATISTICIAN], confirmation.region_code, on=day)
    key = f"county-reminded:{confirmation.pk}:{day:%Y%m%d}"
    is_first = not outbox.is_told(key)
    notice = outbox.notify(
        MAIL + "county_reminded.txt", to=to, key=key, context={"report": report, "county": confirmation},
        url=f"/desk/quarters/{report.public_id}/",
    )  # fmt: skip
    return is_first and notice is not None


def quarter_ready_for_review(report):
    to = _officials([Office.Title.OFFICIAL], report.city_code, on=local_day(report.requested_at))
    key = f"quarter-review:{report.pk}"
    outbox.notify(MAIL + "quarter_ready_for_review.txt", to=to, key=key, context={"report": report})


def quarter_ready_for_sign_off(report):
    to = _officials(list(Office.LEADERS), report.city_code, on=local_day(report.reviewed_at))
    key = f"quarter-sign:{report.pk}"
    outbox.notify(MAIL + "quarter_ready_for_sign_off.txt", to=to, key=key, context={"report": report})


def quarter_published(report):
    to = [person for person in (report.requested_by, report.signed_by) if person]
    key = f"quarter-published:{report.pk}"
    outbox.notify(MAIL + "quarter_published.txt", to=to, key=key, context={"report": report})
