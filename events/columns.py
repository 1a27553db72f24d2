"""The columns of the lists of events and of registrations."""

from portal.ground.addresses import address_of
from portal.ground.dates import local_day
from portal.ground.lists import Column
from portal.ground.templatetags.urls import masked

TAGS = {"submitted": "wait", "returned": "bad", "published": "ok", "cancelled": "bad"}
STATE_TAGS = {"registered": "ok", "waiting": "wait", "cancelled": "plain"}


def event_url(event):
    return address_of("event_detail", event.public_id)


EVENT_COLUMNS = (
    Column("活动", lambda one: one.name, "name", event_url, width=36),
    Column("主办单位", lambda one: one.organisation.name, "organisation__name", width=30),
    Column("类型", lambda one: one.get_kind_display(), "kind"),
    Column("日期", lambda one: local_day(one.starts_at), "starts_at", kind="date"),
    Column("状态", lambda one: one.get_state_display(), "state", tag=lambda one: TAGS.get(one.state, "plain")),
    Column("名额", lambda one: one.capacity, "capacity", kind="int"),
    Column("已报名", lambda one: one.taken, "taken", kind="int"),
)
REGISTRATION_COLUMNS = (
    Column("次序", lambda one: one.place, "place", kind="int"),
    Column("姓名", lambda one: one.person.name, "person__name"),
    Column("手机", lambda one: masked(one.person.phone) or None, width=14),
    Column("状态", lambda one: one.get_state_display(), "state", tag=lambda one: STATE_TAGS[one.state]),
    Column("报名日期", lambda one: local_day(one.asked_at), "asked_at", kind="date"),
    Column("签到", lambda one: "已签到" if one.checked_in_at else None, "checked_in_at", tag=lambda one: "ok" if one.checked_in_at else ""),
)  # fmt: skip
