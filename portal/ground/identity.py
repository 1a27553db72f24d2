"""Whether a name and a number belong together, asked of a service that knows: the adapter, none, one for trying out,
Alibaba Cloud's.

Only this service's yes makes 身份已核验. A back end without one says so, and nothing is ever marked by it.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from . import alibaba, outside
from .documents import Kind

MATCHES, DIFFERS = "matches", "differs"


class Unavailable(Exception):
    """The service gave no verdict now: silence, its own limit, its own trouble. Asking later is worth it."""


class NoIdentity:
    """No service: papers are kept by their form only."""

    name = ""

    def covers(self, document):
        return False


class DemoIdentity:
    """For trying the pages out on a demo portal: says yes to every resident's number but those that end in X."""

    name = "demo"

    def __init__(self):
        if not settings.PORTAL_SHOW_DEMO_CODE:
            raise ImproperlyConfigured("DemoIdentity verifies nobody: it is for demo portals only.")

    def covers(self, document):
        return document.kind == Kind.RESIDENT

    def verdict(self, document, name):
        return DIFFERS if document.number.endswith("X") else MATCHES


class AlibabaIdentity:
    """Alibaba Cloud's 身份二要素核验 (Id2MetaVerify, version 2019-03-07): residents of the mainland only.

    Asked by POST, so that no number stands in an address.
    """

    name = "alibaba-id2meta"

    def covers(self, document):
        return document.kind == Kind.RESIDENT

    def verdict(self, document, name):
        form = alibaba.signed(
            {"Action": "Id2MetaVerify", "Version": "2019-03-07", "ParamType": "normal", "IdentifyNum": document.number,
             "UserName": name},
            key_id=settings.PORTAL_IDENTITY["key_id"], key_secret=settings.PORTAL_IDENTITY["key_secret"], method="POST",
        )  # fmt: skip
        try:
            told = outside.ask(f"{settings.PORTAL_IDENTITY['endpoint']}/", form=form)
        except outside.NoAnswer as failure:
            raise Unavailable(str(failure)) from failure
        if str(told.get("Code")) == "401":  # the authority holds that such a name or number cannot be
            return DIFFERS
        found = told.get("ResultObject")
        verdict = found.get("BizCode") if isinstance(found, dict) else None
        if str(told.get("Code")) != "200" or verdict not in ("1", "2", "3"):
            raise Unavailable(f"Code {told.get('Code')}")
        return MATCHES if verdict == "1" else DIFFERS


def backend():
    """The service this portal asks."""
    return import_string(settings.PORTAL_IDENTITY["backend"])()
