"""Alibaba Cloud's Id2MetaVerify and Mobile3MetaSimpleVerify: checks the signature, knows some people, limits questions a second, fails in its ways."""

import json
import time
from collections import deque
from urllib.parse import parse_qsl

from tests.fakes.alibaba_sms import SECRET, signature_of
from tests.fakes.serving import Answering, Serving, served

__all__ = ["SECRET", "Service", "running"]
A_SECOND = 10
MODES = {"upstream": ("402", "权威源服务异常"), "owing": ("412", "欠费中"), "illegal": ("401", "参数非法")}


class Handler(Answering):
    def do_POST(self):
        asked = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.server.paths.append(self.path)
        if self.is_out_of_order():
            return
        status, told = self._answer(asked)
        self.say(status, json.dumps(told, ensure_ascii=False).encode())

    def _answer(self, asked):
        signature = asked.pop("Signature", "")
        if signature != signature_of(asked, "POST"):
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "signature"}
        if asked["SignatureNonce"] in self.server.nonces:
            return 400, {"Code": "SignatureNonceUsed", "Message": "nonce"}
        self.server.nonces.add(asked["SignatureNonce"])
        if len(self.server.asked) == A_SECOND and time.time() - self.server.asked[0] < 1:
            return 400, {"Code": "Throttling.User", "Message": "Request was denied due to user flow control."}
        self.server.asked.append(time.time())
        if self.server.mode in MODES:
            code, message = MODES[self.server.mode]
            return 200, {"Code": code, "Message": message, "RequestId": "1"}
        if asked["Action"] == "Mobile3MetaSimpleVerify":
            return 200, self._about_the_phone(asked)
        name = self.server.people.get(asked["IdentifyNum"])
        verdict = "3" if name is None else "1" if name == asked["UserName"] else "2"
        return 200, {"Code": "200", "Message": "success", "RequestId": "1", "ResultObject": {"BizCode": verdict}}

    def _about_the_phone(self, asked):
        """Operators know in whose name a phone is, and of some phones nothing."""
        self.server.phones_asked.append(asked["Mobile"])
        known = self.server.phones.get(asked["Mobile"])
        verdict = "3" if known is None else "1" if known == (asked["UserName"], asked["IdentifyNum"]) else "2"
        found = {"BizCode": verdict, "IspName": "CMCC"}
        return {"Code": "200", "Message": "success", "RequestId": "1", "ResultObject": found}


class Service(Serving):
    """`people` maps numbers to names, `phones` phones to whose they are (name, number); `mode` may also be one of `MODES`."""

    handler = Handler

    def __init__(self):
        super().__init__()
        self.people, self.asked, self.nonces, self.paths = {}, deque(maxlen=A_SECOND), set(), []
        self.phones, self.phones_asked = {}, []

    def settings(self, **changes):
        return {"backend": "portal.ground.identity.AlibabaIdentity", "endpoint": self.address,
                "key_id": "an-id", "key_secret": SECRET} | changes  # fmt: skip


def running():
    """The service, answering until the test is over."""
    return served(Service())
