"""What societies bring to the desk: the menu of a society's officers and of whoever oversees societies, and counts."""

from django.db.models import Count as Counted
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from members import rules as people
from members.models import Membership, MembershipPeriod, Renewal
from members.models.status import RENEWABLE
from portal.ground import kept
from portal.ground.amounts import amounts
from portal.ground.dates import today
from portal.ground.desk import Count, entry, register_counts, register_menu

from . import rules
from .columns import with_waiting_step
from .models import Society


def register():
    """Called once, when the app is ready."""
    register_menu("学会", _menu)
    register_counts(_counts)


def own_society(actor):
    """The society the acting office belongs to, or None."""
    try:
        return actor.office.organisation.society if rules.works_for_society(actor) else None  # asked for once a request
    except Society.DoesNotExist:
        return None


def _menu(actor):
    society = own_society(actor)
    if society:
        yield entry("入会申请", "application_list", society.code)
        yield entry("会员名册", "member_list", society.code)
        yield entry("单位会员", "unit_member_list", society.code)
        yield entry("会籍和续会", "membership_list", society.code)
        yield entry("续会待确认", "renewal_list", society.code)
        yield entry("批量续会", "renew_batch", society.code)
        yield entry("会费", "dues_list", society.code)
        yield entry("名单比对", "name_comparison", society.code)
        yield entry("退会和除名", "exit_list", society.code)
        yield entry("学会主页", "page_versions", society.code)
        yield entry("邀请和海报", "invitation_list", society.code)
        if people.may_admit_in(actor, society.organisation):
            yield entry("批量终审", "admit_batch", society.code)
        yield entry("入会情况", "admission_figures", society.code)
        yield entry("会员变动", "member_movement", society.code)
        yield entry("入会办法", "society_admission", society.code)
        if people.may_manage_admission(actor, society.organisation):
            yield entry("接收原名册", "roster_takeover", society.code)
            yield entry("系统对接", "key_list", society.code)
    elif rules.oversees_societies(actor):
        yield entry("学会", "society_list")
        yield entry("入会申请", "all_applications")
        yield entry("会员名册", "all_members")
        yield entry("入会情况", "all_admission_figures")
        yield entry("会员变动", "all_member_movement")


def _counts(actor):
    society = own_society(actor)
    if not society:
        return
    found = with_waiting_step(rules.seen_applications(actor)).aggregate(
        submitted=Counted("pk", filter=Q(state="submitted")), late=Counted("pk", filter=Q(step_due_on__lt=today())),
        returned=Counted("pk", filter=Q(state="returned")),
    )  # fmt: skip
    lists = reverse("application_list", args=[society.code])
    members = kept.get(kept.PAGES, f"desk:{society.pk}:{today()}", lambda: _members(society.organisation))
    roster = reverse("member_list", args=[society.code])
    yield Count(_("审核中的申请"), found["submitted"], f"{lists}?state=submitted")
    yield Count(_("已超期"), found["late"], f"{lists}?age=late")
    yield Count(_("等申请人补正"), found["returned"], f"{lists}?state=returned")
    waiting = Renewal.objects.filter(membership__organisation=society.organisation, state=Renewal.State.WAITING)
    yield Count(_("续会待确认"), waiting, reverse("renewal_list", args=[society.code]) + "?state=waiting")
    yield Count(_("该续会的"), members["due"], reverse("renew_batch", args=[society.code]))
    yield Count(_("个人会员"), members["people"], f"{roster}?subject=person")
    yield Count(_("单位会员"), members["units"], f"{roster}?subject=unit")


def _members(organisation):
    """How many persons and units are members today, and how many have to renew."""
    members = MembershipPeriod.objects.on(today()).filter(membership__organisation=organisation)
    ours = Membership.objects.filter(organisation=organisation, continued_in=None)
    return amounts({
        "people": members.exclude(membership__person=None), "units": members.exclude(membership__unit=None),
        "due": ours.in_status(today(), *RENEWABLE),
    })  # fmt: skip
