"""The one review mechanism: steps copied onto a thing at submission, decided in order by different people.

The thing's own actions lock it, call these functions and change its state; nothing here knows what the thing is.
"""

from collections import defaultdict

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from portal.ground import workdays
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require

from .models import Organisation, ReviewRule, ReviewStep

_described, _written = {}, {}
_kinds = {}


class NoRules(LookupError):
    """No version of the review's steps is in force on that day."""


def start(thing, *, kind, region_code, now, organisation=None):
    """Copy the steps in force onto the thing as its next round; returns them in order.

    `organisation` is whose matter it is: its own steps, when it has some, and its own officers where a step says so.

    Each step is due its own number of working days after the one before, counted from the day of `now` in Shanghai.
    """
    rules = list(ReviewRule.objects.on(kind, local_day(now), organisation=organisation))
    if not rules:
        raise NoRules(kind)
    number = (ReviewStep.objects.of(thing).aggregate(last=Max("round"))["last"] or 0) + 1
    steps, due_on = [], local_day(now)
    for rule in rules:
        due_on = workdays.after(due_on, rule.working_days)
        steps.append(ReviewStep(
            thing=thing._meta.label_lower, thing_id=str(thing.pk), round=number, order=rule.order, name=rule.name,
            titles=rule.titles, due_on=due_on, **_where(rule, region_code, organisation),
        ))  # fmt: skip
    return ReviewStep.objects.bulk_create(steps)


def _where(rule, region_code, organisation):
    if rule.scope == ReviewRule.Scope.OWN:
        return {"region_code": region_code, "organisation": organisation}
    return {"region_code": region_code[: ReviewRule.PREFIX[rule.scope]]}


def waiting(thing):
    """The step that waits for a decision now, or None."""
    return ReviewStep.objects.of(thing).waiting().order_by("-round").first()


def waiting_for(actor):
    """Steps that wait for the acting office, or one it stands in for: of its own organisation, or of exactly its
    association's region.

    Whoever decided another step of the same round is not asked again.
    """
    if not actor.office:
        return ReviewStep.objects.none()
    organisation = actor.office.organisation
    mine = Q(organisation=organisation)
    if organisation.kind == Organisation.Kind.ASSOCIATION:
        mine |= Q(organisation=None, region_code=organisation.region_code)
    waiting = ReviewStep.objects.waiting().not_begun_by(actor.person)
    titles = [office.title for office in (actor.office, *actor.stands_in_for)]
    return waiting.filter(mine, titles__overlap=titles)


def following(step):
    """The step after this one in the same round, or None when it is the last."""
    return _round_of(step).filter(order__gt=step.order).order_by("order").first()


def at(step):
    """The condition that an office is of the organisation whose officers decide the step."""
    if step.organisation_id:
        return Q(organisation=step.organisation_id)
    return Q(organisation__kind=Organisation.Kind.ASSOCIATION, organisation__region_code=step.region_code)


def may_decide(actor, step, *, applicant_id):
    """The office named by the step, or whoever stands in for it; never the applicant, nor in the applicant's place,
    never somebody who decided another step of this round."""
    office = _office_for(actor, step)
    is_theirs = office is not None and applicant_id not in (actor.person.pk, office.person_id)
    return is_theirs and not _decided_another(actor, step)


def require_may_decide(actor, step, *, applicant_id):
    """403 for whoever may not; a sentence for whoever decided another step, as with a second click on the same button."""
    if _decided_another(actor, step):
        raise Refused(_("您已办理过这次审核的另一个步骤，这一步由别的工作人员办理。"))
    require(may_decide(actor, step, applicant_id=applicant_id))


def to_decide(thing, *, by, applicant_id):
    """The step that waits now, which this actor may decide; 403 or a sentence for everybody else."""
    step = waiting(thing)
    require_may_decide(by, step, applicant_id=applicant_id)
    return step


def _decided_another(actor, step):
    return _round_of(step).exclude(pk=step.pk).filter(decided_by=actor.person).exists()


def _office_for(actor, step):
    return actor.deciding_office(*step.titles, organisation=step.organisation, region=step.region_code)


def in_whose_place(step):
    """代秘书长某某, when a deputy decided the step, as the journal and pages show it; else nothing."""
    if not step.deputy_for_id:
        return ""
    office = step.deputy_for
    return _("代%(title)s%(name)s") % {"title": office.get_title_display(), "name": office.person.name}


def told(step):
    """What the journal keeps of a decided step."""
    place = in_whose_place(step)
    return {"step": step.name} | ({"deputy_for": place} if place else {})


def passed_by_others(step, person):
    """The steps of this round that somebody else passed."""
    passed = _round_of(step).filter(outcome=ReviewStep.Outcome.PASSED).exclude(pk=step.pk)
    return passed.exclude(decided_by=person)


def decide(step, outcome, *, by, now, remark=""):
    """Write the decision on the step; a thing returned or rejected loses the steps that were still to come."""
    office = _office_for(by, step)
    step.outcome, step.decided_by, step.decided_at, step.remark = outcome, by.person, now, remark
    step.deputy_for = office if office and office.person_id != by.person.pk else None
    step.save(update_fields=["outcome", "decided_by", "decided_at", "remark", "deputy_for"])
    if outcome != ReviewStep.Outcome.PASSED:
        _round_of(step).filter(outcome="").delete()


def cancel(thing):
    """The thing was taken back: steps nobody decided go."""
    ReviewStep.objects.of(thing).filter(outcome="").delete()


def open_steps(thing):
    """The steps nobody has decided, in order."""
    return ReviewStep.objects.of(thing).filter(outcome="").order_by("round", "order")


def names_of(thing):
    """The names of the steps of its latest round, in order; none before it was handed in."""
    rows = list(ReviewStep.objects.of(thing).order_by("-round", "order").values_list("round", "name"))
    return [name for number, name in rows if number == rows[0][0]]


def returned(thing):
    """The decision that sent the thing back last, or None."""
    return ReviewStep.objects.of(thing).filter(outcome=ReviewStep.Outcome.RETURNED).order_by("-round").first()


def _round_of(step):
    return ReviewStep.objects.filter(thing=step.thing, thing_id=step.thing_id, round=step.round)


def register(model, describe, *, kinds, written_by=None):
    """Called once in an app's `ready()`: `describe(ids)` gives id → (title, address) of things under review.

    `kinds` are the reviews such things go through, kind → title, whose steps are edited on the desk.
    `written_by(person, ids)` gives those of the ids the person had a hand in and therefore does not decide.
    """
    _described[model._meta.label_lower] = describe
    _written[model._meta.label_lower] = written_by or (lambda person, ids: ())
    _kinds.update(kinds)


def kinds():
    """Every kind of review with its title, in the order they were registered."""
    return dict(_kinds)


def not_written_by(person, steps):
    """The steps of things the person had no hand in."""
    by_thing = defaultdict(list)
    for step in steps:
        by_thing[step.thing].append(step.thing_id)
    theirs = {(thing, str(one)) for thing, ids in by_thing.items() for one in _written[thing](person, ids)}
    return [step for step in steps if (step.thing, step.thing_id) not in theirs]


def describe(steps):
    """(step, title, address) of each step whose thing its app still knows."""
    by_thing = defaultdict(list)
    for step in steps:
        by_thing[step.thing].append(step)
    for thing, some in by_thing.items():
        known = _described[thing]([step.thing_id for step in some])
        yield from ((step, *known[step.thing_id]) for step in some if step.thing_id in known)
