"""What the journal's verbs of members are called."""

WORDS = {
    "account.created": "建立账号", "account.disabled": "停用账号", "account.enabled": "启用账号",
    "account.phone_verified": "核验手机号", "account.second_factor_reset": "重置动态口令",
    "admission.changed": "修改入会办法", "application.admitted": "准予入会", "application.begun": "开始填写入会申请",
    "application.passed": "审核通过", "application.rejected": "不予通过",
    "application.returned": "退回补正", "application.submitted": "提交入会申请", "application.withdrawn": "撤回申请",
    "channels.chosen": "选择通知方式",
    "member_class.changed": "修改会员类别", "minutes.recorded": "登记理事会纪要", "roster.taken_over": "接收原名册",
    "office.given": "任职", "office.ended": "离任",
    "office.handed_over": "工作移交", "review_rules.changed": "修改审核步骤", "profile.confirmed": "填写个人档案", "wechat.bound": "绑定微信", "wechat.unbound": "解除绑定微信",
    "unit.renamed": "单位更名",
    "unit.credit_code_changed": "信用代码变更", "unit.merged": "单位合并", "unit.tagged": "控股类型和标签",
}  # fmt: skip
