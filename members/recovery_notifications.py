"""What is said about a lost phone: in the portal, by e-mail, and to the numbers concerned by text message."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import outbox, sms
from portal.ground.errors import Refused
from portal.ground.models import Delivery

from .notifications import MAIL

WAYS = (Delivery.Channel.IN_APP, Delivery.Channel.EMAIL)


def _tell(recovery, message, numbers, *, now):
    """One notice for the person, and the same in a line to each number; a text that cannot be sent stops nothing."""
    notice = outbox.notify(
        MAIL + f"recovery_{message}.txt", to=[recovery.person], key=f"recovery-{message}:{recovery.pk}",
        context={"recovery": recovery}, url="/me/security/", channels=WAYS,
    )  # fmt: skip
    for number in numbers:
        transaction.on_commit(partial(_text, number, f"{notice.subject}。{notice.text}", now), robust=True)


def _text(number, text, now):
    try:
        sms.send_now(number, text, kind=sms.NOTICE, now=now)
    except Refused:
        return  # the number has had its messages for now; the notice in the portal stands


def recovery_asked(recovery, *, now):
    _tell(recovery, "asked", [recovery.person.phone], now=now)


def recovery_confirmed(recovery, *, now):
    _tell(recovery, "confirmed", [recovery.person.phone, recovery.phone], now=now)


def recovery_cancelled(recovery, *, now):
    _tell(recovery, "cancelled", [recovery.phone], now=now)


def recovery_done(recovery, *, now):
    _tell(recovery, "done", [recovery.phone], now=now)


def phone_changed(person, old, *, now):
    """Whoever still has the old number hears that it opens this account no more."""
    text = _("您在%(portal)s的账号已换绑新手机号。如非本人操作，请尽快联系所在学会或科协。")
    transaction.on_commit(partial(_text, old, text % {"portal": settings.PORTAL["name"]}, now), robust=True)
