"""What members bring to the desk: its menu, and the reviews that wait for the acting office."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.desk import Waiting, entry, register_menu, register_waiting

from . import identity_rules, life_rules, merge_rules, reviews, rules, vouching
from .models import Expulsion, IdentityCase, PersonMerge, PhoneRecovery

MOST = 30


def register():
    """Called once, when the app is ready."""
    register_menu("待办", _own)
    register_menu("组织", _people)
    register_menu("标准", _standards)
    register_menu("管理", _management)
    register_waiting(reviews.waiting_for, _reviews)
    register_waiting(_open_cases, _identity_cases)
    register_waiting(_asked_recoveries, _recoveries)
    register_waiting(_asked_merges, _merges)
    register_waiting(_open_expulsions, _expulsions)


def _own(actor):
    yield entry("我的待办", "desk")
    yield entry("消息", "notice_list")
    if rules.may_have_deputy(actor):
        yield entry("请人代办", "deputy_list")


def _people(actor):
    if vouching.vouches(actor):
        yield entry("人员", "person_list")
        yield entry("代办登记", "helped_list")
    if merge_rules.may_see_duplicates(actor):
        yield entry("疑似重复", "duplicate_list")
    if identity_rules.may_see_identity_cases(actor):
        yield entry("证件重复登记", "identity_case_list")


def _standards(actor):
    if rules.may_see_offices(actor):
        yield entry("审核步骤", "review_rules")
        yield entry("期限和标准", "value_list")
        yield entry("节假日安排", "calendar")


def _management(actor):
    if rules.may_see_offices(actor):
        yield entry("任职情况", "office_list")
    if rules.may_manage_accounts(actor):
        yield entry("账号", "account_list")
    if rules.may_read_journal(actor):
        yield entry("操作日志", "journal_list")


def _reviews(actor, rows):
    """The steps this office decides, those due first; steps of its own organisation, or of exactly its own region."""
    steps = reviews.not_written_by(actor.person, list(rows.order_by("due_on", "pk")[:MOST]))
    for step, title, url in reviews.describe(steps):
        yield Waiting(title, url, step.name, step.due_on)


def _open_cases(actor):
    return IdentityCase.objects.filter(outcome="") if identity_rules.may_see_identity_cases(actor) else None


def _identity_cases(actor, rows):
    """Papers that two accounts claim, for an official of the city who is neither of them."""
    for case in rows.select_related("claim", "held").order_by("opened_at")[:MOST]:
        if identity_rules.may_decide_identity_case(actor, case):
            title = _("%(kind)s（尾号 %(four)s）重复登记") % {
                "kind": case.claim.get_kind_display(),
                "four": case.claim.last_four,
            }
            yield Waiting(title, reverse("identity_case", args=[case.public_id]), _("决定归属"), None)


def _asked_recoveries(actor):
    if not vouching.vouches(actor):
        return None
    known = vouching.known_to(actor, now=timezone.now())
    asked = PhoneRecovery.objects.filter(state=PhoneRecovery.State.ASKED, person__in=known)
    return asked.exclude(asked_by=actor.person)


def _recoveries(actor, rows):
    """New numbers that one officer vouched for and another has to agree with."""
    for recovery in rows.select_related("person").order_by("asked_at")[:MOST]:
        title = _("%(name)s手机号不用了，代办换号") % {"name": recovery.person.name}
        yield Waiting(title, reverse("recovery_detail", args=[recovery.public_id]), _("第二人复核"), None)


def _asked_merges(actor):
    asked = merge_rules.visible_merges(actor, now=timezone.now()).filter(state=PersonMerge.State.ASKED)
    return asked.exclude(asked_by=actor.person)


def _merges(actor, rows):
    """Merges of two verified records that another official has to agree with."""
    for merge in rows.select_related("merged").order_by("asked_at")[:MOST]:
        title = _("合并%(name)s的两份记录") % {"name": merge.merged.name}
        yield Waiting(title, reverse("merge_detail", args=[merge.public_id]), _("第二人复核"), None)


def _open_expulsions(actor):
    """Those of the acting office's own organisation; appeals of its region."""
    if not actor.office:
        return None
    ours, region = Q(membership__organisation=actor.office.organisation), actor.office.organisation.region_code
    appealed = Q(state=Expulsion.State.APPEALED, membership__organisation__region_code__startswith=region)
    return Expulsion.objects.filter(ours | appealed, state__in=Expulsion.OPEN)


def _expulsions(actor, rows):
    """Hearings that are over, for the society's responsible persons; appeals, for the association."""
    states, day = Expulsion.State, local_day(timezone.now())
    for one in rows.select_related("membership__organisation", "membership__person").order_by("pk")[:MOST]:
        url = reverse("membership_detail", args=[one.membership.public_id])
        if (
            one.state == states.HEARING
            and life_rules.may_expel(actor, one.membership)
            and (one.statement or one.heard_until < day)
        ):
            yield Waiting(_("%(name)s除名") % {"name": one.membership.subject}, url, _("理事会决定"), None)
        if one.state == states.APPEALED and life_rules.may_answer_appeal(actor, one.membership):
            yield Waiting(_("%(name)s的除名申诉") % {"name": one.membership.subject}, url, _("答复"), one.answer_until)
