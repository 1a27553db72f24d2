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
