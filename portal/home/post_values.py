"""The dated values posts ask for, as they ship."""

from decimal import Decimal

from portal.ground.dated import Kind

TYPO_CHARACTERS, STALE_MONTHS = "post.typo-characters", "post.stale-months"
SHIPPED = (
    Kind(
        TYPO_CHARACTERS, "改动多少字以内算勘误，走简化复核", "字", Decimal(10), "门户网站信息发布工作惯例", Decimal(0),
        Decimal(200),
    ),
    Kind(STALE_MONTHS, "办事指南和下载多久没有修改或复核即列为待复核", "个月", Decimal(12), "本站惯例", Decimal(1), Decimal(120)),
)  # fmt: skip
