"""The dated values of comments, as they ship."""

from decimal import Decimal

from portal.ground.dated import Kind

RULES = "《互联网跟帖评论服务管理规定》（2022年12月15日起施行），数值为本站惯例"
CUSTOM = "本站惯例"
FIRST_APPROVED, ACCOUNT_DAYS = "comment.first-approved", "comment.account-days"
LONGEST, EDIT_MINUTES, PER_TEN_MINUTES = "comment.longest", "comment.edit-minutes", "comment.per-ten-minutes"
SAME_TEXT_HOURS, REPORTERS, DECIDE_DAYS = "comment.same-text-hours", "comment.reporters", "comment.decide-days"
APPEAL_DAYS, LONGEST_BAN = "ban.appeal-days", "ban.longest-days"
SHIPPED = (
    Kind(FIRST_APPROVED, "新用户先审后发的评论和图片数（很大的数表示全部先审后发）", "条", Decimal(3), RULES),
    Kind(ACCOUNT_DAYS, "注册多少天以内的评论和图片先审后发", "天", Decimal(7), RULES, Decimal(0), Decimal(3650)),
    Kind(LONGEST, "评论的最大长度", "字", Decimal(500), CUSTOM, Decimal(10), Decimal(5000)),
    Kind(EDIT_MINUTES, "发表后多久以内可以修改评论", "分钟", Decimal(15), CUSTOM, Decimal(0), Decimal(1440)),
    Kind(PER_TEN_MINUTES, "每人每 10 分钟最多发表的评论", "条", Decimal(5), CUSTOM, Decimal(1), Decimal(100)),
    Kind(SAME_TEXT_HOURS, "多久以内不能重复发表同样的评论", "小时", Decimal(24), CUSTOM, Decimal(0), Decimal(8760)),
    Kind(REPORTERS, "多少人举报后先隐藏待处理", "人", Decimal(3), CUSTOM, Decimal(1), Decimal(1000)),
    Kind(DECIDE_DAYS, "审核评论和图片、处理举报的时限", "个工作日", Decimal(1), CUSTOM, Decimal(1), Decimal(30)),
    Kind(APPEAL_DAYS, "处理禁言申诉的时限", "个工作日", Decimal(5), CUSTOM, Decimal(1), Decimal(60)),
    Kind(LONGEST_BAN, "定期禁言的最长天数", "天", Decimal(365), CUSTOM, Decimal(1), Decimal(3650)),
)
