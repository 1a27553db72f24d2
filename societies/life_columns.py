"""The columns of the lists about memberships: how each stands, what is owed, what waits, what ended."""

from members.askable import unit_of
from members.models import Exit, Status
from members.standing import standings
from portal.ground.addresses import address_of
from portal.ground.dates import local_day
from portal.ground.lists import Column
from portal.ground.templatetags.urls import masked

STATUS_TAGS = {
    Status.ACTIVE: "ok", Status.DUE: "warm", Status.GRACE: "wait", Status.LAPSED: "bad", Status.EXPELLED: "bad",
    Status.WITHDRAWN: "plain", Status.DIED: "plain", Status.DISSOLVED: "plain", Status.NOT_YET: "plain",
}  # fmt: skip
RENEWAL_TAGS = {"waiting": "wait", "granted": "ok", "refused": "bad", "withdrawn": "plain"}


def membership_url(membership):
    return address_of("membership_detail", membership.public_id)


def _unit(membership):
    return (membership.person_id and unit_of(membership.person)) or None


class _Found:
    """The standings of the rows of a page on a day, found once for all columns that ask."""

    def __init__(self, day):
        self.day, self.pks, self.found = day, None, {}

    def __call__(self, rows):
        pks = [row.pk for row in rows]
        if pks != self.pks:
            self.pks, self.found = pks, standings(rows, on=self.day)
        return self.found


def membership_columns(day):
    """Every membership with how it stands on the day; its status comes with the row."""
    found = _Found(day)
    return (
        Column("姓名或名称", lambda one: str(one.subject), link=membership_url),
        Column("会员号", lambda one: one.number, "number", kind="code", width=16),
        Column("状态", lambda one: Status(one.status).label, tag=lambda one: STATUS_TAGS[one.status]),
        Column("会员类别", lambda one, known: known[one.pk].period and known[one.pk].period.member_class.name, lookup=found),
        Column("会籍至", lambda one, known: known[one.pk].last_day, kind="date", lookup=found),
        Column("单位", _unit, width=30),
        Column("手机", lambda one: (one.person_id and masked(one.person.phone)) or None, width=14),
        Column("入会日期", lambda one: local_day(one.admitted_at), "admitted_at", kind="date"),
    )  # fmt: skip


# Told where several societies stand in one list.
OF_SOCIETY = Column("学会", lambda one: one.organisation.name, "organisation__name", width=30)
PERIOD_OF_SOCIETY = Column(
    "学会", lambda one: one.membership.organisation.name, "membership__organisation__name", width=30
)


def moved_columns(span):
    """Memberships that came or went between two days, with how each stands on the last."""
    found = _Found(span.last)
    return (
        Column("姓名或名称", lambda one: str(one.subject), link=membership_url),
        Column("会员号", lambda one: one.number, "number", kind="code", width=16),
        OF_SOCIETY,
        Column("单位", _unit, width=30),
        Column("入会日期", lambda one: local_day(one.admitted_at), "admitted_at", kind="date"),
        Column("期末状态", lambda one, known: known[one.pk].status.label, lookup=found,
               tag=lambda one: STATUS_TAGS[found.found[one.pk].status]),
        Column("会籍至", lambda one, known: known[one.pk].last_day, kind="date", lookup=found),
    )  # fmt: skip


ENDED_COLUMNS = (
    Column("姓名或名称", lambda one: str(one.membership.subject), link=lambda one: membership_url(one.membership)),
    Column("会员号", lambda one: one.membership.number, "membership__number", kind="code", width=16),
    PERIOD_OF_SOCIETY,
    Column("会员类别", lambda one: one.member_class.name, "member_class__name"),
    Column("起", lambda one: one.start_on, "start_on", kind="date"),
    Column("止", lambda one: one.last_day, "end_on", kind="date"),
    Column("续会", lambda one: "已续会" if one.goes_on else "未续会", tag=lambda one: "ok" if one.goes_on else "warm"),
)  # fmt: skip


def _amount(renewal):
    return float(renewal.dues.amount) if hasattr(renewal, "dues") else None


RENEWAL_COLUMNS = (
    Column("姓名或名称", lambda one: str(one.membership.subject), link=lambda one: membership_url(one.membership)),
    Column("会员号", lambda one: one.membership.number, "membership__number", kind="code", width=16),
    Column("续会类别", lambda one: f"{one.member_class.name}（变更）" if one.changes_class else one.member_class.name),
    Column("年限", lambda one: one.years, "years", kind="int"),
    Column("会费（元）", _amount, kind="money"),
    Column("缴费", lambda one: str(one.dues.state) if hasattr(one, "dues") else "不用缴"),
    Column("提交日期", lambda one: local_day(one.asked_at), "asked_at", kind="date"),
    Column("状态", lambda one: one.get_state_display(), tag=lambda one: RENEWAL_TAGS[one.state]),
)  # fmt: skip


DUES_COLUMNS = (
    Column("姓名或名称", lambda one: str(one.membership.subject), link=lambda one: membership_url(one.membership)),
    Column("会员号", lambda one: one.membership.number, "membership__number", kind="code", width=16),
    Column("金额（元）", lambda one: float(one.amount), "amount", kind="money"),
    Column("应缴日期", lambda one: local_day(one.asked_at), "asked_at", kind="date"),
    Column("缴费日期", lambda one: one.paid_on, "paid_on", kind="date"),
    Column("缴费方式", lambda one: one.get_means_display() or None),
    Column("状态", lambda one: str(one.state), tag=lambda one: "ok" if one.confirmed_at else "wait" if one.paid_on else "warm"),
)  # fmt: skip
EXIT_COLUMNS = (
    Column("姓名或名称", lambda one: str(one.membership.subject), link=lambda one: membership_url(one.membership)),
    Column("会员号", lambda one: one.membership.number, "membership__number", kind="code", width=16),
    Column("方式", lambda one: one.get_kind_display(), tag=lambda one: "bad" if one.kind == Exit.Kind.EXPELLED else "plain"),
    Column("终止日期", lambda one: one.end_on, "end_on", kind="date"),
    Column("原因", lambda one: one.reason or None, width=36),
    Column("登记日期", lambda one: local_day(one.recorded_at), "recorded_at", kind="date"),
    Column("撤销", lambda one: local_day(one.lifted_at) if one.lifted_at else None, "lifted_at", kind="date"),
)  # fmt: skip
