"""An application for membership as its reviewers move it: passed, returned, rejected, admitted alone or by minutes."""

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.ground import attachments, kept
from portal.ground.dates import local_day, years_after
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import candidates, notifications, numbers, renewing, reviews, rules
from ..models import (
    Admission,
    Application,
    CouncilMinutes,
    Membership,
    MembershipPeriod,
    Person,
    ReviewStep,
)
from .application import _locked, _refuse_unless
from .delegate import stand_for_unit
from .renewal import owe
from .two_people import is_by_minutes, refuse_alone

State, Outcome = Application.State, ReviewStep.Outcome
MINUTES = "council_minutes"


def _waiting_step(application, *, by):
    """The step that waits now, which this actor may decide."""
    _refuse_unless(application, State.SUBMITTED)
    return reviews.to_decide(application, by=by, applicant_id=application.applicant_id)


@transaction.atomic
def pass_application(application, *, by, now):
    """A review passed: on to the next one."""
    application = _locked(application)
    step = _waiting_step(application, by=by)
    following = reviews.following(step)
    if following is None:
        raise Refused(_("这是最后一步，请办理入会。"))
    reviews.decide(step, Outcome.PASSED, by=by, now=now)
    application.first_passed_at = application.first_passed_at or now
    application.save(update_fields=["first_passed_at"])
    record("application.passed", application, by=by, **reviews.told(step))
    notifications.application_passed(application, step, following, now=now)
    return application


@transaction.atomic
def return_application(application, *, remark, by, now):
    """Send it back with what is missing; the applicant corrects and hands in again."""
    application = _locked(application)
    step = _waiting_step(application, by=by)
    if not remark.strip():
        raise Refused(_("请写明需要补正的内容。"))
    reviews.decide(step, Outcome.RETURNED, by=by, now=now, remark=remark.strip())
    application.state = State.RETURNED
    application.save(update_fields=["state"])
    record("application.returned", application, by=by, **reviews.told(step), remark=remark.strip())
    notifications.application_returned(application, step)
    return application


@transaction.atomic
def reject_application(application, *, reason, by, now):
    """不予通过, with the reason the applicant reads."""
    application = _locked(application)
    step = _waiting_step(application, by=by)
    if not reason.strip():
        raise Refused(_("请写明不予通过的理由，申请人会看到。"))
    reviews.decide(step, Outcome.REJECTED, by=by, now=now, remark=reason.strip())
    application.state, application.decided_at, application.decision = State.REJECTED, now, reason.strip()
    application.save(update_fields=["state", "decided_at", "decision"])
    record("application.rejected", application, by=by, **reviews.told(step), reason=reason.strip())
    notifications.application_rejected(application)
    return application


@transaction.atomic
def admit_application(application, *, by, now):
    """The last review passed: a member from today, with a number for life."""
    application = _locked(application)
    step = _waiting_step(application, by=by)
    if reviews.following(step):
        raise Refused(_("还有审核步骤没有完成。"))
    if is_by_minutes(application.organisation):
        raise Refused(_("本会按理事会纪要批量终审，请到“批量终审”办理。"))
    refuse_alone(step, by=by)
    reviews.decide(step, Outcome.PASSED, by=by, now=now)
    _take_in(application.organisation, [application], by=by, now=now)
    return application


@transaction.atomic
def admit_by_minutes(organisation, applications, *, title, held_on, upload, by, now):
    """Admit a whole batch by the council's minutes, brought once: everybody, or nobody and a sentence why."""
    pks = {application.pk for application in applications}
    locked = list(
        Application.objects.select_for_update(of=("self",))
        .filter(organisation=organisation, pk__in=pks).select_related("member_class").order_by("pk")
    )  # fmt: skip
    require(rules.may_admit_in(by, organisation))
    _refuse_batch(locked, pks, title=title, held_on=held_on, now=now)
    found = candidates.at_the_last_step(organisation, by=by, on=local_day(now), pks=pks)
    hindered = [one for one in found if one.hindrance]
    if hindered:
        raise Refused(
            _("这一批现在不能入会：%(names)s。")
            % {"names": "；".join(f"{one.application.subject}（{one.hindrance}）" for one in hindered)}
        )
    if len(found) < len(pks):
        raise Refused(_("名单已有变化，有的申请已经办结，请重新核对。"))
    minutes = record_minutes(organisation, title.strip(), held_on, upload, by=by, now=now)
    for one in found:
        reviews.decide(one.step, Outcome.PASSED, by=by, now=now)
    _take_in(organisation, [one.application for one in found], by=by, now=now, minutes=minutes)
    return minutes


