"""The dated values posts ask for, as they ship."""

from decimal import Decimal

from portal.ground.dated import Kind

TYPO_CHARACTERS = "post.typo-characters"
SHIPPED = (
    Kind(
        TYPO_CHARACTERS, "改动多少字以内算勘误，走简化复核", "字", Decimal(10), "门户网站信息发布工作惯例", Decimal(0),
        Decimal(200),
    ),
)  # fmt: skip
