"""Alibaba Cloud's SendSms: checks the signature, the template and its own limits, and can be slow or broken."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qsl, quote, urlsplit

from tests.fakes.serving import Answering, Serving, served

SECRET = "a-secret"
REQUIRED = {
    "AccessKeyId", "Action", "PhoneNumbers", "SignName", "Signature", "SignatureMethod", "SignatureNonce",
    "SignatureVersion", "TemplateCode", "TemplateParam", "Timestamp", "Version",
}  # fmt: skip


class Handler(Answering):
    def do_GET(self):
        if not self.is_out_of_order():
            self.say(200, json.dumps(self._answer()).encode())

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


class Service(Serving):
    """`sent` holds what was delivered."""

    handler = Handler

    def __init__(self):
        super().__init__()
        self.sent, self.nonces = [], set()


def signature_of(asked, method="GET"):
    ordered = "&".join(f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in sorted(asked.items()))
    text = f"{method}&%2F&{quote(ordered, safe='-_.~')}"
    return base64.b64encode(hmac.new(f"{SECRET}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def running():
    """The service, answering until the test is over."""
    return served(Service())
