"""Two different people take a member in, unless the council's minutes do (domain.md 4): persons are compared, not offices."""

from itertools import combinations

from django.utils.translation import gettext as _

from portal.ground.errors import Refused

from .. import reviews
from ..membership_rules import REVIEW
from ..models import Admission, Office, ReviewRule

FEWEST = 2


def is_by_minutes(organisation):
    """Does the council's minutes admit whole batches there?"""
    return Admission.objects.filter(organisation=organisation, is_by_minutes=True).exists()


def refuse_one_persons_steps(organisation, steps, *, on):
    """Steps, each a mapping with name and titles, that one person could go through alone; for all societies without one."""
    if organisation is not None and is_by_minutes(organisation):
        return
    if len(steps) < FEWEST:
        raise Refused(
            _("逐份审核的，至少要有两个步骤，由两个不同的人办理；人手少的学会可在“入会办法”改为按理事会纪要批量终审。")
        )
    if organisation is not None:
        _refuse_the_same_holder(organisation, steps, on=on)


def _refuse_the_same_holder(organisation, steps, *, on):
    """Two steps whose offices one and the same person holds could never both be decided."""
    held = Office.objects.on(on).filter(organisation=organisation).select_related("person")
    holders = [{office.person for office in held if office.title in step["titles"]} for step in steps]
    for (first, some), (second, others) in combinations(zip(steps, holders, strict=True), 2):
        if some and others and len(some | others) == 1:
            raise Refused(
                _("“%(first)s”和“%(second)s”现在都只有%(name)s能办理，两步要由不同的人办理，请给其中一步加上别的职务。")
                % {"first": first["name"], "second": second["name"], "name": next(iter(some)).name}
            )


def refuse_without_minutes(organisation, *, on):
    """The minutes are given up: the steps in force and those to come have to do without them."""
    in_force = list(ReviewRule.objects.on(REVIEW, on, organisation=organisation))
    coming = ReviewRule.objects.filter(kind=REVIEW, organisation=organisation, valid_from__gt=on).order_by("order")
    versions = {}
    for rule in (*in_force, *coming):
        versions.setdefault(rule.valid_from, []).append({"name": rule.name, "titles": rule.titles})
    for steps in versions.values():
        refuse_one_persons_steps(organisation, steps, on=on)


def refuse_alone(step, *, by):
    """Whoever says the last word is not the only one who looked."""
    if not reviews.passed_by_others(step, by.person).exists():
        raise Refused(
            _("这份申请只有一个审核步骤，一个人不能单独准予入会。请先在“入会办法”设好两个步骤，再退回申请人重新提交；"
              "或者改为按理事会纪要批量终审。")
        )  # fmt: skip
