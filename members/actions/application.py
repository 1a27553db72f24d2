"""An application for membership as the applicant moves it: begun, kept, papers brought, handed in, taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import attachments
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.models import Attachment

from .. import applying, notifications, reviews, rules
from ..group_membership import REVIEW as GROUP_REVIEW
from ..membership_rules import REVIEW
from ..models import Admission, Application, MemberClass, Membership, Person, ReviewStep, Status
from .statement import keep_statement

State = Application.State


def _locked(application):
    """Locked alone, then read: while it waits, the people it names may become others (records merged)."""
    Application.objects.select_for_update().get(pk=application.pk)
    with_others = Application.objects.select_related(
        "organisation", "member_class", "person", "person__unit", "unit", "member_organisation", "applicant"
    )
    return with_others.get(pk=application.pk)


def _refuse_unless(application, *states):
    if application.state not in states:
        raise Refused(
            _("这份申请现在的状态是“%(state)s”，不能办理这一步。") % {"state": application.get_state_display()}
        )


def _refuse_closed(organisation):
    if not Admission.objects.filter(organisation=organisation, is_open=True).exists():
        raise Refused(_("%(organisation)s现在不接受网上入会申请。") % {"organisation": organisation})


def _offered(organisation, code, *, on, subject=MemberClass.Subject.PERSON):
    found = applying.classes_offered(organisation, on=on, subject=subject).filter(code=code).first()
    if found is None:
        raise Refused(_("这一会员类别现在不接受申请，请另选一类。"))
    return found


@transaction.atomic
def save_application(organisation, *, class_code, years, reason="", former_number="", by, now):
    """Keep what was chosen so far as the person's one open application; begins one where there is none."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.person.pk)  # one beginning at a time
    application = applying.open_application(organisation, person)
    if application is None:
        _refuse_closed(organisation)
        application = Application(organisation=organisation, person=person, applicant=person, begun_at=now)
    else:
        application = _locked(application)
        require(rules.may_edit_application(by, application))
        _refuse_unless(application, State.DRAFT, State.RETURNED)
    is_new = application.pk is None
    application.member_class = _offered(organisation, class_code, on=local_day(now))
    application.years, application.reason, application.former_number = years, reason.strip(), former_number.strip()
    application.save()
    if is_new:
        record("application.begun", application, by=by)
    return application


@transaction.atomic
def bring_application_papers(application, papers, *, by, now):
    """Keep uploaded papers, (title, file) each; the same file again is kept once; all or nothing."""
    application = _locked(application)
    require(rules.may_edit_application(by, application))
    for title, upload in papers:
        if title not in application.member_class.papers:
            raise Refused(_("没有要求“%(title)s”这项材料。") % {"title": title})
        kept = attachments.keep(
            upload, owner_kind=applying.OWNER, owner_id=application.public_id, label=title, by=by, now=now
        )
        same = Attachment.objects.filter(
            owner_kind=applying.OWNER, owner_id=kept.owner_id, label=title, digest=kept.digest
        )
        if same.exclude(pk=kept.pk).exists():
            raise Refused(_("“%(title)s”里的这个文件已经上传过了。") % {"title": title})
    return application


@transaction.atomic
def submit_application(application, *, by, now):
    """Hand it in: what it says is kept, the class is the one offered today, the steps are copied onto it."""
    application = _locked(application)
    require(rules.may_edit_application(by, application))
    _refuse_unless(application, State.DRAFT, State.RETURNED)
    day, organisation = local_day(now), application.organisation
    if application.state == State.DRAFT:
        _refuse_closed(organisation)
    chosen = application.member_class
    application.member_class = _offered(organisation, chosen.code, on=day, subject=chosen.subject)
    if application.person_id and application.person.died_on:
        raise Refused(_("已登记离世，不能再办理入会。"))
    _refuse_member(application, on=day)
    _refuse_graced(application, on=day)
    _refuse_incomplete(application)
    kind = GROUP_REVIEW if application.member_organisation_id else REVIEW
    steps = reviews.start(
        application, kind=kind, region_code=organisation.region_code, now=now, organisation=organisation
    )
    application.state, application.submitted_at = State.SUBMITTED, application.submitted_at or now
    application.save(update_fields=["state", "submitted_at", "member_class"])
    keep_statement(application, steps[0].round, now=now)
    record("application.submitted", application, by=by, round=steps[0].round)
    notifications.application_submitted(application, steps[0], now=now)
    return application


def _refuse_member(application, *, on):
    organisation = application.organisation
    membership = applying.membership_on(organisation, on=on, **application.whose)
    if membership:
        whose = {"who": _("您") if application.person_id else application.subject}
        raise Refused(
            _("%(who)s已经是%(organisation)s的会员，会员号 %(number)s。")
            % {"organisation": organisation, "number": membership.number, **whose}
        )


def _refuse_graced(application, *, on):
    """Within grace nobody begins anew: renewal leaves no gap."""
    graced = Membership.objects.in_status(on, Status.GRACE)
    if graced.filter(organisation=application.organisation, **application.whose).exists():
        raise Refused(_("您的会籍还在宽限期内，请到个人中心续会，会籍不中断。"))


def _refuse_incomplete(application):
    member_class, person = application.member_class, application.person
    if not application.member_organisation_id and not application.applicant.phone_verified_at:
        raise Refused(_("请先核验手机号，学会凭它与您联系。"))
    if application.years not in (member_class.years or [None]):
        raise Refused(_("请选择会籍年限。"))
    unsaid = applying.missing_fields(person, member_class) if person else []
    if unsaid:
        raise Refused(_("还没有填写：%(fields)s。") % {"fields": "、".join(map(str, unsaid))})
    missing = applying.missing_papers(application, member_class)
    if missing:
        raise Refused(_("还缺材料：%(papers)s。可以用手机拍照上传。") % {"papers": "、".join(missing)})


@transaction.atomic
def withdraw_application(application, *, by, now):
    """撤回: the applicant takes it back before it is decided; who wants in again begins anew."""
    application = _locked(application)
    require(rules.may_edit_application(by, application))
    _refuse_unless(application, *Application.OPEN)
    step = ReviewStep.objects.of(application).waiting().first() if application.state == State.SUBMITTED else None
    reviews.cancel(application)
    application.state, application.decided_at = State.WITHDRAWN, now
    application.save(update_fields=["state", "decided_at"])
    record("application.withdrawn", application, by=by)
    if step:
        notifications.application_withdrawn(application, step, now=now)
    return application
