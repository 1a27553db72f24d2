"""The rows behind a frozen quarter's figures, as sheets of its workbook.

Units, branches and societies stand there with their names, joined when the sheet is written; people never do: a file is kept
for ever, and who is forgotten is forgotten there, too. Their numbers lead to them for whoever may see them.
"""

from members.models import Application, Unit
from portal.ground.papers.paper import Column, Table
from societies.models import Society

from .models import ApplicationFact, Branch, BranchFact, MembershipFact, PersonFact, SocietyFact, UnitFact

CHUNK = 5000
FLAG_TITLES = {
    "is_big": "规模以上科技企业", "is_high_tech": "高新技术企业", "is_non_public": "非公有制", "is_covered": "组织覆盖",
    "has_own": "单独组建", "has_joint": "联建覆盖", "is_effective": "有效覆盖", "is_served": "本季工作覆盖",
}  # fmt: skip
PERSON_TITLES = {
    "has_account": "已注册", "has_phone": "手机已核验", "has_unit": "单位已确认", "has_identity": "身份已核验",
    "is_member": "学会会员",
}  # fmt: skip
MEMBERSHIP_TITLES = {"is_in_force": "期末在册", "is_new": "本季新增", "is_left": "本季离开"}
SUBJECTS = {"person": "个人", "unit": "单位", "organisation": "团体"}
PLACE = Column("行政区划代码", "code", 14)
SOCIETY = (Column("学会代码", "code", 10), Column("学会", "text", 36))
OF_SOCIETY = ("society__society__code", "society__name")


def _yes(flags):
    return ["是" if flag else "否" for flag in flags]


def _rows(model, quarter_report, order, names):
    facts = model.objects.filter(quarter_report=quarter_report).order_by(*order).values_list(*names)
    return facts.iterator(chunk_size=CHUNK)


def units(quarter_report):
    """Every unit behind the figures with its yes/no answers; names are joined only here."""
    kinds = dict(Unit.Kind.choices)
    columns = [Column("类别"), Column("名称", "text", 36), Column("统一社会信用代码", "code", 20),
               Column("行政区划代码", "code", 14), *[Column(title) for title in FLAG_TITLES.values()]]  # fmt: skip
    facts = UnitFact.objects.filter(quarter_report=quarter_report).order_by("region_code", "kind", "unit_id")
    values = facts.values_list("kind", "unit__name", "unit__credit_code", "region_code", *FLAG_TITLES)
    lines = (
        (kinds[kind], name, code, region, *["是" if flag else "否" for flag in flags])
        for kind, name, code, region, *flags in values.iterator(chunk_size=5000)
    )
    return Table("单位明细", columns, lines, sheet="单位明细", in_brief=False)


def branches(quarter_report):
    kinds = dict(Branch.Kind.choices)
    columns = [Column("类别"), Column("名称", "text", 36), Column("行政区划代码", "code", 14), Column("届满未换届"),
               Column("12 个月无活动"), Column("会员数", "int")]  # fmt: skip
    facts = BranchFact.objects.filter(quarter_report=quarter_report).order_by("region_code", "branch_id")
    values = facts.values_list(
        "kind", "branch__organisation__name", "region_code", "is_overdue", "is_dormant", "members_count"
    )
    lines = (
        (kinds[kind], name, region, "是" if overdue else "否", "是" if dormant else "否", members)
        for kind, name, region, overdue, dormant, members in values.iterator(chunk_size=5000)
    )
    return Table("组织明细", columns, lines, sheet="组织明细", in_brief=False)


def people(quarter_report):
    """Registered science workers and members of societies, by number."""
    columns = [Column("编号", "code", 20), PLACE, *(Column(title) for title in PERSON_TITLES.values())]
    found = _rows(PersonFact, quarter_report, ["person_id"], ["person__public_id", "region_code", *PERSON_TITLES])
    lines = ((number, region, *_yes(flags)) for number, region, *flags in found)
    return Table("人员明细（不含姓名）", columns, lines, sheet="人员明细", in_brief=False)


def memberships(quarter_report):
    """Memberships in force, new and left, by the number for life."""
    columns = [Column("会员号", "code", 18), Column("对象"), *SOCIETY, PLACE,
               *(Column(title) for title in MEMBERSHIP_TITLES.values())]  # fmt: skip
    names = ["membership__number", "kind", *OF_SOCIETY, "region_code", *MEMBERSHIP_TITLES]
    found = _rows(MembershipFact, quarter_report, ["society__society__code", "membership_id"], names)
    lines = (
        (number, SUBJECTS[kind], code, society, region, *_yes(flags))
        for number, kind, code, society, region, *flags in found
    )
    return Table("会籍明细（不含姓名）", columns, lines, sheet="会籍明细", in_brief=False)


def applications(quarter_report):
    """Applications decided in the quarter, with the days that took."""
    states = dict(Application.State.choices)
    columns = [Column("编号", "code", 20), *SOCIETY, PLACE, Column("结果"), Column("用时（天）", "decimal", 10)]
    names = ["application__public_id", *OF_SOCIETY, "region_code", "kind", "days"]
    found = _rows(ApplicationFact, quarter_report, ["society__society__code", "application_id"], names)
    lines = ((*first, str(states[kind]), days) for *first, kind, days in found)
    return Table("入会审核明细（不含姓名）", columns, lines, sheet="入会审核明细", in_brief=False)


def societies(quarter_report):
    """Societies that exist at the cut-off."""
    fields = dict(Society.Field.choices)
    columns = [*SOCIETY, Column("学科门类"), PLACE]
    found = _rows(SocietyFact, quarter_report, ["society__society__code"], [*OF_SOCIETY, "kind", "region_code"])
    lines = ((code, name, str(fields[kind]), region) for code, name, kind, region in found)
    return Table("学会明细", columns, lines, sheet="学会明细", in_brief=False)
