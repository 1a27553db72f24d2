"""How Alibaba Cloud's services of the RPC style are asked: signed with HMAC-SHA1, every question once."""

import base64
import hashlib
import hmac
from urllib.parse import quote, urlencode
from uuid import uuid4

from django.utils import timezone


def signed(parameters, *, key_id, key_secret, method="GET"):
    """The parameters with the common ones and their signature, as a query or the body of a form."""
    asked = parameters | {
        "Format": "JSON", "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": uuid4().hex,
        "AccessKeyId": key_id, "Timestamp": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }  # fmt: skip
    ordered = urlencode(sorted(asked.items()), quote_via=quote, safe="-_.~")
    text = f"{method}&%2F&{quote(ordered, safe='-_.~')}"
    digest = hmac.new(f"{key_secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return f"{ordered}&Signature={quote(base64.b64encode(digest).decode(), safe='')}"
