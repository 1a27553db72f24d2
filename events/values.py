"""Dated values of events as they ship, each with its source."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.ground.dated import Kind

DOSSIER_DAYS = "event.dossier_days"
DOSSIER_REMINDER_DAYS = "event.dossier_reminder_days"
SHIPPED = (
    Kind(
        DOSSIER_DAYS, _("专项和经费资助的活动结束后报送结项材料的期限"), _("天"), Decimal(14),
        _("系统默认：活动结束后两周内"), Decimal(1), Decimal(180),
    ),
    Kind(
        DOSSIER_REMINDER_DAYS, _("结项材料到期前几天提醒"), _("天"), Decimal(3), _("系统默认"), Decimal(1), Decimal(30),
    ),
)  # fmt: skip
