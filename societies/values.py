"""Dated values of societies as they ship, each with its source."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.ground.dated import Kind

KEY_DAYS = "key.days"
SHIPPED = (
    Kind(
        KEY_DAYS, _("学会接口密钥的有效期"), _("天"), Decimal(365), _("系统默认，一年一换"), Decimal(1), Decimal(1095)
    ),
)
