"""What happened to memberships after they began: dues, renewals that wait, gaps, withdrawals, a hearing, an appeal, a death."""

import random
from datetime import datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from members import actions
from members.actions.ending import end_membership
from members.models import (
    Actor,
    Admission,
    CouncilMinutes,
    Dues,
    Exit,
    ExitCut,
    Expulsion,
    Membership,
    MembershipPeriod,
    Office,
    Person,
    Renewal,
    Status,
)
from portal.ground import workdays
from portal.ground.dates import SHANGHAI, today, years_after
from portal.ground.journal import record

SEED = 20260401
REMEMBERED = 900  # days for which the demo knows who paid
LARGE = "B02"
REASONS = ("工作调动，离开本市", "专业方向变化", "已加入省学会", "退休，不再参加活动", "个人原因")
WORKERS = (("C02", 340, 25), ("E01", 390, -35), ("A01", 800, -400))  # society, days since it began, days to its end
MINUTES = "第五届理事会第七次会议纪要"


def build(societies):
    """After members and applications."""
    rng = random.Random(SEED)  # nosec B311  # the same city every time
    by_code = {society.code: society for society in societies}
    Admission.objects.filter(organisation=by_code[LARGE].pk).update(awaits_dues=True)
    _of_the_worker(by_code)
    _gaps(rng)
    _withdrawals(rng)
    _dues(rng)
    _waiting(by_code[LARGE])
    _expulsions(by_code[LARGE])
    _death(by_code[LARGE])


def _noon(day):
    return datetime.combine(day, time(12), SHANGHAI)


def _of_the_worker(by_code):
    """The demo's science worker is a member in the window, one in grace, and one whose membership lapsed."""
    worker = Person.objects.filter(username="worker").first()
    for code, since, left in WORKERS if worker else ():
        society, start = by_code[code], today() - timedelta(days=since)
        admission = Admission.objects.get(organisation=society.pk)
        admission.last_serial += 1
        admission.save(update_fields=["last_serial"])
        regular = society.organisation.member_classes.get(code="regular")
        membership = Membership.objects.create(
            organisation=society.organisation, person=worker, admitted_at=_noon(start),
            number=f"{admission.prefix}{admission.last_serial:04}{regular.letter}",
        )  # fmt: skip
        MembershipPeriod.objects.create(
            membership=membership, member_class=regular, start_on=start, end_on=today() + timedelta(days=left)
        )


def _some(status, count):
    """Some people's memberships that stand so today, the same ones every time; the worker's are not among them."""
    found = Membership.objects.in_status(today(), status).filter(person__username__startswith="w-")
    return list(islice(found.select_related("person").order_by("-number").iterator(), 0, count * 5, 5))


def _gaps(rng):
    """Some who had lapsed came back after a while; the gap stays to be seen."""
    back = []
    for membership in _some(Status.LAPSED, 40):
        last = membership.periods.select_related("member_class").order_by("-start_on").first()
        start = last.end_on + timedelta(days=rng.randint(100, 500))
        if start <= today():
            back.append(MembershipPeriod(
                membership=membership, member_class=last.member_class, start_on=start,
                end_on=years_after(today(), rng.choice((1, 2))),
            ))  # fmt: skip
    MembershipPeriod.objects.bulk_create(back)


def _withdrawals(rng):
    """People left in their own words over the last two years."""
    exits, cuts, changed = [], [], []
    for membership in _some(Status.ACTIVE, 30):
        period = membership.periods.order_by("-start_on").first()
        span = (today() - period.start_on).days
        if span < 2 or period.end_on is None:
            continue
        end_on = period.start_on + timedelta(days=rng.randint(1, span))
        leaving = Exit(
            membership=membership, kind=Exit.Kind.WITHDRAWN, reason=rng.choice(REASONS), recorded_by=membership.person,
            end_on=end_on, recorded_at=_noon(end_on),
        )  # fmt: skip
        exits.append(leaving)
        cuts.append(ExitCut(exit=leaving, period=period, end_on=period.end_on))
        period.end_on = leaving.end_on
        changed.append(period)
    Exit.objects.bulk_create(exits)
    ExitCut.objects.bulk_create(cuts)
    MembershipPeriod.objects.bulk_update(changed, ["end_on"])