def _refuse_batch(locked, pks, *, title, held_on, now):
    if not pks:
        raise Refused(_("请至少选一份申请。"))
    if len(locked) < len(pks):
        raise Refused(_("名单已有变化，请重新核对。"))
    if not title.strip():
        raise Refused(_("请填写纪要名称。"))
    if held_on > local_day(now):
        raise Refused(_("会议日期不能晚于今天。"))


def record_minutes(organisation, title, held_on, upload, *, by, now):
    """Keep the minutes of a council's meeting with their file; whoever calls has asked who may."""
    minutes = CouncilMinutes.objects.create(
        organisation=organisation, title=title, held_on=held_on, recorded_by=by.person, recorded_at=now
    )
    attachments.keep(upload, owner_kind=MINUTES, owner_id=minutes.public_id, label=_("理事会纪要"), by=by, now=now)
    record("minutes.recorded", minutes, by=by, title=title, held_on=held_on.isoformat())
    return minutes


def _take_in(organisation, applications, *, by, now, minutes=None):
    """A membership for whoever has none yet, a period from the day of the decision, and the news of it."""
    kept.changed(kept.PAGES)
    day = local_day(now)
    memberships = _memberships(organisation, applications, now=now)
    _refuse_dead(applications)  # after the rows a death entered meanwhile would hold
    for application in applications:
        membership, member_class = memberships[_key(application)], application.member_class
        end_on = years_after(day, application.years) if application.years else None
        period = MembershipPeriod.objects.create(
            membership=membership, member_class=member_class, start_on=day, end_on=end_on, application=application
        )
        owe(period, renewing.cost(member_class, application.years), now=now)
        stand_for_unit(application, membership, now=now)
        application.state, application.decided_at, application.minutes = State.ADMITTED, now, minutes
        application.first_passed_at = application.first_passed_at or now
        application.save(update_fields=["state", "decided_at", "minutes", "first_passed_at"])
        record("application.admitted", application, by=by, number=membership.number)
        notifications.application_admitted(application, membership, period)


def _refuse_dead(applications):
    people = Person.objects.filter(
        pk__in=[one.person_id for one in applications if one.person_id], died_on__isnull=False
    )
    names = "、".join(people.order_by("pk").values_list("name", flat=True))
    if names:
        raise Refused(_("%(names)s已登记离世，不能办理入会。") % {"names": names})


def _key(one):
    """Whose an application or a membership is."""
    return tuple(one.whose.values())


def _memberships(organisation, applications, *, now):
    """whose → membership: who was a member before keeps the number, the others get the next ones in order."""
    Admission.objects.select_for_update().filter(organisation=organisation).first()  # takes over rosters alone, too
    theirs = reduce(or_, (Q(**{name: pk}) for one in applications for name, pk in one.whose.items() if pk))
    ours = Membership.objects.select_for_update(of=("self",)).filter(theirs, organisation=organisation)
    known = {_key(one): one for one in ours.order_by("pk")}
    _refuse_members(known.values(), on=local_day(now))
    fresh = [application for application in applications if _key(application) not in known]
    issued = numbers.issue(organisation, [application.member_class for application in fresh]) if fresh else []
    made = Membership.objects.bulk_create(
        Membership(
            organisation=organisation, number=number, former_number=application.former_number, admitted_at=now,
            **application.whose,
        )
        for application, number in zip(fresh, issued, strict=True)
    )  # fmt: skip
    return known | {_key(membership): membership for membership in made}


def _refuse_members(memberships, *, on):
    running = MembershipPeriod.objects.filter(membership__in=memberships).exclude(
        Q(end_on__lte=on) | Q(end_on=F("start_on"))
    )
    found = Membership.objects.filter(pk__in=running.values("membership"))
    names = sorted(str(one.subject) for one in found.select_related("person", "unit", "member_organisation"))
    if names:
        raise Refused(_("已经是会员，不能再次入会：%(names)s。") % {"names": "、".join(names)})
