"""A society as the association registers it: entered, corrected, dissolved."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from members import actions as people
from members.models import Admission, Organisation
from portal.ground import search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import rules
from ..models import Society
from ..signals import society_dissolved
from .page import close_open_page

BRANCH_CODE = "001"
DATA = (
    "code", "field", "credit_code", "supervising_unit", "scope", "address", "legal_representative", "funds", "founded_on",
)  # fmt: skip


@transaction.atomic
def register_society(name, data, *, by, now):
    """Enter a society of the city; it takes nobody in before it has classes and says that it does."""
    require(rules.may_register_society(by, settings.PORTAL_CITY))
    _refuse_taken(name, data, society=None)
    organisation = Organisation.objects.create(kind="society", name=name, region_code=settings.PORTAL_CITY)
    Admission.objects.create(organisation=organisation, is_open=False, prefix=data["code"] + BRANCH_CODE)
    society = Society.objects.create(organisation=organisation, **data)
    search.refresh("society", [society.pk])
    record("society.registered", society, by=by, name=name, code=society.code)
    return society


def _refuse_taken(name, data, *, society):
    """Codes and credit codes are one society's; two of one name in a city nobody could tell apart."""
    others = Society.objects.exclude(pk=society.pk if society else None)
    if others.filter(code=data["code"]).exists():
        raise Refused(_("学会代码 %(code)s 已经有学会使用。") % {"code": data["code"]})
    if data["credit_code"] and others.filter(credit_code=data["credit_code"]).exists():
        raise Refused(_("统一社会信用代码 %(code)s 已经登记过。") % {"code": data["credit_code"]})
    if others.filter(
        organisation__name=name, organisation__region_code=settings.PORTAL_CITY, dissolved_on=None
    ).exists():
        raise Refused(_("本市已有名为“%(name)s”的学会。") % {"name": name})


@transaction.atomic
def correct_society(society, name, data, *, reason, by, now):
    """Put right what the register says; the code stays once numbers were issued under it."""
    society = _locked(society)
    require(rules.may_correct_society(by, society))
    _refuse_taken(name, data, society=society)
    before = {key: getattr(society, key) for key in DATA} | {"name": society.organisation.name}
    after = data | {"name": name}
    changed = [key for key in before if before[key] != after[key]]
    if not changed:
        raise Refused(_("没有改动，不必保存。"))
    if "code" in changed and society.organisation.memberships.exists():
        raise Refused(_("已经按原代码发放了会员号，学会代码不能再改。"))
    for key in set(changed) - {"name"}:
        setattr(society, key, data[key])
    society.save(update_fields=[key for key in changed if key != "name"])
    society.organisation.name = name
    society.organisation.save(update_fields=["name"])
    search.refresh("society", [society.pk])
    record(
        "society.corrected", society, by=by, reason=reason, before=_plain(before, changed), after=_plain(after, changed)
    )
    return society


def _plain(values, keys):
    return {key: None if values[key] is None else str(values[key]) for key in keys}


@transaction.atomic
def dissolve_society(society, *, dissolved_on, reason, by, now):
    """From `dissolved_on`, its first day without it, the society takes nobody in and is in no directory; its page stays.

    Every membership ends with it. Whoever was a member or waited to join is told, a change of the page that was being written is not shown any more.
    """
    society = _locked(society)
    require(rules.may_correct_society(by, society))
    if society.dissolved_on:
        raise Refused(_("该学会已经登记注销。"))
    if society.founded_on and dissolved_on <= society.founded_on:
        raise Refused(_("注销日期应在成立日期之后。"))
    if dissolved_on > local_day(now):
        raise Refused(_("注销日期不能晚于今天，请在注销之后登记。"))
    people.close_applications(
        society.organisation, reason=_("%(society)s已登记注销。") % {"society": society}, by=by, now=now
    )
    people.end_memberships(
        society.organisation,
        end_on=dissolved_on,
        reason=_("%(society)s已登记注销。") % {"society": society},
        by=by,
        now=now,
    )
    society.dissolved_on = dissolved_on
    society.save(update_fields=["dissolved_on"])
    Admission.objects.filter(organisation=society.organisation).update(is_open=False)
    close_open_page(society, by=by, now=now)
    search.refresh("society", [society.pk])
    record("society.dissolved", society, by=by, on=dissolved_on.isoformat(), reason=reason)
    society_dissolved.send(Society, society=society, by=by, now=now)
    return society


def _locked(society):
    return Society.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=society.pk)
