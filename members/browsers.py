"""What a browser says about itself, as far as the pages of an account care."""

import re

from django.utils.translation import gettext as _

SYSTEMS = (
    ("HarmonyOS|OpenHarmony", _("鸿蒙设备")), ("iPhone", _("苹果手机")), ("iPad", _("苹果平板")), ("Android", _("安卓手机")),
    ("Windows", _("Windows 电脑")), ("Macintosh", _("苹果电脑")), ("Linux|X11", _("Linux 电脑")),
)  # fmt: skip
PROGRAMS = (
    ("MicroMessenger", _("微信")), ("Edg", "Edge"), ("HuaweiBrowser", _("华为浏览器")), ("MiuiBrowser", _("小米浏览器")),
    ("QQBrowser", _("QQ 浏览器")), ("Firefox", "Firefox"), ("Chrome|CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def is_wechat(request):
    """Was the page opened inside WeChat, where passkeys and QR codes to scan with the same phone do not work?"""
    return "MicroMessenger" in request.META.get("HTTP_USER_AGENT", "")


def device(user_agent):
    """微信，安卓手机: what a person recognises their own device by."""
    program = next((words for mark, words in PROGRAMS if re.search(mark, user_agent)), _("其他浏览器"))
    system = next((words for mark, words in SYSTEMS if re.search(mark, user_agent)), "")
    return f"{program}，{system}" if system else program
