"""The dated values outreach asks for, as they ship."""

from decimal import Decimal

from portal.ground.dated import Kind

CUSTOM = "统计工作惯例"
MOVE_POINTS, CONFIRM_DAYS = "quarter.move-points", "quarter.confirm-days"
SHIPPED = (
    Kind(MOVE_POINTS, "区县指标变动多大须说明原因", "个百分点", Decimal(5), CUSTOM, Decimal(0), Decimal(100)),
    Kind(CONFIRM_DAYS, "区县确认季度数据的时限", "个工作日", Decimal(5), CUSTOM, Decimal(1), Decimal(60)),
)
