"""The columns of the lists of applications and members."""

from dataclasses import replace

from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast

from members.askable import unit_of
from members.models import Application, ReviewStep
from members.statements import stated_units
from portal.ground.addresses import address_of
from portal.ground.dates import local_day, today
from portal.ground.labels import label
from portal.ground.lists import Column
from portal.ground.templatetags.urls import masked

STATE_TAGS = {
    "submitted": "wait",
    "returned": "warm",
    "admitted": "ok",
    "rejected": "bad",
    "withdrawn": "plain",
    "closed": "plain",
}


def application_url(application):
    return address_of("application_detail", application.public_id)


def with_waiting_step(applications):
    """Applications with the name and the due day of the step that waits, empty when none does, and where they came from."""
    steps = ReviewStep.objects.waiting().filter(
        thing=Application._meta.label_lower, thing_id=Cast(OuterRef("pk"), CharField())
    )
    return applications.annotate(
        step_name=Subquery(steps.values("name")[:1]), step_due_on=Subquery(steps.values("due_on")[:1]),
        step_titles=Subquery(steps.values("titles")[:1]), from_invitation=F("invited__invitation__label"),
    )  # fmt: skip


def _lateness(application):
    due_on = application.step_due_on
    if due_on is None or due_on > today():
        return None
    return "已超期" if due_on < today() else "今天到期"


def _stated_unit(application, stated):
    """The unit the application names; when the record has moved on since, that too."""
    then, now = stated[application.pk]
    return then or None if now is None else f"{then or '未填'}（现为：{now or '未填'}）"


APPLICATION_COLUMNS = (
    Column("申请人", lambda one: str(one.subject), "person__name", application_url),
    Column("单位", _stated_unit, width=30, lookup=stated_units),
    Column("会员类别", lambda one: one.member_class.name, "member_class__name"),
    Column("状态", lambda one: label(one, "state"), "state", tag=lambda one: STATE_TAGS.get(one.state, "plain")),
    Column("当前步骤", lambda one: one.step_name),
    Column("提交日期", lambda one: local_day(one.submitted_at) if one.submitted_at else None, "submitted_at", kind="date"),
    Column("应办日期", lambda one: one.step_due_on, "step_due_on", kind="date"),
    Column("时限", _lateness, tag=lambda one: {"已超期": "bad", "今天到期": "warm"}.get(_lateness(one), "")),
    Column("来自邀请", lambda one: one.from_invitation, width=16),
)  # fmt: skip
SOCIETY = Column("学会", lambda one: one.organisation.name, "organisation__name", width=30)
MEMBER_COLUMNS = (
    Column("姓名或名称", lambda one: str(one.membership.subject), "membership__person__name",
           lambda one: address_of("membership_detail", one.membership.public_id)),
    Column("会员号", lambda one: one.membership.number, "membership__number", kind="code", width=16),
    Column("会员类别", lambda one: one.member_class.name, "member_class__name"),
    Column("单位", lambda one: (one.membership.person_id and unit_of(one.membership.person)) or None, width=30),
    Column("手机", lambda one: (one.membership.person_id and masked(one.membership.person.phone)) or None, width=14),
    Column("原会员号", lambda one: one.membership.former_number or None, "membership__former_number", kind="code", width=16),
    Column("入会日期", lambda one: local_day(one.membership.admitted_at), "membership__admitted_at", kind="date"),
    Column("有效期至", lambda one: one.last_day, "end_on", kind="date"),
)  # fmt: skip
# What these columns read; a person has many more fields than a row of the roster.
SOCIETY_NAME = "membership__organisation__name"
MEMBER_FIELDS = (
    "start_on", "end_on", "member_class__name", "membership__public_id", "membership__number", "membership__former_number",
    "membership__admitted_at", SOCIETY_NAME, "membership__person__name", "membership__person__phone",
    "membership__person__unit_text", "membership__person__unit__name", "membership__unit__name",
)  # fmt: skip
NUMBER = next(place for place, column in enumerate(MEMBER_COLUMNS) if column.sort == "membership__number")
# Officers go on from the number to the member's card and certificate.
OFFICER_COLUMNS = (
    *MEMBER_COLUMNS[:NUMBER],
    replace(MEMBER_COLUMNS[NUMBER], link=lambda one: address_of("member_papers", one.membership.public_id)),
    *MEMBER_COLUMNS[NUMBER + 1 :],
)
MEMBER_SOCIETY = Column(
    "学会", lambda one: one.membership.organisation.name, "membership__organisation__name", width=30
)
