"""Offices given, ended, and handed over with everything that waits on the desk of whoever leaves."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground import kept
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, rules
from ..models import Office, Organisation, Person
from ..signals import office_handed_over


@transaction.atomic
def give_office(person, organisation, *, title, start_on, end_on=None, is_part_time=False, by, now):
    """Put a person into an office from `start_on` until the day before `end_on`; nobody gives an office to themselves."""
    require(rules.may_give_office(by, organisation, title))
    if person.pk == by.person.pk:
        raise Refused(_("不能给自己任命职务。"))
    office = _seat(person, organisation, title, start_on, end_on, is_part_time)
    kept.changed(kept.PAGES)
    record("office.given", office, by=by, title=title, start_on=start_on.isoformat())
    notifications.office_given(office, now=now)
    return office


def _seat(person, organisation, title, start_on, end_on, is_part_time):
    # One at a time: two rows that exclude each other, inserted at once, would end in a deadlock, not in a sentence.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("%(name)s的账号已停用，请先启用。") % {"name": person.name})
    if end_on and end_on <= start_on:
        raise Refused(_("离任日期应晚于任职日期。"))
    try:
        with transaction.atomic():
            return Office.objects.create(
                person=person, organisation=organisation, title=title, start_on=start_on, end_on=end_on,
                is_part_time=is_part_time,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_seat_taken(str(error))) from error


def _seat_taken(error):
    if "administrators_are_three_people" in error:
        return _("系统、安全、审计管理员应是不同的人，这个人已任其他管理员。")
    if "one_holder_of_a_single_seat" in error:
        return _("这一职务在这段时间已有人担任，请先办理离任或工作移交。")
    return _("这个人在这段时间已担任这一职务。")


@transaction.atomic
def end_office(office, *, end_on, by, now):
    """The first day without the office. What waits for the office waits for whoever holds the title next."""
    office = _locked(office)
    require(rules.may_give_office(by, office.organisation, office.title))
    _end(office, end_on)
    kept.changed(kept.PAGES)
    record("office.ended", office, by=by, end_on=end_on.isoformat())
    notifications.office_ended(office, now=now)
    return office


def _locked(office):
    return Office.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=office.pk)


def _end(office, end_on):
    if office.end_on and office.end_on <= end_on:
        raise Refused(_("这一职务已经办理离任。"))
    if end_on <= office.start_on:
        raise Refused(_("离任日期应晚于任职日期。"))
    office.end_on = end_on
    office.save(update_fields=["end_on"])


@transaction.atomic
def hand_over(office, successor, *, on, by, now):
    """工作移交: one ends and the other begins on the same day; drafts and contacts of the one go to the other."""
    office = _locked(office)
    require(rules.may_give_office(by, office.organisation, office.title))
    if successor.pk == office.person_id:
        raise Refused(_("接任人应是另一个人。"))
    if successor.pk == by.person.pk:
        raise Refused(_("不能给自己任命职务。"))
    if on > local_day(now):
        raise Refused(_("移交日期不能晚于今天。"))
    _end(office, on)
    following = _seat(successor, office.organisation, office.title, on, None, office.is_part_time)
    kept.changed(kept.PAGES)
    record("office.handed_over", office, by=by, to=successor.name, on=on.isoformat())
    record("office.given", following, by=by, title=office.title, start_on=on.isoformat())
    office_handed_over.send(sender=Office, office=office, successor=following, by=by)
    notifications.office_handed_over(office, following, now=now)
    return following
