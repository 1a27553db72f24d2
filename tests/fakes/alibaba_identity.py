"""Alibaba Cloud's Id2MetaVerify: checks the signature, knows some people, limits questions a second, fails in its ways."""

import json
import time
from collections import deque
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

from tests.fakes.alibaba_sms import SECRET, signature_of

__all__ = ["SECRET", "Service", "running"]
A_SECOND = 10
MODES = {"upstream": ("402", "权威源服务异常"), "owing": ("412", "欠费中"), "illegal": ("401", "参数非法")}


class Service(ThreadingHTTPServer):
    """`people` maps numbers to names; `mode` is ok, broken (500), garbled, slow, or one of `MODES`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.people, self.mode, self.asked, self.nonces, self.paths = {}, "ok", deque(maxlen=A_SECOND), set(), []

    def settings(self, **changes):
        return {"backend": "portal.ground.identity.AlibabaIdentity", "endpoint": f"http://127.0.0.1:{self.server_port}",
                "key_id": "an-id", "key_secret": SECRET} | changes  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.server.paths.append(self.path)
        if self.server.mode == "slow":
            time.sleep(1)
        if self.server.mode == "broken":
            self.send_error(500)
            return
        status, told = self._answer(asked)
        body = b"<html>" if self.server.mode == "garbled" else json.dumps(told, ensure_ascii=False).encode()
        self.send_response(status)
        self.end_headers()
        with suppress(BrokenPipeError):  # whoever asked has lost patience
            self.wfile.write(body)

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
        name = self.server.people.get(asked["IdentifyNum"])
        verdict = "3" if name is None else "1" if name == asked["UserName"] else "2"
        return 200, {"Code": "200", "Message": "success", "RequestId": "1", "ResultObject": {"BizCode": verdict}}

    def log_message(self, *arguments):
        pass


@contextmanager
def running():
    """The service, answering until the test is over."""
    with Service() as service:
        thread = Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()
