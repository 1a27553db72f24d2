"""Alibaba Cloud's SendSms: checks the signature, the template and its own limits, and can be slow or broken."""

import base64
import hashlib
import hmac
import json
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, urlsplit

SECRET = "a-secret"
REQUIRED = {
    "AccessKeyId", "Action", "PhoneNumbers", "SignName", "Signature", "SignatureMethod", "SignatureNonce",
    "SignatureVersion", "TemplateCode", "TemplateParam", "Timestamp", "Version",
}  # fmt: skip


class Service(ThreadingHTTPServer):
    """`sent` holds what was delivered; `mode` is ok, broken (500), garbled (no JSON) or slow (seconds of silence)."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.sent, self.nonces, self.mode = [], set(), "ok"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.server.mode == "slow":
            time.sleep(1)
        if self.server.mode == "broken":
            self.send_error(500)
            return
        body = b"<html>" if self.server.mode == "garbled" else json.dumps(self._answer()).encode()
        self.send_response(200)
        self.end_headers()
        with suppress(BrokenPipeError):  # whoever asked has lost patience
            self.wfile.write(body)

    def _answer(self):
        asked = dict(parse_qsl(urlsplit(self.path).query))
        if REQUIRED - set(asked):
            return {"Code": "MissingParameter", "Message": "missing"}
        signature = asked.pop("Signature")
        if signature != signature_of(asked):
            return {"Code": "SignatureDoesNotMatch", "Message": "signature"}
        if asked["SignatureNonce"] in self.server.nonces:
            return {"Code": "SignatureNonceUsed", "Message": "nonce"}
        self.server.nonces.add(asked["SignatureNonce"])
        if asked["PhoneNumbers"].startswith("170"):
            return {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "number"}
        if sum(1 for phone, *_rest in self.server.sent if phone == asked["PhoneNumbers"]) >= 5:
            return {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发小时级流控Permits:5"}
        self.server.sent.append((asked["PhoneNumbers"], asked["TemplateCode"], json.loads(asked["TemplateParam"])))
        return {"Code": "OK", "Message": "OK", "BizId": "1", "RequestId": "1"}

    def log_message(self, *arguments):
        pass


def signature_of(asked, method="GET"):
    ordered = "&".join(f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in sorted(asked.items()))
    text = f"{method}&%2F&{quote(ordered, safe='-_.~')}"
    return base64.b64encode(hmac.new(f"{SECRET}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


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
