"""What the journal's verbs of societies are called."""

WORDS = {
    "roster.compared": "名单比对",
    "page.saved": "编写主页", "page.submitted": "提交主页修改", "page.passed": "主页审核通过", "page.returned": "退回主页修改",
    "page.withdrawn": "撤回主页修改", "society.registered": "登记学会", "society.corrected": "更正登记信息", "society.dissolved": "登记注销", "invitation.made": "新建入会邀请", "society.contacts_changed": "修改联系方式",
    "key.made": "发放接口密钥", "key.ended": "停用接口密钥", "roster.read": "接口读取名册",
}  # fmt: skip
