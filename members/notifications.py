"""What members says: one function per message."""

from django.db.models import Q
from django.urls import reverse

from portal.ground import outbox
from portal.ground.dates import in_words, local_day
from portal.ground.models import Delivery

from . import deputies, reviews
from .models import Office, Person

MAIL = "members/mail/"


def holders(titles, region_code, *, on):
    """People who hold one of the titles at the association of exactly this region on the day."""
    offices = Office.objects.on(on).filter(
        title__in=titles, organisation__kind="association", organisation__region_code=region_code
    )
    return holding(offices)


def holding(offices):
    """The people who hold some of these offices, each once; asked for by their keys, so that no plan multiplies people by offices."""
    return Person.objects.filter(pk__in=offices.values("person"), is_active=True)


def deciders(step, *, on):
    """Whoever may decide a step of a review on the day, or stands in for them, the applicant and deciders of other
    steps not left out."""
    offices = Office.objects.on(on).filter(reviews.at(step), title__in=step.titles)
    deciding = Q(pk__in=offices.values("person")) | Q(pk__in=deputies.standing_in(offices, on=on))
    return Person.objects.filter(deciding, is_active=True)


def deputy_named(deputy):
    outbox.notify(MAIL + "deputy_named.txt", to=[deputy.person], key=f"deputy-named:{deputy.pk}",
                  context={"deputy": deputy}, url="/desk/", also=chosen)  # fmt: skip


def deputy_ended(deputy):
    outbox.notify(MAIL + "deputy_ended.txt", to=[deputy.person], key=f"deputy-ended:{deputy.pk}",
                  context={"deputy": deputy})  # fmt: skip


def office_given(office, *, now):
    outbox.notify(MAIL + "office_given.txt", to=[office.person], key=f"office-given:{office.pk}",
                  context={"office": office}, url="/desk/")  # fmt: skip


def office_ended(office, *, now):
    key = f"office-ended:{office.pk}:{office.end_on:%Y%m%d}"
    outbox.notify(MAIL + "office_ended.txt", to=[office.person], key=key, context={"office": office})


def office_handed_over(office, successor, *, now):
    to = [office.person, successor.person]
    outbox.notify(MAIL + "office_handed_over.txt", to=to, key=f"office-handed-over:{office.pk}",
                  context={"office": office, "successor": successor}, url="/desk/")  # fmt: skip


def accounts_disabled(people, *, now):
    """Tell the security administrators; nobody goes idle twice on a day, so the first of the people makes the key."""
    day, first = local_day(now), min(person.pk for person in people)
    to = holding(Office.objects.on(day).filter(title=Office.Title.SECURITY_ADMINISTRATOR))
    outbox.notify(MAIL + "accounts_disabled.txt", to=to, key=f"accounts-disabled:{day:%Y%m%d}:{first}",
                  context={"people": people})  # fmt: skip


def review_due(step, *, title, url, now):
    """Remind whoever decides the step, once before it is due and once after."""
    day = local_day(now)
    kind = "overdue" if step.due_on < day else "due"
    outbox.notify(MAIL + f"review_{kind}.txt", to=deciders(step, on=day), key=f"review-{kind}:{step.pk}",
                  context={"step": step, "title": title}, url=url)  # fmt: skip


def review_escalated(step, office, *, may_decide, title, url):
    """Said once to the next officer."""
    outbox.notify(MAIL + "review_escalated.txt", to=[office.person], key=f"review-escalated:{step.pk}",
                  context={"step": step, "title": title, "may_decide": may_decide}, url=url)  # fmt: skip


def chosen(person):
    """The channels somebody wants news of their own affairs through, besides the pages."""
    return person.told_by


def through_what_they_chose(people):
    """An audience as `outbox.notify_all` takes it: everybody on the pages, and each through the channels they chose, too."""
    to = {Delivery.Channel.IN_APP: people}
    for channel in (Delivery.Channel.EMAIL, Delivery.Channel.SMS):
        to[channel] = people.filter(told_by__contains=[channel])
    return to


def _to_applicant(message, application, *, key, **context):
    own = "group_application" if application.member_organisation_id else "my_application"
    url = reverse(own, args=[application.public_id])
    outbox.notify(f"{MAIL}application_{message}.txt", to=[application.applicant], key=f"application-{message}:{key}",
                  context={"application": application, **context}, url=url, also=chosen)  # fmt: skip


def application_url(application):
    """Where reviewers find it: a society's desk, or the association's for its group members."""
    name = "group_application" if application.member_organisation_id else "application_detail"
    return reverse(name, args=[application.public_id])


def _to_reviewers(message, application, step, *, now):
    """Whoever decides the step, the applicant left out."""
    to = deciders(step, on=local_day(now)).exclude(pk=application.applicant_id)
    key = f"application-{message}:{application.pk}:{step.round}:{step.order}"
    outbox.notify(f"{MAIL}application_{message}.txt", to=to, key=key, context={"application": application, "step": step},
                  url=application_url(application), also=chosen)  # fmt: skip


def application_submitted(application, step, *, now):
    _to_reviewers("waiting", application, step, now=now)
    _to_applicant("submitted", application, key=f"{application.pk}:{step.round}", step=step)


def application_passed(application, step, following, *, now):
    _to_reviewers("waiting", application, following, now=now)
    _to_applicant(
        "passed", application, key=f"{application.pk}:{step.round}:{step.order}", step=step, following=following
    )


def application_returned(application, step):
    _to_applicant("returned", application, key=f"{application.pk}:{step.round}", step=step)


def application_rejected(application):
    _to_applicant("rejected", application, key=application.pk)


def application_closed(application):
    _to_applicant("closed", application, key=application.pk)


def application_admitted(application, membership, period):
    until = in_words(period.last_day) if period.end_on else ""
    _to_applicant("admitted", application, key=application.pk, membership=membership, until=until)


def application_withdrawn(application, step, *, now):
    """Whoever had it on the desk need not look for it."""
    _to_reviewers("withdrawn", application, step, now=now)
