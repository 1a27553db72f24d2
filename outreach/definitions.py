"""The indicators as they ship: version 1 of every definition, and the plan's targets, each with its source."""

from datetime import date
from decimal import Decimal

SOURCE = "《季度覆盖报告指标口径》第九节（2026年版）"
PLAN = "本市科协系统深化改革实施方案（2017年）"
KINDS = {
    "township": "乡镇", "subdistrict": "街道", "township_other": "其他乡级单位", "village": "村（社区）",
    "enterprise": "企业", "park": "园区", "university": "高校", "institute": "科研院所", "hospital": "医院",
    "school": "学校", "other": "其他单位",
}  # fmt: skip
JOINT = "按组织，含区域联建、行业统建、依托组建"

# indicator, title, basis, grain, numerator, denominator, aggregate, known, unit
COVERAGE = [
    ("C1", "乡镇科协组织覆盖率", "按组织，镇和乡", "unit", ["kind:township", "covered"], ["kind:township"]),
    ("C2", "街道科协组织覆盖率", "按组织，街道", "unit", ["kind:subdistrict", "covered"], ["kind:subdistrict"]),
    ("C2o", "其他乡级单位覆盖率", "按组织，既非街道也非乡镇的乡级单位，不计入 C1、C2", "unit",
     ["kind:township_other", "covered"], ["kind:township_other"]),
    ("C3", "村（社区）覆盖率", "按组织，村和社区", "unit", ["kind:village", "covered"], ["kind:village"]),
    ("C4", "规模以上科技企业单独组建率", "按组织，只计单独组建", "unit",
     ["kind:enterprise", "big", "own_branch"], ["kind:enterprise", "big"]),
    ("C4b", "规模以上科技企业组织覆盖率", JOINT, "unit", ["kind:enterprise", "big", "covered"], ["kind:enterprise", "big"]),
    ("C4n", "非公有制规模以上科技企业组织覆盖率", JOINT + "；私营、港澳台、外商控股", "unit",
     ["kind:enterprise", "big", "non_public", "covered"], ["kind:enterprise", "big", "non_public"]),
    ("C5", "高新技术企业组织覆盖率", JOINT, "unit",
     ["kind:enterprise", "high_tech", "covered"], ["kind:enterprise", "high_tech"]),
    ("C6", "园区组织覆盖率", "按组织", "unit", ["kind:park", "covered"], ["kind:park"]),
    ("C7", "高校组织覆盖率", "按组织", "unit", ["kind:university", "covered"], ["kind:university"]),
    ("C8", "农村专业技术协会数", "截止日存续的农村专业技术协会（农技协）", "branch", ["kind:rural"], None),
    ("C8.members", "农技协会员数", "截止日存续的农技协会员合计", "branch", ["kind:rural"], None),
    ("C8.registered", "农技协民政登记率", "已在民政部门登记的农技协；情况全部不明时不出数", "branch",
     ["kind:rural", "registered"], ["kind:rural"]),
    ("C9", "“三长”进科协班子比例", "已覆盖的乡镇（街道）中，科协班子至少有医院院长、学校校长、农技站站长之一", "unit",
     ["township_level", "covered", "a_head"], ["township_level", "covered"]),
    ("C9.all", "“三长”齐备比例", "已覆盖的乡镇（街道）中，三长全部在科协班子任职", "unit",
     ["township_level", "covered", "three_heads"], ["township_level", "covered"]),
    ("C10", "有效覆盖率", "已覆盖单位中，覆盖它的组织在截止日前 12 个月内至少备案一次活动", "unit",
     ["covered", "effective"], ["covered"]),
    ("C11", "届满未换届比例", "存续组织中，届满日期早于截止日", "branch", ["overdue"], []),
]  # fmt: skip
AGGREGATES = {"C8.members": "members"}
KNOWN = {"C8.registered": "is_registered"}
COUNT_UNITS = {"C8": "个", "C8.members": "人"}


def shipped():
    """Field values of every indicator definition, version 1, in printing order."""
    rows = list(COVERAGE)
    for kind, name in KINDS.items():
        rows.append((f"W1.{kind}", f"{name}工作覆盖率", "按工作：本季度被活动或联系服务过的、未建组织的单位", "unit",
                     [f"kind:{kind}", "not_covered", "served"], [f"kind:{kind}", "not_covered"]))  # fmt: skip
    for kind, name in KINDS.items():
        rows.append((f"W2.{kind}", f"{name}组织或工作覆盖率", "按组织或工作", "unit",
                     [f"kind:{kind}", "reached"], [f"kind:{kind}"]))  # fmt: skip
    rows.append(("W2.big", "规模以上科技企业组织或工作覆盖率", "按组织或工作", "unit",
                 ["kind:enterprise", "big", "reached"], ["kind:enterprise", "big"]))  # fmt: skip
    for order, (indicator, title, basis, grain, numerator, denominator) in enumerate(rows, 1):
        yield {
            "indicator": indicator, "version": 1, "order": order, "title": title, "basis": basis, "grain": grain,
            "numerator": numerator, "denominator": denominator, "aggregate": AGGREGATES.get(indicator, "count"),
            "known": KNOWN.get(indicator, ""), "unit": COUNT_UNITS.get(indicator, "%"), "source": SOURCE,
            "valid_from": date(2000, 1, 1),
        }  # fmt: skip


