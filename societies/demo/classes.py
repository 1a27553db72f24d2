"""Classes of members as societies' charters really write them."""

RIGHTS = "一、选举权、被选举权和表决权；\n二、参加本会活动；\n三、优先获得学术资料；\n四、对工作提出批评、建议和监督；\n五、入会自愿，退会自由。"
DUTIES = "一、遵守章程，执行决议；\n二、维护本会合法权益；\n三、完成本会交办的工作；\n四、按规定交纳会费；\n五、向本会反映情况，提供有关资料。"
HONOUR = "受邀参加学术年会和重要活动；获赠本会资料。荣誉会员没有选举权、被选举权和表决权，免交会费。"
REGULAR_CONDITIONS = {
    "science": "拥护本会章程，具有大学本科以上学历或助理工程师、助教以上职称，从事与本学科有关的工作。",
    "engineering": "拥护本会章程，具有初级以上专业技术职称，或在相关企业从事技术工作三年以上。",
    "agriculture": "拥护本会章程，从事相关农业科研、推广、生产、经营的技术人员、合作社负责人和种养能手。",
    "medicine": "拥护本会章程，取得执业资格的医务人员，或从事相关医学教育、科研、管理的人员。",
    "crossing": "拥护本会章程，热心本会事业，愿意参加本会组织的工作。",
}
ASKED = {  # a name and a unit are asked always; whoever joins from a phone is asked little more
    "science": ["discipline"],
    "engineering": ["professional_title"],
    "agriculture": ["region"],
    "medicine": ["professional_title"],
    "crossing": [],
}


def regular(field, dues):
    return {"code": "regular", "name": "普通会员", "letter": "M", "conditions": REGULAR_CONDITIONS[field], "rights": RIGHTS,
            "duties": DUTIES, "asked": ASKED[field], "years": [1, 3, 5], "yearly_dues": dues, "order": 1}  # fmt: skip


def senior(dues):
    return {"code": "senior", "name": "高级会员", "letter": "S", "order": 2, "rights": RIGHTS, "duties": DUTIES,
            "conditions": "入会满两年的普通会员，具有高级专业技术职称，或在本学科取得同行认可的成果；由两名高级会员推荐。",
            "asked": ["education", "degree", "professional_title", "discipline", "position"],
            "papers": ["职称证书", "推荐书"], "years": [5], "yearly_dues": dues}  # fmt: skip


def student():
    return {"code": "student", "name": "学生会员", "letter": "X", "order": 3, "duties": DUTIES,
            "conditions": "本学科高年级本科生或在读研究生，毕业后可转为普通会员。",
            "rights": "参加本会学术活动，会议注册费减半；可申请青年学术奖。学生会员没有表决权。",
            "asked": ["education", "discipline"], "papers": ["学生证"], "years": [1, 2], "yearly_dues": 0}  # fmt: skip


def foreign():
    return {"code": "foreign", "name": "外籍会员", "letter": "F", "order": 4, "rights": "参加本会学术活动，获得本会资料。",
            "conditions": "在学术上有一定造诣、对华友好，愿与本会合作交流的外籍科技工作者。", "duties": "尊重中国法律和本会章程。",
            "asked": ["degree", "discipline"], "papers": ["护照信息页"], "years": [3], "yearly_dues": 0}  # fmt: skip


def honorary():
    return {"code": "honorary", "name": "荣誉会员", "letter": "H", "order": 5, "rights": HONOUR, "is_offered": False,
            "conditions": "对本学科发展有重要贡献、年高德劭的科技工作者，由理事会邀请，终身有效。", "duties": "关心和支持本会工作。",
            "years": [], "yearly_dues": 0}  # fmt: skip


def unit(dues):
    return {"code": "unit", "name": "单位会员", "letter": "U", "order": 6, "subject": "unit",
            "conditions": "与本学科有关，具有一定数量科技人员，愿意支持和参加本会活动的企业、事业单位和社会组织。",
            "rights": "派代表参加会员代表大会；优先获得技术咨询、培训和成果推介服务。", "duties": DUTIES,
            "papers": ["营业执照或法人证书"], "years": [1, 5], "yearly_dues": dues}  # fmt: skip
