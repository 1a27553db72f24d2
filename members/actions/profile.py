"""A person's own record: what they say about themselves, with the day they said it."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import ages, findable, rules
from ..askable import FIELDS
from ..models import IdentityMark, Person
from .mark import end_mark
from .workplace import keep_workplaces

CHECKED = {"name", "sex", "born_on"}


@transaction.atomic
def confirm_profile(person, data, *, by, now):
    """Keep what the person says (key of `askable.FIELDS` → value) as said on the day of `now` in Shanghai.

    The journal names the fields, never what they hold; an empty answer takes the day away.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    require(rules.may_write_record(by, person))
    day, changed = local_day(now).isoformat(), []
    marks = {
        mark.kind: mark for mark in IdentityMark.objects.filter(person=person, ended_at=None).select_related("person")
    }
    for key, value in data.items():
        field = FIELDS[key]
        if (field.read(person) or "") != (value or ""):
            changed.append(key)
            if key in CHECKED and IdentityMark.Kind.IDENTITY in marks and field.read(person):
                raise Refused(_("%(label)s已随身份核验，不能自行修改。") % {"label": field.label})
        field.write(person, value)
        if value:
            person.confirmed_on[key] = day
        else:
            person.confirmed_on.pop(key, None)
    if ages.needs_guardian(person.born_on, on=local_day(now)) and by.person.pk == person.pk:
        raise Refused(_("未满 %(age)s 周岁的，由监护人登记和填写。") % {"age": ages.guardian_age(local_day(now))})
    person.save()
    if "unit" in changed:
        keep_workplaces([person.pk], on=local_day(now))
    if "unit" in changed and IdentityMark.Kind.UNIT in marks:
        end_mark(marks[IdentityMark.Kind.UNIT], reason=_("本人更改了单位"), by=by, now=now)
    record("profile.confirmed", person, by=by, fields=sorted(data), changed=sorted(changed))
    if changed:
        search.refresh(findable.KIND, [person.pk])
    return person
