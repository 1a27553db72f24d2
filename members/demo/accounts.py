"""What people of the demo city said about themselves and what others vouched for: marks, papers, a case, a lost phone, a child."""

import random
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils import timezone

from portal.ground.ciphers import cipher
from portal.ground.documents import Document, Kind
from portal.ground.identity import DemoIdentity
from portal.ground.journal import record
from portal.ground.sheets import cells

from .. import actions, statements
from ..accounts import SecondFactorAdapter
from ..actions.identity import PURPOSE
from ..models import (
    Actor,
    Consent,
    ConsentText,
    IdentityCase,
    IdentityClaim,
    IdentityMark,
    Organisation,
    Person,
    PhoneRecovery,
    Statement,
)

SEED = 20260301
VERIFIED, VOUCHED, CHECKED = 0.45, 0.3, 0.08
FOUND = 0.32  # of those with a proved phone: about one person in seven
WORKER_PHONE = "13899990001"
EVIDENCE = ("单位在职证明", "本会会员登记表和单位介绍信", "单位科协花名册", "人事部门核实")
S = IdentityClaim.State


@transaction.atomic
def build(*, unit):
    """After the city and its societies stand; `unit` is where the demo's science worker works."""
    rng, now = random.Random(SEED), timezone.now()  # nosec B311  # the same city every time
    people = list(Person.objects.filter(username__startswith="w-").order_by("username"))
    city = Organisation.objects.filter(kind="association").order_by("region_code").first()
    _prove_phones(rng, people, now)
    _vouch(rng, people, city, now)
    _check_papers(rng, people, now)
    _contest(rng, people, now)
    _lose_a_phone(people, now)
    _worker(unit, city, now)
    _agree_to_be_found(rng, people)


def protect(secret):
    """Everybody in office who can sign in has the demo's second factor."""
    officers = Person.objects.exclude(offices=None).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).distinct()
    kept = {"secret": SecondFactorAdapter().encrypt(secret)}
    Authenticator.objects.bulk_create(
        Authenticator(user=person, type=Authenticator.Type.TOTP, data=kept) for person in officers
    )


def _prove_phones(rng, people, now):
    texts = [ConsentText.objects.filter(kind=kind).first() for kind in ConsentText.REQUIRED]
    proved = [person for person in people if rng.random() < VERIFIED]
    for person in proved:
        person.phone_verified_at = person.signed_up_at = now - timedelta(days=rng.randint(2, 700))
        day = person.signed_up_at.date().isoformat()
        person.confirmed_on = {"name": day, "unit": day} | ({"born_on": day} if person.born_on else {})
    Person.objects.bulk_update(proved, ["phone_verified_at", "signed_up_at", "confirmed_on"], batch_size=1000)
    Consent.objects.bulk_create(
        Consent(person=person, text=text, act=Consent.Act.GIVEN, at=person.signed_up_at, given_by=person)
        for person in proved
        for text in texts
    )


def _agree_to_be_found(rng, people):
    """Some of those who signed up, on the day they did."""
    text = ConsentText.objects.filter(kind=ConsentText.Kind.DIRECTORY).first()
    Consent.objects.bulk_create(
        Consent(person=person, text=text, act=Consent.Act.GIVEN, at=person.signed_up_at, given_by=person)
        for person in people
        if person.signed_up_at and rng.random() < FOUND
    )


def _vouch(rng, people, city, now):
    """Half by a society the person belongs to, half by the city's association."""
    societies = dict(
        Person.objects.filter(memberships__organisation__kind="society").values_list("pk", "memberships__organisation")
    )
    IdentityMark.objects.bulk_create(
        IdentityMark(
            person=person, kind=IdentityMark.Kind.UNIT, subject=person.unit.name, evidence=rng.choice(EVIDENCE),
            organisation_id=societies.get(person.pk) if rng.random() < 0.7 and person.pk in societies else city.pk,
            given_at=now - timedelta(days=rng.randint(1, 500)),
        )
        for person in Person.objects.filter(pk__in=[one.pk for one in people]).exclude(unit=None).select_related("unit")
        if rng.random() < VOUCHED
    )  # fmt: skip


def _number(rng, born_on):
    """A number of the right form that belongs to nobody: its region was never given out."""
    body = f"529900{born_on:%Y%m%d}{rng.randint(1, 998):03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, cells.RESIDENT_WEIGHTS, strict=True))
    return body + cells.RESIDENT_CHECKS[total % 11]


