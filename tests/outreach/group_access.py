"""Who may do what at the addresses of group membership; see tests/access.py."""

from members.models import Membership, Organisation
from societies.models import Society
from tests.access import CITY, OTHER_SOCIETY, ROLES, SOCIETY, act, form, page, public, signed_in
from tests.factories.city import CODE
from tests.outreach import test_groups as groups

SOCIETIES = SOCIETY | OTHER_SOCIETY
SEEN = SOCIETY | CITY


def registered(city):
    """Both societies are there and have a credit code."""
    for role in ("general", "other_general"):
        ROLES[role](city)
    for number, society in enumerate(Society.objects.order_by("code")):
        society.credit_code = f"51520300MJ0000000{number}"
        society.save()
    return {}


def _society(city):
    registered(city)
    return Organisation.objects.get(kind="association", region_code=CODE), Society.objects.get(code="A06")


def submitted(city):
    association, society = _society(city)
    return {"public_id": groups.applied(association, society, city.general).public_id}


def passed(city):
    association, society = _society(city)
    application = groups.applied(association, society, city.general)
    groups.actions.pass_application(application, by=city.official, now=groups.NOW)
    return {"public_id": application.public_id}


def admitted(city):
    association, society = _society(city)
    groups.admitted(association, society, city)
    return {"public_id": Membership.objects.get(member_organisation=society.organisation).public_id}


def resolution():
    return groups.resolution() | {"held_on": "2026-11-02"}


SUBMITTED = {"thing": submitted, "unknown": signed_in() - SEEN}
PASSED = {"thing": passed, "unknown": signed_in() - SEEN}
MEMBER = {"thing": admitted, "unknown": signed_in() - SEEN}
DUES = {"amount": "100", "paid_on": "2026-11-02", "means": "cash"}
ADDRESSES = [
    public("group_directory"),
    page("group_list", CITY),
    page("group_application_list", CITY),
    page("own_group", SOCIETIES | {"contact"}),
    form("group_apply", SOCIETIES, unknown={"contact"}, typed=lambda city: groups.typed(), thing=registered),
    page("group_application", SEEN, **SUBMITTED),
    act("group_application_act", "pass", {"official"}, **SUBMITTED),
    act("group_application_act", "return", {"official"}, typed={"remark": "缺材料"}, **SUBMITTED),
    act("group_application_act", "reject", {"official"}, typed={"reason": "不活动"}, **SUBMITTED),
    act("group_application_act", "admit", {"leader"}, refused={"official"}, typed=lambda city: resolution(), **PASSED),
    act("group_application_act", "withdraw", {"general"}, **SUBMITTED),
    page("group_member", SEEN, **MEMBER),
    act("group_member_act", "leave", SOCIETY, typed={"reason": "业务调整"}, **MEMBER),
    act("group_member_act", "end", {"leader"}, typed=lambda city: resolution() | {"reason": "不活动"}, **MEMBER),
    act("group_member_act", "dues", CITY, typed=DUES, **MEMBER),
]  # fmt: skip
