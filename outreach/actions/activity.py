"""What an organisation did, filed from a phone."""

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Activity
from portal.ground import attachments, kept
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import rules
from ..models import Branch


@transaction.atomic
def file_activity(organisation, *, name, kind, held_on, person_times, served=None, photos=(), by, now):
    """Quick filing from a phone: what, when, how many people, whom it served, and photographs of it."""
    require(rules.may_file_activity(by, organisation))
    if held_on > local_day(now):
        raise Refused(_("活动日期不能晚于今天。"))
    _refuse_outside_its_life(organisation, held_on)
    activity, is_new = Activity.objects.get_or_create(
        organisation=organisation, held_on=held_on, name=name, served_token=served.token if served else "",
        defaults={
            "kind": kind, "person_times": person_times, "served_unit": served, "filed_by": by.person, "filed_at": now,
            "region_code": organisation.region_code,
        },
    )  # fmt: skip
    if not is_new:
        raise Refused(_("这次活动已经备案过了。"))
    record("activity.filed", activity, by=by)
    kept.changed(kept.PAGES)
    for photo in photos:
        attachments.keep(photo, owner_kind="activity", owner_id=str(activity.pk), label=_("现场照片"), by=by, now=now)
    return activity


def _refuse_outside_its_life(organisation, held_on):
    """A branch files what it did between its founding and its end; what it did before was no branch's activity."""
    branch = Branch.objects.filter(pk=organisation.pk).first()
    if branch and not (branch.filed_on and branch.filed_on <= held_on):
        raise Refused(_("组织备案成立以后的活动才能备案。"))
    if branch and branch.dissolved_on and held_on >= branch.dissolved_on:
        raise Refused(_("该组织在活动当天已经撤销。"))
