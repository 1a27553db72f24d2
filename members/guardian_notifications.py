"""What is said when a child grows up: to the guardian, and to the young person."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ground import outbox, sms
from portal.ground.errors import Refused
from portal.ground.models import Delivery

from .notifications import MAIL, chosen


def child_grown(guardianship, age):
    """Both are told on the day: the guardian at once, the young person when they come to their record."""
    child, context = guardianship.child, {"child": guardianship.child, "age": age}
    outbox.notify(
        MAIL + "child_grown.txt", to=[guardianship.guardian], key=f"child-grown:{guardianship.pk}", context=context,
        url=reverse("my_child", args=[child.public_id]), also=chosen,
    )  # fmt: skip
    outbox.notify(
        MAIL + "grown.txt", to=[child], key=f"grown:{child.pk}", context=context, url=reverse("my_record"),
        channels=(Delivery.Channel.IN_APP, Delivery.Channel.EMAIL),
    )  # fmt: skip


def child_handed_over(child, guardian, *, now):
    """The young person hears at the number or address their guardian gave how to take the record over."""
    outbox.notify(
        MAIL + "child_handed_over.txt", to=[child], key=f"child-handed-over:{child.pk}:{now:%Y%m%d%H%M%S}",
        context={"child": child, "guardian": guardian, "portal_name": settings.PORTAL["name"]}, url=reverse("my_record"),
        channels=(Delivery.Channel.IN_APP, Delivery.Channel.EMAIL),
    )  # fmt: skip
    if child.phone:
        text = _("您在%(portal)s的记录可以由您自己管理了：用这个手机号和姓名注册即可。") % {
            "portal": settings.PORTAL["name"]
        }
        transaction.on_commit(partial(_text, child.phone, text, now), robust=True)


def _text(number, text, now):
    try:
        sms.send_now(number, text, kind=sms.NOTICE, now=now)
    except Refused:
        return  # the guardian, who stands beside the young person, can say the same


def child_taken_over(child, guardians):
    outbox.notify(
        MAIL + "child_taken_over.txt", to=guardians, key=f"child-taken-over:{child.pk}", context={"child": child},
        also=chosen,
    )  # fmt: skip


def guardianship_ended(guardianship, reason):
    """The guardian hears what an official has put right, and why."""
    outbox.notify(
        MAIL + "guardianship_ended.txt", to=[guardianship.guardian], key=f"guardianship-ended:{guardianship.pk}",
        context={"child": guardianship.child, "reason": reason}, url=reverse("my_children"), also=chosen,
    )  # fmt: skip
