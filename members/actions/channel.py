"""How somebody wants to hear of their own affairs, besides the notices on these pages."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.models import Delivery

from .. import rules
from ..models import Person

NEEDS = {Delivery.Channel.SMS: ("phone", _("请先核验手机号。")), Delivery.Channel.EMAIL: ("email", _("请先填写邮箱。"))}


@transaction.atomic
def choose_channels(person, channels, *, by):
    """From now on news of the person's own affairs go through these channels too."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(rules.may_write_record(by, person))
    for channel in channels:
        field, sentence = NEEDS[channel]
        if not getattr(person, field):
            raise Refused(sentence)
    person.told_by = sorted(set(channels))
    person.save(update_fields=["told_by"])
    record("channels.chosen", person, by=by, channels=person.told_by)
    return person
