"""Group members of an association: an organisation applies, is admitted by a resolution, pays, leaves or is ended."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground import attachments
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import group_notifications as notifications
from .. import group_rules as rules
from .. import reviews
from .. import rules as people
from ..group_membership import ADMISSION, CLASS, CODE
from ..models import Admission, Application, Dues, Exit, GroupApplication, MemberClass, Organisation, ReviewStep
from ..standing import standing_of
from .admission import MINUTES, _take_in, _waiting_step, record_minutes
from .application import _locked, _refuse_unless, bring_application_papers, submit_application
from .ending import end_membership
from .renewal import lock_membership
from .two_people import refuse_alone

State = Application.State
DECISION = MINUTES  # a resolution is kept as the minutes it stands in


def _class_of(association, *, on):
    """The class of group members today; the first who applies finds the one that ships."""
    Organisation.objects.select_for_update(no_key=True).get(pk=association.pk)
    Admission.objects.get_or_create(organisation=association, defaults=ADMISSION)
    MemberClass.objects.get_or_create(organisation=association, code=CODE, defaults=CLASS)
    return MemberClass.objects.on(on).get(organisation=association, code=CODE)


@transaction.atomic
def apply_as_group(association, organisation, said, *, papers=(), by, now):
    """An officer of the organisation hands its application in, or what was returned again, with what it declares."""
    require(rules.may_speak_for(by, organisation))
    _refuse_unmet(said)
    member_class = _class_of(association, on=local_day(now))
    open_ones = Application.objects.filter(organisation=association, member_organisation=organisation)
    application = open_ones.filter(state__in=Application.OPEN).first()
    if application is None:
        application = _begun(association, organisation, member_class, by=by, now=now)
    else:
        application = _locked(application)
        if not people.may_edit_application(by, application):
            raise Refused(_("%(organisation)s的申请已由另一位负责人提交。") % {"organisation": organisation})
        _refuse_unless(application, State.RETURNED)
    GroupApplication.objects.update_or_create(application=application, defaults=said)
    if papers:
        bring_application_papers(application, papers, by=by, now=now)
    return submit_application(application, by=by, now=now)


def _begun(association, organisation, member_class, *, by, now):
    try:
        with transaction.atomic():
            application = Application.objects.create(
                organisation=association, member_organisation=organisation, applicant=by.person, begun_at=now,
                member_class=member_class,
            )  # fmt: skip
    except IntegrityError as error:  # another officer was a moment faster
        raise Refused(_("%(organisation)s的申请已由另一位负责人提交。") % {"organisation": organisation}) from error
    record("application.begun", application, by=by)
    return application


def _refuse_unmet(said):
    if not said["accepts_charter"]:
        raise Refused(_("成为团体会员要承认科协章程。"))
    if not said["staff"]:
        raise Refused(_("团体会员要有专职工作人员。"))
    if said["party_members"] and not said["party_organisation"].strip():
        raise Refused(_("有党员的要建立党组织，请填写党组织名称。"))


@transaction.atomic
def admit_group_member(application, *, title, held_on, upload, by, now):
    """The council or standing committee resolved: a group member from today, with the resolution that says so."""
    application = _locked(application)
    step = _waiting_step(application, by=by)
    if reviews.following(step):
        raise Refused(_("还有审核步骤没有完成。"))
    if held_on > local_day(now):
        raise Refused(_("会议日期不能晚于今天。"))
    refuse_alone(step, by=by)
    reviews.decide(step, ReviewStep.Outcome.PASSED, by=by, now=now)
    minutes = record_minutes(application.organisation, title.strip(), held_on, upload, by=by, now=now)
    _take_in(application.organisation, [application], by=by, now=now, minutes=minutes)
    return application


def _running(membership, *, on):
    standing = standing_of(membership, on=on)
    if not standing.is_member or standing.is_short:
        raise Refused(_("团体会员资格已经终止。"))


@transaction.atomic
def leave_as_group(membership, *, reason, by, now):
    """退会: an officer of the organisation withdraws it from today."""
    membership = lock_membership(membership)
    require(rules.may_speak_for(by, membership.member_organisation))
    return _end(membership, Exit.Kind.WITHDRAWN, local_day(now), reason, by=by, now=now)


@transaction.atomic
def end_group_membership(membership, *, reason, title, held_on, upload, by, now):
    """取消团体会员资格: by decision of the association, with its reason and document."""
    membership = lock_membership(membership)
    require(rules.may_end_group(by, membership.organisation))
    if held_on > local_day(now):
        raise Refused(_("会议日期不能晚于今天。"))
    leaving = _end(
        membership, Exit.Kind.EXPELLED, local_day(now), f"{reason.strip()}（{title.strip()}）", by=by, now=now
    )
    minutes = record_minutes(membership.organisation, title.strip(), held_on, upload, by=by, now=now)
    record("group.ended", membership, by=by, minutes=minutes.public_id, title=minutes.title)
    return leaving


def _end(membership, kind, end_on, reason, *, by, now):
    if not reason.strip():
        raise Refused(_("请写明原因。"))
    _running(membership, on=local_day(now))
    leaving = end_membership(membership, kind, end_on=end_on, reason=reason.strip()[:500], by=by, now=now)
    notifications.group_ended(leaving, now=now)
    return leaving


@transaction.atomic
def end_with_organisation(organisation, *, end_on, reason, by, now):
    """The organisation is no more: its group membership ends on that day, what it had asked for is closed."""
    for membership in map(lock_membership, organisation.own_memberships.order_by("pk")):
        if standing_of(membership, on=local_day(now)).is_member:
            leaving = end_membership(membership, Exit.Kind.DISSOLVED, end_on=end_on, reason=reason, by=by, now=now)
            notifications.group_ended(leaving, now=now)
    waiting = Application.objects.filter(member_organisation=organisation, state__in=Application.OPEN)
    for application in map(_locked, waiting):
        reviews.cancel(application)
        application.state, application.decided_at, application.decision = State.CLOSED, now, reason[:300]
        application.save(update_fields=["state", "decided_at", "decision"])
        record("application.closed", application, by=by, reason=reason)


@transaction.atomic
def record_group_dues(membership, *, amount, paid_on, means, receipts=(), by, now):
    """What a group member paid, entered by an official who has seen the money."""
    membership = lock_membership(membership)
    require(rules.may_look_after_groups(by, membership.organisation))
    if paid_on > local_day(now):
        raise Refused(_("缴费日期不能晚于今天。"))
    if membership.dues.filter(amount=amount, paid_on=paid_on, means=means).exists():
        raise Refused(_("这笔会费已经登记过。"))
    dues = Dues.objects.create(
        membership=membership, amount=amount, asked_at=now, paid_on=paid_on, means=means, confirmed_at=now,
        confirmed_by=by.person,
    )  # fmt: skip
    for upload in receipts:
        attachments.keep(upload, owner_kind="dues", owner_id=dues.public_id, label=_("缴费凭证"), by=by, now=now)
    record("dues.confirmed", dues, by=by, amount=str(amount), number=membership.number)
    return dues
