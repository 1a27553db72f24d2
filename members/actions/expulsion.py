"""除名: grounds told, a hearing, the council's decision by its minutes, an appeal to the association and its answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import attachments, dated, workdays
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import life_rules as rules
from .. import membership_notifications as notifications
from ..models import Exit, Expulsion, Status
from ..models.status import IN_FORCE
from ..standing import standing_of
from .admission import record_minutes
from .ending import end_membership, end_offices, lift_exit
from .renewal import lock_membership

State = Expulsion.State
EXPULSION = "expulsion"


def _locked(expulsion):
    """The case under the lock of its membership."""
    membership = lock_membership(expulsion.membership)
    expulsion = Expulsion.objects.select_related("exit").get(pk=expulsion.pk)
    expulsion.membership = membership
    return expulsion


def _refuse_unless(expulsion, state):
    if expulsion.state != state:
        raise Refused(_("这件事现在是“%(state)s”，不能办理这一步。") % {"state": expulsion.get_state_display()})


def _working_days(key, day):
    return workdays.after(day, int(dated.value(key, on=day)))


def _said(text, sentence):
    if not text.strip():
        raise Refused(sentence)
    return text.strip()


def _keep(expulsion, uploads, label, *, by, now):
    for upload in uploads:
        attachments.keep(upload, owner_kind=EXPULSION, owner_id=expulsion.public_id, label=label, by=by, now=now)


@transaction.atomic
def open_expulsion(membership, *, grounds, papers=(), by, now):
    """Tell the member what is held against them and until when they are heard; until it is decided nothing changes."""
    membership = lock_membership(membership)
    require(rules.may_expel(by, membership))
    grounds, day = _said(grounds, _("请写明除名的事由。")), local_day(now)
    standing = standing_of(membership, on=day)
    if standing.status not in (*IN_FORCE, Status.GRACE):
        raise Refused(_("会籍现在是“%(status)s”，不用除名。") % {"status": standing.status.label})
    if membership.expulsions.filter(state__in=Expulsion.OPEN).exists():
        raise Refused(_("已经在办理除名。"))
    expulsion = Expulsion.objects.create(
        membership=membership, grounds=grounds, opened_by=by.person, opened_at=now,
        heard_until=_working_days("expulsion.hearing", day),
    )  # fmt: skip
    _keep(expulsion, papers, _("事由材料"), by=by, now=now)
    record(
        "expulsion.opened", expulsion, by=by, number=membership.number, heard_until=expulsion.heard_until.isoformat()
    )
    notifications.expulsion_opened(expulsion)
    return expulsion


@transaction.atomic
def make_statement(expulsion, *, statement, papers=(), by, now):
    """The member is heard, in writing, until the day said; said again it takes the place of what was said."""
    expulsion = _locked(expulsion)
    require(rules.may_renew(by, expulsion.membership))
    _refuse_unless(expulsion, State.HEARING)
    if local_day(now) > expulsion.heard_until:
        raise Refused(_("陈述时间已过，理事会将作出决定。"))
    statement = _said(statement, _("请写下您的陈述。"))
    if statement == expulsion.statement and not papers:
        raise Refused(_("陈述已经提交，没有改动。"))
    expulsion.statement, expulsion.stated_at = statement, now
    expulsion.save(update_fields=["statement", "stated_at"])
    _keep(expulsion, papers, _("陈述材料"), by=by, now=now)
    record("expulsion.stated", expulsion, by=by)
    notifications.expulsion_stated(expulsion, now=now)
    return expulsion


@transaction.atomic
def decide_expulsion(expulsion, *, is_expelled, decision, title, held_on, upload, by, now):
    """The council's decision with its minutes, once the member was heard or the time for it is over."""
    expulsion = _locked(expulsion)
    membership, day = expulsion.membership, local_day(now)
    require(rules.may_expel(by, membership))
    _refuse_unless(expulsion, State.HEARING)
    if not expulsion.statement and day <= expulsion.heard_until:
        raise Refused(_("听取陈述的时间还没有过，本人也没有提交陈述，现在不能决定。"))
    decision = _said(decision, _("请写明理事会的决定和理由，本人会看到。"))
    if not local_day(expulsion.opened_at) <= held_on <= day:
        raise Refused(_("会议日期应在告知之后、今天或以前。"))
    expulsion.minutes = record_minutes(
        membership.organisation, _said(title, _("请填写纪要名称。")), held_on, upload, by=by, now=now
    )
    expulsion.decision, expulsion.decided_at = decision, now
    expulsion.state = State.EXPELLED if is_expelled else State.DROPPED
    if is_expelled:
        expulsion.appeal_until = _working_days("expulsion.appeal", day)
        expulsion.exit = end_membership(
            membership, Exit.Kind.EXPELLED, end_on=day, reason=decision[:500], by=by, now=now
        )
        if membership.person_id:
            end_offices(membership.person, organisation=membership.organisation, on=day, by=by)
    expulsion.save()
    record("expulsion.decided", expulsion, by=by, number=membership.number, state=expulsion.state, title=title)
    notifications.expulsion_decided(expulsion)
    return expulsion


@transaction.atomic
def appeal_expulsion(expulsion, *, appeal, papers=(), by, now):
    """The member asks the association, until the day said; the expulsion holds until it is answered."""
    expulsion = _locked(expulsion)
    require(rules.may_renew(by, expulsion.membership))
    _refuse_unless(expulsion, State.EXPELLED)
    day = local_day(now)
    if day > expulsion.appeal_until:
        raise Refused(_("申诉期限已过。"))
    expulsion.appeal, expulsion.appealed_at = _said(appeal, _("请写明申诉的理由。")), now
    expulsion.state, expulsion.answer_until = State.APPEALED, _working_days("expulsion.answer", day)
    expulsion.save(update_fields=["appeal", "appealed_at", "state", "answer_until"])
    _keep(expulsion, papers, _("申诉材料"), by=by, now=now)
    record("expulsion.appealed", expulsion, by=by, answer_until=expulsion.answer_until.isoformat())
    notifications.expulsion_appealed(expulsion, now=now)
    return expulsion


@transaction.atomic
def answer_appeal(expulsion, *, is_lifted, result, papers=(), by, now):
    """The association upholds the decision, or lifts it: then the membership was never interrupted."""
    expulsion = _locked(expulsion)
    require(rules.may_answer_appeal(by, expulsion.membership))
    _refuse_unless(expulsion, State.APPEALED)
    expulsion.result, expulsion.answered_by = _said(result, _("请写明答复的内容和理由，双方都会看到。")), by.person
    expulsion.answered_at, expulsion.state = now, State.LIFTED if is_lifted else State.UPHELD
    expulsion.save(update_fields=["result", "answered_by", "answered_at", "state"])
    _keep(expulsion, papers, _("答复"), by=by, now=now)
    if is_lifted:
        expulsion.exit.membership = expulsion.membership
        lift_exit(expulsion.exit, reason=expulsion.result[:500], by=by, now=now)
    record("expulsion.answered", expulsion, by=by, number=expulsion.membership.number, state=expulsion.state)
    notifications.expulsion_answered(expulsion, now=now)
    return expulsion
