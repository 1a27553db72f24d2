"""How an organisation takes members in: its classes, version by version, and the pattern of its numbers."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import kept
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import numbers, rules
from ..models import Admission, MemberClass, Organisation
from .two_people import refuse_without_minutes

PATTERN = ("prefix", "width", "is_lettered")
SETTINGS = ("is_open", "is_by_minutes", *PATTERN, "words")


@transaction.atomic
def change_admission(organisation, *, by, now, **settings):
    """Set how members are taken in; the first time this opens the door. A pattern that would repeat a number is refused,
    and so is giving up the minutes while one person could take members in alone."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    require(rules.may_manage_admission(by, organisation))
    admission = Admission.objects.select_for_update().filter(organisation=organisation).first()
    admission = admission or Admission(organisation=organisation)
    was = {name: getattr(admission, name) for name in SETTINGS}
    for name in SETTINGS:
        setattr(admission, name, settings[name])
    if any(was[name] != settings[name] for name in PATTERN) and not admission._state.adding:
        _refuse_pattern(admission)
    admission.save()
    if was["is_by_minutes"] and not admission.is_by_minutes:
        refuse_without_minutes(organisation, on=local_day(now))
    changed = {name: settings[name] for name in SETTINGS if was[name] != settings[name]}
    kept.changed(kept.PAGES)
    record("admission.changed", admission, by=by, **changed)
    return admission


def _refuse_pattern(admission):
    if admission.last_serial >= 10**admission.width:
        raise Refused(_("流水号已经用到 %(last)s，位数不能再少。") % {"last": admission.last_serial})
    if numbers.clashes(admission):
        raise Refused(_("这样编号以后会与已经发出的会员号重复，请换一个前缀或位数。"))


@transaction.atomic
def change_member_class(organisation, code, *, valid_from, by, now, **fields):
    """From `valid_from` the class is as these fields say; applications keep the version they were made under."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    require(rules.may_manage_admission(by, organisation))
    if valid_from < local_day(now):
        raise Refused(_("启用日期不能早于今天，已经提交的申请不受影响。"))
    same_day = MemberClass.objects.filter(organisation=organisation, code=code, valid_from=valid_from).first()
    if same_day and (same_day.applications.exists() or same_day.periods.exists()):
        raise Refused(_("这一天启用的版本已有人申请，请从以后的日期启用。"))
    version = same_day or MemberClass(organisation=organisation, code=code, valid_from=valid_from)
    was = {name: getattr(version, name) for name in fields}
    if same_day and was == fields:
        raise Refused(_("这个版本已经保存，没有改动。"))
    for name, value in fields.items():
        setattr(version, name, value)
    version.save()
    kept.changed(kept.PAGES)
    record("member_class.changed", version, by=by, code=code, name=version.name, valid_from=valid_from.isoformat())
    return version
