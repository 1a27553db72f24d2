"""Dated values of members as they ship, each with its source."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.ground.dated import Kind

SHIPPED = (
    Kind("identity.tries", _("一天内可提交证件的次数"), _("次"), Decimal(3), _("系统默认，防止用本站试探他人证件号"), Decimal(1), Decimal(20)),
)  # fmt: skip