def _dues(rng):
    """Most have paid and were seen to; some told of it, some owe."""
    since = today() - timedelta(days=REMEMBERED)
    periods = MembershipPeriod.objects.filter(
        start_on__gte=since, start_on__lte=today(), member_class__yearly_dues__gt=0, end_on__isnull=False, cuts=None
    )
    seer = dict(Office.objects.filter(title=Office.Title.ASSISTANT).values_list("organisation", "person"))
    rows = []
    for period in periods.select_related("member_class", "membership").order_by("pk"):
        years = max(1, round((period.end_on - period.start_on).days / 365))
        asked, luck = _noon(period.start_on), rng.random()
        row = Dues(membership=period.membership, period=period, asked_at=asked,
                   amount=period.member_class.yearly_dues * years)  # fmt: skip
        if luck > 0.07:
            row.paid_on = min(period.start_on + timedelta(days=rng.randint(0, 20)), today())
            row.means = rng.choice(("wechat", "wechat", "transfer", "alipay", "unit"))
        if luck > 0.1:
            row.confirmed_at, row.confirmed_by_id = _noon(row.paid_on), seer.get(period.membership.organisation_id)
        rows.append(row)
    Dues.objects.bulk_create(rows, batch_size=2000)


def _waiting(society):
    """In the large society some have asked to renew and wait for their dues to be seen."""
    found = Membership.objects.in_status(today(), Status.DUE, Status.GRACE).filter(organisation=society.pk)
    rows, dues = [], []
    for number, membership in enumerate(found.filter(person__username__startswith="w-").order_by("number")[:8]):
        period = membership.periods.select_related("member_class").order_by("-start_on").first()
        asked = timezone.now() - timedelta(days=number)
        years = period.member_class.years[0]
        renewal = Renewal(membership=membership, member_class=period.member_class, years=years, state="waiting",
                          asked_by=membership.person, asked_at=asked)  # fmt: skip
        rows.append(renewal)
        dues.append(Dues(
            membership=membership, renewal=renewal, asked_at=asked, amount=period.member_class.yearly_dues * years,
            paid_on=asked.astimezone(SHANGHAI).date() if number % 3 else None, means="wechat" if number % 3 else "",
        ))  # fmt: skip
    Renewal.objects.bulk_create(rows)
    Dues.objects.bulk_create(one for one in dues if one.amount)


def _actor(society, title):
    office = Office.objects.on(today()).filter(organisation=society.pk, title=title).select_related("person")
    held = office.select_related("organisation").first()
    return Actor(held.person, held)


def _expulsions(society):
    """One is being heard, one has been expelled and appeals to the association."""
    by, now = _actor(society, Office.Title.PRESIDENT), timezone.now()
    found = Membership.objects.in_status(today(), Status.ACTIVE).filter(
        organisation=society.pk, person__username__startswith="w-"
    )
    heard, appealing = found.select_related("person", "organisation").order_by("number")[3:5]
    actions.open_expulsion(
        heard, grounds="两年未履行会员义务，并以本会名义对外承揽业务，违反章程第十一条。", by=by, now=now
    )
    begun, their = now - timedelta(days=40), Actor(appealing.person)
    case = actions.open_expulsion(appealing, grounds="在本会组织的评审中泄露评审材料。", by=by, now=begun)
    case = actions.make_statement(
        case, statement="材料在评审前已经公开，并非由我泄露。", by=their, now=begun + timedelta(days=3)
    )
    _expel(case, by, now - timedelta(days=12))
    actions.appeal_expulsion(
        case, appeal="理事会没有核对材料公开的时间，请科协复核。", by=their, now=now - timedelta(days=6)
    )


def _expel(case, by, at):
    """The council's decision without the photograph of its minutes."""
    day = at.astimezone(SHANGHAI).date()
    case.minutes = CouncilMinutes.objects.create(
        organisation=case.membership.organisation, title=MINUTES, held_on=day, recorded_by=by.person, recorded_at=at
    )
    case.decision, case.decided_at, case.state = "违反评审纪律，予以除名。", at, Expulsion.State.EXPELLED
    case.appeal_until = workdays.after(day, 15)
    case.exit = end_membership(case.membership, Exit.Kind.EXPELLED, end_on=day, reason=case.decision, by=by, now=at)
    case.save()
    record("expulsion.decided", case, by=by, number=case.membership.number, state=case.state, title=MINUTES)


def _death(society):
    """An old member of the large society; the family has left a word."""
    by = _actor(society, Office.Title.SECRETARY_GENERAL)
    found = Membership.objects.in_status(today(), Status.ACTIVE).filter(
        organisation=society.pk, person__username__startswith="w-", person__offices=None
    )
    membership = found.select_related("person").order_by("number")[6]
    day = today() - timedelta(days=25)
    actions.record_death(
        membership,
        died_on=day,
        contact="家属：女儿，电话在秘书处登记本",
        by=by,
        now=timezone.now() - timedelta(days=20),
    )
