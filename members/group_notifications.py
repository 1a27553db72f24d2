"""What is said about group membership once there is one."""

from django.urls import reverse

from portal.ground import outbox
from portal.ground.dates import local_day

from .group_rules import DECIDING
from .models import Office
from .notifications import MAIL, holding
from .rules import titles_of

OFFICIAL = Office.Title.OFFICIAL


def group_ended(leaving, *, now):
    """The officers of the organisation, and who looks after group members at the association."""
    membership, day = leaving.membership, local_day(now)
    ours = Office.objects.on(day).filter(
        organisation=membership.member_organisation_id, title__in=titles_of(membership.member_organisation)
    )
    theirs = Office.objects.on(day).filter(organisation=membership.organisation_id, title__in=(OFFICIAL, *DECIDING))
    outbox.notify(
        MAIL + "group_ended.txt", to=holding(ours | theirs), key=f"group-ended:{leaving.pk}",
        context={"leaving": leaving, "membership": membership}, url=reverse("group_member", args=[membership.public_id]),
    )  # fmt: skip
