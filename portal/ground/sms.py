"""Text messages: what every provider's adapter keeps to, one that writes to the console, one for Alibaba Cloud.

A number gets at most one message a minute and ten a day (Shanghai), whoever asked for it; every attempt is a row with
the number's digest, never the number.
"""

import json
import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from . import alibaba, outside
from .ciphers import cipher
from .dates import SHANGHAI
from .errors import Refused
from .models import TextMessage

logger = logging.getLogger(__name__)
APART = timedelta(seconds=60)
A_DAY = 10
SMS_LOCK = 7_302
NOTICE, CODE = "notice", "code"
SHOWN_SECONDS = 300


class SmsFailed(Exception):
    """The provider answered that the message was not accepted, or did not answer at all."""


def show_code(where, code):
    """On a demo portal: keep the last code for a number or an address, for the page that asks for it."""
    cache.set(f"demo-code:{where}", code, SHOWN_SECONDS)


class ConsoleSms:
    """For a machine without a provider: the message appears in the log, the number masked and no code in it.

    On a demo portal the last code of a number can be shown by the page that asks for it.
    """

    def send(self, phone, text, kind=NOTICE):
        if len(phone) != 11:
            raise SmsFailed("手机号码不正确")
        if kind == CODE and settings.PORTAL_SHOW_DEMO_CODE:
            show_code(phone, text)
        shown = "（验证码）" if kind == CODE else text
        logger.warning("SMS to %s****%s: %s", phone[:3], phone[-4:], shown)


class AlibabaSms:
    """Alibaba Cloud's SendSms (version 2017-05-25), the text in a template of the portal's."""

    def send(self, phone, text, kind=NOTICE):
        template = settings.PORTAL_SMS["code_template" if kind == CODE else "notice_template"]
        query = alibaba.signed(
            {"Action": "SendSms", "Version": "2017-05-25", "PhoneNumbers": phone, "TemplateCode": template,
             "SignName": settings.PORTAL_SMS["sign_name"], "TemplateParam": json.dumps({kind: text}, ensure_ascii=False)},
            key_id=settings.PORTAL_SMS["key_id"], key_secret=settings.PORTAL_SMS["key_secret"],
        )  # fmt: skip
        try:
            told = outside.ask(f"{settings.PORTAL_SMS['endpoint']}/?{query}")
        except outside.NoAnswer as failure:
            raise SmsFailed(f"短信服务没有应答：{failure}") from failure
        if told.get("Code") != "OK":
            raise SmsFailed(f"{told.get('Code')}：{told.get('Message')}")


def backend():
    """The adapter this portal sends through."""
    return import_string(settings.PORTAL_SMS_BACKEND)()


def send_now(phone, text, *, kind, now):
    """Send one message at once, within the limits; Refused with a sentence when it is too soon, too often or failed."""
    message = _allowed(phone, kind, now)
    try:
        backend().send(phone, text, kind=kind)
    except SmsFailed as failure:
        TextMessage.objects.filter(pk=message.pk).update(reason=str(failure)[:200])
        logger.warning("SMS failed: %s", failure)
        raise Refused(_("短信没有发出去，请稍后再试。")) from failure


@transaction.atomic
def _allowed(phone, kind, now):
    """The row of this attempt, written before it is made; two at once count one after the other."""
    digest = cipher().blind_index(phone, purpose="sms")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SMS_LOCK, digest])
    sent = TextMessage.objects.filter(digest=digest)
    if sent.filter(at__gt=now - APART).exists():
        raise Refused(_("短信发送太频繁，请 1 分钟后再试。"))
    midnight = timezone.localtime(now, SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    if sent.filter(at__gte=midnight).count() >= A_DAY:
        raise Refused(_("这个号码今天的短信已达上限，请明天再试或换一种方式登录。"))
    return TextMessage.objects.create(digest=digest, kind=kind, at=now)
