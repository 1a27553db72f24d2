"""Keys for a society's own programs: made, shown once, ended."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import dated
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import rules
from ..keys import digest_of
from ..models import ProgramKey, Society
from ..values import KEY_DAYS

MOST = 10
BEGINNING = "kjzj_"  # so that a key that leaked is recognised where it lies


@transaction.atomic
def make_key(society, *, label, shows_phones=False, reason="", by, now):
    """A new key; gives its row and the key itself, which nobody can read again."""
    society = Society.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=society.pk)
    day = local_day(now)
    require(rules.may_manage_keys(by, society, on=day))
    if shows_phones and not reason.strip():
        raise Refused(_("提供完整手机号要写明理由，会员能看到。"))
    open_keys = society.keys.filter(ended_at=None)
    if open_keys.filter(label=label).exists():
        raise Refused(_("“%(label)s”已经有密钥，请先停用原来的。") % {"label": label})
    if open_keys.count() >= MOST:
        raise Refused(_("密钥最多 %(most)s 个，请先停用不用的。") % {"most": MOST})
    text = BEGINNING + secrets.token_urlsafe(32)
    key = ProgramKey.objects.create(
        society=society, label=label, digest=digest_of(text), shows_phones=shows_phones, reason=reason.strip(),
        made_by=by.person, made_at=now, last_day=day + timedelta(days=int(dated.value(KEY_DAYS, on=day))),
    )  # fmt: skip
    record("key.made", key, by=by, label=label, shows_phones=shows_phones, reason=reason.strip())
    return key, text


@transaction.atomic
def end_key(key, *, by, now):
    """停用: from now on the key opens nothing."""
    key = ProgramKey.objects.select_for_update(of=("self",)).select_related("society__organisation").get(pk=key.pk)
    require(rules.may_manage_keys(by, key.society, on=local_day(now)))
    if key.ended_at:
        raise Refused(_("这个密钥已经停用。"))
    key.ended_at = now
    key.save(update_fields=["ended_at"])
    record("key.ended", key, by=by, label=key.label)
    return key


def note_reading(key, *, rows, page, day):
    """Every page of a roster that a program read stands in the journal."""
    record("roster.read", key, by=None, label=key.label, rows=rows, page=page, day=day.isoformat())
