"""An officer registers somebody without phone or e-mail; later the person claims the record with the code of a slip."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import attachments, dated
from portal.ground.ciphers import cipher
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.models import JournalEntry

from .. import helping, merge_rules
from ..askable import unit_named
from ..models import ConsentText, DistinctPair, HelpedAccount, Person, PersonMerge
from ..models.recovery import new_slip
from .consent import give_consents
from .merge import carry_out, locked_people
from .workplace import keep_workplaces

SLIP_DAYS, MOST_TRIES = "helped.slip_days", 5
PURPOSE = "helped-account"


@transaction.atomic
def register_helped(*, name, born_on, sex, unit_name, evidence, papers, apart, by, now):
    """A record for somebody who has agreed on paper; `apart` are alike people the officer says are somebody else."""
    require(helping.may_help(by))
    if not papers:
        raise Refused(_("请上传本人签字的纸质同意书照片。"))
    undecided = {one.pk for one, _why in helping.alike(by, name=name, born_on=born_on, unit_name=unit_name, now=now)}
    if undecided - {one.pk for one in apart}:
        raise Refused(_("已有疑似同一人的记录，请先核对：是同一人就不必再登记，不是的逐一勾选。"))
    person = Person(username=f"h-{secrets.token_hex(8)}", name=name, born_on=born_on, sex=sex)
    person.unit = unit_named(unit_name)
    person.unit_text = "" if person.unit else unit_name
    person.region_code = by.office.organisation.region_code
    said = [("name", name), ("unit", unit_name), ("born_on", born_on), ("sex", sex)]
    person.confirmed_on = {key: local_day(now).isoformat() for key, value in said if value}
    person.set_unusable_password()
    person.save()
    keep_workplaces([person.pk], on=local_day(now))
    helped = HelpedAccount.objects.create(
        person=person, organisation=by.office.organisation, made_by=by.person, made_at=now, evidence=evidence
    )
    for upload in papers:
        attachments.keep(
            upload, owner_kind=helping.OWNER, owner_id=helped.public_id, label=_("纸质同意书"), by=by, now=now
        )
    for other in apart:
        first, second = sorted((person.pk, other.pk))
        DistinctPair.objects.get_or_create(
            first_id=first, second_id=second, defaults={"said_by": by.person, "said_at": now}
        )
    give_consents(person, ConsentText.REQUIRED, by=by, now=now)
    record("helped.registered", person, by=by, evidence=evidence)
    return helped


@transaction.atomic
def issue_slip(helped, *, by, now):
    """A new one-time code, told once; the code of an earlier slip ends with it."""
    helped = HelpedAccount.objects.select_for_update(of=("self",)).select_related("person").get(pk=helped.pk)
    require(helping.visible_helped(by).filter(pk=helped.pk).exists())
    if helped.claimed_at:
        raise Refused(_("本人已经认领，不需要再打印。"))
    code = new_slip()
    helped.code_digest = cipher().blind_index(code, purpose=PURPOSE)
    helped.code_until = now + timedelta(days=int(dated.value(SLIP_DAYS, on=local_day(now))))
    helped.save(update_fields=["code_digest", "code_until"])
    record("helped.slip_issued", helped.person, by=by)
    return helped, code


def claim_helped(code, *, name, by, now):
    """Whoever holds the slip and is called so takes the record over into the account they are signed in with.

    What does not fit is always answered with the same sentence, and only so many times a day.
    """
    merge = _claim(code, name=name, by=by, now=now)
    if merge is None:
        raise Refused(_("认领码和姓名对不上，或认领单已过期。请核对，或请登记您的组织重新打印。"))
    return merge


@transaction.atomic
def _claim(code, *, name, by, now):
    """The merge, or None when the code and the name do not fit; the try itself stays counted."""
    Person.objects.select_for_update(no_key=True).get(pk=by.person.pk)
    if not by.person.phone_verified_at:
        raise Refused(_("请先核验手机号，再认领。"))
    tries = JournalEntry.objects.filter(verb="helped.claim_failed", person=by.person, at__gt=now - timedelta(days=1))
    if tries.count() >= MOST_TRIES:
        raise Refused(_("今天试的次数太多，请明天再试，或联系登记您的组织。"))
    digest = cipher().blind_index(code.strip().upper(), purpose=PURPOSE)
    helped = (
        HelpedAccount.objects.select_for_update(of=("self",))
        .filter(code_digest=digest, code_until__gt=now, claimed_at=None).select_related("person").first()
    )  # fmt: skip
    if helped is None or helped.person.name != name or by.person.name != name:
        record("helped.claim_failed", by.person, by=by)
        return None
    return _take_over(helped, by=by, now=now)


def _take_over(helped, *, by, now):
    people = {person.pk: person for person in locked_people(by.person, helped.person)}
    kept, merged = people[by.person.pk], people[helped.person_id]
    hindrance = merge_rules.hindrance(kept, merged, on=local_day(now))
    if hindrance or merge_rules.needs_second(kept, merged):
        raise Refused(hindrance or _("两份记录都已核验身份，请联系科协办理合并。"))
    helped.claimed_at, helped.code_digest, helped.code_until = now, "", None
    helped.save(update_fields=["claimed_at", "code_digest", "code_until"])
    merge = PersonMerge(kept=kept, merged=merged, evidence=_("本人凭认领单认领"), asked_by=kept, asked_at=now)
    carry_out(merge, by=by, now=now)
    record("helped.claimed", kept, by=by)
    return merge
