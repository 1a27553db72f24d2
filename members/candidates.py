"""Who waits for the last decision about their application, and what stands in the way of admitting them today."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from .models import Application, Membership, ReviewStep


@dataclass(frozen=True)
class Candidate:
    """An application at its last step; `hindrance` says why it cannot be admitted now, empty when it can."""

    application: Application
    step: ReviewStep
    hindrance: str


def at_the_last_step(organisation, *, by, on, pks=None):
    """Applications at their last step in the order they were handed in; `pks` are those looked for, or all."""
    applications = Application.objects.filter(organisation=organisation, state=Application.State.SUBMITTED)
    if pks is not None:
        applications = applications.filter(pk__in=pks)
    known = {
        str(one.pk): one for one in applications.select_related("organisation", "member_class", "person__unit", "unit")
    }
    steps = _last_steps(organisation, known)
    deciders, members = _deciders(steps), _members(organisation, known.values(), on=on)
    found = [
        Candidate(known[step.thing_id], step, _hindrance(known[step.thing_id], step, deciders, members, by=by))
        for step in steps
    ]
    return sorted(found, key=lambda one: (one.application.submitted_at, one.application.pk))


def _last_steps(organisation, known):
    later = ReviewStep.objects.filter(
        thing=OuterRef("thing"), thing_id=OuterRef("thing_id"), round=OuterRef("round"), order__gt=OuterRef("order")
    )
    steps = ReviewStep.objects.waiting().filter(thing=Application._meta.label_lower, organisation=organisation)
    return list(steps.filter(thing_id__in=known).exclude(Exists(later)))


def _deciders(steps):
    """(thing, round) → people who decided an earlier step of it."""
    found = defaultdict(set)
    decided = ReviewStep.objects.filter(
        thing=Application._meta.label_lower, thing_id__in=[one.thing_id for one in steps]
    )
    for thing_id, number, person in decided.exclude(decided_by=None).values_list("thing_id", "round", "decided_by"):
        found[thing_id, number].add(person)
    return found


def _members(organisation, applications, *, on):
    """People and units among them that are members today, as a membership has them."""
    people = [one.person_id for one in applications if one.person_id]
    units = [one.unit_id for one in applications if one.unit_id]
    found = Membership.objects.on(on).filter(Q(person__in=people) | Q(unit__in=units), organisation=organisation)
    return set(found.values_list("person", "unit"))


def _hindrance(application, step, deciders, members, *, by):
    office = by.deciding_office(*step.titles, organisation=application.organisation)
    if office is None:
        return _("不由您的职务办理")
    if by.person.pk in (application.applicant_id, application.person_id):
        return _("不能办理本人的申请")
    if office.person_id in (application.applicant_id, application.person_id):
        return _("不能代申请人本人办理")
    if by.person.pk in deciders[step.thing_id, step.round]:
        return _("上一步是您审核的，要由另一人终审")
    if (application.person_id, application.unit_id) in members:
        return _("已经是会员")
    return ""
