"""Leaving the portal: an account closed by its owner, and after a time the person forgotten while the facts stay."""

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ground import dated, kept, outbox, personal, reports, search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import findable, guardian_notifications, own_data_notifications, rules
from ..models import Application, Consent, ConsentText, Guardianship, IdentityClaim, IdentityMark, Person
from ..own_data_archive import asked_for
from .application import withdraw_application
from .consent import withdraw

AT_ONCE = 100
EMPTIED = {
    "phone": "", "email": "", "sex": "", "born_on": None, "ethnicity": "", "education": "", "degree": "", "unit": None,
    "unit_text": "", "position": "", "professional_title": "", "discipline": "", "confirmed_on": {}, "told_by": [],
}  # fmt: skip
COUNTY = 6


@transaction.atomic
def close_account(person, *, by, now):
    """注销: everything in the person's own hand ends at once; Refused, with everything to be settled first."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk)
    if person.closed_at:
        raise Refused(_("账号已经注销。"))
    in_the_way = personal.obstacles(person, on=local_day(now))
    if in_the_way:
        raise Refused("".join(one.text for one in in_the_way))
    for application in Application.objects.filter(applicant=person, state__in=Application.OPEN):
        withdraw_application(application, by=by, now=now)
    _end_guardianships(person, by=by, now=now)
    _withdraw_everything(person, ConsentText.OF_ADULTS, by=by, now=now)
    own_data_notifications.account_closed(person, int(dated.value("account.days", on=local_day(now))))
    _shut(person, now=now)
    record("account.closed", person, by=by)
    return person


def _withdraw_everything(person, kinds, *, by, now):
    for kind in kinds:
        if Consent.objects.in_force(person, kind):
            withdraw(person, kind, by=by, now=now)


def _end_guardianships(person, *, by, now):
    """A child nobody else answers for leaves with its guardian."""
    for one in Guardianship.objects.running().select_for_update(of=("self",)).filter(guardian=person):
        _end_guardianship(one, by=by, now=now)


def _end_guardianship(guardianship, *, by, now):
    child = guardianship.child
    guardianship.ended_at = now
    guardianship.save(update_fields=["ended_at"])
    if not Guardianship.objects.running().filter(child=child).exists():
        _withdraw_everything(child, ConsentText.OF_CHILDREN, by=by, now=now)
        _shut(child, now=now)
        record("account.closed", child, by=by)


@transaction.atomic
def end_guardianship(guardian, child, *, reason, by, now):
    """No longer that child's guardian, by oneself or on evidence brought to an official; whom nobody answers for leaves,
    and whoever answers for the child now enters it anew."""
    Person.objects.select_for_update().get(pk=child.pk)
    running = Guardianship.objects.running().select_for_update(of=("self",)).select_related("guardian__unit", "child")
    guardianship = running.filter(guardian=guardian, child=child).first()
    if guardianship is None:
        raise Refused(_("监护关系已经结束。"))
    require(rules.may_end_guardianship(by, guardianship))
    if not reason.strip():
        raise Refused(_("请写明理由。"))
    _end_guardianship(guardianship, by=by, now=now)
    record("child.guardianship_ended", guardianship.child, by=by, reason=reason.strip(), guardian=guardian.public_id)
    if by.person.pk != guardian.pk:
        guardian_notifications.guardianship_ended(guardianship, reason.strip())
    return guardianship


def _shut(person, *, now):
    """No way in any more, nowhere to be found; a number and a paper are free for whoever has them."""
    person.is_active, person.closed_at, person.phone_verified_at = False, now, None
    person.set_unusable_password()
    person.save(update_fields=["is_active", "closed_at", "phone_verified_at", "password"])
    for model in (EmailAddress, Authenticator, UserSession):
        model.objects.filter(user=person).delete()
    person.wechat_identities.all().delete()
    IdentityClaim.objects.filter(person=person).exclude(state=IdentityClaim.State.CONTESTED).update(
        state=IdentityClaim.State.ENDED, sealed=""
    )
    IdentityMark.objects.filter(person=person, ended_at=None).update(ended_at=now, ended_reason=_("本人注销账号"))
    for report in asked_for(person):
        reports.erase(report)
    search.refresh(findable.KIND, [person.pk])
    kept.changed(kept.PAGES)


def forget_closed_accounts(*, now):
    """Whoever left longer ago than the standard says is forgotten; returns how many people that were."""
    before = now - timedelta(days=int(dated.value("account.days", on=local_day(now))))
    due = Person.objects.filter(closed_at__lt=before, forgotten_at=None).order_by("pk")
    return sum(forget_person(pk, now=now) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def forget_person(pk, *, now):
    """Name, contacts and papers go; memberships, decisions and figures stay and say of nobody whose they were."""
    person = Person.objects.select_for_update(skip_locked=True).filter(pk=pk, forgotten_at=None).first()
    if person is None:
        return False
    outbox.forget_name(person.name, str(Person.FORGOTTEN), ids=personal.public_ids(person))
    personal.forget(person, now=now)
    for field, value in EMPTIED.items():
        setattr(person, field, value)
    person.name, person.username = str(Person.FORGOTTEN), f"x-{secrets.token_hex(8)}"
    person.region_code, person.forgotten_at = person.region_code[:COUNTY], now
    person.save()
    record("account.forgotten", person, by=None)
    kept.changed(kept.PAGES)
    return True


def settle_first(person, *, on):
    """Of members: what somebody who wants to leave has to hand over or leave before."""
    for office in person.offices.on(on).select_related("organisation"):
        yield personal.Obstacle(_("您现任%(office)s，请先办理离任或工作移交。") % {"office": office})
    for membership in person.memberships.on(on).select_related("organisation"):
        yield personal.Obstacle(
            _("您是%(organisation)s的会员（%(number)s），请先退会，随时可以办理。")
            % {"organisation": membership.organisation, "number": membership.number},
            reverse("membership_leave", args=[membership.public_id]),
        )
