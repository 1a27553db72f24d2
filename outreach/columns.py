"""The columns of outreach's lists: what a row shows, and where it leads."""

from portal.ground import regions
from portal.ground.addresses import address_of
from portal.ground.dates import today
from portal.ground.labels import label
from portal.ground.lists import Column

STATE_TAGS = {"filed": "ok", "submitted": "wait", "approved": "wait", "returned": "warm", "dissolved": "bad"}
STAGES = {4: "已批复待备案", 3: "审核中", 2: "退回补正", 1: "草稿", 0: None}


def branch_url(branch):
    return address_of("branch_detail", branch.organisation.public_id)


def unit_url(unit):
    return address_of("unit_detail", unit.public_id)


def _mark(branch):
    if branch.state == "filed" and branch.term_ends_on and branch.term_ends_on < today():
        return "届满未换届"
    return None


def place(code_of, sort):
    """Where a row lies, in words; sorted by its code."""
    return Column(
        "所在地", lambda row, places: places[code_of(row)], sort,
        lookup=lambda rows: regions.places({code_of(row) for row in rows}, on=today()),
    )  # fmt: skip


BRANCH_COLUMNS = (
    Column("名称", lambda branch: branch.organisation.name, "organisation__name", branch_url, width=36),
    Column("类别", lambda branch: label(branch, "kind"), "kind"),
    Column("组建方式", lambda branch: label(branch, "formation"), "formation"),
    place(lambda branch: branch.organisation.region_code, "organisation__region_code"),
    Column(
        "状态",
        lambda branch: branch.get_state_display(),
        "state",
        tag=lambda branch: STATE_TAGS.get(branch.state, "plain"),
    ),
    Column("备案日期", lambda branch: branch.filed_on, "filed_on", kind="date"),
    Column("届满日期", lambda branch: branch.term_ends_on, "term_ends_on", kind="date"),
    Column("标记", _mark, tag=lambda branch: "bad" if _mark(branch) else ""),
)
PUBLIC_BRANCH_COLUMNS = (
    Column("名称", lambda branch: branch.organisation.name, "organisation__name",
           lambda branch: address_of("branch_page", branch.organisation.public_id), width=36),
    Column("类别", lambda branch: label(branch, "kind"), "kind"),
    Column("组建方式", lambda branch: label(branch, "formation"), "formation"),
    place(lambda branch: branch.organisation.region_code, "organisation__region_code"),
    Column("成立日期", lambda branch: branch.filed_on, "filed_on", kind="date"),
)  # fmt: skip
ENTRY_COLUMNS = (
    Column("名称", lambda entry: entry.name, "name", lambda entry: unit_url(entry.unit), width=36),
    Column("统一社会信用代码", lambda entry: entry.unit.credit_code or None, "unit__credit_code", width=22),
    place(lambda entry: entry.region_code, "region_code"),
    Column("规模以上科技企业", lambda entry: "是" if entry.is_above_size else "否", "is_above_size"),
    Column("高新技术企业", lambda entry: "是" if entry.is_high_tech else "否", "is_high_tech"),
    Column("科技工作者人数", lambda entry: entry.science_workers, "science_workers", kind="int"),
    Column("控股类型", lambda entry: label(entry, "ownership") or None, "ownership"),
    Column("标签", lambda entry: "、".join(entry.tags) or None),
)
UNIT_COLUMNS = (
    Column("名称", lambda unit: unit.name, "name", unit_url, width=36),
    Column("类别", lambda unit: label(unit, "kind"), "kind"),
    Column("统一社会信用代码", lambda unit: unit.credit_code or None, "credit_code", width=22),
    place(lambda unit: unit.region_code, "region_code"),
)
NEAREST_COLUMNS = (
    *UNIT_COLUMNS,
    Column("科技工作者人数", lambda unit: unit.workers, "workers", kind="int"),
    Column("组建进度", lambda unit: STAGES[unit.stage], "stage", tag=lambda unit: "wait" if unit.stage else ""),
    Column("同区可加入的联建组织", lambda unit: unit.joint, "joint", kind="int"),
)
COVERAGE_COLUMNS = (
    Column(
        "组织",
        lambda link: link.branch.organisation.name,
        "branch__organisation__name",
        lambda link: branch_url(link.branch),
        width=36,
    ),
    Column("材料中的覆盖单位", lambda link: link.token, "token", width=36),
    place(lambda link: link.branch.organisation.region_code, "branch__organisation__region_code"),
)
ACTIVITY_COLUMNS = (
    Column("活动", lambda activity: activity.name, "name", width=36),
    Column("组织", lambda activity: activity.organisation.name, "organisation__name", width=36),
    Column("日期", lambda activity: activity.held_on, "held_on", kind="date"),
    Column("服务单位", lambda activity: activity.served_token, "served_token", width=30),
)
