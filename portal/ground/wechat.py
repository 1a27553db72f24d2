"""Signing in with WeChat: inside WeChat through the public account (公众号), elsewhere by a code to scan (网站应用).

Both applications know a person by an `openid` of their own; bound to one open platform, by the same `unionid`. The
endpoints are settings; an application without an id is not offered.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings

from .outside import NoAnswer, ask

IN_APP, WEB = "account", "web"
SILENT, NAMED, SCANNED = "snsapi_base", "snsapi_userinfo", "snsapi_login"
SPENT = {40029, 40163, 41008, 42003}  # unknown, used already, missing, too old


class WechatFailed(Exception):
    """WeChat did not answer, or not as it should."""


class CodeSpent(WechatFailed):
    """The code was used before, is too old or none of WeChat's: signing in has to begin anew."""


@dataclass(frozen=True)
class Identity:
    """Whom WeChat vouched for; without a unionid where it names none, nameless when it was not asked."""

    app_id: str
    openid: str
    unionid: str = ""
    nickname: str = ""


def is_offered(kind):
    """Has this portal an application of the kind?"""
    return bool(settings.PORTAL_WECHAT[f"{kind}_id"])


def address(kind, *, back_to, state, scope):
    """Where the browser goes to have WeChat vouch; WeChat insists on this order of the parameters."""
    page = "/connect/oauth2/authorize" if kind == IN_APP else "/connect/qrconnect"
    query = urlencode({
        "appid": settings.PORTAL_WECHAT[f"{kind}_id"], "redirect_uri": back_to, "response_type": "code", "scope": scope,
        "state": state,
    })  # fmt: skip
    return f"{settings.PORTAL_WECHAT['open']}{page}?{query}#wechat_redirect"


def identify(kind, code):
    """Whom the code stands for; raises CodeSpent, or WechatFailed for everything else that goes wrong."""
    told = _ask("/sns/oauth2/access_token", {
        "appid": settings.PORTAL_WECHAT[f"{kind}_id"], "secret": settings.PORTAL_WECHAT[f"{kind}_secret"],
        "code": code, "grant_type": "authorization_code",
    })  # fmt: skip
    if "openid" not in told or "access_token" not in told:
        raise WechatFailed("no openid")
    known = {"openid": told["openid"], "unionid": told.get("unionid", "")}
    if told.get("scope") == SILENT:
        return Identity(settings.PORTAL_WECHAT[f"{kind}_id"], **known)
    about = _about(told["access_token"], told["openid"])
    return Identity(
        settings.PORTAL_WECHAT[f"{kind}_id"], known["openid"], about.get("unionid") or known["unionid"],
        about.get("nickname", "")[:60],
    )  # fmt: skip


def _about(token, openid):
    """The name is a courtesy: without it signing in goes on."""
    try:
        return _ask("/sns/userinfo", {"access_token": token, "openid": openid, "lang": "zh_CN"})
    except WechatFailed:
        return {}


def _ask(path, query):
    try:
        told = ask(f"{settings.PORTAL_WECHAT['api']}{path}?{urlencode(query)}")
    except NoAnswer as failure:
        raise WechatFailed(str(failure)) from failure
    if told.get("errcode"):
        raise (CodeSpent if told["errcode"] in SPENT else WechatFailed)(f"errcode {told['errcode']}")
    return told
