"""What outreach keeps about a person, and what somebody who leaves hands over before."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.actions import forgetting
from members.own_data import IN_OFFICE, read
from portal.ground import attachments, personal
from portal.ground.personal import Obstacle, Part

from .models import Branch, CountyConfirmation, PersonFact, QuarterReport

S = Branch.State
UNDER_WAY = (S.SUBMITTED, S.RETURNED, S.APPROVED)
CAME_TO_NOTHING = (S.DRAFT, S.WITHDRAWN)


def register():
    """Called once, when the app is ready."""
    personal.register(
        Part(_("登记的基层组织"), Branch, lambda person: Branch.objects.filter(applicant=person).select_related("organisation").order_by("pk"),
             ((_("名称"), lambda row: row.organisation.name), (_("状态"), read("state")), (_("联系人"), read("contact_name")),
              (_("联系电话"), read("contact_phone"))), _forget, _papers)
    )  # fmt: skip
    personal.exempt(IN_OFFICE, QuarterReport, CountyConfirmation)
    personal.exempt("季度统计里的一行：只有编号、地区和是否，没有姓名", PersonFact)
    personal.register_obstacles(branches_under_way)


def branches_under_way(person, *, on):
    """Branches somebody founds need them until their founding is filed."""
    branches = list(Branch.objects.filter(applicant=person, state__in=UNDER_WAY).select_related("organisation"))
    if len(branches) == 1:
        name, address = (
            branches[0].organisation.name,
            reverse("branch_detail", args=[branches[0].organisation.public_id]),
        )
        yield Obstacle(
            _("您登记的“%(name)s”还没有办结，请先办结，或请县级科协改由他人办理。") % {"name": name}, address
        )
    elif branches:
        text = _("您登记的 %(count)s 个基层组织还没有办结，请先办结，或请县级科协改由他人办理。") % {
            "count": len(branches)
        }
        yield Obstacle(text, reverse("branch_list"))


def _forget(rows, person, now):
    """Of a branch that came to be, its contact is the branch's own; of others nothing is left to be known."""
    empty = forgetting.empty(chair_name="", contact_name="", contact_phone="")
    nothing = rows.filter(state__in=CAME_TO_NOTHING)
    empty(nothing, person, now)
    attachments.forget("branch", [row.organisation.public_id for row in nothing], now=now)


def _papers(rows):
    """What was brought for the branches somebody registered."""
    found = attachments.of_each("branch", [row.organisation.public_id for row in rows])
    return [file for files in found.values() for file in files]
