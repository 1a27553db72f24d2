"""A society's page: written by an officer, looked at by another, shown once approved; contact details at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from members import reviews
from members.models import ReviewStep
from portal.ground import search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, rules
from ..models import PageVersion, Society
from ..page_rules import REVIEW

State = PageVersion.State
CONTACTS = ("phone", "email", "address", "website")


def _locked_society(society):
    return Society.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=society.pk)


def _locked(version):
    """The version, its society locked first: whatever happens to a society's page happens one after another."""
    _locked_society(version.society)
    return PageVersion.objects.select_related("society__organisation", "written_by").get(pk=version.pk)


@transaction.atomic
def save_page(society, said, *, by, now):
    """Keep what was written as the society's one open version; the first time what is shown becomes version 1."""
    society = _locked_society(society)
    require(rules.may_edit_page(by, society, on=local_day(now)))
    version = PageVersion.objects.filter(society=society, state__in=PageVersion.OPEN).first()
    if version and version.state == State.SUBMITTED:
        raise Refused(_("第 %(number)s 版正在审核，请等审核结束或先撤回。") % {"number": version.number})
    shown = {name: getattr(society, name) for name in PageVersion.FIELDS}
    if version is None:
        if said == shown:
            raise Refused(_("没有改动，不必保存。"))
        version = PageVersion(society=society, number=_following_number(society, shown, now=now))
    for name in PageVersion.FIELDS:
        setattr(version, name, said[name])
    version.written_by, version.written_at = by.person, now
    version.save()
    record("page.saved", version, by=by, number=version.number)
    return version


def _following_number(society, shown, *, now):
    last = society.versions.order_by("-number").values_list("number", flat=True).first()
    if last is None:
        PageVersion.objects.create(
            society=society, number=1, **shown, state=State.APPROVED, written_at=now, decided_at=now
        )
        last = 1
    return last + 1


@transaction.atomic
def submit_page(version, *, by, now):
    """Hand the version in; what the public reads stays as it is until it is approved."""
    version = _locked(version)
    society = version.society
    require(rules.may_edit_page(by, society, on=local_day(now)))
    if version.state not in (State.DRAFT, State.RETURNED):
        raise Refused(_("这一版已经提交或办结。"))
    version.written_by = by.person
    steps = reviews.start(
        version, kind=REVIEW, region_code=society.organisation.region_code, now=now, organisation=society.organisation
    )
    version.state, version.submitted_at = State.SUBMITTED, now
    version.save(update_fields=["state", "submitted_at", "written_by"])
    record("page.submitted", version, by=by, number=version.number)
    notifications.page_waits(version, steps[0], now=now)
    return version


@transaction.atomic
def pass_page(version, *, by, now):
    """The step that waits is passed; after the last one the version is what the public reads."""
    version = _locked(version)
    step = _step_for(version, by)
    following = reviews.following(step)
    reviews.decide(step, ReviewStep.Outcome.PASSED, by=by, now=now)
    record("page.passed", version, by=by, number=version.number, **reviews.told(step))
    if following:
        notifications.page_waits(version, following, now=now)
    else:
        _show(version, now=now)
    return version


def _show(version, *, now):
    version.state, version.decided_at = State.APPROVED, now
    version.save(update_fields=["state", "decided_at"])
    society = version.society
    for name, value in version.said.items():
        setattr(society, name, value)
    society.save(update_fields=[*PageVersion.FIELDS])
    search.refresh("society", [society.pk])
    notifications.page_approved(version, now=now)


@transaction.atomic
def return_page(version, *, remark, by, now):
    """Back to the writer with what has to be mended."""
    version = _locked(version)
    step = _step_for(version, by)
    reviews.decide(step, ReviewStep.Outcome.RETURNED, by=by, now=now, remark=remark)
    version.state, version.decided_at = State.RETURNED, now
    version.save(update_fields=["state", "decided_at"])
    record("page.returned", version, by=by, number=version.number, remark=remark)
    notifications.page_returned(version, step, now=now)
    return version


def _step_for(version, by):
    """The step that waits for exactly this person."""
    step = reviews.waiting(version) if version.state == State.SUBMITTED else None
    if step is None:
        require(rules.may_see_page_versions(by, version.society))
        raise Refused(_("这一版现在不在审核中。"))
    reviews.require_may_decide(by, step, applicant_id=version.written_by_id)
    return step


@transaction.atomic
def withdraw_page(version, *, by, now):
    """The society takes an open version back; its number is not used again."""
    version = _locked(version)
    require(rules.may_edit_page(by, version.society, on=local_day(now)))
    if version.state not in PageVersion.OPEN:
        raise Refused(_("这一版已经办结，不能撤回。"))
    reviews.cancel(version)
    version.state, version.decided_at = State.WITHDRAWN, now
    version.save(update_fields=["state", "decided_at"])
    record("page.withdrawn", version, by=by, number=version.number)
    return version


def close_open_page(society, *, by, now):
    """The society ends: a version that was being written or looked at goes, its writer is told; the caller locked the society."""
    version = PageVersion.objects.filter(society=society, state__in=PageVersion.OPEN).first()
    if version is None:
        return
    reviews.cancel(version)
    version.state, version.decided_at = State.WITHDRAWN, now
    version.save(update_fields=["state", "decided_at"])
    record("page.withdrawn", version, by=by, number=version.number, reason=_("学会已登记注销"))
    notifications.page_closed(version)


@transaction.atomic
def change_contacts(society, contacts, *, by, now):
    """How the society is reached, shown at once: whoever calls a number that is no longer theirs is not served."""
    society = _locked_society(society)
    require(rules.may_edit_page(by, society, on=local_day(now)))
    changed = {name: contacts[name] for name in CONTACTS if contacts[name] != getattr(society, name)}
    if not changed:
        raise Refused(_("没有改动，不必保存。"))
    before = {name: getattr(society, name) for name in changed}
    for name, value in changed.items():
        setattr(society, name, value)
    society.save(update_fields=list(changed))
    search.refresh("society", [society.pk])
    record("society.contacts_changed", society, by=by, before=before, after=changed)
    return society