WHERE = "；按工作单位所在地，没有的按本人填写的地区"
# indicator, title, basis, grain, numerator, denominator, aggregate, unit
BESIDES = [
    ("S1", "市级学会数", "截止日存续的学会、协会、研究会，按登记地区", "society", [], None, "count", "个"),
    ("S2", "按期换届率", "届次和换届情况还没有在门户登记，不出数；N 为存续的学会数", "society", [], [], "unrecorded", "%"),
    ("S3", "年检合格率", "年检结论还没有在门户登记，不出数；N 为存续的学会数", "society", [], [], "unrecorded", "%"),
    ("S4", "评估等级 3A 以上比例", "评估等级还没有在门户登记，不出数；N 为存续的学会数", "society", [], [], "unrecorded", "%"),
    ("S5", "党组织覆盖率", "学会党组织还没有在门户登记，不出数；N 为存续的学会数", "society", [], [], "unrecorded", "%"),
    ("M1", "注册科技工作者", "截止日前用手机或邮箱注册过、没有注销的人，同一个人的几份记录合并后计一次" + WHERE, "person",
     ["account"], None, "count", "人"),
    ("M2.phone", "手机已核验比例", "注册科技工作者中，手机号经验证码核验过的", "person",
     ["account", "phone_verified"], ["account"], "count", "%"),
    ("M2.unit", "单位已确认比例", "注册科技工作者中，所在单位经工作人员确认的", "person",
     ["account", "unit_confirmed"], ["account"], "count", "%"),
    ("M2.identity", "身份已核验比例", "注册科技工作者中，身份经核验服务核验的；只核对证件号码格式的不算", "person",
     ["account", "identity_verified"], ["account"], "count", "%"),
    ("M3", "学会会员", "截止日至少在一个市级学会有个人会籍的人，一人计一次，与会籍数不相加" + WHERE, "person",
     ["member"], None, "count", "人"),
    ("M4", "会籍数", "截止日在册的会籍，个人、单位和团体合计，一人可有几个；待审核、宽限期和已失效的不计" + WHERE, "membership",
     ["in_force"], None, "count", "个"),
    ("M4.person", "个人会籍数", "会籍数中个人的", "membership", ["kind:person", "in_force"], None, "count", "个"),
    ("M4.unit", "单位会籍数", "会籍数中单位的，按会员单位所在地", "membership", ["kind:unit", "in_force"], None, "count", "个"),
    ("M5", "本季新增会籍", "截止日在册、上季末不在册的会籍，重新入会的也计", "membership", ["new"], None, "count", "个"),
    ("M6", "本季离开会籍", "上季末在册、截止日不在册的会籍，包括到期未续、退会、除名和离世", "membership",
     ["left"], None, "count", "个"),
    ("M7", "本季净增会籍", "本季新增减本季离开，等于两个季末会籍数之差", "membership", ["moved"], None, "net", "个"),
    ("M8", "入会审核用时中位数", "本季准予入会或不予通过的申请，从第一次提交到办结的天数；N 为办结件数", "application",
     [], None, "median", "天"),
    ("M9", "入会审核用时 90% 分位", "同上，十件里有九件不超过的天数；N 为办结件数", "application", [], None, "p90", "天"),
]  # fmt: skip


def shipped_besides():
    """Field values of the indicators of societies and members (domain.md 9, S and M), printed after those of coverage."""
    for order, (indicator, title, basis, grain, numerator, denominator, aggregate, unit) in enumerate(BESIDES, 101):
        yield {
            "indicator": indicator, "version": 1, "order": order, "title": title, "basis": basis, "grain": grain,
            "numerator": numerator, "denominator": denominator, "aggregate": aggregate, "known": "", "unit": unit,
            "source": SOURCE, "valid_from": date(2000, 1, 1),
        }  # fmt: skip


def shipped_targets():
    """Field values of the plan's targets (mission.md B4, domain.md 9)."""
    basis = "按组织或工作"
    for kind in ("township", "subdistrict", "park", "university"):
        yield {"indicator": f"W2.{kind}", "comparison": "at_least", "value": Decimal(1), "basis": basis,
               "start_on": date(2017, 1, 1), "source": PLAN}  # fmt: skip
    yield {"indicator": "W2.big", "comparison": "more_than", "value": Decimal("0.5"), "basis": basis,
           "start_on": date(2018, 1, 1), "source": PLAN}  # fmt: skip
    yield {"indicator": "C11", "comparison": "at_most", "value": Decimal(0), "basis": "按组织",
           "start_on": date(2017, 1, 1), "source": PLAN}  # fmt: skip
