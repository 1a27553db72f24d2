"""The dated values outreach asks for, as they ship."""

from decimal import Decimal

from portal.ground.dated import Kind

CUSTOM = "统计工作惯例"
MOVE_POINTS, CONFIRM_DAYS = "quarter.move-points", "quarter.confirm-days"
BY_SOCIETY, BY_BRANCH = "group.right.society", "group.right.branch"
SELECTIVE = "市科协改革方案：择优吸纳大型企业科协、高校科协等为团体会员；有的城市规定当然加入"
SHIPPED = (
    Kind(MOVE_POINTS, "区县指标变动多大须说明原因", "个百分点", Decimal(5), CUSTOM, Decimal(0), Decimal(100)),
    Kind(BY_SOCIETY, "学会是否为当然的团体会员", "1 是 0 否", Decimal(0), SELECTIVE, Decimal(0), Decimal(1)),
    Kind(BY_BRANCH, "企业、高校科协是否为当然的团体会员", "1 是 0 否", Decimal(0), SELECTIVE, Decimal(0), Decimal(1)),
    Kind(CONFIRM_DAYS, "区县确认季度数据的时限", "个工作日", Decimal(5), CUSTOM, Decimal(1), Decimal(60)),
)
