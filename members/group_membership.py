"""Group membership of an association as it ships: the review's steps and the class, each with its source."""

from datetime import date

REVIEW = "group_membership"
VALID_FROM = date(2000, 1, 1)
SOURCE = "市科协团体会员管理办法（2018年，某市）：承认章程，合法成立，活动正常，审议通过后吸收"
STEPS = (
    ("初审", ["official"], 10),
    ("常委会审议", ["secretary_general", "party_secretary", "chair", "vice_chair"], 20),
)
CODE = "group"
CLASS = {
    "valid_from": VALID_FROM, "name": "团体会员", "subject": "organisation", "letter": "T", "years": [], "yearly_dues": 0,
    "conditions": "承认科协章程；依法登记的科技类学会，或按规定组建的企业、高校科协；活动正常并有成绩；有固定的办公场所、专职工作人员和稳定的经费来源；"
                  "有党员的，建立党组织。",
    "rights": "一、推荐代表参加科协代表大会；\n二、参加科协的活动，获得业务指导和服务；\n三、对科协工作提出建议、批评和监督；\n四、入会自愿，退会自由。",
    "duties": "一、遵守科协章程，执行决议；\n二、完成科协委托的工作；\n三、报送年度工作情况；\n四、按规定交纳会费。",
    "papers": ["登记证书或批复文件", "章程"],
}  # fmt: skip
ADMISSION = {"is_open": True, "prefix": "T", "width": 4, "is_lettered": False}


def shipped_steps():
    """Field values of the review's steps, version 1; officers of the city's association decide them."""
    for order, (name, titles, days) in enumerate(STEPS, 1):
        yield {"kind": REVIEW, "valid_from": VALID_FROM, "order": order, "name": name, "titles": titles,
               "scope": "city", "working_days": days, "source": SOURCE}  # fmt: skip
