"""The steps of a review changed as a new version from a day on, and reviewers reminded of what is due."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import notifications, reviews, rules
from ..membership_rules import REVIEW
from ..models import ReviewRule, ReviewStep
from .two_people import refuse_one_persons_steps

NOTICE = timedelta(days=1)


@transaction.atomic
def change_review_rules(kind, steps, *, valid_from, source, by, now, organisation=None):
    """From `valid_from` things of the kind go through these steps, each a mapping of name, titles, scope, working_days.

    With an `organisation` they are its own steps. What is under review already keeps the steps it was handed in with.
    """
    require(rules.may_change_review_rules(by, organisation))
    if valid_from < local_day(now):
        raise Refused(_("启用日期不能早于今天，已经受理的事项不受影响。"))
    if not steps:
        raise Refused(_("至少要有一个步骤。"))
    if len({step["name"] for step in steps}) != len(steps):
        raise Refused(_("步骤名称不能重复。"))
    if any(not step["titles"] for step in steps):
        raise Refused(_("每个步骤都要选办理职务。"))
    if kind == REVIEW:
        refuse_one_persons_steps(organisation, steps, on=local_day(now))
    same_day = [rule for rule in _locked(kind, organisation) if rule.valid_from == valid_from]
    asked = [
        ReviewRule(kind=kind, organisation=organisation, valid_from=valid_from, order=order, source=source, **step)
        for order, step in enumerate(steps, 1)
    ]
    if [_said(rule) for rule in same_day] == [_said(rule) for rule in asked]:
        raise Refused(_("这些步骤已经保存，没有改动。"))
    ReviewRule.objects.filter(kind=kind, organisation=organisation, valid_from=valid_from).delete()
    made = ReviewRule.objects.bulk_create(asked)
    record("review_rules.changed", made[0], by=by, kind=kind, valid_from=valid_from.isoformat(),
           steps=[step["name"] for step in steps])  # fmt: skip
    return made


def _locked(kind, organisation):
    """Every version of a kind's steps, one change at a time."""
    list(ReviewRule.objects.select_for_update(of=("self",)).filter(kind=kind).order_by("pk"))
    return ReviewRule.objects.filter(kind=kind, organisation=organisation).order_by("valid_from", "order")


def _said(rule):
    return rule.order, rule.name, list(rule.titles), rule.scope, rule.working_days, rule.source


@transaction.atomic
def remind_reviewers(*, now):
    """Tell whoever decides a step that it is due by tomorrow, and again when it is overdue; each said once."""
    due = ReviewStep.objects.waiting().filter(due_on__lte=local_day(now) + NOTICE).order_by("pk")
    for step, title, url in reviews.describe(due):
        notifications.review_due(step, title=title, url=url, now=now)
