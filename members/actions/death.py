"""离世: entered once, for every membership of the person; nothing is sent to them any more. An error is put right whole."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import attachments, outbox, search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import findable, reviews
from .. import life_rules as rules
from .. import membership_notifications as notifications
from ..models import Application, Exit, Expulsion, Membership, Person
from ..signals import person_died
from .ending import EXIT, end_membership, end_offices, lift_exit


def _locked_memberships(person):
    found = Membership.objects.select_for_update(of=("self",)).filter(person=person)
    return list(found.select_related("organisation", "person").order_by("pk"))


@transaction.atomic
def record_death(membership, *, died_on, contact="", papers=(), by, now):
    """From that day the person is no member anywhere and holds no office; their record, numbers and papers stay."""
    # What waits for the person first, as whoever decides it does: each would hold what the other needs.
    waiting = Application.objects.select_for_update(of=("self",)).filter(
        person=membership.person_id, state__in=Application.OPEN
    )
    list(waiting.order_by("pk").values_list("pk", flat=True))
    person = Person.objects.select_for_update(of=("self",)).get(pk=membership.person_id)
    memberships = _locked_memberships(person)
    ours = next(one for one in memberships if one.pk == membership.pk)
    require(rules.may_record_death(by, ours))
    if person.died_on:
        raise Refused(_("已经登记过。"))
    if died_on > local_day(now):
        raise Refused(_("日期不能晚于今天。"))
    person.died_on, person.is_active, person.told_by = died_on, False, []
    person.save(update_fields=["died_on", "is_active", "told_by"])
    for one in memberships:
        leaving = end_membership(
            one, Exit.Kind.DIED, end_on=died_on, contact=contact.strip() if one is ours else "", by=by, now=now
        )
        if one is ours:
            for upload in papers:
                attachments.keep(upload, owner_kind=EXIT, owner_id=leaving.public_id, label=_("证明"), by=by, now=now)
    _close(person, memberships, on=died_on, by=by, now=now)
    record("person.died", person, by=by, died_on=died_on.isoformat())
    notifications.member_died(person, memberships, by=by, now=now)
    person_died.send(Person, person=person, by=by)
    return person


def _close(person, memberships, *, on, by, now):
    """What waits for the person waits no longer."""
    for application in Application.objects.select_for_update().filter(person=person, state__in=Application.OPEN):
        reviews.cancel(application)
        application.state, application.decided_at = Application.State.WITHDRAWN, now
        application.save(update_fields=["state", "decided_at"])
    hearing = Expulsion.objects.filter(membership__in=memberships, state=Expulsion.State.HEARING)
    hearing.update(state=Expulsion.State.DROPPED, decided_at=now)
    end_offices(person, on=on, by=by)
    outbox.forget_waiting(person)
    search.refresh(findable.KIND, [person.pk])


@transaction.atomic
def correct_death(person, *, reason, by, now):
    """It was somebody else, or a mistake: everything that ended by it goes on as if it had never been entered."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    memberships = _locked_memberships(person)
    require(any(rules.may_record_death(by, one) for one in memberships))
    if not person.died_on:
        raise Refused(_("没有登记过，或已经更正。"))
    if not reason.strip():
        raise Refused(_("请写明更正的理由。"))
    for leaving in Exit.objects.filter(membership__in=memberships, kind=Exit.Kind.DIED, lifted_at=None).order_by("pk"):
        leaving.membership = next(one for one in memberships if one.pk == leaving.membership_id)
        lift_exit(leaving, reason=reason.strip(), by=by, now=now)
    person.died_on, person.is_active = None, True
    person.save(update_fields=["died_on", "is_active"])
    record("person.death_corrected", person, by=by, reason=reason.strip())
    search.refresh(findable.KIND, [person.pk])
    return person
