"""Group members of the city's association: eight that were admitted, one that left, two that have applied."""

from datetime import date, datetime, time, timedelta

from members import reviews
from members.actions.ending import end_membership
from members.actions.statement import keep_statement
from members.group_membership import ADMISSION, CLASS, CODE, REVIEW
from members.models import (
    Actor,
    Admission,
    Application,
    CouncilMinutes,
    Dues,
    Exit,
    GroupApplication,
    MemberClass,
    Membership,
    MembershipPeriod,
    Office,
    ReviewStep,
)
from portal.ground.dates import SHANGHAI, local_day, today
from portal.ground.journal import record
from societies.models import Society

from ..groups import city_association
from ..models import Branch

SOCIETIES = ("A01", "B01", "B02", "C02", "D01", "E01")
WAITING = ("A03", "B03")
LEFT = "E02"
T = Office.Title
YEARLY = 2000


def build():
    """After branches and societies."""
    association = city_association()
    Admission.objects.create(organisation=association, **ADMISSION)
    member_class = MemberClass.objects.create(organisation=association, code=CODE, **CLASS | {"yearly_dues": YEARLY})
    chair, official = (_officer(association, title) for title in (T.CHAIR, T.OFFICIAL))
    by_code = {one.code: one for one in Society.objects.select_related("organisation")}
    branches = Branch.objects.on(today()).filter(kind__in=("enterprise", "university"), state="filed")
    chosen = [by_code[code].organisation for code in (*SOCIETIES, LEFT)]
    chosen += [one.organisation for one in branches.select_related("organisation").order_by("pk")[:2]]
    for number, organisation in enumerate(chosen, 1):
        _admit(association, member_class, organisation, number, chair, official)
    Admission.objects.filter(organisation=association).update(last_serial=len(chosen))
    _leave(by_code[LEFT], chair)
    steps = [_apply(association, member_class, by_code[code].organisation) for code in WAITING]
    _pass(steps[-1], official)


def _officer(organisation, title):
    held = Office.objects.on(today()).filter(organisation=organisation, title=title).select_related("person")
    found = held.select_related("person", "organisation").first()
    return found and Actor(found.person, found)


def _applicant(organisation):
    """An officer of the organisation; where nobody is entered, the association's own official did it on paper."""
    held = Office.objects.on(today()).filter(organisation=organisation).select_related("person").order_by("pk").first()
    return held and held.person


def _said(organisation):
    is_society = organisation.kind == "society"
    return {
        "accepts_charter": True, "staff": 2 if is_society else 1, "party_members": 5,
        "founding": "市民政局登记" if is_society else "市科协批复组建", "party_organisation": f"{organisation.name}党支部",
        "results": "每年举办学术年会和科普活动，承担科技咨询和人才推荐工作。", "office": "办公用房 60 平方米，由挂靠单位提供",
        "income": "会费、单位拨款和服务收入",
    }  # fmt: skip


def _admit(association, member_class, organisation, number, chair, official):
    day = date(today().year - 3 + number % 3, 3 + number, 15)
    at = datetime.combine(day, time(15), SHANGHAI)
    minutes, _is_new = CouncilMinutes.objects.get_or_create(
        organisation=association, title=f"常委会会议纪要（贵阳市科协发〔{day.year}〕{number}号）", held_on=day,
        defaults={"recorded_by": chair.person, "recorded_at": at},
    )  # fmt: skip
    application = Application.objects.create(
        organisation=association, member_organisation=organisation, member_class=member_class, state="admitted",
        applicant=_applicant(organisation) or official.person, begun_at=at - timedelta(days=20),
        submitted_at=at - timedelta(days=20), first_passed_at=at - timedelta(days=10), decided_at=at, minutes=minutes,
    )  # fmt: skip
    GroupApplication.objects.create(application=application, **_said(organisation))
    membership = Membership.objects.create(
        organisation=association, member_organisation=organisation, number=f"T{number:04}", admitted_at=at
    )
    MembershipPeriod.objects.create(
        membership=membership, member_class=member_class, start_on=day, application=application
    )
    Dues.objects.create(
        membership=membership, amount=YEARLY, asked_at=at, paid_on=day, means="transfer", confirmed_at=at,
        confirmed_by=official.person,
    )  # fmt: skip
    record("application.admitted", application, by=chair, number=membership.number)


def _leave(society, chair):
    membership = Membership.objects.select_related("organisation").get(
        member_organisation=society.pk, number__startswith="T"
    )
    at = datetime.combine(today() - timedelta(days=60), time(10), SHANGHAI)
    end_membership(membership, Exit.Kind.WITHDRAWN, end_on=local_day(at), reason="工作调整，申请退会", by=chair, now=at)


def _apply(association, member_class, organisation):
    at = datetime.combine(today() - timedelta(days=6), time(10), SHANGHAI)
    person = _applicant(organisation)
    application = Application.objects.create(
        organisation=association, member_organisation=organisation, member_class=member_class, state="submitted",
        applicant=person, begun_at=at, submitted_at=at,
    )  # fmt: skip
    GroupApplication.objects.create(application=application, **_said(organisation))
    steps = reviews.start(
        application, kind=REVIEW, region_code=association.region_code, now=at, organisation=association
    )
    keep_statement(application, steps[0].round, now=at)
    record("application.submitted", application, by=Actor(person), round=steps[0].round)
    return application, steps[0]


def _pass(found, official):
    application, step = found
    step.outcome, step.decided_by = ReviewStep.Outcome.PASSED, official.person
    step.decided_at = application.first_passed_at = application.submitted_at + timedelta(days=2)
    step.save(update_fields=["outcome", "decided_by", "decided_at"])
    application.save(update_fields=["first_passed_at"])
    record("application.passed", application, by=official, step=step.name)
