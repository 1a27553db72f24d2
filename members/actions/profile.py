"""A person's own record: what they say about themselves, with the day they said it."""

from django.db import transaction

from portal.ground.dates import local_day
from portal.ground.errors import require
from portal.ground.journal import record

from .. import rules
from ..askable import FIELDS
from ..models import Person


@transaction.atomic
def confirm_profile(person, data, *, by, now):
    """Keep what the person says (key of `askable.FIELDS` → value) as said on the day of `now` in Shanghai.

    The journal names the fields, never what they hold; an empty answer takes the day away.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    require(rules.may_write_record(by, person))
    day, changed = local_day(now).isoformat(), []
    for key, value in data.items():
        field = FIELDS[key]
        if (field.read(person) or "") != (value or ""):
            changed.append(key)
        field.write(person, value)
        if value:
            person.confirmed_on[key] = day
        else:
            person.confirmed_on.pop(key, None)
    person.save()
    record("profile.confirmed", person, by=by, fields=sorted(data), changed=sorted(changed))
    return person
