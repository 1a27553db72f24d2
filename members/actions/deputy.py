"""A deputy is named for the days an officer is away, and taken back."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import dated
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import deputies, notifications, rules
from ..models import Deputy, Office


@transaction.atomic
def name_deputy(office, person, *, start_on, last_day, reason="", by, now):
    """From `start_on` through `last_day` the person decides reviews in place of the office's holder."""
    office = Office.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=office.pk)
    require(rules.may_name_deputy(by, office))
    _refuse_days(start_on, last_day, now=now)
    if not deputies.colleagues_of(office, on=start_on).filter(pk=person.pk).exists():
        raise Refused(_("代办人要是本组织当时在任的另一个人。"))
    end_on = last_day + timedelta(days=1)
    taken = (
        Deputy.objects.filter(office=office, start_on__lt=end_on, end_on__gt=start_on).select_related("person").first()
    )
    if taken:
        raise Refused(_("这些天里有的已经请%(name)s代办，请先取消。") % {"name": taken.person.name})
    deputy = Deputy.objects.create(
        office=office, person=person, start_on=start_on, end_on=end_on, reason=reason.strip(), named_at=now
    )
    record(
        "deputy.named", deputy, by=by, person=person.name, start_on=start_on.isoformat(), last_day=last_day.isoformat()
    )
    notifications.deputy_named(deputy)
    return deputy


def _refuse_days(start_on, last_day, *, now):
    if start_on < local_day(now):
        raise Refused(_("代办不能从过去的日期开始。"))
    if last_day < start_on:
        raise Refused(_("最后一天不能早于第一天。"))
    most = int(dated.value("deputy.days", on=local_day(now)))
    if (last_day - start_on).days >= most:
        raise Refused(_("一次最多代办 %(most)s 天；离任或长期不在的，请办理工作移交。") % {"most": most})


@transaction.atomic
def end_deputy(deputy, *, by, now):
    """The officer is back, or asks somebody else: from today nobody stands in any more."""
    deputy = Deputy.objects.select_for_update(of=("self",)).select_related("office__person", "person").get(pk=deputy.pk)
    require(rules.may_name_deputy(by, deputy.office))
    today = local_day(now)
    if deputy.end_on <= max(today, deputy.start_on):
        raise Refused(_("这次代办已经结束。"))
    deputy.end_on = max(today, deputy.start_on)
    deputy.save(update_fields=["end_on"])
    record("deputy.ended", deputy, by=by, person=deputy.person.name)
    notifications.deputy_ended(deputy)
    return deputy
