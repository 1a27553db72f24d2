"""Who stands above whom in an organisation, so that what lies too long finds the next officer."""

from . import reviews
from .models import Office, ReviewStep

Title = Office.Title
SOCIETY = ((Title.ASSISTANT,), (Title.SECRETARY_GENERAL,), (Title.VICE_PRESIDENT,), (Title.PRESIDENT,))
ASSOCIATION = (
    (Title.OFFICIAL, Title.STATISTICIAN, Title.REVIEWER), (Title.SECRETARY_GENERAL,), (Title.VICE_CHAIR,),
    (Title.CHAIR,), (Title.PARTY_SECRETARY,),
)  # fmt: skip


def next_officer(step, *, on):
    """(office, may decide): the lowest one above the step's titles whose holder may decide it, leaving later steps to others.

    Where nobody may, the lowest above is named all the same, to see to it; (None, False) where nobody is above.
    """
    above = list(_above(step, on=on))
    for office in above:
        if _is_free(office, step, on=on):
            return office, True
    return (above[0], False) if above else (None, False)


def _above(step, *, on):
    rungs = SOCIETY if step.organisation_id else ASSOCIATION
    places = [place for place, titles in enumerate(rungs) if set(titles) & set(step.titles)]
    held = Office.objects.on(on).filter(reviews.at(step)).select_related("person", "organisation").order_by("pk")
    held = [office for office in held if office.title not in step.titles]
    for titles in rungs[max(places) + 1 :] if places else ():
        yield from (office for office in held if office.title in titles)


def _is_free(office, step, *, on):
    """Not the applicant, not somebody who decided in this round, and not the only one left for a step still to come."""
    if not reviews.not_written_by(office.person, [step]):
        return False
    same = ReviewStep.objects.filter(thing=step.thing, thing_id=step.thing_id, round=step.round).exclude(pk=step.pk)
    if same.filter(decided_by=office.person).exists():
        return False
    return all(
        Office.objects.on(on).filter(reviews.at(later), title__in=later.titles).exclude(person=office.person).exists()
        for later in same.filter(outcome="")
    )