def _claim(person, number, state, at, *, verdict=""):
    document = Document(Kind.RESIDENT, number)
    return IdentityClaim(
        person=person, kind=document.kind, name=person.name, last_four=document.last_four, state=state, verdict=verdict,
        digest=cipher().blind_index(document.key, purpose=PURPOSE), method=DemoIdentity.name, made_at=at, due_at=at,
        checked_at=at,
    )  # fmt: skip


def _check_papers(rng, people, now):
    chosen = [person for person in people if person.born_on and rng.random() < CHECKED]
    claims = {}
    for person in chosen:
        at = now - timedelta(days=rng.randint(1, 400))
        claim = _claim(person, _number(rng, person.born_on), S.VERIFIED, at, verdict="matches")
        claims.setdefault(claim.digest, claim)
    made = IdentityClaim.objects.bulk_create(claims.values())
    IdentityMark.objects.bulk_create(
        IdentityMark(
            person=claim.person, kind=IdentityMark.Kind.IDENTITY, given_at=claim.checked_at, evidence=claim.method,
            subject=f"{claim.get_kind_display()}（尾号 {claim.last_four}）",
        )
        for claim in made
    )  # fmt: skip


def _contest(rng, people, now):
    """One paper claimed by two accounts of the same name: somebody signed up again with a new number."""
    free = [person for person in people if person.born_on and not person.identity_claims.exists()][:2]
    first, again = free
    again.name = first.name
    again.save(update_fields=["name"])
    number = _number(rng, first.born_on)
    held = _claim(first, number, S.VERIFIED, now - timedelta(days=90), verdict="matches")
    claim = _claim(again, number, S.CONTESTED, now - timedelta(days=2), verdict="matches")
    IdentityClaim.objects.bulk_create([held, claim])
    IdentityMark.objects.create(
        person=first, kind=IdentityMark.Kind.IDENTITY, given_at=held.checked_at, evidence=held.method,
        subject=f"{held.get_kind_display()}（尾号 {held.last_four}）",
    )  # fmt: skip
    case = IdentityCase.objects.create(claim=claim, held=held, opened_at=claim.checked_at)
    record("identity_case.opened", case, by=None)


def _actor(username):
    person = Person.objects.get(username=username)
    return Actor(person, person.offices.select_related("organisation").first())


def _lose_a_phone(people, now):
    """One county's official has vouched; the second officer has not looked yet."""
    by = _actor("huaxi")
    region = by.office.organisation.region_code
    person = next(one for one in people if one.phone_verified_at and one.region_code.startswith(region))
    recovery = PhoneRecovery.objects.create(
        phone="13899990002", made_at=now - timedelta(days=1), state=PhoneRecovery.State.ASKED, person=person,
        organisation=by.office.organisation, evidence="当面查验居民身份证", asked_by=by.person, asked_at=now - timedelta(hours=20),
    )  # fmt: skip
    record("recovery.asked", recovery, by=by, evidence=recovery.evidence)


def _worker(unit, city, now):
    """The demo's science worker: a full record, two marks, a child, and somebody who looked at the phone."""
    worker = Person.objects.get(username="worker")
    worker.phone, worker.phone_verified_at, worker.signed_up_at = (
        WORKER_PHONE,
        now - timedelta(days=200),
        now - timedelta(days=200),
    )
    worker.sex, worker.born_on, worker.ethnicity, worker.education = "f", date(1988, 5, 12), "09", "postgraduate"
    worker.unit, worker.region_code, worker.position = unit, unit.region_code, "技术部副主任"
    worker.professional_title, worker.discipline, worker.front_line = "高级工程师", "机械工程", "enterprise"
    said = (now - timedelta(days=200)).date().isoformat()
    worker.confirmed_on = dict.fromkeys(("name", "unit", "sex", "born_on", "education", "professional_title"), said)
    worker.save()
    for one in Statement.objects.filter(application__person=worker).select_related("application__member_class"):
        one.application.person = worker  # what they handed in named the unit they have only now
        one.said = statements.lines(one.application, on=now.date())
        one.save(update_fields=["said"])
    by = Actor(worker)
    actions.give_consents(worker, ConsentText.REQUIRED, by=by, now=worker.signed_up_at)
    IdentityMark.objects.create(
        person=worker, kind=IdentityMark.Kind.UNIT, organisation=_actor("branch").office.organisation,
        given_by=_actor("branch").person, given_at=now - timedelta(days=150), subject=unit.name, evidence="单位科协花名册",
    )  # fmt: skip
    record("phone.shown", worker, by=_actor("official"), reason="通知参加全国科普月座谈会")
    actions.register_child(
        worker, name="田小满", born_on=date(now.year - 10, 6, 1), unit_name="阳关小学", relation="parent",
        purposes=[ConsentText.Kind.CHILD_EVENTS], by=by, now=now,
    )  # fmt: skip
