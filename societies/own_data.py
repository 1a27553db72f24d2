"""What societies keep about a person, and which of their programs are given the full number."""

from django.utils.translation import gettext_lazy as _

from members.actions import forgetting
from members.own_data import IN_OFFICE, read
from portal.ground import personal
from portal.ground.dates import local_day
from portal.ground.personal import Part, Reader

from .models import Invitation, InvitedStaff, PageVersion, ProgramKey


def register():
    """Called once, when the app is ready."""
    personal.register(
        Part(_("得到我完整手机号的系统"), ProgramKey, keys_that_show,
             ((_("学会"), lambda row: row.society), (_("系统"), read("label")), (_("理由"), read("reason")),
              (_("开始"), read("made_at")), (_("结束"), last_day_of)))
    )  # fmt: skip
    personal.register(
        Part(_("单位邀请我入会"), InvitedStaff, lambda person: person.staff_invitations.order_by("pk"),
             ((_("学会"), lambda row: row.invitation.society), (_("单位"), lambda row: row.invitation.label),
              (_("时间"), read("invited_at"))), forgetting.delete)
    )  # fmt: skip
    personal.exempt(IN_OFFICE, Invitation, PageVersion)
    personal.register_readers(readers)


def keys_that_show(person):
    """Keys with the full number, of societies the person is or was a member of."""
    mine = person.memberships.values("organisation")
    return ProgramKey.objects.filter(shows_phones=True, society__organisation__in=mine).order_by("pk")


def last_day_of(key):
    """The last day on which the key opened something, or will."""
    return min(key.last_day, local_day(key.ended_at)) if key.ended_at else key.last_day


def readers(person):
    """Each of these programs, as its owner reads it."""
    for key in keys_that_show(person).select_related("society__organisation"):
        name = f"{key.society}：{key.label}"
        yield Reader(name, key.reason, local_day(key.made_at), last_day_of(key))
