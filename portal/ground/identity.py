"""Whether a name and a number belong together, asked of a service that knows: the adapter, none, one for trying out,
Alibaba Cloud's with two elements (name and number) or three (and the phone somebody has proved).

Only this service's yes makes 身份已核验. A back end without one says so, and nothing is ever marked by it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from . import alibaba, outside
from .documents import Kind

MATCHES, DIFFERS = "matches", "differs"
SAME, OTHER, UNKNOWN = "1", "2", "3"  # the service's own words; 401: it holds that such a value cannot be


class Unavailable(Exception):
    """The service gave no verdict now: silence, its own limit, its own trouble. Asking later is worth it."""


@dataclass(frozen=True)
class Answer:
    """What came of asking, and by which method: all that is kept of it."""

    verdict: str
    method: str


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

    def ask(self, document, name, phone):
        return Answer(DIFFERS if document.number.endswith("X") else MATCHES, self.name)


class AlibabaIdentity:
    """Alibaba Cloud's 身份二要素核验 (Id2MetaVerify, version 2019-03-07): residents of the mainland only.

    Asked by POST, so that no number stands in an address.
    """

    name = "alibaba-id2meta"

    def covers(self, document):
        return document.kind == Kind.RESIDENT

    def ask(self, document, name, phone):
        """Do name and number belong together? The phone is not asked about."""
        found = self._found("Id2MetaVerify", IdentifyNum=document.number, UserName=name)
        return Answer(MATCHES if found == SAME else DIFFERS, AlibabaIdentity.name)

    def _found(self, action, **asked):
        """The service's word: the same person, not, or unknown to it; what cannot be is unknown. Else Unavailable."""
        form = alibaba.signed(
            {"Action": action, "Version": "2019-03-07", "ParamType": "normal", **asked},
            key_id=settings.PORTAL_IDENTITY["key_id"], key_secret=settings.PORTAL_IDENTITY["key_secret"], method="POST",
        )  # fmt: skip
        try:
            told = outside.ask(f"{settings.PORTAL_IDENTITY['endpoint']}/", form=form)
        except outside.NoAnswer as failure:
            raise Unavailable(str(failure)) from failure
        if str(told.get("Code")) == "401":
            return UNKNOWN
        found = told.get("ResultObject")
        verdict = found.get("BizCode") if isinstance(found, dict) else None
        if str(told.get("Code")) != "200" or verdict not in (SAME, OTHER, UNKNOWN):
            raise Unavailable(f"Code {told.get('Code')}")
        return verdict


class AlibabaPhoneIdentity(AlibabaIdentity):
    """With 手机号三要素核验 (Mobile3MetaSimpleVerify) for whoever has proved a phone: name, number and phone are one
    person's. A phone the operators know nothing of says nothing about the name, which is then asked about alone."""

    name = "alibaba-mobile3meta"

    def ask(self, document, name, phone):
        if phone:
            found = self._found("Mobile3MetaSimpleVerify", IdentifyNum=document.number, UserName=name, Mobile=phone)
            if found != UNKNOWN:
                return Answer(MATCHES if found == SAME else DIFFERS, self.name)
        return super().ask(document, name, phone)


def backend():
    """The service this portal asks."""
    return import_string(settings.PORTAL_IDENTITY["backend"])()
