"""A unit member's list of staff to be invited: each is known or gets a record to claim, and is told once."""

import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions.workplace import keep_workplaces
from members.models import Membership, Person
from portal.ground.dates import local_day, today
from portal.ground.errors import Refused
from portal.ground.imports import Plan
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from . import notifications
from .models import Invitation, InvitedStaff

KIND, MOST = "staff", 2000
COLUMNS = (
    Column("name", "姓名", cells.text, required=True, longest=60),
    Column("phone", "手机", cells.phone, required=True, aliases=("手机号", "手机号码")),
)


def plan(rows, options):
    """Who has not been invited yet and is no member; nothing is said of numbers that are somebody else's."""
    plan = Plan()
    membership = Membership.objects.select_related("unit").get(public_id=options["membership"])
    if len(rows) > MOST:
        raise Refused(_("一次最多邀请 %(most)s 人，请分成几份。") % {"most": MOST})
    known, settled = _known(rows), _settled(membership)
    seen = {}
    for row in rows:
        key = (row.values["name"], row.values["phone"])
        if row.values["phone"] in seen:
            plan.refuse(
                row.number, "手机", _("与第 %(row)s 行重复。") % {"row": seen[row.values["phone"]]}, row.values["phone"]
            )
        seen.setdefault(row.values["phone"], row.number)
        person = known.get(key)
        if person and person.pk in settled:
            plan.unchanged += 1
        else:
            plan.create.append(row.values | {"person": person})
    plan.context["membership"] = membership
    return plan


def _known(rows):
    phones = [row.values["phone"] for row in rows]
    found = Person.objects.filter(phone__in=phones, is_active=True, merged_into=None).order_by("-pk")
    return {(one.name, one.phone): one for one in found}


def _settled(membership):
    """People who were invited for this unit, or are members of the society already."""
    invited = InvitedStaff.objects.filter(invitation__membership=membership).values_list("person", flat=True)
    ours = Membership.objects.on(today()).filter(organisation=membership.organisation_id).exclude(person=None)
    return {*invited, *ours.values_list("person", flat=True)}


def write(plan, batch):
    """Records for those nobody knows, a row for each invited, one notice to all of them."""
    now, membership = timezone.now(), plan.context["membership"]
    invitation = Invitation.objects.get(membership=membership)
    made = []
    for values in plan.create:
        if values["person"] is None:
            values["person"] = Person(
                username=f"p-{secrets.token_hex(8)}", name=values["name"], phone=values["phone"], unit=membership.unit,
                region_code=membership.unit.region_code,
            )  # fmt: skip
            values["person"].set_unusable_password()
            made.append(values["person"])
    Person.objects.bulk_create(made, batch_size=MOST)
    keep_workplaces([one.pk for one in made], on=local_day(now))
    people = [values["person"] for values in plan.create]
    InvitedStaff.objects.bulk_create(
        [InvitedStaff(invitation=invitation, person=person, invited_at=now) for person in people]
    )
    notifications.staff_invited(invitation, people, batch)
    return {"created": {"person": [one.pk for one in made]}}


def undo(batch):
    """What was sent is out."""
    raise Refused(_("邀请已经发出，不能撤回。"))
