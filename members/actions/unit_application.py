"""A unit asks to become a member: somebody of it enters unit, papers and representatives and hands them in, in one act."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import rules
from ..models import Application, MemberClass, Person, Unit, UnitApplication
from .application import _locked, _offered, _refuse_closed, _refuse_unless, bring_application_papers, submit_application

State = Application.State


@transaction.atomic
def apply_for_unit(organisation, unit, said, *, class_code, years, reason="", former_number="", papers=(), by, now):
    """Hand the application in, or what was returned again; nothing is kept of one that could not be handed in.

    `unit` has name, credit code, kind and region, `said` position, workers and representatives.
    """
    Person.objects.select_for_update(no_key=True).get(pk=by.person.pk)  # one beginning at a time
    found = _unit(unit)
    application = Application.objects.filter(organisation=organisation, unit=found, state__in=Application.OPEN).first()
    if application is None:
        application = _begun(organisation, found, by=by, now=now)
    else:
        application = _locked(application)
        if not rules.may_edit_application(by, application):
            raise Refused(_("%(unit)s的申请已由本单位另一位经办人提交。") % {"unit": found.name})
        _refuse_unless(application, State.RETURNED)
    application.member_class = _offered(organisation, class_code, on=local_day(now), subject=MemberClass.Subject.UNIT)
    _refuse_more(application.member_class, said["representatives"])
    application.years, application.reason, application.former_number = years, reason.strip(), former_number.strip()
    application.save()
    UnitApplication.objects.update_or_create(application=application, defaults=said)
    if papers:
        bring_application_papers(application, papers, by=by, now=now)
    return submit_application(application, by=by, now=now)


def _begun(organisation, unit, *, by, now):
    _refuse_closed(organisation)
    require(by.person.is_active)
    member_class = MemberClass.objects.filter(organisation=organisation, subject=MemberClass.Subject.UNIT).first()
    if member_class is None:
        raise Refused(_("%(organisation)s不吸收单位会员。") % {"organisation": organisation})
    application = Application(
        organisation=organisation, unit=unit, applicant=by.person, begun_at=now, member_class=member_class
    )
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:  # somebody else of the unit was a moment faster
        raise Refused(_("%(unit)s的申请已由本单位另一位经办人提交。") % {"unit": unit.name}) from error
    record("application.begun", application, by=by)
    return application


def _unit(said):
    """The unit of this credit code; one the portal has not met is entered, in no register until a register names it."""
    known = Unit.objects.filter(credit_code=said["credit_code"]).first()
    if known is None:
        try:
            with transaction.atomic():
                known = Unit.objects.create(**said)
        except IntegrityError:
            known = Unit.objects.get(credit_code=said["credit_code"])
    if known.name != said["name"] and not known.changes.filter(name=said["name"]).exists():
        raise Refused(_("这个统一社会信用代码登记的单位名称是“%(name)s”，请核对。") % {"name": known.name})
    return known


def _refuse_more(member_class, representatives):
    if len(representatives) > member_class.representatives:
        raise Refused(
            _("“%(name)s”最多派 %(cap)s 名代表。") % {"name": member_class, "cap": member_class.representatives}
        )
    names = [one["name"] for one in representatives]
    if len(set(names)) < len(names):
        raise Refused(_("单位代表里有同一个人填了两次。"))
