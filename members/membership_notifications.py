"""What is said to members about renewal, dues and the end of a membership, and to officers about what waits."""

from django.db.models import Q
from django.urls import reverse

from portal.ground import outbox
from portal.ground.dates import in_words, local_day

from .life_rules import ANSWERING
from .models import Delegate, Office, Person
from .notifications import MAIL, chosen, holders, holding, through_what_they_chose

LOOKING_AFTER = (Office.Title.ASSISTANT, Office.Title.SECRETARY_GENERAL, Office.Title.PRESIDENT)


def told_for(membership):
    """Whom news of a membership goes to: the person, or the contact of a unit; nobody where nobody is known."""
    if membership.person_id:
        return [membership.person]
    return [one.person for one in membership.delegates.acting().select_related("person")]


def _to_member(message, membership, *, key, **context):
    if to := told_for(membership):
        url = reverse("my_membership", args=[membership.public_id])
        outbox.notify(f"{MAIL}{message}.txt", to=to, key=f"{message}:{key}".replace("_", "-"),
                      context={"membership": membership, **context}, url=url, also=chosen)  # fmt: skip


def officers(membership, *, on, titles=LOOKING_AFTER):
    """Whoever of the organisation looks after its members on the day, the member left out."""
    held = Office.objects.on(on).filter(title__in=titles, organisation=membership.organisation_id)
    return holding(held).exclude(pk=membership.person_id)


def _to_officers(message, membership, *, key, now, **context):
    url = reverse("membership_detail", args=[membership.public_id])
    outbox.notify(f"{MAIL}{message}.txt", to=officers(membership, on=local_day(now)), url=url,
                  key=f"{message}:{key}".replace("_", "-"), context={"membership": membership, **context})  # fmt: skip


def renewal_waits(renewal, *, now):
    _to_officers("renewal_waits", renewal.membership, key=renewal.pk, now=now, renewal=renewal)


def renewal_granted(renewal):
    until = in_words(renewal.period.last_day) if renewal.period.end_on else ""
    _to_member("renewal_granted", renewal.membership, key=renewal.pk, renewal=renewal, until=until)


def renewal_refused(renewal):
    _to_member("renewal_refused", renewal.membership, key=renewal.pk, renewal=renewal)


def membership_due(membership, standing):
    """Before the end, once a period."""
    _to_member("membership_due", membership, key=standing.period.pk, standing=standing)


def membership_graced(membership, standing):
    """At the end, once a period."""
    _to_member("membership_graced", membership, key=standing.period.pk, standing=standing)


def membership_lapsed(membership, standing):
    """At the end of grace, once a period."""
    _to_member("membership_lapsed", membership, key=standing.period.pk, standing=standing)


def contact_handed_on(contact, last):
    """Who acts for the unit now, and who did."""
    to = [one.person for one in (contact, last) if one]
    outbox.notify(MAIL + "contact_handed_on.txt", to=to, key=f"contact-handed-on:{contact.pk}",
                  context={"contact": contact, "membership": contact.membership})  # fmt: skip


def membership_withdrawn(leaving, *, now):
    """The member has it in writing, the officers know."""
    _to_member("membership_withdrawn", leaving.membership, key=leaving.pk, leaving=leaving)
    _to_officers("member_left", leaving.membership, key=leaving.pk, now=now, leaving=leaving)


def expulsion_opened(expulsion):
    _to_member("expulsion_opened", expulsion.membership, key=expulsion.pk, expulsion=expulsion)


def expulsion_stated(expulsion, *, now):
    key = f"{expulsion.pk}:{expulsion.stated_at:%Y%m%d%H%M%S}"
    _to_officers("expulsion_stated", expulsion.membership, key=key, now=now, expulsion=expulsion)


def expulsion_decided(expulsion):
    _to_member("expulsion_decided", expulsion.membership, key=expulsion.pk, expulsion=expulsion)


def expulsion_appealed(expulsion, *, now):
    """Whoever answers at the association, and the society whose decision it is."""
    membership, day = expulsion.membership, local_day(now)
    url = reverse("membership_detail", args=[membership.public_id])
    to = holders(ANSWERING, membership.organisation.region_code, on=day).exclude(pk=membership.person_id)
    outbox.notify(MAIL + "expulsion_appealed.txt", to=to, key=f"expulsion-appealed:{expulsion.pk}", url=url,
                  context={"membership": membership, "expulsion": expulsion})  # fmt: skip
    _to_officers("expulsion_appeal_known", membership, key=expulsion.pk, now=now, expulsion=expulsion)


def expulsion_answered(expulsion, *, now):
    _to_member("expulsion_answered", expulsion.membership, key=expulsion.pk, expulsion=expulsion)
    _to_officers("expulsion_answer_known", expulsion.membership, key=expulsion.pk, now=now, expulsion=expulsion)


def memberships_ended(organisation, memberships, *, end_on, reason):
    """Everybody who was a member until the organisation ended, and who acted for units; through what they chose, too."""
    acting = Delegate.objects.acting().filter(membership__in=memberships.values("pk"))
    people = Person.objects.filter(
        Q(pk__in=memberships.exclude(person=None).values("person")) | Q(pk__in=acting.values("person")),
        is_active=True,
    )  # fmt: skip
    to = through_what_they_chose(people)
    outbox.notify_all(MAIL + "memberships_ended.txt", to=to, key=f"memberships-ended:{organisation.pk}",
                      context={"organisation": organisation, "end_on": end_on, "reason": reason}, url="/me/")  # fmt: skip


def member_died(person, memberships, *, by, now):
    """The officers of every organisation the person belonged to, but for whoever entered it."""
    for membership in memberships:
        to = officers(membership, on=local_day(now)).exclude(pk=by.person.pk)
        key = f"member-died:{membership.pk}:{person.died_on:%Y%m%d}"
        outbox.notify(MAIL + "member_died.txt", to=to, key=key, context={"membership": membership, "person": person},
                      url=reverse("membership_detail", args=[membership.public_id]))  # fmt: skip
