"""Papers claimed, checked by the clock, held by one person only; two claims of one paper go to an official.

The answer to whoever claims is the same at once in every case: the check is made afterwards.
"""

from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import dated, identity
from portal.ground.ciphers import cipher
from portal.ground.dates import local_day
from portal.ground.documents import Document
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.locks import in_turn

from .. import identity_notifications as notifications
from .. import identity_rules as rules
from ..models import IdentityCase, IdentityClaim, IdentityMark, Person
from .mark import end_mark

State = IdentityClaim.State
PURPOSE = "identity-document"
LEASE = timedelta(minutes=5)
MOST_TRIES = 6
KEPT = identity.Answer("", "")  # no service knows such papers
BATCH = 20


@transaction.atomic
def claim_identity(person, document, *, by, now):
    """Take down that the paper is the person's; it is checked afterwards, and the outcome told as a notice."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk)
    claims = IdentityClaim.objects.filter(person=person)
    if claims.filter(state__in=[State.WAITING, State.CONTESTED]).exists():
        raise Refused(_("您提交的证件正在核对，请等候通知。"))
    most = int(dated.value("identity.tries", on=local_day(now)))
    if claims.filter(made_at__gt=now - timedelta(days=1)).count() >= most:
        raise Refused(_("一天内最多提交 %(most)s 次，请明天再试。") % {"most": most})
    claim = IdentityClaim.objects.create(
        person=person, kind=document.kind, name=person.name, last_four=document.last_four, made_at=now, due_at=now,
        digest=cipher().blind_index(document.key, purpose=PURPOSE), sealed=cipher().encrypt(document.number),
    )  # fmt: skip
    record("identity.claimed", person, by=by, kind=document.kind)
    transaction.on_commit(_hint, robust=True)
    return claim


def _hint():
    policy = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
    current_app.send_task("members.tasks.check_identities", retry=True, retry_policy=policy)


def check_identities(*, now):
    """Check what waits; returns how many claims were settled. Any number of workers may be at it at once."""
    settled = 0
    for claim in _lease(now=now):
        document = Document(claim.kind, cipher().decrypt(claim.sealed))
        service = identity.backend()
        try:
            answer = (
                service.ask(document, claim.name, _proved_phone(claim.person)) if service.covers(document) else KEPT
            )
        except identity.Unavailable:
            _later(claim.pk, now=now)
            continue
        settled += _settle(claim.pk, answer, now=now)
    return settled


def _proved_phone(person):
    """A number somebody only typed may be anybody's."""
    return person.phone if person.phone_verified_at else ""


@transaction.atomic
def _lease(*, now):
    claims = list(
        IdentityClaim.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
        .filter(state=State.WAITING, due_at__lte=now).order_by("due_at")[:BATCH]
    )  # fmt: skip
    IdentityClaim.objects.filter(pk__in=[claim.pk for claim in claims]).update(due_at=now + LEASE)
    return claims


@transaction.atomic
def _later(pk, *, now):
    """The service is away: asked again after longer and longer, given up after a while; the number goes with it."""
    claim = _locked().get(pk=pk)
    claim.tries += 1
    claim.due_at = now + timedelta(minutes=2**claim.tries)
    if claim.tries >= MOST_TRIES:
        claim.state, claim.sealed, claim.checked_at = State.REFUSED, "", now
        record("identity.unanswered", claim.person, by=None, kind=claim.kind)
        notifications.identity_unanswered(claim, now=now)
    claim.save(update_fields=["tries", "due_at", "state", "sealed", "checked_at"])


@transaction.atomic
def _settle(pk, answer, *, now):
    """Write what came of it; the number is gone afterwards. Nothing when somebody else has settled it already."""
    claim = _locked().get(pk=pk)
    if claim.state != State.WAITING:
        return 0
    in_turn(f"identity:{claim.digest}")
    claim.sealed, claim.verdict, claim.method, claim.checked_at = "", answer.verdict, answer.method, now
    held = IdentityClaim.objects.filter(digest=claim.digest, state__in=IdentityClaim.HELD).exclude(person=claim.person)
    if answer.verdict == identity.DIFFERS:
        _refuse(claim, now=now)
    elif other := held.select_related("person").first():
        claim.state = State.CONTESTED
        claim.save()
        case = IdentityCase.objects.create(claim=claim, held=other, opened_at=now)
        record("identity_case.opened", case, by=None)
        notifications.identity_case_opened(case, now=now)
    else:
        _hold(claim, now=now)
    return 1


def _refuse(claim, *, now):
    claim.state = State.REFUSED
    claim.save()
    record("identity.refused", claim.person, by=None, kind=claim.kind)
    notifications.identity_refused(claim, now=now)


def _hold(claim, *, now):
    """The paper is the person's from now on; another of theirs is not any more."""
    before = IdentityClaim.objects.select_for_update().filter(person=claim.person, state__in=IdentityClaim.HELD)
    before.update(state=State.ENDED)
    claim.state = State.VERIFIED if claim.verdict == identity.MATCHES else State.KEPT
    claim.save()
    record("identity.checked", claim.person, by=None, kind=claim.kind, state=claim.state, method=claim.method)
    _end_identity_mark(claim.person, reason=_("登记了新的证件"), by=None, now=now)
    if claim.state == State.VERIFIED:
        mark = IdentityMark.objects.create(
            person=claim.person, kind=IdentityMark.Kind.IDENTITY, given_at=now, evidence=claim.method,
            subject=f"{claim.get_kind_display()}（尾号 {claim.last_four}）",
        )  # fmt: skip
        record("mark.given", claim.person, by=None, kind=mark.kind, evidence=claim.method)
    notifications.identity_checked(claim, now=now)


@transaction.atomic
def decide_identity_case(case, outcome, *, reason, by, now):
    """Whose paper it is. The loser's mark ends; whoever loses a claim hears what everybody hears whose check failed."""
    case = IdentityCase.objects.select_for_update(of=("self",)).select_related("claim", "held").get(pk=case.pk)
    require(rules.may_decide_identity_case(by, case))
    if case.outcome:
        raise Refused(_("这件事已经决定。"))
    in_turn(f"identity:{case.claim.digest}")
    case.outcome, case.reason, case.decided_by, case.decided_at = outcome, reason, by.person, now
    case.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    record("identity_case.decided", case, by=by, outcome=outcome, reason=reason)
    claim = _locked().get(pk=case.claim_id)
    if outcome == IdentityCase.Outcome.HOLDER:
        _refuse(claim, now=now)
        return case
    for held in _locked().filter(digest=claim.digest, state__in=IdentityClaim.HELD):
        held.state = State.ENDED
        held.save(update_fields=["state"])
        _end_identity_mark(held.person, reason=_("证件经核对不属于这个账号"), by=by, now=now)
        notifications.identity_lost(held, now=now)
    _hold(claim, now=now)
    return case


def _locked():
    return IdentityClaim.objects.select_for_update(of=("self",)).select_related("person")


def _end_identity_mark(person, *, reason, by, now):
    marks = IdentityMark.objects.select_for_update(of=("self",)).select_related("person")
    for mark in marks.filter(person=person, kind=IdentityMark.Kind.IDENTITY, ended_at=None):
        end_mark(mark, reason=reason, by=by, now=now)
