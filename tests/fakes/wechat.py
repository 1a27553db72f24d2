"""WeChat's sign-in (open.weixin.qq.com and api.weixin.qq.com in one): codes that live once, scopes, errcodes, silence.

As the real one: errors are answers with status 200 and an `errcode`, JSON comes as text/plain, a unionid is told for
named and scanned sign-ins only, the order of the address's parameters matters.
"""

import json
import re
import secrets
import time
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.serving import Answering, Serving, served

APPS = {"wx-account": "account-secret", "wx-web": "web-secret"}
ORDER = re.compile(r"appid=[^&]+&redirect_uri=[^&]+&response_type=code&scope=\w+&state=[^&]+$")
CODE_SECONDS = 300
PAGES = {"/connect/oauth2/authorize": {"snsapi_base", "snsapi_userinfo"}, "/connect/qrconnect": {"snsapi_login"}}


class Handler(Answering):
    def do_GET(self):
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        if path in PAGES:
            self._authorize(path, query)
            return
        if self.is_out_of_order():
            return
        if self.server.mode == "nameless" and path == "/sns/userinfo":
            self.send_error(500)
            return
        asked = {key: values[0] for key, values in parse_qs(query).items()}
        told = {"/sns/oauth2/access_token": self._token, "/sns/userinfo": self._about}[path](asked)
        self.say(200, json.dumps(told, ensure_ascii=False).encode(), "text/plain")

    def _authorize(self, path, query):
        asked = {key: values[0] for key, values in parse_qs(query).items()}
        if not ORDER.search(query) or asked.get("appid") not in APPS or asked.get("scope") not in PAGES[path]:
            self.say(200, "参数错误".encode(), "text/html; charset=utf-8")
            return
        code = self.server.code(asked["appid"], asked["scope"])
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        self.end_headers()

    def _token(self, asked):
        if asked.get("appid") not in APPS:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("secret") != APPS[asked["appid"]]:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        code = asked.get("code", "")
        if code in self.server.used:
            return {"errcode": 40163, "errmsg": "code been used"}
        app_id, scope, person, at = self.server.codes.get(code, (None, None, None, 0))
        if app_id != asked["appid"] or time.time() - at > CODE_SECONDS:
            return {"errcode": 40029, "errmsg": "invalid code"}
        self.server.used.add(code)
        token, openid = secrets.token_hex(16), f"{app_id}-{person['id']}"
        self.server.tokens[token] = (openid, scope, person)
        told = {"access_token": token, "expires_in": 7200, "refresh_token": "r", "openid": openid, "scope": scope}
        if scope == "snsapi_base":
            return told | {"is_snapshotuser": 0}
        return told | {"unionid": f"union-{person['id']}"}

    def _about(self, asked):
        openid, scope, person = self.server.tokens.get(asked.get("access_token"), (None, None, None))
        if openid is None or openid != asked.get("openid"):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        if scope == "snsapi_base":
            return {"errcode": 48001, "errmsg": "api unauthorized"}
        return {
            "openid": openid,
            "nickname": person["nickname"],
            "sex": 0,
            "privilege": [],
            "unionid": f"union-{person['id']}",
        }


class Service(Serving):
    """`person` holds the phone in front of it; `mode` may also be nameless (userinfo is down)."""

    handler = Handler

    def __init__(self):
        super().__init__()
        self.person = {"id": "tian", "nickname": "春兰🌼"}
        self.codes, self.used, self.tokens = {}, set(), {}

    def settings(self):
        return {"open": self.address, "api": self.address, "account_id": "wx-account", "web_id": "wx-web",
                "account_secret": APPS["wx-account"], "web_secret": APPS["wx-web"]}  # fmt: skip

    def code(self, app_id, scope, at=None):
        """A code as WeChat hands it to the browser."""
        code = secrets.token_hex(16)
        self.codes[code] = (app_id, scope, self.person, at or time.time())
        return code


def running():
    """The service, answering until the test is over."""
    return served(Service())
