"""What the journal's verbs of outreach are called."""

WORDS = {
    "activity.filed": "备案活动", "branch.submitted": "提交申请", "branch.passed": "初审通过", "branch.returned": "退回补正",
    "branch.withdrawn": "撤回申请", "branch.approved": "批复", "branch.filed": "备案", "branch.term_renewed": "换届备案",
    "branch.placed": "调整上级组织", "branch.unit_covered": "增加覆盖单位", "branch.unit_uncovered": "停止覆盖单位",
    "branch.handed_over": "移交经办人", "branch.dissolved": "撤销组织", "coverage.matched": "对应覆盖单位",
    "quarter.requested": "发起季度报告", "county.confirmed": "区（市、县）确认", "counties.reminded": "催办",
    "quarter.reviewed": "复核", "quarter.signed": "签发", "quarter.published": "发布",
    "register.made_from_regions": "按区划生成名录", "reporting_area.made": "增设汇总区",
    "reporting_area.ended": "终止汇总区", "target.set": "设定目标", "target.ended": "终止目标",
}  # fmt: skip
