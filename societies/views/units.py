"""Units as members: applied for online, and the page on which their contact and the society say who stands for them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import actions, applying, life_rules
from members.models import Admission, Delegate, MemberClass, Membership
from members.rules import serves
from members.standing import standing_of
from portal.ground import acts
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned
from portal.ground.journal import history

from .. import actions as societies
from .. import staff
from ..life_columns import STATUS_TAGS
from ..models import Invitation, Society
from ..unit_forms import ContactForm, RepresentativeForm, WorkforceForm
from .unit_page import UnitPage, returned_application

Role = Delegate.Role


@require_http_methods(["GET", "HEAD", "POST"])
def unit_join(request, code):
    """Somebody of a unit hands in its application: unit, class, papers, representatives."""
    society = get_object_or_404(Society.objects.select_related("organisation"), code=code)
    if society.is_dissolved_on(today()):
        context = {"society": society, "is_dissolved": True}
        return render(request, "societies/society_join_closed.html", context, status=410)
    subject = MemberClass.Subject.UNIT
    classes = list(applying.classes_offered(society.organisation, on=today(), subject=subject))
    admission = Admission.objects.filter(organisation=society.organisation, is_open=True).first()
    if not (classes and admission):
        return render(request, "societies/society_join_closed.html", {"society": society, "classes": classes})
    application = returned_application(society.organisation, request.user)
    page = UnitPage(request, society, _chosen(request, classes, application), application)
    answer = page.answer() if request.method == "POST" else None
    context = {"society": society, "classes": classes, "admission": admission}
    return answer or render(request, "societies/unit_join.html", context | page.context())


def _chosen(request, classes, application):
    asked = request.POST.get("member_class") or request.GET.get("class")
    by_code = {one.code: one for one in classes}
    return by_code.get(asked) or by_code.get(application and application.member_class.code) or classes[0]


def seen_unit_member(request, public_id):
    """A unit's membership that this person acts for, or whose society they look after; else 404."""
    found = Membership.objects.exclude(unit=None).select_related("organisation__society", "unit")
    membership = get_object_or_404(found, public_id=public_id)
    if not life_rules.may_name_delegates(request.actor, membership):
        raise Http404
    return membership


@require_safe
def unit_member(request, public_id):
    """Who stands for the unit, who did, and what can be changed."""
    membership, day = seen_unit_member(request, public_id), today()
    standing = standing_of(membership, on=day)
    delegates = list(membership.delegates.select_related("person").order_by("-end_on", "start_on", "pk"))
    running = [one for one in delegates if one.end_on is None]
    cap = standing.period.member_class.representatives if standing.is_member else 0
    sent = [one for one in running if one.role == Role.REPRESENTATIVE]
    joined, workforce = (
        staff.joined_staff(membership, on=day).count(),
        membership.workforces.order_by("-start_on").first(),
    )
    invitation = Invitation.objects.filter(membership=membership).first()
    return render(request, "societies/unit_member.html", {
        "membership": membership, "society": membership.organisation.society, "standing": standing,
        "tag": STATUS_TAGS[standing.status], "contact": next((one for one in running if one.role == Role.CONTACT), None),
        "sent": sent, "former": [one for one in delegates if one.end_on], "cap": cap, "may_send": len(sent) < cap,
        "workforce": workforce, "representative": RepresentativeForm(),
        "handing_on": ContactForm(), "counting": WorkforceForm(), "history": history(membership),
        "joined": joined, "share": staff.percent(joined, workforce and workforce.count),
        "invitation": invitation,
        "link": invitation and request.build_absolute_uri(reverse("invitation", args=[invitation.public_id])),
        "invited": invitation.staff.count() if invitation else 0, "is_officer": serves(request.actor, membership.organisation),
        "is_contact": life_rules.may_renew(request.actor, membership),
    })  # fmt: skip


@require_POST
def unit_member_act(request, public_id, act):
    """One change of who stands for the unit; a refusal is shown where it was asked."""
    return acts.answer(ACTS, act, request, seen_unit_member(request, public_id), "unit_member", public_id)


def _who(request):
    return {"by": request.actor, "now": timezone.now()}


def _name(request, membership):
    typed = cleaned(RepresentativeForm(request.POST))
    return _("%(name)s已是单位代表。") % {"name": actions.name_representative(membership, **typed, **_who(request))}


def _end(request, membership):
    found = membership.delegates.filter(public_id=request.POST.get("delegate", "")).first()
    if found is None:
        raise Refused(_("没有这位代表。"))
    found.membership = membership
    return _("%(name)s不再是单位代表。") % {"name": actions.end_representative(found, **_who(request))}


def _hand_on(request, membership):
    contact = actions.hand_contact_on(membership, **cleaned(ContactForm(request.POST)), **_who(request))
    return _("联系人已更换为%(name)s，双方都会收到消息。") % {"name": contact.called}


def _state(request, membership):
    actions.state_workforce(membership, **cleaned(WorkforceForm(request.POST)), **_who(request))
    return _("人数已保存。")


def _invite(request, membership):
    societies.invite_staff_of(membership, **_who(request))
    return _("职工入会的链接和二维码做好了。")


ACTS = {"invite": _invite, "name": _name, "end": _end, "hand-on": _hand_on, "workforce": _state}
